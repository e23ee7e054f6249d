"""Pools: the largest or the mean of each window, and pools that choose their own window.

Source of the size formulas: the documentation of `torch.nn.MaxPool2d` and `torch.nn.AvgPool2d`.
"""

from __future__ import annotations

from typing import Any, cast

from shapeviz.rules.arguments import spread
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import empty_fault
from shapeviz.rules.windows import Window, at_least_fault, spatial_rank_fault
from shapeviz.rules.wording import times
from shapeviz.shapes.size import divided_up, larger, smaller


def pool(spatial: int, kind: str) -> Rule:
    """The rule of a pool over `spatial` axes; `kind` is `max`, `avg` or `lp`."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("input")
        if shape is None:
            return None
        # Only the batch may be empty.
        fault = spatial_rank_fault(call, spatial)
        fault = fault or empty_fault("input", shape, range(len(shape) - spatial - 1, len(shape)))
        if fault is not None:
            return fault
        window = pool_window(call, spatial)
        if any(2 * pad > size for pad, size in zip(window.before, window.kernel, strict=True)):
            halves = times(size // 2 for size in window.kernel)
            return Fault([], f"a padding of at most half its window ({halves})", times(window.before))
        ceil = bool(call.attribute("ceil_mode", False))
        minimums = _minimums(window, ceil)
        if kind != "max" and spatial == 3:
            # Here torch compares the bare input with the window, whatever the padding.
            minimums = [larger(low, size) for low, size in zip(minimums, window.kernel, strict=True)]
        fault = at_least_fault("input", shape, minimums, window)
        sizes = [_positions(window, axis, shape[axis - spatial], ceil) for axis in range(spatial)]
        output = (*shape[:-spatial], *sizes)
        return fault or Accept([output] * copies(call))

    return rule


def copies(call: Call) -> int:
    """How many tensors a pool gives: its output, and where it is asked for them the places of the maxima."""
    return 2 if call.op.endswith("_with_indices") or call.attribute("return_indices", False) else 1


def pool_window(call: Call, spatial: int) -> Window:
    """The window of a pool, which moves by its own size unless told otherwise."""
    kernel = spread(call.attribute("kernel_size"), spatial)
    stride: Any = call.attribute("stride")
    stride = kernel if stride is None or stride in ((), []) else spread(stride, spatial)
    padding = spread(call.attribute("padding", 0), spatial)
    return Window(kernel, stride, padding, padding, spread(call.attribute("dilation", 1), spatial), "window")


def _positions(window: Window, axis: int, size: int, ceil: bool) -> int:
    """How many places the window takes along one axis.

    With `ceil` the last place may hang over the end, but must start inside the input or its left padding.
    """
    before, step = window.before[axis], window.stride[axis]
    room = size + before + window.after[axis] - window.extents[axis]
    if not ceil:
        return room // step + 1
    places = divided_up(room, step) + 1
    # Where the window spans its step and the padding, the last place cannot start beyond them.
    return places if step + before <= window.extents[axis] else smaller(places, divided_up(size + before, step))


def _minimums(window: Window, ceil: bool) -> list[int]:
    """The smallest size along each axis at which there is a place for the window; with `ceil` it may hang over."""
    if not ceil:
        return window.minimums()
    spans = zip(window.extents, window.before, window.stride, strict=True)
    return [larger(extent - 2 * before - step + 1, 1) for extent, before, step in spans]


def adaptive_pool(spatial: int, kind: str) -> Rule:
    """The rule of a pool that is told its output sizes; None keeps the input's."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("input")
        if shape is None:
            return None
        wrong_rank = fault = spatial_rank_fault(call, spatial)
        sizes = cast("tuple[int | None, ...]", spread(call.attribute("output_size"), spatial))
        # The mean of no channels is no channels; their maximum, and any pool of volumes, is refused.
        if kind == "max" or spatial == 3:
            fault = fault or empty_fault("input", shape, range(1, len(shape)))
        fault = fault or at_least_fault("input", shape, [1] * spatial, "pooling window")
        if fault is not None:
            # For sizes of 1 torch takes a plain mean, which asks for nothing but the axes themselves.
            mean = kind == "avg" and len(shape) >= spatial and (spatial > 1 or wrong_rank is None)
            plain = mean and all(size == 1 for size in sizes)
            return Accept([(*shape[:-spatial], *((1,) * spatial))]) if plain else fault
        pairs = zip(sizes, shape[-spatial:], strict=True)
        output = [size if wanted is None else wanted for wanted, size in pairs]
        return Accept([(*shape[:-spatial], *output)] * copies(call))

    return rule


RULES: dict[str, Rule] = {
    **{f"{kind}_pool{n}d": pool(n, kind) for kind in ("max", "avg", "lp") for n in (1, 2, 3)},
    **{f"max_pool{n}d_with_indices": pool(n, "max") for n in (1, 2, 3)},
    **{f"adaptive_{kind}_pool{n}d": adaptive_pool(n, kind) for kind in ("max", "avg") for n in (1, 2, 3)},
    **{f"adaptive_max_pool{n}d_with_indices": adaptive_pool(n, "max") for n in (1, 2, 3)},
}
