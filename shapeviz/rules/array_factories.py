"""Arrays made of sizes or numbers, as NumPy makes them."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import Any

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.axes import expand
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.factories import triangle_indices
from shapeviz.rules.faults import rank_fault
from shapeviz.shapes.shape import broadcast
from shapeviz.shapes.size import divided_up, larger
from shapeviz.shapes.unknown import opaque


def sized(size: Any) -> Accept | Fault:
    """The sizes that are given, none of them negative.

    >>> sized(3), sized((2, -1)).expects
    (Accept(outputs=[(3,)]), 'sizes of at least 0')
    """
    sizes = sizes_of(size)
    negative = next((number for number in sizes if number < 0), None)
    return Accept([sizes]) if negative is None else Fault([], "sizes of at least 0", str(negative))


def full(call: Call) -> Outcome:
    """The sizes that are given, to which what it is filled with must broadcast."""
    size, filling = call.attribute("size"), call.shape("fill_value")
    if size is None or filling is None:
        return None
    outcome = sized(size)
    if isinstance(outcome, Fault) or not filling:
        return outcome
    stretched = expand(Call("expand", {"input": filling}, {"size": sizes_of(size)}))
    if not isinstance(stretched, Fault):
        return stretched
    problems = [replace(problem, operand="fill_value") for problem in stretched.problems]
    mended = {problem.operand: stretched.mended["input"] for problem in problems}
    return Fault(problems, stretched.expects.replace("input", "fill_value"), stretched.gets, mended)


def like(call: Call) -> Outcome:
    """The shape of the input, or another that is given."""
    shape, size = call.shape("input"), call.attribute("size")
    return sized(size) if size is not None else None if shape is None else Accept([shape])


def array(call: Call) -> Outcome:
    """The input's shape, with axes of size 1 in front until there are `ndmin`."""
    shape = call.shape("input")
    return None if shape is None else Accept([(1,) * (call.attribute("ndmin", 0) - len(shape)) + shape])


def arange(call: Call) -> Outcome:
    """The numbers from `start` to before `end` in steps; none if `end` lies on the other side."""
    start, end, step = call.attribute("start", 0), call.attribute("end"), call.attribute("step", 1)
    if end is None:
        start, end = 0, start
    step = 1 if step is None else step
    if not all(isinstance(number, (int, float)) for number in (start, end, step)) or step == 0:
        return None
    if all(isinstance(number, int) for number in (start, end, step)):
        return Accept([(larger(divided_up(end - start, step), 0),)])
    return Accept([(opaque(max(ceil((end - start) / step), 0), start, end, step),)])


def spaced(call: Call) -> Outcome:
    """`linspace` and its like: as many numbers as `steps` says, between each pair of ends."""
    count, shapes = call.attribute("steps"), call.named_shapes()
    if not isinstance(count, int) or call.attribute("axis", 0) != 0 or call.attribute("retstep", False):
        return None
    if count < 0:
        return Fault([], "a num of at least 0", str(count))
    ends = broadcast(shapes.values())
    return broadcast_fault(shapes) if ends is None else Accept([(count, *ends)])


def window(call: Call) -> Outcome:
    """`hanning` and its like: as many weights as `n` says."""
    count = call.attribute("n")
    return Accept([(larger(count, 0),)]) if isinstance(count, int) else None


def frequencies(call: Call) -> Outcome:
    """The frequencies of a real transform of `n` values."""
    count = call.attribute("n")
    return Accept([(count // 2 + 1,)]) if isinstance(count, int) and count > 0 else None


def powers(call: Call) -> Outcome:
    """`vander`: a row of powers for each entry of a vector, as many as it is long unless `n` says otherwise."""
    shape, count = call.shape("input"), call.attribute("n")
    fault = rank_fault(call, "input", [1])
    if shape is None or fault is not None:
        return fault
    if count is not None and count < 0:
        return Fault([], "an N of at least 0", str(count))
    return Accept([(shape[0], shape[0] if count is None else count)])


def indices(call: Call) -> Outcome:
    """A grid for each axis, one above the other."""
    size = call.attribute("size")
    if size is None or call.attribute("sparse", False):
        return None
    outcome = sized(size)
    return outcome if isinstance(outcome, Fault) else Accept([(len(sizes_of(size)), *outcome.outputs[0])])


def triangle_places(call: Call) -> Outcome:
    """Rows and columns of the places on one side of a matrix's diagonal."""
    rows, columns = call.attribute("row"), call.attribute("col")
    if not isinstance(rows, int):
        return None
    op = "tril_indices" if call.op == "array_tril_indices" else "triu_indices"
    size = {"row": rows, "col": rows if columns is None else columns, "offset": call.attribute("offset")}
    outcome = triangle_indices(replace(call, op=op, attributes=size))
    return Accept([outcome.outputs[0][1:]] * 2) if isinstance(outcome, Accept) else None


RULES: dict[str, Rule] = {
    "array_full": full,
    **{f"array_{name}_like": like for name in ("zeros", "ones", "empty", "full")},
    "array_array": array,
    "array_arange": arange,
    **dict.fromkeys(("array_linspace", "array_logspace", "array_geomspace"), spaced),
    **{f"array_{name}": window for name in ("bartlett", "blackman", "hamming", "hanning", "kaiser", "fftfreq")},
    "array_rfftfreq": frequencies,
    "array_vander": powers,
    "array_indices": indices,
    **dict.fromkeys(("array_tril_indices", "array_triu_indices"), triangle_places),
}
