"""Products of stacks of matrices that take no vectors for matrices, and stretch no axis that they sum over."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.linear_algebra import stacked_fault
from shapeviz.rules.strict_axes import strict_axes, without
from shapeviz.rules.wording import listed
from shapeviz.shapes.shape import Shape, broadcast, product, replaced


def matmul(call: Call) -> Outcome:
    """Matrices or stacks of them, whose leading axes broadcast; either may be taken transposed."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    fault = stacked_fault("input", left) or stacked_fault("other", right)
    if fault is not None:
        return fault
    inner, rows = (-2, -1) if call.attribute("transpose_left", False) else (-1, -2)
    inner_right, columns = (-1, -2) if call.attribute("transpose_right", False) else (-2, -1)
    fault = _inner_fault(left, inner, right, inner_right) or _stack_fault(left, right, 2)
    return fault or Accept([(*_together(left[:-2], right[:-2]), left[rows], right[columns])])


def matvec(call: Call) -> Outcome:
    """Matrices with vectors, stacks of both; the matrices may be taken transposed."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    fault = stacked_fault("input", left) or few_axes_fault(right, 1, operand="other")
    if fault is not None:
        return fault
    inner, rows = (-2, -1) if call.attribute("transpose_left", False) else (-1, -2)
    fault = _inner_fault(left, inner, right, -1) or _stack_fault(left, right, 1)
    return fault or Accept([(*_together(left[:-2], right[:-1]), left[rows])])


def _together(left: Shape, right: Shape) -> Shape:
    return broadcast([left, right]) or ()


def _inner_fault(left: Shape, axis: int, right: Shape, other: int) -> Fault | None:
    """The fault of two axes that are summed over together and differ; the second is mostly the weight."""
    if left[axis] == right[other]:
        return None
    place = axis % len(left)
    return Fault(
        [AxisProblem("input", place, right[other], left[axis])],
        f"equal sizes in axis {place} of input and axis {other % len(right)} of other",
        listed([left[axis], right[other]]),
        {"input": replaced(left, axis, right[other])},
    )


def _stack_fault(left: Shape, right: Shape, tail: int) -> Fault | None:
    """The fault of leading axes that do not broadcast; `tail` counts the last axes of the second factor."""
    tails = {"input": left[-2:], "other": right[-tail:]}
    fault = broadcast_fault({"input": left[:-2], "other": right[:-tail]})
    if fault is None:
        return None
    mended = {name: (*shape, *tails[name]) for name, shape in fault.mended.items()}
    return Fault(fault.problems, fault.expects, fault.gets, mended)


def tensordot(call: Call) -> Outcome:
    """`dims` names the axes of each operand, or counts the last of `a` and the first of `b`.

    The axes that are summed over must have as many elements together in both operands.
    """
    a, b, axes = call.shape("a"), call.shape("b"), call.attribute("dims")
    if a is None or b is None or axes is None:
        return None
    chosen = _chosen(a, b, axes)
    if not isinstance(chosen, tuple):
        return chosen
    left, right = chosen
    if product(a[axis] for axis in left) == product(b[axis] for axis in right):
        return Accept([(*without(a, left), *without(b, right))])
    if len(left) != len(right):
        return Fault([], "as many axes of a as of b in axes", listed([len(left), len(right)]))
    one, other = next(pair for pair in zip(left, right, strict=True) if a[pair[0]] != b[pair[1]])
    return Fault(
        [AxisProblem("a", one, b[other], a[one])],
        f"equal sizes in axis {one} of a and axis {other} of b",
        listed([a[one], b[other]]),
        {"a": replaced(a, one, b[other])},
    )


def _chosen(a: Shape, b: Shape, axes: int | Sequence[int | Sequence[int]]) -> tuple[list[int], list[int]] | Fault:
    """The axes that are summed over, of each operand, from the front."""
    if not isinstance(axes, Sequence):
        for name, shape in (("a", a), ("b", b)):
            fault = few_axes_fault(shape, axes, operand=name, why=f"(as axes is {axes})")
            if fault is not None:
                return fault
        return list(range(len(a) - axes, len(a))), list(range(axes))
    first, second = (sizes_of(part) for part in axes)
    left, right = strict_axes(a, first, operand="a"), strict_axes(b, second, operand="b")
    if isinstance(left, Fault):
        return left
    return right if isinstance(right, Fault) else (left, right)


def solve(call: Call) -> Outcome:
    """`matrix` square, and as many rows in `rhs`, with the same leading axes."""
    matrix, right = call.shape("matrix"), call.shape("rhs")
    if matrix is None or right is None:
        return None
    fault = stacked_fault("matrix", matrix) or stacked_fault("rhs", right)
    if fault is not None:
        return fault
    if matrix[-1] != matrix[-2]:
        return Fault(
            [AxisProblem("matrix", len(matrix) - 1, matrix[-2], matrix[-1])],
            "square matrices in the last two axes of its matrix",
            f"{matrix[-2]} rows and {matrix[-1]} columns",
            {"matrix": replaced(matrix, -1, matrix[-2])},
        )
    if right[:-1] == matrix[:-1]:
        return Accept([right])
    wanted = (*matrix[:-1], right[-1])
    if len(right) != len(matrix):
        problems = [AxisProblem("rhs", None, len(matrix), len(right), "axes")]
        return Fault(problems, f"as many axes in rhs as in matrix, {len(matrix)}", str(len(right)), {"rhs": wanted})
    axis = next(axis for axis in range(len(right) - 1) if right[axis] != matrix[axis])
    return Fault(
        [AxisProblem("rhs", axis, matrix[axis], right[axis])],
        f"{matrix[axis]} in axis {axis} of its rhs, as in matrix",
        str(right[axis]),
        {"rhs": wanted},
    )


RULES: dict[str, Rule] = {
    "strict_matmul": matmul,
    "matvec": matvec,
    "strict_tensordot": tensordot,
    "strict_solve": solve,
}
