"""The convolutions of Keras: plain, transposed, depthwise and separable.

Source of the size formulas: the documentation of `keras.layers.Conv2D` and `keras.layers.Conv2DTranspose`.
"""

from __future__ import annotations

from shapeviz.rules.arguments import spread
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import multiple_fault
from shapeviz.rules.layouts import Layout
from shapeviz.rules.windows import Window
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import divided_up, larger


def convolution(spatial: int) -> Rule:
    """The rule of a convolution; `kernel` is (*kernel_size, in / groups, filters)."""

    def rule(call: Call) -> Outcome:
        shape, kernel = call.shape("inputs"), call.shape("kernel")
        if shape is None:
            return None
        layout, groups = Layout.of(call, spatial), call.attribute("groups", 1)
        channels = None if kernel is None else kernel[-2] * groups
        fault = _channels_fault(layout, shape, channels)
        if fault is None and kernel is None:
            fault = multiple_fault("inputs", shape, layout.channel_axis, groups, "its groups")
        filters = call.attribute("filters") if kernel is None else kernel[-1]
        return fault or _slid(call, layout, shape, filters)

    return rule


def depthwise(spatial: int) -> Rule:
    """The rule of a convolution of each channel alone; `kernel` is (*kernel_size, in, depth_multiplier)."""

    def rule(call: Call) -> Outcome:
        shape, kernel = call.shape("inputs"), call.shape("kernel")
        if shape is None or _uneven(call, spatial):
            return None
        layout = Layout.of(call, spatial)
        fault = _channels_fault(layout, shape, None if kernel is None else kernel[-2])
        if fault is not None:
            return fault
        multiplier = call.attribute("depth_multiplier", 1) if kernel is None else kernel[-1]
        return _slid(call, layout, shape, shape[layout.channel_axis] * multiplier)

    return rule


def separable(spatial: int) -> Rule:
    """The rule of a depthwise convolution and one of single points, whose kernel says how many channels come out."""

    def rule(call: Call) -> Outcome:
        shape, kernel = call.shape("inputs"), call.shape("depthwise_kernel")
        points = call.shape("pointwise_kernel")
        if shape is None or _uneven(call, spatial):
            return None
        layout = Layout.of(call, spatial)
        fault = _channels_fault(layout, shape, None if kernel is None else kernel[-2])
        return fault or _slid(call, layout, shape, call.attribute("filters") if points is None else points[-1])

    return rule


def transposed(spatial: int) -> Rule:
    """The rule of a transposed convolution; `kernel` is (*kernel_size, filters, in)."""

    def rule(call: Call) -> Outcome:
        shape, kernel = call.shape("inputs"), call.shape("kernel")
        if shape is None:
            return None
        layout = Layout.of(call, spatial)
        fault = _channels_fault(layout, shape, None if kernel is None else kernel[-1])
        if fault is not None:
            return fault
        sizes = _spread_out(call, layout.sizes(shape))
        filters = call.attribute("filters") if kernel is None else kernel[-2]
        return None if sizes is None else Accept([layout.built(shape[0], sizes, filters)])

    return rule


def _channels_fault(layout: Layout, shape: Shape, channels: int | None) -> Fault | None:
    """The fault of a wrong number of axes or of channels; before a first call any number of channels will do."""
    fault = layout.rank_fault(shape, channels)
    return fault if fault is not None or channels is None else layout.channel_fault(shape, channels)


def _uneven(call: Call, spatial: int) -> bool:
    """Whether the strides differ, which one backend refuses and the others take."""
    strides = spread(call.attribute("strides", 1), spatial)
    return any(step != strides[0] for step in strides)


def _slid(call: Call, layout: Layout, shape: Shape, channels: int) -> Outcome:
    """What comes of a kernel that slides over the spatial axes."""
    spatial = layout.spatial
    kernel = spread(call.attribute("kernel_size"), spatial)
    strides = spread(call.attribute("strides", 1), spatial)
    dilation = spread(call.attribute("dilation_rate", 1), spatial)
    sizes = layout.sizes(shape)
    if call.attribute("padding", "valid") != "valid":
        # `same` pads both ends, `causal` the start, and both by what the kernel spans beyond its place.
        positions = [divided_up(size, step) for size, step in zip(sizes, strides, strict=True)]
        return Accept([layout.built(shape[0], positions, channels)])
    window = Window(kernel, strides, (0,) * spatial, (0,) * spatial, dilation, "kernel")
    fault = layout.size_fault(shape, window.minimums(), window)
    return fault or Accept([layout.built(shape[0], window.positions(sizes), channels)])


def _spread_out(call: Call, sizes: Shape) -> list[int] | None:
    """The sizes that a transposed convolution makes; None for an output padding that not all backends take."""
    spatial = len(sizes)
    kernel, strides = spread(call.attribute("kernel_size"), spatial), spread(call.attribute("strides", 1), spatial)
    dilation, extra = spread(call.attribute("dilation_rate", 1), spatial), call.attribute("output_padding")
    extents = [gap * (size - 1) + 1 for size, gap in zip(kernel, dilation, strict=True)]
    same = call.attribute("padding", "valid") == "same"
    if extra is None:
        rows = zip(sizes, strides, extents, strict=True)
        return [size * step if same else (size - 1) * step + larger(extent, step) for size, step, extent in rows]
    ends = [(extent % 2 if same else extent) + pad for extent, pad in zip(extents, spread(extra, spatial), strict=True)]
    lowest = [1 if same else extent for extent in extents]
    rows = zip(ends, lowest, strides, strict=True)
    if any(not low <= end < low + step for end, low, step in rows):
        return None
    return [(size - 1) * step + end for size, step, end in zip(sizes, strides, ends, strict=True)]


RULES: dict[str, Rule] = {
    **{f"keras_conv{n}d": convolution(n) for n in (1, 2, 3)},
    **{f"keras_conv{n}d_transpose": transposed(n) for n in (1, 2, 3)},
    **{f"depthwise_conv{n}d": depthwise(n) for n in (1, 2)},
    **{f"separable_conv{n}d": separable(n) for n in (1, 2)},
}
