"""What layers cost whose channels come last and whose kernels end in (in, out), in multiply-adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape, product

_GATES = {"simple_rnn": 1, "keras_gru": 3, "keras_lstm": 4}
_Cost = Callable[[Call, Mapping[str, Shape], int], int]


def multiply_adds_channels_last(call: Call, output: Shape) -> int:
    """The multiply-adds of such a layer that gave `output`; 0 for other operations, and before there is a kernel.

    >>> call = Call("keras_conv2d", {"inputs": (1, 28, 28, 3), "kernel": (3, 3, 3, 8)})
    >>> multiply_adds_channels_last(call, (1, 26, 26, 8)) == 26 * 26 * 8 * 3 * 3 * 3
    True
    """
    cost = COSTS.get(call.op)
    shapes = call.named_shapes()
    weighed = "kernel" in shapes or "weight" in shapes or {"depthwise_kernel", "pointwise_kernel"} <= shapes.keys()
    return cost(call, shapes, product(output)) if cost is not None and weighed else 0


def _each_output(call: Call, shapes: Mapping[str, Shape], count: int) -> int:
    return count * product((shapes.get("kernel") or shapes["weight"])[:-1])


def _each_input(call: Call, shapes: Mapping[str, Shape], count: int) -> int:
    """The kernel of a transposed convolution ends in (out, in), and each input is spread over it."""
    return product(shapes["inputs"]) * product(shapes["kernel"][:-1])


def _depthwise(call: Call, shapes: Mapping[str, Shape], count: int) -> int:
    return count * product(shapes["kernel"][:-2])


def _separable(call: Call, shapes: Mapping[str, Shape], count: int) -> int:
    points, depths = shapes["pointwise_kernel"], shapes["depthwise_kernel"]
    return count * points[-2] + count // points[-1] * product(depths)


def _einsum(call: Call, shapes: Mapping[str, Shape], count: int) -> int:
    """Each number that comes out is a sum over the axes that only the operands have."""
    operands, _, output = str(call.attribute("equation")).replace(" ", "").partition("->")
    sizes = zip(operands.partition(",")[2], shapes["kernel"], strict=True)
    return count * product(tuple(size for letter, size in sizes if letter not in output))


def _recurrent(call: Call, shapes: Mapping[str, Shape], count: int) -> int:
    """Each step multiplies what comes in, and the state before it, for every gate."""
    features, width = shapes["kernel"]
    steps = product(shapes["sequences"][:-1])
    return steps * width * (features + width // _GATES[call.op])


COSTS: dict[str, _Cost] = {
    "dense": _each_output,
    "einsum_dense": _einsum,
    **{f"keras_conv{spatial}d": _each_output for spatial in (1, 2, 3)},
    **{f"conv{spatial}d_channels_last": _each_output for spatial in (1, 2, 3)},
    **{f"keras_conv{spatial}d_transpose": _each_input for spatial in (1, 2, 3)},
    **{f"depthwise_conv{spatial}d": _depthwise for spatial in (1, 2)},
    **{f"separable_conv{spatial}d": _separable for spatial in (1, 2)},
    **dict.fromkeys(_GATES, _recurrent),
}
"""The operations that are counted here."""
