"""Diagonals and triangles of matrices, read and made."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.arguments import position
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault
from shapeviz.rules.wording import listed
from shapeviz.shapes.shape import Shape, product
from shapeviz.shapes.size import larger, smaller


def diagonal(call: Call) -> Outcome:
    """The diagonal of the plane of two axes, as a new last axis."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 1) or _plane_fault(shape, call, (0, 1))
    if fault is not None:
        return fault
    first, second = _plane(call, len(shape), (0, 1))
    rest = tuple(size for axis, size in enumerate(shape) if axis not in (first, second))
    return Accept([(*rest, _length(shape[first], shape[second], call.attribute("offset", 0)))])


def diag(call: Call) -> Outcome:
    """The diagonal of a matrix, or the matrix with that diagonal."""
    shape = call.shape("input")
    fault = rank_fault(call, "input", [2, 1])
    if shape is None or fault is not None:
        return fault
    offset: int = call.attribute("diagonal", 0)
    if len(shape) == 2:
        return Accept([(_length(shape[0], shape[1], offset),)])
    return Accept([(shape[0] + larger(offset, -offset),) * 2])


def diag_embed(call: Call) -> Outcome:
    """The last axis as the diagonal of a plane of two axes."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 1) or _plane_fault(shape, call, (-2, -1), extra=1)
    if fault is not None:
        return fault
    offset: int = call.attribute("offset", 0)
    side = shape[-1] + larger(offset, -offset)
    plane = sorted(_plane(call, len(shape) + 1, (-2, -1)))
    result = list(shape[:-1])
    for axis in plane:
        result.insert(axis, side)
    return Accept([tuple(result)])


def diagflat(call: Call) -> Outcome:
    """The matrix with all elements as its diagonal."""
    shape, offset = call.shape("input"), call.attribute("offset", 0)
    return None if shape is None else Accept([(product(shape) + larger(offset, -offset),) * 2])


def triangle(call: Call) -> Outcome:
    """`tril` and `triu`: a matrix, or a stack of them, with zeros on one side of the diagonal."""
    shape = call.shape("input")
    return None if shape is None else few_axes_fault(shape, 2) or Accept([shape])


def trace(call: Call) -> Outcome:
    """The sum of a matrix's diagonal."""
    return None if call.shape("input") is None else rank_fault(call, "input", [2]) or Accept([()])


def _plane_fault(shape: Shape, call: Call, default: tuple[int, int], extra: int = 0) -> Fault | None:
    """The fault of two axes that are not there or are one and the same."""
    for keyword, usual in zip(("dim1", "dim2"), default, strict=True):
        fault = axis_fault("input", shape, call.attribute(keyword, usual), keyword=call.keyword(keyword), extra=extra)
        if fault is not None:
            return fault
    first, second = _plane(call, len(shape) + extra, default)
    names = listed([call.keyword("dim1"), call.keyword("dim2")])
    return Fault([], f"two different axes in {names}", f"axis {first} twice") if first == second else None


def _plane(call: Call, rank: int, default: tuple[int, int]) -> tuple[int, int]:
    first, second = (
        position(call.attribute(keyword, usual), rank) for keyword, usual in zip(("dim1", "dim2"), default, strict=True)
    )
    return first or 0, second or 0


def _length(rows: int, columns: int, offset: int) -> int:
    return larger(smaller(rows + smaller(offset, 0), columns - larger(offset, 0)), 0)


RULES: dict[str, Rule] = {
    "diagonal": diagonal,
    "diag": diag,
    "diag_embed": diag_embed,
    "diagflat": diagflat,
    **dict.fromkeys(("tril", "triu"), triangle),
    "trace": trace,
}
