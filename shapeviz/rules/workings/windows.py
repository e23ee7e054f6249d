"""Workings of what slides a window over images, and of what else makes images larger or smaller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.convolution import convolution_window
from shapeviz.rules.folding import blocks_of
from shapeviz.rules.pooling import pool_window
from shapeviz.rules.unpooling import unpool_window
from shapeviz.rules.windows import Window
from shapeviz.rules.workings.lines import Working, becomes, factors, plus, spatial_names
from shapeviz.shapes.shape import Shape


def convolution(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        shape, weight = call.named_shapes()["input"], call.named_shapes()["weight"]
        channels = _channels(shape, outputs[0], spatial)
        window = convolution_window(call, weight[2:])
        if not isinstance(window, Window) or call.attribute("padding") == "same":
            return channels
        return channels + _places(window, shape, outputs[0])

    return working


def transposed_convolution(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        shape, weight = call.named_shapes()["input"], call.named_shapes()["weight"]
        channels = _channels(shape, outputs[0], spatial)
        window = convolution_window(call, weight[2:])
        return channels + (_spread_out(window, shape, outputs[0]) if isinstance(window, Window) else [])

    return working


def _channels(shape: Shape, output: Shape, spatial: int) -> list[str]:
    return [becomes("channels", shape[-spatial - 1], output[-spatial - 1], "its out_channels")]


def pool(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        window = pool_window(call, spatial)
        return _places(window, call.named_shapes()["input"], outputs[0], ceil=call.attribute("ceil_mode", False))

    return working


def unpool(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        if call.attribute("output_size") is not None:
            return told(spatial, "output_size")(call, outputs)
        return _spread_out(unpool_window(call, spatial), call.named_shapes()["input"], outputs[0])

    return working


def told(spatial: int, keyword: str) -> Working:
    """Output sizes that are an argument."""

    def working(call: Call, outputs: list[Shape]) -> list[str]:
        return _set_to(call.named_shapes()["input"], outputs[0], spatial, keyword)

    return working


def _set_to(shape: Shape, output: Shape, spatial: int, keyword: str) -> list[str]:
    rows = zip(spatial_names(spatial), shape[-spatial:], output[-spatial:], strict=True)
    return [becomes(name, size, result, f"its {keyword}") for name, size, result in rows]


def _places(window: Window, shape: Shape, output: Shape, ceil: bool = False) -> list[str]:
    """⌊(size + padding − extent)/stride⌋ + 1 for each spatial axis."""
    spatial = len(window.kernel)
    return [
        f"{name}: {_place_count(window, axis, shape[axis - spatial], ceil)} = {output[axis - spatial]}"
        for axis, name in enumerate(spatial_names(spatial))
    ]


def _place_count(window: Window, axis: int, size: int, ceil: bool) -> str:
    left, right = "⌈⌉" if ceil else "⌊⌋"
    before, step = window.before[axis], window.stride[axis]
    count = f"{left}({size}{_padding(window, axis)}{_extent(window, axis)})/{step}{right} + 1"
    if not ceil or before + step <= window.extents[axis]:
        return count
    # The last place must start inside the input or its padding in front.
    start = f"({size} + {before})" if before else f"{size}"
    return f"min({count}, ⌈{start}/{step}⌉)"


def _padding(window: Window, axis: int, sign: str = "+") -> str:
    before, after = window.before[axis], window.after[axis]
    if not before and not after:
        return ""
    return f" {sign} 2·{before}" if before == after else f" {sign} {before} {sign} {after}"


def _extent(window: Window, axis: int) -> str:
    """What the window covers, to be taken away: ` − 3`, or with gaps ` − 2·(3 − 1) − 1`."""
    size, gap = window.kernel[axis], window.dilation[axis]
    return f" − {size}" if gap == 1 else f" − {gap}·({size} − 1) − 1"


def _spread_out(window: Window, shape: Shape, output: Shape) -> list[str]:
    """(size − 1)·stride − padding + extent + what is added at the end, for each spatial axis."""
    spatial = len(window.kernel)
    lines: list[str] = []
    for axis, name in enumerate(spatial_names(spatial)):
        size, result, step = shape[axis - spatial], output[axis - spatial], window.stride[axis]
        kernel, gap = window.kernel[axis], window.dilation[axis]
        extent = f"{kernel}" if gap == 1 else f"{gap}·({kernel} − 1) + 1"
        more = result - ((size - 1) * step - window.before[axis] - window.after[axis] + window.extents[axis])
        added = f" {plus(more)}" if more else ""
        lines.append(f"{name}: ({size} − 1)·{step}{_padding(window, axis, '−')} + {extent}{added} = {result}")
    return lines


def unfold(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    if "dimension" in call.attributes:
        return _windows_along(call, shape, outputs[0])
    blocks = blocks_of(call)
    if not isinstance(blocks, Window):
        return []
    places = blocks.positions(shape[-2:])
    elements, count = outputs[0][-2:]
    return [
        f"elements of a block: {factors((shape[-3], *blocks.kernel))} = {elements}",
        *_places(blocks, shape, tuple(places)),
        f"blocks: {factors(places)} = {count}",
    ]


def _windows_along(call: Call, shape: Shape, output: Shape) -> list[str]:
    dimension, size, step = (call.attribute(name) for name in ("dimension", "size", "step"))
    if not shape:
        return []
    axis = dimension % len(shape)
    return [f"axis {axis}: ⌊({shape[axis]} − {size})/{step}⌋ + 1 = {output[axis]}"]


def fold(call: Call, outputs: list[Shape]) -> list[str]:
    shape, blocks = call.named_shapes()["input"], blocks_of(call)
    if not isinstance(blocks, Window):
        return []
    sizes = zip(spatial_names(2), outputs[0][-2:], strict=True)
    return [
        f"channels: {shape[-2]} / ({factors(blocks.kernel)}) = {outputs[0][-3]}",
        *(f"{name}: {size} (its output_size)" for name, size in sizes),
    ]


def interpolate(call: Call, outputs: list[Shape]) -> list[str]:
    shape, scale = call.named_shapes()["input"], call.attribute("scale_factor")
    spatial = len(shape) - 2
    if scale is None:
        return _set_to(shape, outputs[0], spatial, "size")
    given: Sequence[Any] = sizes_of(scale) if isinstance(scale, Sequence) else (scale,) * spatial
    rows = zip(spatial_names(spatial), shape[2:], given, outputs[0][2:], strict=True)
    return [f"{name}: {_times(size, factor)} = {result}" for name, size, factor, result in rows]


def _times(size: int, factor: float) -> str:
    if isinstance(factor, int):
        return f"{size}·{factor}"
    return f"{size}·{int(factor)}" if factor.is_integer() else f"⌊{size}·{factor}⌋"


def pad(call: Call, outputs: list[Shape]) -> list[str]:
    shape, amounts = call.named_shapes()["input"], sizes_of(call.attribute("pad"))
    count = len(amounts) // 2
    lines: list[str] = []
    for place in range(count):
        axis = len(shape) - count + place
        before, after = amounts[2 * (count - place) - 2 : 2 * (count - place)]
        if before or after:
            lines.append(f"axis {axis}: {shape[axis]} {plus(before)} {plus(after)} = {outputs[0][axis]}")
    return lines


def pixel_shuffle(call: Call, outputs: list[Shape]) -> list[str]:
    shape, factor = call.named_shapes()["input"], call.attribute("upscale_factor")
    channels, height, width = outputs[0][-3:]
    return [
        f"channels: {shape[-3]} / ({factor}·{factor}) = {channels}",
        f"height: {shape[-2]}·{factor} = {height}",
        f"width: {shape[-1]}·{factor} = {width}",
    ]


def pixel_unshuffle(call: Call, outputs: list[Shape]) -> list[str]:
    shape, factor = call.named_shapes()["input"], call.attribute("downscale_factor")
    channels, height, width = outputs[0][-3:]
    return [
        f"channels: {shape[-3]}·{factor}·{factor} = {channels}",
        f"height: {shape[-2]} / {factor} = {height}",
        f"width: {shape[-1]} / {factor} = {width}",
    ]


WORKINGS: dict[str, Working] = {
    **{f"conv{n}d": convolution(n) for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": transposed_convolution(n) for n in (1, 2, 3)},
    **{f"{kind}_pool{n}d": pool(n) for kind in ("max", "avg", "lp") for n in (1, 2, 3)},
    **{f"max_pool{n}d_with_indices": pool(n) for n in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{n}d": told(n, "output_size") for kind in ("max", "avg") for n in (1, 2, 3)},
    **{f"adaptive_max_pool{n}d_with_indices": told(n, "output_size") for n in (1, 2, 3)},
    **{f"max_unpool{n}d": unpool(n) for n in (1, 2, 3)},
    "unfold": unfold,
    "fold": fold,
    **dict.fromkeys(("interpolate", "upsample"), interpolate),
    **dict.fromkeys(("pad", "constant_pad_nd"), pad),
    "pixel_shuffle": pixel_shuffle,
    "pixel_unshuffle": pixel_unshuffle,
}
