"""The same elements in another shape: view, reshape, flatten, unflatten."""

from __future__ import annotations

from itertools import accumulate
from operator import mul

from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault
from shapeviz.rules.nearest import element_count
from shapeviz.rules.wording import shape_text, times
from shapeviz.shapes.shape import Shape, product, replaced


def reshape(call: Call) -> Outcome:
    """As many elements before as after; one size may be -1, for what is left over."""
    shape = call.shape("input")
    wanted = call.attribute("shape")
    if shape is None or wanted is None:
        return None
    sizes = sizes_of(wanted)
    fault = _sizes_fault(sizes)
    if fault is not None:
        return fault
    total = product(shape)
    known = product(size for size in sizes if size != -1)
    if -1 not in sizes:
        return Accept([sizes]) if known == total else _count_fault(shape, sizes)
    if known == 0 or total % known:
        return _multiple_fault(shape, sizes, known)
    return Accept([tuple(total // known if size == -1 else size for size in sizes)])


def view(call: Call) -> Outcome:
    """A reshape that moves no element: axes that become one must lie in memory one after the other."""
    outcome = reshape(call) if call.op == "view" else like_other(call)
    shape, strides = call.shape("input"), call.strides.get("input")
    if shape is None or strides is None or not isinstance(outcome, Accept):
        return outcome
    axes = _apart_in_memory(shape, strides, outcome.outputs[0])
    if axes is None:
        return outcome
    expects = f"an input whose axes {axes[0]} and {axes[1]} lie in memory one after the other"
    return Fault([], expects, f"strides {shape_text(strides)} for shape {shape_text(shape)}", {"input": shape})


def _apart_in_memory(shape: Shape, strides: Shape, sizes: Shape) -> tuple[int, int] | None:
    """Two neighbouring axes of which a view in `sizes` would have to make one, and cannot."""
    if product(shape) == 0:
        return None
    ends = list(accumulate(reversed(sizes), mul, initial=1))
    held, block = 1, 1
    step = strides[-1] if strides else 1
    for axis in range(len(shape) - 1, 0, -1):
        block *= shape[axis]
        if shape[axis - 1] == 1 or strides[axis - 1] == block * step:
            continue
        held, block, step = held * block, 1, strides[axis - 1]
        if held not in ends:
            return axis - 1, axis
    return None


def _sizes_fault(sizes: Shape) -> Fault | None:
    """The fault of sizes that fit no tensor at all."""
    negative = next((size for size in sizes if size < -1), None)
    if negative is not None:
        return Fault([], "sizes of at least 0, or -1", str(negative))
    open_sizes = sum(size == -1 for size in sizes)
    return Fault([], "at most one size of -1", str(open_sizes)) if open_sizes > 1 else None


def _count_fault(shape: Shape, sizes: Shape) -> Fault:
    count = product(sizes)
    mended = element_count(shape, count) or sizes
    problem = AxisProblem("input", None, count, product(shape), "elements")
    return Fault([problem], f"an input of {_factors(sizes)}", _factors(shape, unit=""), {"input": mended})


def _multiple_fault(shape: Shape, sizes: Shape, known: int) -> Fault:
    """The fault of an element count that the given sizes do not divide."""
    total = product(shape)
    gets = _factors(shape, unit="")
    if known == 0:
        return Fault([], f"no 0 beside -1 in its sizes {times(sizes)}", gets)
    problem = AxisProblem("input", None, known, total, "elements")
    place = sizes.index(-1)
    left_over = shape[place] if place < len(shape) else max(round(total / known), 1)
    nearest = tuple(left_over if size == -1 else size for size in sizes)
    mended = element_count(shape, product(nearest)) or nearest
    expects = f"an input of a multiple of {known} elements (for sizes {times(sizes)})"
    return Fault([problem], expects, gets, {"input": mended})


def _factors(shape: Shape, unit: str = " elements") -> str:
    """How many elements, and the product that gives them where there is more than one factor."""
    count = product(shape)
    return f"{count}{unit} (= {times(shape)})" if len(shape) > 1 else f"{count}{unit}"


def flatten(call: Call) -> Outcome:
    """The axes from `start_dim` to `end_dim` made one."""
    shape = call.shape("input")
    if shape is None:
        return None
    start, end = call.attribute("start_dim", 0), call.attribute("end_dim", -1)
    fault = axis_fault("input", shape, start, keyword="start_dim")
    fault = fault or axis_fault("input", shape, end, keyword="end_dim")
    first, last = position(start, len(shape)), position(end, len(shape))
    if fault is not None or first is None or last is None:
        return fault
    if first > last:
        return Fault([], f"an end_dim that is not before start_dim={start}", str(end))
    return Accept([(*shape[:first], product(shape[first : last + 1]), *shape[last + 1 :])])


def unflatten(call: Call) -> Outcome:
    """The axis `dim` split into `sizes`, one of which may be -1."""
    shape = call.shape("input")
    if shape is None:
        return None
    dim, sizes = call.attribute("dim"), sizes_of(call.attribute("sizes"))
    fault = axis_fault("input", shape, dim, keyword=call.axis_word) or _sizes_fault(sizes)
    axis = position(dim, len(shape))
    if fault is not None or axis is None:
        return fault
    if not shape:
        return None
    known = product(size for size in sizes if size != -1)
    if not sizes or (-1 in sizes and known == 0):
        return Fault([], "sizes that leave something for each axis", times(sizes) or "none")
    size = shape[axis]
    if size % known if -1 in sizes else size != known:
        multiple = "a multiple of " if -1 in sizes else ""
        nearest = max(round(size / known), 1) * known if -1 in sizes else known
        return Fault(
            [AxisProblem("input", axis, nearest, size)],
            f"{multiple}{known} in axis {axis} of its input (for sizes {times(sizes)})",
            str(size),
            {"input": replaced(shape, axis, nearest)},
        )
    split = [size // known if part == -1 else part for part in sizes]
    return Accept([(*shape[:axis], *split, *shape[axis + 1 :])])


def like_other(call: Call) -> Outcome:
    """`view_as` and `reshape_as`: the shape of the other operand."""
    other = call.shape("other")
    if other is None:
        return None
    return reshape(Call("reshape", {"input": call.shape("input")}, {"shape": other}))


RULES: dict[str, Rule] = {
    **dict.fromkeys(("view", "view_as"), view),
    "reshape": reshape,
    **dict.fromkeys(("flatten", "ravel"), flatten),
    "unflatten": unflatten,
    "reshape_as": like_other,
}
