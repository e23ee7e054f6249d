"""Windows that slide over images whose last axis holds the channels: convolutions and pools.

`padding` is "VALID" (none), "SAME" (as many outputs as steps fit into the input, the last one perhaps partly
outside), or two amounts for each spatial axis. `weight` is (*kernel, in, out). Source of the size formulas: the
documentation of `tf.nn`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shapeviz.rules.arguments import spread
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_operands
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.rules.windows import Window
from shapeviz.rules.wording import counted, listed, shape_text, times
from shapeviz.shapes.shape import Shape, replaced
from shapeviz.shapes.size import divided_up

NAMES = ("depth", "height", "width")
KERNEL = "kernel"


def convolution(spatial: int) -> Rule:
    """The rule of a convolution over `spatial` axes.

    Over one or two it is one of groups if the weight takes a part of the channels only.
    """

    def rule(call: Call) -> Outcome:
        shape, weight = call.shape("input"), call.shape("weight")
        if shape is None or weight is None:
            return None
        if spatial == 3 and len(shape) != 5:
            return None  # taken for another volume, as images are in `depthwise`
        if len(shape) > spatial + 2:
            return _stacked(rule, call, shape, spatial)
        fault = _rank_fault(call, spatial) or rank_fault(call, "weight", [spatial + 2])
        if fault is not None or 0 in weight:
            return fault
        fault = _channel_fault(shape, weight[-2]) if spatial == 3 else _group_fault(shape, weight)
        return fault or _slid(call, weight[:spatial], KERNEL, weight[-1])

    return rule


def _stacked(rule: Rule, call: Call, shape: Shape, spatial: int) -> Outcome:
    """A convolution of batches of batches, as of the images alone."""
    stack, images = shape[: -spatial - 2], shape[-spatial - 2 :]
    outcome = rule(call.with_shapes({"input": images}))
    if isinstance(outcome, Accept):
        return Accept([(*stack, *output) for output in outcome.outputs])
    if outcome is None:
        return None
    problems = [_moved(problem, len(stack)) if problem.operand == "input" else problem for problem in outcome.problems]
    mended = {name: (*stack, *given) if name == "input" else given for name, given in outcome.mended.items()}
    return Fault(problems, outcome.expects, outcome.gets, mended)


def _moved(problem: AxisProblem, extra: int) -> AxisProblem:
    return problem if problem.axis is None else replace(problem, axis=problem.axis + extra)


def depthwise(call: Call) -> Outcome:
    """`weight` is (height, width, in, multiplier): each channel makes `multiplier` of its own."""
    shape, weight = call.shape("input"), call.shape("weight")
    if shape is None or weight is None or len(shape) > 4:
        return None  # an image with more axes is taken for another by the kernel, without a word
    fault = _rank_fault(call, 2) or rank_fault(call, "weight", [4])
    if fault is not None or 0 in weight:
        return fault
    fault = _channel_fault(shape, weight[2])
    return fault or _slid(call, weight[:2], KERNEL, weight[2] * weight[3])


def pool(spatial: int) -> Rule:
    """The rule of a pool over `spatial` axes; each channel stays by itself."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("input")
        if shape is None:
            return None
        kernel = spread(call.attribute("kernel_size"), spatial)
        fault = _rank_fault(call, spatial)
        return fault or _slid(call, kernel, "pooling window", shape[-1])

    return rule


def transposed_convolution(spatial: int) -> Rule:
    """The rule of a transposed convolution; `weight` is (*kernel, out, in), and the output's shape is given."""

    def rule(call: Call) -> Outcome:
        shape, weight = call.shape("input"), call.shape("weight")
        wanted = call.attribute("output_size")
        if shape is None or weight is None or not isinstance(wanted, Sequence):
            return None
        if len(shape) > spatial + 2:
            return None  # as in `depthwise`
        fault = _rank_fault(call, spatial) or rank_fault(call, "weight", [spatial + 2])
        fault = fault or _channel_fault(shape, weight[-1])
        if fault is not None:
            return fault
        output: Shape = tuple(wanted)
        if len(output) != spatial + 2:
            return Fault([], f"an output_shape of {counted(spatial + 2, 'size')}", str(len(output)))
        if (output[0], output[-1]) != (shape[0], weight[-2]):
            expects = f"an output_shape with a batch of {shape[0]} and {counted(weight[-2], 'channel')}"
            return Fault([], expects, shape_text(output))
        back = _positions(call, weight[:spatial], output[1:-1], KERNEL)
        if isinstance(back, Fault) or tuple(back) == shape[1:-1]:
            return back if isinstance(back, Fault) else Accept([output])
        problems = [
            AxisProblem("input", axis, wanted, size)
            for axis, (wanted, size) in enumerate(zip(back, shape[1:-1], strict=True), 1)
            if wanted != size
        ]
        expects = f"an input of {times(back)} (for an output_shape of {times(output[1:-1])})"
        return Fault(problems, expects, times(shape[1:-1]), {"input": (shape[0], *back, shape[-1])})

    return rule


