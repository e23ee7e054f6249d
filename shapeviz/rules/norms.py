"""Norms of vectors and matrices."""

from __future__ import annotations

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, rank_fault
from shapeviz.rules.linear_algebra import stacked_fault
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape


def vector_norm(call: Call) -> Outcome:
    """Over the axes of `dim`, or over all of them."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None:
        return None
    return _over(call, shape, sizes_of(dim) if dim is not None and dim not in ((), []) else tuple(range(len(shape))))


def matrix_norm(call: Call) -> Outcome:
    """Over two axes, the last two unless `dim` says otherwise."""
    shape = call.shape("input")
    if shape is None:
        return None
    dims = sizes_of(call.attribute("dim", (-2, -1)))
    if len(dims) != 2:
        return Fault([], f"2 axes in {call.axis_word}", str(len(dims)))
    return stacked_fault("input", shape) or _over(call, shape, dims)


def norm(call: Call) -> Outcome:
    """`torch.linalg.norm`: the norm of all elements, of vectors along one axis, or of matrices along two."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None:
        return None
    if dim is None:
        fault = (
            rank_fault(call, "input", [2, 1], why=f"as ord is given without {call.axis_word}")
            if _has_order(call)
            else None
        )
        return fault or _over(call, shape, tuple(range(len(shape))))
    dims = sizes_of(dim)
    if len(dims) not in (1, 2):
        return Fault([], f"1 or 2 axes in {call.axis_word}", str(len(dims)))
    return _over(call, shape, dims)


def _has_order(call: Call) -> bool:
    return call.attribute("ord") is not None


def _over(call: Call, shape: Shape, dims: Shape) -> Outcome:
    """The axes of `dims` taken away, or left with size 1 by `keepdim`."""
    fault = next((fault for axis in dims if (fault := axis_fault("input", shape, axis, keyword=call.axis_word))), None)
    if fault is not None:
        return fault
    axes = [axis % max(len(shape), 1) for axis in dims]
    twice = next((axis for axis in axes if axes.count(axis) > 1), None)
    if twice is not None:
        return Fault([], f"{counted(len(axes), 'axis')} in {call.axis_word}, each once", f"axis {twice} twice")
    keep = bool(call.attribute("keepdim", False))
    return Accept([tuple(1 if axis in axes else size for axis, size in enumerate(shape) if keep or axis not in axes)])


RULES: dict[str, Rule] = {
    **dict.fromkeys(("norm", "linalg_vector_norm"), vector_norm),
    "linalg_matrix_norm": matrix_norm,
    "linalg_norm": norm,
}
