"""Convolutions over one, two or three spatial axes, and their transposes.

Source of the size formulas: the documentation of `torch.nn.Conv2d` and `torch.nn.ConvTranspose2d`.
"""

from __future__ import annotations

from collections.abc import Callable

from shapeviz.rules.arguments import spread
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.rules.nearest import channels_first
from shapeviz.rules.windows import Window, at_least_fault, spatial_rank_fault
from shapeviz.rules.wording import counted, listed, times
from shapeviz.shapes.shape import Shape, replaced
from shapeviz.shapes.size import larger


def convolution(spatial: int) -> Rule:
    """The rule of a convolution over `spatial` axes; `weight` is (out, in / groups, *kernel)."""

    def rule(call: Call) -> Outcome:
        shape, weight = call.shape("input"), call.shape("weight")
        if shape is None or weight is None:
            return None
        groups = call.attribute("groups", 1)
        fault = _operand_fault(call, spatial, channels=lambda weight: weight[1] * groups)
        if fault is not None or 0 in weight:
            return fault
        if weight[0] % groups:
            return _group_fault(weight, groups)
        window = convolution_window(call, weight[2:])
        if isinstance(window, Fault):
            return window
        fault = _bias_fault(call, weight[0]) or _size_fault(shape, window)
        padding = call.attribute("padding_mode", "zeros")
        fault = fault or _padding_mode_fault(shape, window, padding)
        sizes = shape[-spatial:] if call.attribute("padding") == "same" else window.positions(shape[-spatial:])
        return fault or Accept([(*shape[: -spatial - 1], weight[0], *sizes)])

    return rule


def transposed_convolution(spatial: int) -> Rule:
    """The rule of a transposed convolution; `weight` is (in, out / groups, *kernel)."""

    def rule(call: Call) -> Outcome:
        shape, weight = call.shape("input"), call.shape("weight")
        if shape is None or weight is None:
            return None
        groups = call.attribute("groups", 1)
        fault = _operand_fault(call, spatial, channels=lambda weight: weight[0])
        if fault is not None or 0 in weight:
            return fault
        if weight[0] % groups:
            return _group_fault(weight, groups)
        window = convolution_window(call, weight[2:])
        if isinstance(window, Fault):
            return window
        fault = _bias_fault(call, weight[1] * groups) or at_least_fault(
            "input", shape, [0 if 0 in shape[:-spatial] else 1] * spatial, window
        )
        if fault is not None:
            return fault
        extra = _output_padding(call, shape[-spatial:], window)
        if isinstance(extra, Fault):
            return extra
        rows = zip(shape[-spatial:], window.stride, window.before, window.extents, extra, strict=True)
        sizes = [(size - 1) * step - 2 * pad + extent + more for size, step, pad, extent, more in rows]
        output = (*shape[: -spatial - 1], weight[1] * groups, *sizes)
        return _vanished(shape, sizes, window) or Accept([output])

    return rule


def _operand_fault(call: Call, spatial: int, *, channels: Callable[[Shape], int]) -> Fault | None:
    """The fault of a wrong number of axes or of channels."""
    fault = spatial_rank_fault(call, spatial) or rank_fault(call, "weight", [spatial + 2])
    if fault is not None:
        return fault
    shape, weight = call.named_shapes()["input"], call.named_shapes()["weight"]
    return _channel_fault(shape, channels(weight), spatial)


def _channel_fault(shape: Shape, channels: int, spatial: int) -> Fault | None:
    axis = len(shape) - spatial - 1
    if shape[axis] == channels:
        return None
    batched = axis == 1
    mended = channels_first(shape, axis, channels) or replaced(shape, axis, channels)
    if not batched and channels == 1:
        # Three axes for a 2-D convolution of one channel are nearly always a batch of grey images.
        mended = (shape[0], 1, *shape[1:])
    return Fault(
        [AxisProblem("input", axis, channels, shape[axis])],
        f"{counted(channels, 'channel')} in axis {axis} of its {'' if batched else 'unbatched '}input",
        str(shape[axis]),
        {"input": mended},
    )


