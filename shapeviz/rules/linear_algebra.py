"""Inverses, determinants, factorizations and solutions of stacks of matrices: (…, rows, columns)."""

from __future__ import annotations

from collections.abc import Callable

from shapeviz.rules.arguments import with_rank
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, broadcast, replaced
from shapeviz.shapes.size import smaller

Results = Callable[[Shape], list[Shape]]


def stacked_fault(name: str, shape: Shape) -> Fault | None:
    """The fault of an operand that is no matrix and no stack of matrices."""
    if len(shape) >= 2:
        return None
    problem = AxisProblem(name, None, 2, len(shape), "axes")
    expects = f"at least 2 axes in its {name} (… × rows × columns)"
    return Fault([problem], expects, str(len(shape)), {name: with_rank(shape, 2)})


def square_fault(name: str, shape: Shape) -> Fault | None:
    """The fault of matrices with other numbers of rows than of columns."""
    fault = stacked_fault(name, shape)
    if fault is not None or shape[-2] == shape[-1]:
        return fault
    return Fault(
        [AxisProblem(name, len(shape) - 1, shape[-2], shape[-1])],
        f"square matrices in the last two axes of its {name}",
        f"{counted(shape[-2], 'row')} and {counted(shape[-1], 'column')}",
        {name: replaced(shape, -1, shape[-2])},
    )


def _of_square(results: Results) -> Rule:
    """The rule of what square matrices have: an inverse, a determinant, eigenvalues."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("input")
        if shape is None:
            return None
        return square_fault("input", shape) or Accept(results(shape))

    return rule


def _of_any(results: Callable[[Call, Shape], list[Shape]]) -> Rule:
    """The rule of what every matrix has: singular values, a pseudo-inverse."""

    def rule(call: Call) -> Outcome:
        shape = call.shape("input")
        if shape is None:
            return None
        return stacked_fault("input", shape) or Accept(results(call, shape))

    return rule


def _singular(call: Call, shape: Shape) -> list[Shape]:
    """The left vectors, the values and the right vectors; `torch.svd` gives the last ones untransposed."""
    *stack, rows, columns = shape
    count = smaller(rows, columns)
    if call.op == "linalg_svd":
        whole: bool = call.attribute("full_matrices", True)
    else:
        whole = not (call.attribute("some", True) and call.attribute("compute_uv", True))
    left, right = (rows, columns) if whole else (count, count)
    vectors = (right, columns) if call.op == "linalg_svd" else (columns, right)
    return [(*stack, rows, left), (*stack, count), (*stack, *vectors)]


def _orthogonal(call: Call, shape: Shape) -> list[Shape]:
    *stack, rows, columns = shape
    mode: str = call.attribute("mode", "reduced" if call.attribute("some", True) else "complete")
    inner = rows if mode == "complete" else smaller(rows, columns)
    return [(0,) if mode == "r" else (*stack, rows, inner), (*stack, inner, columns)]


def solve(call: Call) -> Outcome:
    """`A` square; `B` holds vectors of as many numbers, as columns or as a stack of single vectors."""
    matrix, right = call.shape("A"), call.shape("B")
    if matrix is None or right is None:
        return None
    left: bool = call.attribute("left", True)
    fault = square_fault("A", matrix)
    if fault is not None:
        return fault
    if call.op == "linalg_solve" and (len(right) == 1 or (len(right) == len(matrix) - 1 and right == matrix[:-1])):
        # Single vectors have no other side to stand on.
        return (height_fault(matrix, right, len(right) - 1) or Accept([matrix[:-1]])) if left else None
    return stacked_fault("B", right) or stacked_solution(matrix, right, left=left)


def stacked_solution(matrix: Shape, right: Shape, *, left: bool = True) -> Outcome:
    """The solution of vectors that are the columns of `right`, or its rows if the matrix stands right of them."""
    fault = height_fault(matrix, right, len(right) - (2 if left else 1))
    if fault is not None:
        return fault
    fault = broadcast_fault({"A": matrix[:-2], "B": right[:-2]})
    if fault is not None:
        tails = {"A": matrix[-2:], "B": right[-2:]}
        mended = {name: (*shape, *tails[name]) for name, shape in fault.mended.items()}
        return Fault(fault.problems, fault.expects, fault.gets, mended)
    return Accept([(*(broadcast([matrix[:-2], right[:-2]]) or ()), *right[-2:])])


def height_fault(matrix: Shape, right: Shape, axis: int) -> Fault | None:
    """The fault of vectors along an axis of `B` that are not as long as the matrix is high."""
    if right[axis] == matrix[-1]:
        return None
    return Fault(
        [AxisProblem("B", axis, matrix[-1], right[axis])],
        f"{matrix[-1]} in axis {axis} of its B (the rows of A)",
        str(right[axis]),
        {"B": replaced(right, axis, matrix[-1])},
    )


_SAME = _of_square(lambda shape: [shape])
_EACH = _of_square(lambda shape: [shape[:-2]])
_VALUES = _of_square(lambda shape: [shape[:-1]])
_PAIR = _of_square(lambda shape: [shape[:-1], shape])
_TRANSPOSED = _of_any(lambda call, shape: [(*shape[:-2], shape[-1], shape[-2])])
_MATRIX_NUMBER = _of_any(lambda call, shape: [shape[:-2]])

RULES: dict[str, Rule] = {
    **dict.fromkeys(("inverse", "linalg_inv", "cholesky", "linalg_cholesky"), _SAME),
    **dict.fromkeys(("matrix_power", "linalg_matrix_power", "matrix_exp", "linalg_matrix_exp"), _SAME),
    **dict.fromkeys(("det", "linalg_det", "logdet"), _EACH),
    **dict.fromkeys(("slogdet", "linalg_slogdet"), _of_square(lambda shape: [shape[:-2]] * 2)),
    **dict.fromkeys(("linalg_eig", "linalg_eigh"), _PAIR),
    **dict.fromkeys(("linalg_eigvals", "linalg_eigvalsh"), _VALUES),
    **dict.fromkeys(("svd", "linalg_svd"), _of_any(_singular)),
    "linalg_svdvals": _of_any(lambda call, shape: [(*shape[:-2], smaller(*shape[-2:]))]),
    **dict.fromkeys(("qr", "linalg_qr"), _of_any(_orthogonal)),
    **dict.fromkeys(("pinverse", "linalg_pinv"), _TRANSPOSED),
    **dict.fromkeys(("linalg_matrix_rank", "linalg_cond"), _MATRIX_NUMBER),
    **dict.fromkeys(("linalg_solve", "linalg_solve_triangular"), solve),
}
