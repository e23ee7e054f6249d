"""Arrays padded, and grids of coordinates."""

from __future__ import annotations

from typing import Any

from shapeviz.rules.along import too_small_fault
from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import product, replaced

Edges = list[tuple[int, int]]


def pad(call: Call) -> Outcome:
    """Each axis longer by the amounts before and after it that `pad_width` names."""
    shape, mode = call.shape("input"), call.attribute("mode")
    if shape is None:
        return None
    edges = _edges(call.attribute("pad_width"), len(shape))
    if not isinstance(edges, list):
        return edges
    least = min((amount for edge in edges for amount in edge), default=0)
    if least < 0:
        return Fault([], "a pad_width of at least 0", str(least))
    if mode not in ("constant", "empty") and isinstance(mode, str):
        for axis, (size, (before, after)) in enumerate(zip(shape, edges, strict=True)):
            if (before or after) and size == 0:
                return too_small_fault(shape, axis, 1, why=f"(for mode {mode})")
    return Accept([tuple(size + before + after for size, (before, after) in zip(shape, edges, strict=True))])


def _edges(amounts: Any, rank: int) -> Edges | Fault | None:
    """The amounts before and after each axis: one for all, a pair for all, or a pair or one for each axis."""
    if isinstance(amounts, dict) or amounts is None:
        return None
    if isinstance(amounts, int):
        return [(amounts, amounts)] * rank
    if all(isinstance(amount, int) for amount in amounts):
        if len(amounts) not in (1, 2):
            return None
        return [(amounts[0], amounts[-1])] * rank
    pairs = [sizes_of(pair) for pair in amounts]
    if any(len(pair) not in (1, 2) or len(pair) != len(pairs[0]) for pair in pairs):
        return None
    if len(pairs) not in (1, rank):
        return Fault([], f"a pad_width with {counted(rank, 'pair')}, one for each axis", str(len(pairs)))
    spread = pairs * rank if len(pairs) == 1 else pairs
    return [(pair[0], pair[-1]) for pair in spread]


def meshgrid(call: Call) -> Outcome:
    """A grid with an axis for each array of coordinates; with `indexing="xy"` the first two are exchanged."""
    sizes = [product(shape) for shape in call.shapes("tensors")]
    if not sizes:
        return None
    order = list(range(len(sizes)))
    if call.attribute("indexing") == "xy":
        order[:2] = order[1::-1]
    whole = tuple(sizes[at] for at in order)
    if not call.attribute("sparse", False):
        return Accept([whole] * len(sizes))
    ones = (1,) * len(sizes)
    return Accept([replaced(ones, order.index(at), size) for at, size in enumerate(sizes)])


def open_mesh(call: Call) -> Outcome:
    """`ix_`: each vector along an axis of its own."""
    shapes = call.shapes("tensors")
    if not shapes or any(len(shape) != 1 for shape in shapes):
        return None
    ones = (1,) * len(shapes)
    return Accept([replaced(ones, at, shape[0]) for at, shape in enumerate(shapes)])


RULES: dict[str, Rule] = {"array_pad": pad, "array_meshgrid": meshgrid, "array_ix_": open_mesh}
