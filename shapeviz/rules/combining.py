"""Several tensors brought to one shape, or combined each with each."""

from __future__ import annotations

from math import factorial

from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import rank_fault
from shapeviz.shapes.shape import broadcast, product
from shapeviz.shapes.unknown import pinned


def broadcast_tensors(call: Call) -> Outcome:
    """Every tensor stretched to the shape that they have together."""
    shapes = call.named_shapes()
    fault = broadcast_fault(shapes)
    together = broadcast(shapes.values())
    return fault if fault is not None or together is None else Accept([together] * len(shapes))


def meshgrid(call: Call) -> Outcome:
    """A grid with an axis for each vector; with `indexing="xy"` the first two are exchanged."""
    fault = _rank_fault(call, [1, 0])
    shapes = call.shapes("tensors")
    if fault is not None or not shapes:
        return fault
    sizes = [product(shape) for shape in shapes]
    if call.attribute("indexing", "ij") == "xy":
        sizes[:2] = sizes[1::-1]
    return Accept([tuple(sizes)] * len(sizes))


def cartesian_prod(call: Call) -> Outcome:
    """A row for each combination of the entries of vectors. A single vector stays as it is."""
    fault = _rank_fault(call, [1])
    shapes = call.shapes("tensors")
    if fault is not None or not shapes:
        return fault
    if len(shapes) == 1:
        return Accept(shapes)
    return Accept([(product(product(shape) for shape in shapes), len(shapes))])


def block_diag(call: Call) -> Outcome:
    """Matrices along the diagonal of a larger one; a vector counts as a row."""
    shapes = call.shapes("tensors")
    fault = _rank_fault(call, [2, 1, 0])
    if fault is not None or not shapes:
        return fault
    blocks = [(1,) * (2 - len(shape)) + shape for shape in shapes]
    return Accept([(sum(block[0] for block in blocks), sum(block[1] for block in blocks))])


def combinations(call: Call) -> Outcome:
    """A row for each choice of `r` entries of a vector."""
    shape, r = call.shape("input"), call.attribute("r", 2)
    if shape is None:
        return None
    fault = rank_fault(call, "input", [1])
    if fault is not None:
        return fault
    if r < 0:
        return Fault([], "an r of at least 0", str(r))
    count = shape[0] + r - 1 if call.attribute("with_replacement", False) and shape[0] else shape[0]
    r = pinned(r)
    choices = product(count - taken for taken in range(r)) // factorial(r)
    return Accept([(choices, r) if r else (0,)])


def _rank_fault(call: Call, ranks: list[int]) -> Fault | None:
    names = [item_name("tensors", index) for index in range(len(call.shapes("tensors")))]
    return next((fault for name in names if (fault := rank_fault(call, name, ranks)) is not None), None)


RULES: dict[str, Rule] = {
    "broadcast_tensors": broadcast_tensors,
    "meshgrid": meshgrid,
    "cartesian_prod": cartesian_prod,
    "block_diag": block_diag,
    "combinations": combinations,
}
