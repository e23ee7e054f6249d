"""Images made larger or smaller: interpolation to a size, or by a factor.

Source of the size formulas: the documentation of `torch.nn.Upsample`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

from shapeviz.rules.arguments import multiplied
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import empty_fault, rank_fault
from shapeviz.rules.pooling import adaptive_pool
from shapeviz.rules.windows import at_least_fault
from shapeviz.rules.wording import listed, times
from shapeviz.shapes.shape import Shape

RANKS: dict[str, tuple[int, ...]] = {
    "nearest": (4, 3, 5), "nearest-exact": (4, 3, 5), "area": (4, 3, 5),
    "linear": (3,), "bilinear": (4,), "bicubic": (4,), "lanczos": (4,), "trilinear": (5,),
}  # fmt: skip
WITHOUT_CORNERS = ("nearest", "nearest-exact", "area")
ANTIALIASED = ("bilinear", "bicubic", "lanczos")


def interpolate(call: Call) -> Outcome:
    """(batch, channels, *sizes); `size` or `scale_factor` tells the new sizes, one number for all or one each."""
    shape, mode = call.shape("input"), call.attribute("mode", "nearest")
    if shape is None:
        return None
    fault = _setting_fault(call, mode)
    if fault is not None:
        return fault
    if mode not in RANKS:
        return None
    fault = _rank_fault(call, mode)
    if fault is not None:
        return fault
    spatial = len(shape) - 2
    size, scale = call.attribute("size"), call.attribute("scale_factor")
    sizes = _each(size, spatial) if scale is None else _scaled(shape[2:], _each(scale, spatial))
    if mode == "area":
        outcome = adaptive_pool(spatial, "avg")(Call(call.op, {"input": shape}, {"output_size": sizes}))
        return outcome if scale is None or isinstance(outcome, Fault) else Accept([(*shape[:2], *sizes)])
    fault = empty_fault("input", shape, range(1, len(shape))) or _vanished(shape, sizes, scale)
    return fault or Accept([(*shape[:2], *sizes)])


def _setting_fault(call: Call, mode: str) -> Fault | None:
    """The fault of settings that do not go together, whatever the input."""
    given = [name for name in ("size", "scale_factor") if call.attribute(name) is not None]
    if len(given) != 1:
        return Fault([], "either a size or a scale_factor", listed(given) or "neither")
    if call.attribute("align_corners") is not None and mode in WITHOUT_CORNERS:
        return Fault([], f"no align_corners with mode {mode}", str(call.attribute("align_corners")))
    if call.attribute("recompute_scale_factor") and given == ["size"]:
        return Fault([], "no recompute_scale_factor with a size", "True")
    if call.attribute("antialias") and mode not in ANTIALIASED:
        return Fault([], f"mode {listed(ANTIALIASED, 'or')} with antialias", mode)
    return None


def _rank_fault(call: Call, mode: str) -> Fault | None:
    """The mode says how many axes there are, and so do several sizes or factors."""
    fault = rank_fault(call, "input", RANKS[mode], why=f"(batch × channels × its image, for mode {mode})")
    for name in ("size", "scale_factor"):
        value: Any = call.attribute(name)
        if fault is None and isinstance(value, Sequence):
            numbers = cast("Sequence[float]", value)
            fault = rank_fault(call, "input", [len(numbers) + 2], why=f"(for {name} {tuple(numbers)})")
    return fault


def _each(value: Any, spatial: int) -> tuple[Any, ...]:
    return tuple(cast("Sequence[Any]", value)) if isinstance(value, Sequence) else (value,) * spatial


def _scaled(sizes: Shape, factors: tuple[float, ...]) -> Shape:
    """Sizes by their factors, rounded down."""
    pairs = zip(sizes, factors, strict=True)
    return tuple(multiplied(size, factor) for size, factor in pairs)


def _vanished(shape: Shape, sizes: Shape, scale: Any) -> Fault | None:
    """The fault of an output of which nothing is left."""
    if all(size >= 1 for size in sizes):
        return None
    if scale is None or min(_each(scale, len(sizes))) <= 0:
        what = "size" if scale is None else "scale_factor"
        return Fault([], f"a {what} that leaves at least 1 of each axis", times(sizes))
    minimums = [math.ceil(1 / factor) for factor in _each(scale, len(sizes))]
    return at_least_fault("input", shape, minimums, f"scale_factor {scale}")


RULES: dict[str, Rule] = dict.fromkeys(("interpolate", "upsample"), interpolate)
