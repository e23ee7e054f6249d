"""Workings of what slides a window over images: convolutions, pools, and their inverses."""

from __future__ import annotations

from typing import cast

from shapeviz.rules.arguments import spread
from shapeviz.rules.convolution import convolution_window
from shapeviz.rules.core import Call
from shapeviz.rules.pooling import pool_window
from shapeviz.rules.windows import Window
from shapeviz.rules.workings.lines import Working, becomes, spatial_names
from shapeviz.shapes.shape import Shape


def convolution(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        shape, weight = call.named_shapes()["input"], call.named_shapes()["weight"]
        channels = _channels(shape, outputs[0], spatial)
        window = convolution_window(call, weight[2:])
        if not isinstance(window, Window) or call.attribute("padding") == "same":
            return channels
        return channels + places(window, shape, outputs[0])

    return working


def transposed_convolution(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        shape, weight = call.named_shapes()["input"], call.named_shapes()["weight"]
        channels = _channels(shape, outputs[0], spatial)
        if call.attribute("output_size") is not None:
            return channels + set_to(call, outputs[0], spatial, "output_size")
        window = convolution_window(call, weight[2:])
        if not isinstance(window, Window):
            return channels
        return channels + _spread_out(window, shape, outputs[0], spread(call.attribute("output_padding", 0), spatial))

    return working


def _channels(shape: Shape, output: Shape, spatial: int) -> list[str]:
    return [becomes("channels", shape[-spatial - 1], output[-spatial - 1], "its out_channels")]


def pool(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        window = pool_window(call, spatial)
        return places(window, call.named_shapes()["input"], outputs[0], ceil=call.attribute("ceil_mode", False))

    return working


def unpool(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        if call.attribute("output_size") is not None:
            return set_to(call, outputs[0], spatial, "output_size")
        return _spread_out(pool_window(call, spatial), call.named_shapes()["input"], outputs[0], (0,) * spatial)

    return working


def adaptive_pool(spatial: int) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        return set_to(call, outputs[0], spatial, "output_size")

    return working


def set_to(call: Call, output: Shape, spatial: int, keyword: str) -> list[str]:
    """Sizes of the last axes that an argument sets; None in it keeps the input's."""
    shape = call.named_shapes()["input"]
    told = cast("tuple[int | None, ...]", spread(call.attribute(keyword), spatial)[-spatial:])
    rows = zip(spatial_names(spatial), shape[-spatial:], output[-spatial:], told, strict=True)
    return [becomes(name, size, result, f"its {keyword}") for name, size, result, wanted in rows if wanted is not None]


def places(window: Window, shape: Shape, output: Shape, ceil: bool = False) -> list[str]:
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


def _spread_out(window: Window, shape: Shape, output: Shape, extra: Shape) -> list[str]:
    """(size − 1)·stride − padding + extent + `extra` at the end, for each spatial axis."""
    spatial = len(window.kernel)
    lines: list[str] = []
    for axis, name in enumerate(spatial_names(spatial)):
        size, result, step = shape[axis - spatial], output[axis - spatial], window.stride[axis]
        kernel, gap = window.kernel[axis], window.dilation[axis]
        extent = f"{kernel}" if gap == 1 else f"{gap}·({kernel} − 1) + 1"
        added = f" + {extra[axis]}" if extra[axis] else ""
        lines.append(f"{name}: ({size} − 1)·{step}{_padding(window, axis, '−')} + {extent}{added} = {result}")
    return lines


WORKINGS: dict[str, Working] = {
    **{f"conv{n}d": convolution(n) for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": transposed_convolution(n) for n in (1, 2, 3)},
    **{f"{kind}_pool{n}d": pool(n) for kind in ("max", "avg", "lp") for n in (1, 2, 3)},
    **{f"max_pool{n}d_with_indices": pool(n) for n in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{n}d": adaptive_pool(n) for kind in ("max", "avg") for n in (1, 2, 3)},
    **{f"adaptive_max_pool{n}d_with_indices": adaptive_pool(n) for n in (1, 2, 3)},
    **{f"max_unpool{n}d": unpool(n) for n in (1, 2, 3)},
}
