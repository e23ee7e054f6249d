"""Pools undone, and pools whose windows are chosen at random.

Source of the size formulas: the documentation of `torch.nn.MaxUnpool2d` and `torch.nn.FractionalMaxPool2d`.
"""

from __future__ import annotations

from typing import Any

from shapeviz.rules.arguments import multiplied, spread
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import empty_fault, shape_fault
from shapeviz.rules.pooling import copies, pool_window
from shapeviz.rules.windows import at_least_fault, spatial_rank_fault
from shapeviz.rules.wording import counted, times, window
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import larger


def max_unpool(spatial: int) -> Rule:
    """The rule of the inverse of a max pool; `indices` say where each maximum came from."""

    def rule(call: Call) -> Outcome:
        shape, indices = call.shape("input"), call.shape("indices")
        if shape is None or indices is None:
            return None
        # torch takes the first axis for a batch, which may be empty.
        fault = spatial_rank_fault(call, spatial) or empty_fault("input", shape, range(1, len(shape)))
        if fault is None and indices != shape:
            fault = shape_fault("indices", shape, indices, "one place for each element of its input")
        if fault is not None:
            return fault
        sizes = _unpooled(call, shape[-spatial:])
        if isinstance(sizes, Fault):
            return sizes
        return Accept([(*shape[:-spatial], *sizes)])

    return rule


def _unpooled(call: Call, sizes: Shape) -> Shape | Fault:
    """The sizes before the pool: those of `output_size`, or the smallest that the pool makes into `sizes`."""
    spatial = len(sizes)
    window = pool_window(call, spatial)
    stride, padding = window.stride, window.before
    rows = zip(sizes, stride, window.kernel, padding, strict=True)
    usual = tuple((size - 1) * step + extent - 2 * pad for size, step, extent, pad in rows)
    wanted: Any = call.attribute("output_size")
    if wanted is None:
        fits = all(size >= 0 for size in usual)
        return usual if fits else Fault([], "a padding that leaves something of its output", times(padding))
    wanted = tuple(wanted)
    if len(wanted) not in (spatial, spatial + 2):
        return Fault([], f"an output_size of {counted(spatial, 'number')}", str(len(wanted)))
    wanted = wanted[-spatial:]
    lowest = [larger(size - step + 1, 0) for size, step in zip(usual, stride, strict=True)]
    highest = [size + step - 1 for size, step in zip(usual, stride, strict=True)]
    if all(low <= size <= high for low, size, high in zip(lowest, wanted, highest, strict=True)):
        return wanted
    return Fault([], f"an output_size from {times(lowest)} to {times(highest)}", times(wanted))


def fractional_max_pool(spatial: int) -> Rule:
    """The rule of a max pool that is told its output sizes, or their ratio to the input's."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("input")
        if shape is None:
            return None
        fault = spatial_rank_fault(call, spatial)
        fault = fault or empty_fault("input", shape, range(len(shape) - spatial - 1, len(shape)))
        if fault is not None:
            return fault
        sizes, kernel = _fractions(call, shape[-spatial:]), spread(call.attribute("kernel_size"), spatial)
        if sizes is None:
            return Fault([], "an output_size or an output_ratio", "neither")
        # Each window but the last moves on by at least 1, and of volumes the last one too.
        spare = 1 if spatial == 3 else 0
        minimums = [size + extent - 1 + spare for size, extent in zip(sizes, kernel, strict=True)]
        why = f"{window(kernel)} window and an output of {times(sizes)}"
        fault = at_least_fault("input", shape, minimums, why)
        return fault or Accept([(*shape[:-spatial], *sizes)] * copies(call))

    return rule


def _fractions(call: Call, sizes: Shape) -> Shape | None:
    wanted, ratio = call.attribute("output_size"), call.attribute("output_ratio")
    if wanted is not None:
        return spread(wanted, len(sizes))
    if ratio is None:
        return None
    return tuple(multiplied(size, share) for size, share in zip(sizes, spread(ratio, len(sizes)), strict=True))


RULES: dict[str, Rule] = {
    **{f"max_unpool{n}d": max_unpool(n) for n in (1, 2, 3)},
    **{f"fractional_max_pool{n}d": fractional_max_pool(n) for n in (2, 3)},
    **{f"fractional_max_pool{n}d_with_indices": fractional_max_pool(n) for n in (2, 3)},
}
