"""Products as NumPy defines them: of arrays with any number of axes, of flattened ones, of stacks of vectors."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.arguments import position
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import axis_fault, rank_fault
from shapeviz.rules.products import inner_fault
from shapeviz.rules.wording import counted, listed
from shapeviz.shapes.shape import Shape, broadcast, product, replaced
from shapeviz.shapes.size import larger, smaller


def dot(call: Call) -> Outcome:
    """Sums over the last axis of one and the last but one of the other; a single number multiplies."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    if not left or not right:
        return Accept([left or right])
    fault = inner_fault(("input", left), ("other", right))
    return fault or Accept([(*left[:-1], *right[:-2], *(right[-1:] if len(right) > 1 else ()))])


def vdot(call: Call) -> Outcome:
    """The sum of all products of elements, whatever their shapes."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    count = product(right)
    if product(left) == count:
        return Accept([()])
    problem = AxisProblem("input", None, count, product(left), "elements")
    expects = f"an input of {counted(count, 'element')}, as many as other has"
    return Fault([problem], expects, str(product(left)), {"input": right})


def outer(call: Call) -> Outcome:
    """All products of the elements of two arrays, each as one row."""
    left, right = call.shape("input"), call.shape("vec2")
    return None if left is None or right is None else Accept([(product(left), product(right))])


def each_with_each(call: Call) -> Outcome:
    """A ufunc's result for each pair of elements: the axes of one, then those of the other."""
    left, right = call.shape("input"), call.shape("other")
    return None if left is None or right is None else Accept([(*left, *right)])


def vecdot(call: Call) -> Outcome:
    """Sums over one axis of both, while the others broadcast."""
    left, right, dim = call.shape("input"), call.shape("other"), call.attribute("dim", -1)
    if left is None or right is None:
        return None
    ends: list[Shape] = []
    rests: dict[str, Shape] = {}
    for name, shape in (("input", left), ("other", right)):
        fault = few_axes_fault(shape, 1, operand=name) or axis_fault(name, shape, dim, keyword=call.axis_word)
        axis = position(dim, len(shape))
        if fault is not None or axis is None:
            return fault
        ends.append((axis, shape[axis]))
        rests[name] = (*shape[:axis], *shape[axis + 1 :])
    (first, size), (second, wanted) = ends
    if size != wanted:
        return Fault(
            [AxisProblem("input", first, wanted, size)],
            f"equal sizes in axis {first} of input and axis {second} of other",
            listed([size, wanted]),
            {"input": replaced(left, first, wanted)},
        )
    together = broadcast(rests.values())
    return _stack_fault(call, rests, -1 if dim == -1 else None) if together is None else Accept([together])


def _stack_fault(call: Call, stacks: dict[str, Shape], cores: int | None) -> Fault | None:
    """The fault of stacks that do not broadcast; mended where the stack comes first, `cores` axes before the end."""
    fault = broadcast_fault(stacks)
    if fault is None or cores is None:
        return None
    shapes = call.named_shapes()
    mended = {name: (*stack, *shapes[name][len(stacks[name]) :]) for name, stack in fault.mended.items()}
    return Fault(fault.problems, fault.expects, fault.gets, mended)


def matrix_and_vector(call: Call) -> Outcome:
    """`matvec` and `vecmat`: stacks of matrices and of vectors, which broadcast."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    matrix_first = call.op == "array_matvec"
    ranks = (2, 1) if matrix_first else (1, 2)
    for name, shape, least in (("input", left, ranks[0]), ("other", right, ranks[1])):
        fault = few_axes_fault(shape, least, operand=name)
        if fault is not None:
            return fault
    axis = len(right) - ranks[1]
    if left[-1] != right[axis]:
        return Fault(
            [AxisProblem("input", len(left) - 1, right[axis], left[-1])],
            f"equal sizes in axis {len(left) - 1} of input and axis {axis} of other",
            listed([left[-1], right[axis]]),
            {"input": replaced(left, -1, right[axis])},
        )
    stacks = {"input": left[: len(left) - ranks[0]], "other": right[:axis]}
    together = broadcast(stacks.values())
    if together is None:
        return _stack_fault(call, stacks, -1)
    return Accept([(*together, left[-2] if matrix_first else right[-1])])


def cross(call: Call) -> Outcome:
    """Vectors of three numbers along an axis of each; the other axes broadcast."""
    axis = call.attribute("axis")
    places = [call.attribute(name) if axis is None else axis for name in ("axisa", "axisb", "axisc")]
    rests: dict[str, Shape] = {}
    for name, keyword, place in zip(("input", "other"), ("axisa", "axisb"), places, strict=False):
        shape = call.shape(name)
        if shape is None:
            return None
        fault = few_axes_fault(shape, 1, operand=name)
        fault = fault or axis_fault(name, shape, place, keyword=keyword if axis is None else "axis")
        at = position(place, len(shape))
        if fault is not None or at is None:
            return fault
        if shape[at] == 2:
            return None  # vectors in the plane, which versions of NumPy take or refuse
        if shape[at] != 3:
            problem = AxisProblem(name, at, 3, shape[at])
            expects = f"3 in axis {at} of its {name} (the length of its vectors)"
            return Fault([problem], expects, str(shape[at]), {name: replaced(shape, at, 3)})
        rests[name] = (*shape[:at], *shape[at + 1 :])
    together = broadcast(rests.values())
    if together is None:
        return _stack_fault(call, rests, -1) if places[:2] == [-1, -1] else None
    end = position(places[2], len(together) + 1)
    return None if end is None else Accept([(*together[:end], 3, *together[end:])])


def convolve(call: Call) -> Outcome:
    """Two vectors slid along each other: where they overlap at all, wholly, or in the length of the longer one."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    for name, shape in (("input", left), ("other", right)):
        fault = rank_fault(call, name, [1, 0] if call.op == "array_convolve" else [1])
        if fault is None and product(shape) == 0:
            expects = f"at least 1 in axis 0 of its {name}"
            fault = Fault([AxisProblem(name, 0, 1, 0)], expects, "0", {name: (1,)})
        if fault is not None:
            return fault
    one, other = product(left), product(right)
    mode = call.attribute("mode")
    if mode == "full":
        return Accept([(one + other - 1,)])
    longer = larger(one, other)
    if mode == "same":
        return Accept([(longer,)])
    return Accept([(longer - smaller(one, other) + 1,)]) if mode == "valid" else None


RULES: dict[str, Rule] = {
    "array_dot": dot,
    "array_vdot": vdot,
    "array_outer": outer,
    "ufunc_outer": each_with_each,
    "array_vecdot": vecdot,
    **dict.fromkeys(("array_matvec", "array_vecmat"), matrix_and_vector),
    "array_cross": cross,
    **dict.fromkeys(("array_convolve", "array_correlate"), convolve),
}