def _rank_fault(call: Call, spatial: int) -> Fault | None:
    names = ("length",) if spatial == 1 else NAMES[-spatial:]
    return rank_fault(call, "input", [spatial + 2], why=f"(batch × {' × '.join(names)} × channels)")


def _channel_fault(shape: Shape, channels: int) -> Fault | None:
    if shape[-1] == channels:
        return None
    axis = len(shape) - 1
    # A layout with the channels first is the usual cause.
    moved = (shape[0], *shape[2:], channels) if shape[1] == channels else replaced(shape, axis, channels)
    return Fault(
        [AxisProblem("input", axis, channels, shape[axis])],
        f"{counted(channels, 'channel')} in axis {axis} of its input",
        str(shape[axis]),
        {"input": moved},
    )


def _group_fault(shape: Shape, weight: Shape) -> Fault | None:
    """The fault of channels that the weight cannot take, all at once or in groups of as many."""
    if shape[-1] == weight[-2]:
        return None
    if shape[-1] == 0 or shape[-1] % weight[-2] or weight[-1] % (shape[-1] // weight[-2]):
        return _channel_fault(shape, weight[-2])
    return None


def _slid(call: Call, kernel: Shape, name: str, channels: int) -> Outcome:
    """The positions of the window over the spatial axes, with so many channels at each."""
    batch, *sizes, _ = call.shape("input") or (0, 0)
    found = _positions(call, kernel, tuple(sizes), name)
    if isinstance(found, Fault):
        return found
    # A kernel that fits nowhere, if only just, is not refused: some machines then give back the input itself.
    return None if 0 in found and name == KERNEL else Accept([(batch, *found, channels)])


def _positions(call: Call, kernel: Shape, sizes: Shape, name: str) -> list[int] | Fault:
    """How many positions the window has along each axis."""
    count = len(kernel)
    stride, dilation = _each(call.attribute("stride", 1), count), _each(call.attribute("dilation", 1), count)
    padding = call.attribute("padding")
    if padding == "SAME":
        return [divided_up(size, step) for size, step in zip(sizes, stride, strict=True)]
    before, after = zip(*_amounts(padding, count), strict=True)
    window = Window(kernel, stride, before, after, dilation, name)
    minimums = window.minimums()
    small = [axis for axis in range(count) if sizes[axis] < minimums[axis]]
    positions = window.positions(sizes)
    if not small or (name == KERNEL and min(positions) >= 0):
        return positions
    mended = tuple(max(size, least) for size, least in zip(sizes, minimums, strict=True))
    batch, *_, channels = call.shape("input") or (0, 0)
    axes = f"{'axis' if len(small) == 1 else 'axes'} {listed([axis + 1 for axis in small])}"
    return Fault(
        [AxisProblem("input", axis + 1, minimums[axis], sizes[axis]) for axis in small],
        f"an input of at least {times(minimums[axis] for axis in small)} in {axes} for its {window}",
        times(sizes[axis] for axis in small),
        {"input": (batch, *mended, channels)},
    )


def _amounts(padding: Any, count: int) -> list[tuple[int, int]]:
    """What is added before and after each spatial axis."""
    return [(0, 0)] * count if padding == "VALID" else [(before, after) for before, after in padding]


def _each(value: Any, count: int) -> Shape:
    """One number for each spatial axis, where the argument may also speak of the batch and the channels."""
    numbers = spread(value, count)
    return numbers[1:-1] if len(numbers) == count + 2 else numbers


def bias_add(call: Call) -> Outcome:
    """A vector added to the last axis, which it must fill."""
    shape, bias = call.shape("input"), call.shape("bias")
    if shape is None or bias is None:
        return None
    fault = rank_fault(call, "bias", [1])
    if fault is not None:
        return fault
    if len(shape) < 2:
        return rank_fault(call, "input", [2], why="or more")
    if bias[0] != shape[-1]:
        return shape_fault("bias", shape[-1:], bias, "one for each channel of its input")
    return Accept([shape])


def resize(call: Call) -> Outcome:
    """Images (batch × height × width × channels, the batch optional) brought to the two sizes of `size`."""
    shape, size = call.shape("input"), call.attribute("size")
    if shape is None or not isinstance(size, Sequence) or call.attribute("preserve_aspect_ratio", False):
        return None
    fault = rank_fault(call, "input", [4, 3], why="(batch × height × width × channels, the batch optional)")
    if fault is not None:
        return fault
    height, width = size
    return Accept([(*shape[:-3], height, width, shape[-1])])


RULES: dict[str, Rule] = {
    **{f"conv{spatial}d_channels_last": convolution(spatial) for spatial in (1, 2, 3)},
    **{f"conv_transpose{spatial}d_channels_last": transposed_convolution(spatial) for spatial in (1, 2, 3)},
    **{f"{kind}_pool{n}d_channels_last": pool(n) for n in (1, 2, 3) for kind in ("max", "avg")},
    "depthwise_conv2d_channels_last": depthwise,
    "bias_add": bias_add,
    "affine_normalization": broadcast_operands,
    "resize_channels_last": resize,
}
