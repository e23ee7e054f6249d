"""Products of matrices and vectors."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape, broadcast, replaced


def matmul(call: Call) -> Outcome:
    """Vectors, matrices, or stacks of matrices whose leading axes broadcast."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    for name, shape in (("input", left), ("other", right)):
        if not shape:
            return rank_fault(call, name, [1])
    if call.attribute("inplace", False):
        fault = _square_fault(call, left[-1], right)
        if fault is not None:
            return fault
    fault = inner_fault(("input", left), ("other", right)) or _stack_fault(left, right)
    result = matmul_shape(left, right) if fault is None else left
    if call.attribute("inplace", False) and result != left:
        return None
    return fault or Accept([result])


def _square_fault(call: Call, size: int, right: Shape) -> Fault | None:
    """The fault of a second factor with which a product cannot keep the shape of the first, in which it is kept."""
    why = f"(… × {size} × {size}, as an in-place result keeps the shape of input)"
    if len(right) < 2:
        return few_axes_fault(right, 2, why=why, operand="other")
    wrong = [axis for axis in (len(right) - 2, len(right) - 1) if right[axis] != size]
    if not wrong:
        return None
    mended = {"other": (*right[:-2], size, size)}
    problems = [AxisProblem("other", axis, size, right[axis]) for axis in wrong]
    return Fault(problems, f"an other of square matrices {why}", shape_text(right), mended)


def matmul_shape(left: Shape, right: Shape) -> Shape:
    """The shape of a product whose operands fit."""
    rows = left[-2:-1] if len(left) > 1 else ()
    columns = right[-1:] if len(right) > 1 else ()
    stack = broadcast([left[:-2], right[:-2]]) or ()
    return (*stack, *rows, *columns)


def grouped(call: Call) -> Outcome:
    """Groups of rows, each multiplied with a matrix of its own: (rows, K) and (groups, K, N) make (rows, N).

    `offs` says where each group of rows ends; its values are not looked at.
    """
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None or (len(left), len(right)) != (2, 3):
        return None
    return inner_fault(("input", left), ("other", right)) or Accept([(left[0], right[2])])


def inner_fault(left: tuple[str, Shape], right: tuple[str, Shape]) -> Fault | None:
    """The fault of two axes that are summed over together and differ.

    The second operand is taken to be right, as it is the weight in most products that people write.
    """
    (first, a), (second, b) = left, right
    axis = max(len(b) - 2, 0)
    if a[-1] == b[axis]:
        return None
    return Fault(
        [AxisProblem(first, len(a) - 1, b[axis], a[-1])],
        f"equal sizes in axis {len(a) - 1} of {first} and axis {axis} of {second}",
        listed([a[-1], b[axis]]),
        {first: replaced(a, -1, b[axis])},
    )


def _stack_fault(left: Shape, right: Shape) -> Fault | None:
    """The fault of leading axes that do not broadcast."""
    fault = broadcast_fault({"input": left[:-2], "other": right[:-2]})
    if fault is None:
        return None
    tails = {"input": left[-2:], "other": right[-2:]}
    mended = {name: (*shape, *tails[name]) for name, shape in fault.mended.items()}
    return Fault(fault.problems, fault.expects, fault.gets, mended)


def _plain(first: str, second: str, ranks: tuple[int, int]) -> Rule:
    """The rule of a product that takes exactly these numbers of axes: `mm`, `mv`, `dot`, `bmm`."""

    def rule(call: Call) -> Outcome:
        a, b = call.shape(first), call.shape(second)
        if a is None or b is None:
            return None
        fault = rank_fault(call, first, ranks[:1]) or rank_fault(call, second, ranks[1:])
        if fault is None and len(a) == 3 and a[0] != b[0]:
            fault = Fault(
                [AxisProblem(second, 0, a[0], b[0])],
                f"equal sizes in axis 0 of {listed([first, second])}",
                listed([a[0], b[0]]),
                {second: replaced(b, 0, a[0])},
            )
        return fault or inner_fault((first, a), (second, b)) or Accept([matmul_shape(a, b)])

    return rule


def _added(product: Rule) -> Rule:
    """The rule of a product that is added to `input`, which broadcasts to it."""

    def rule(call: Call) -> Outcome:
        outcome = product(call)
        start = call.shape("input")
        if not isinstance(outcome, Accept) or start is None:
            return outcome
        result = outcome.outputs[0]
        if broadcast([start, result]) == result and len(start) <= len(result):
            return outcome
        return _addend_fault(start, result)

    return rule


def _addend_fault(start: Shape, result: Shape) -> Fault:
    if len(start) > len(result):
        problems = [AxisProblem("input", None, len(result), len(start), "axes")]
    else:
        offset = len(result) - len(start)
        problems = [
            AxisProblem("input", axis, result[axis + offset], size)
            for axis, size in enumerate(start)
            if size not in (1, result[axis + offset])
        ]
    expects = f"an input that broadcasts to its product's shape {shape_text(result)}"
    return Fault(problems, expects, shape_text(start), {"input": result})


def _outer(first: str, second: str) -> Rule:
    """The rule of all products of the elements of two vectors."""

    def rule(call: Call) -> Outcome:
        a, b = call.shape(first), call.shape(second)
        if a is None or b is None:
            return None
        return rank_fault(call, first, [1]) or rank_fault(call, second, [1]) or Accept([(*a, *b)])

    return rule


def _summed(product: Rule) -> Rule:
    """The rule of a product of stacks that are added up."""

    def rule(call: Call) -> Outcome:
        outcome = product(call)
        return Accept([outcome.outputs[0][1:]]) if isinstance(outcome, Accept) else outcome

    return rule


def inner(call: Call) -> Outcome:
    """Sums over the last axes of both; a single number multiplies."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    if not left or not right:
        return Accept([left or right])
    if left[-1] == right[-1]:
        return Accept([(*left[:-1], *right[:-1])])
    return Fault(
        [AxisProblem("input", len(left) - 1, right[-1], left[-1])],
        "equal sizes in the last axes of input and other",
        listed([left[-1], right[-1]]),
        {"input": replaced(left, -1, right[-1])},
    )


RULES: dict[str, Rule] = {
    **dict.fromkeys(("matmul", "linalg_matmul"), matmul),
    "mm": _plain("input", "mat2", (2, 2)),
    **dict.fromkeys(("grouped_mm", "_grouped_mm"), grouped),
    "bmm": _plain("input", "mat2", (3, 3)),
    "mv": _plain("input", "vec", (2, 1)),
    "dot": _plain("input", "tensor", (1, 1)),
    "vdot": _plain("input", "other", (1, 1)),
    "addmm": _added(_plain("mat1", "mat2", (2, 2))),
    "addmv": _added(_plain("mat", "vec", (2, 1))),
    "addbmm": _added(_summed(_plain("batch1", "batch2", (3, 3)))),
    "baddbmm": _added(_plain("batch1", "batch2", (3, 3))),
    "addr": _added(_outer("vec1", "vec2")),
    **dict.fromkeys(("outer", "ger"), _outer("input", "vec2")),
    "inner": inner,
}
