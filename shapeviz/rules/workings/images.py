"""Workings of what else makes images larger or smaller: blocks, factors, padding, pixels made of channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Call
from shapeviz.rules.folding import blocks_of
from shapeviz.rules.windows import Window
from shapeviz.rules.workings.lines import Working, factors, plus, spatial_names
from shapeviz.rules.workings.windows import places, set_to
from shapeviz.shapes.shape import Shape


def unfold(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    if "dimension" in call.attributes:
        return _windows_along(call, shape, outputs[0])
    blocks = blocks_of(call)
    if not isinstance(blocks, Window):
        return []
    counts = blocks.positions(shape[-2:])
    elements, count = outputs[0][-2:]
    return [
        f"elements of a block: {factors((shape[-3], *blocks.kernel))} = {elements}",
        *places(blocks, shape, tuple(counts)),
        f"blocks: {factors(counts)} = {count}",
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
        return set_to(call, outputs[0], spatial, "size")
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
    "unfold": unfold,
    "fold": fold,
    **dict.fromkeys(("interpolate", "upsample"), interpolate),
    **dict.fromkeys(("pad", "constant_pad_nd"), pad),
    "pixel_shuffle": pixel_shuffle,
    "pixel_unshuffle": pixel_unshuffle,
}
