"""Factorizations and solutions as NumPy gives them: some of the results only, single vectors told by their axes."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.linear_algebra import height_fault, square_fault, stacked_fault, stacked_solution
from shapeviz.shapes.shape import replaced
from shapeviz.shapes.size import smaller


def svd(call: Call) -> Outcome:
    """The left vectors, the values and the right vectors, or the values alone."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = stacked_fault("input", shape)
    if fault is not None:
        return fault
    *stack, rows, columns = shape
    count = smaller(rows, columns)
    if not call.attribute("compute_uv"):
        return Accept([(*stack, count)])
    left, right = (rows, columns) if call.attribute("full_matrices") else (count, count)
    return Accept([(*stack, rows, left), (*stack, count), (*stack, right, columns)])


def qr(call: Call) -> Outcome:
    """An orthogonal and a triangular matrix, or the latter alone."""
    shape, mode = call.shape("input"), call.attribute("mode")
    if shape is None:
        return None
    fault = stacked_fault("input", shape)
    if fault is not None:
        return fault
    *stack, rows, columns = shape
    inner = rows if mode == "complete" else smaller(rows, columns)
    if mode == "r":
        return Accept([(*stack, inner, columns)])
    if mode not in ("reduced", "complete"):
        return None
    return Accept([(*stack, rows, inner), (*stack, inner, columns)])


def solve(call: Call) -> Outcome:
    """`A` square; `B` is a single vector if it has one axis, and holds vectors as columns otherwise."""
    matrix, right = call.shape("A"), call.shape("B")
    if matrix is None or right is None:
        return None
    fault = square_fault("A", matrix)
    if fault is not None:
        return fault
    if len(right) == 1:
        return height_fault(matrix, right, 0) or Accept([matrix[:-1]])
    return stacked_fault("B", right) or stacked_solution(matrix, right)


def least_squares(call: Call) -> Outcome:
    """`A` a matrix with as many rows as `B`. How many residuals come out depends on the data."""
    matrix, right = call.shape("A"), call.shape("B")
    if matrix is None or right is None:
        return None
    fault = rank_fault(call, "A", [2]) or rank_fault(call, "B", [2, 1])
    if fault is not None or right[0] == matrix[0]:
        return fault
    expects = f"{matrix[0]} in axis 0 of its B (the rows of A)"
    problem = AxisProblem("B", 0, matrix[0], right[0])
    return Fault([problem], expects, str(right[0]), {"B": replaced(right, 0, matrix[0])})


def rank(call: Call) -> Outcome:
    """The rank of each matrix; of anything else, a single number."""
    shape = call.shape("input")
    return None if shape is None else Accept([shape[:-2]])


def condition(call: Call) -> Outcome:
    """A number for each matrix; there is none of an empty one."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = stacked_fault("input", shape)
    if fault is not None or 0 in shape:
        return fault
    return Accept([shape[:-2]])


RULES: dict[str, Rule] = {
    "array_svd": svd,
    "array_qr": qr,
    "array_solve": solve,
    "array_lstsq": least_squares,
    "array_matrix_rank": rank,
    "array_cond": condition,
}