def _group_fault(weight: Shape, groups: int) -> Fault:
    expected = -(-weight[0] // groups) * groups
    return Fault(
        [AxisProblem("weight", 0, expected, weight[0])],
        f"a multiple of {groups} (its groups) in axis 0 of its weight",
        str(weight[0]),
        {"weight": replaced(weight, 0, expected)},
    )


def _bias_fault(call: Call, channels: int) -> Fault | None:
    bias = call.shape("bias")
    return None if bias is None or bias == (channels,) else shape_fault("bias", (channels,), bias)


def convolution_window(call: Call, kernel: Shape) -> Window | Fault:
    """The kernel and its padding; `same` pads by what the kernel spans, the odd one at the end."""
    spatial = len(kernel)
    stride = spread(call.attribute("stride", 1), spatial)
    dilation = spread(call.attribute("dilation", 1), spatial)
    padding = call.attribute("padding", 0)
    if padding == "same":
        if any(step != 1 for step in stride):
            return Fault([], 'stride=1 with padding="same"', f"stride={times(stride)}")
        totals = [gap * (size - 1) for size, gap in zip(kernel, dilation, strict=True)]
        before = tuple(total // 2 for total in totals)
        after = tuple(total - half for total, half in zip(totals, before, strict=True))
        return Window(kernel, stride, before, after, dilation, "kernel")
    before = spread(0 if padding == "valid" else padding, spatial)
    if any(amount < 0 for amount in before):
        return Fault([], "a padding of at least 0", str(min(before)))
    return Window(kernel, stride, before, before, dilation, "kernel")


def _size_fault(shape: Shape, window: Window) -> Fault | None:
    """The fault of an input on which the kernel fits nowhere. Only an empty batch may have empty images."""
    lowest = 0 if 0 in shape[: -len(window.kernel)] else 1
    return at_least_fault("input", shape, window.minimums(lowest), window)


def _padding_mode_fault(shape: Shape, window: Window, mode: str) -> Fault | None:
    """Circular padding repeats at most the whole input, reflection all of it but the edge."""
    if mode not in ("circular", "reflect"):
        return None
    edge = 1 if mode == "reflect" else 0
    minimums = [larger(*pads) + edge for pads in zip(window.before, window.after, strict=True)]
    return at_least_fault("input", shape, minimums, f"{mode} padding")


def _output_padding(call: Call, sizes: Shape, window: Window) -> Shape | Fault:
    """The rows added at the end: given, or what the wanted `output_size` needs."""
    spatial = len(sizes)
    wanted = call.attribute("output_size")
    if wanted is None:
        extra = spread(call.attribute("output_padding", 0), spatial)
        limits = [larger(step, gap) for step, gap in zip(window.stride, window.dilation, strict=True)]
        if any(amount >= limit for amount, limit in zip(extra, limits, strict=True)):
            return Fault([], "an output_padding smaller than its stride or dilation", listed(extra))
        return extra
    wanted = tuple(wanted)[-spatial:]
    rows = zip(sizes, window.stride, window.before, window.extents, strict=True)
    smallest = [(size - 1) * step - 2 * pad + extent for size, step, pad, extent in rows]
    extra = tuple(size - low for size, low in zip(wanted, smallest, strict=True))
    if all(0 <= amount < step for amount, step in zip(extra, window.stride, strict=True)):
        return extra
    largest = [low + step - 1 for low, step in zip(smallest, window.stride, strict=True)]
    return Fault([], f"an output_size from {times(smallest)} to {times(largest)}", times(wanted))


def _vanished(shape: Shape, sizes: list[int], window: Window) -> Fault | None:
    """The fault of padding that takes away more than the transposed convolution makes."""
    if all(size >= 1 for size in sizes):
        return None
    first = len(shape) - len(sizes)
    rows = zip(shape[first:], sizes, window.stride, strict=True)
    minimums = [size + max(0, -((result - 1) // step)) for size, result, step in rows]
    return at_least_fault("input", shape, minimums, window)


RULES: dict[str, Rule] = {
    **{f"conv{spatial}d": convolution(spatial) for spatial in (1, 2, 3)},
    **{f"conv_transpose{spatial}d": transposed_convolution(spatial) for spatial in (1, 2, 3)},
}
