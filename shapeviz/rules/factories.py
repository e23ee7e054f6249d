"""Tensors made of sizes or numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.shapes.shape import Shape, broadcast
from shapeviz.shapes.size import divided_up, larger, smaller
from shapeviz.shapes.unknown import opaque

OF_SIZES = ("zeros", "ones", "empty", "rand", "randn", "full")
NEW = ("new_zeros", "new_ones", "new_empty", "new_full")


def of_sizes(call: Call) -> Outcome:
    """The sizes that are given."""
    size = call.attribute("size")
    return None if size is None else _sized(sizes_of(size))


def randint(call: Call) -> Outcome:
    """The sizes that are given, after one bound or two."""
    places = (call.attribute("size"), call.attribute("high"))
    size = next((place for place in places if isinstance(place, Sequence)), None)
    return None if size is None else _sized(sizes_of(size))


def normal(call: Call) -> Outcome:
    """A number for each of `mean` and `std`, or a given size; in place, the input keeps its shape."""
    shape, size = call.shape("input"), call.attribute("size")
    if shape is not None or size is not None:
        return Accept([shape]) if shape is not None else _sized(sizes_of(size))
    shapes = call.named_shapes()
    if not shapes:
        return None
    return broadcast_fault(shapes) or Accept([broadcast(shapes.values()) or ()])


def _sized(sizes: Shape) -> Outcome:
    negative = next((size for size in sizes if size < 0), None)
    return Accept([sizes]) if negative is None else Fault([], "sizes of at least 0", str(negative))


def arange(call: Call) -> Outcome:
    """The numbers from `start` to before `end` in steps."""
    start, end, step = call.attribute("start", 0), call.attribute("end"), call.attribute("step", 1)
    if call.operands:
        return None
    if end is None:
        start, end = 0, start
    if not all(isinstance(number, (int, float)) for number in (start, end, step)) or step == 0:
        return None
    start, end, step = _whole(start), _whole(end), _whole(step)
    if (end - start) * step < 0:
        return Fault([], f"an end that lies {'after' if step > 0 else 'before'} start={start}", str(end))
    if all(isinstance(number, int) for number in (start, end, step)):
        return Accept([(divided_up(end - start, step),)])
    return Accept([(opaque(ceil((end - start) / step), start, end, step),)])


def _whole(number: Any) -> Any:
    """A number written as a float, as an int if it is one."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def spaced(call: Call) -> Outcome:
    """`linspace` and `logspace`: as many numbers as `steps` says."""
    return _vector(call.attribute("steps"), "steps")


def randperm(call: Call) -> Outcome:
    """The numbers below `n`."""
    return _vector(call.attribute("n"), "n")


def _vector(count: Any, keyword: str) -> Outcome:
    if not isinstance(count, int):
        return None
    return Accept([(count,)]) if count >= 0 else Fault([], f"{keyword} of at least 0", str(count))


def eye(call: Call) -> Outcome:
    """A square matrix, or one of `n` rows and `m` columns."""
    rows = call.attribute("n")
    columns = call.attribute("m")
    if not isinstance(rows, int):
        return None
    return _sized((rows, rows if columns is None else columns))


def triangle_indices(call: Call) -> Outcome:
    """The places on one side of a matrix's diagonal, as two rows of numbers."""
    rows, columns, offset = call.attribute("row"), call.attribute("col"), call.attribute("offset", 0)
    if rows < 0 or columns < 0:
        return Fault([], "sizes of at least 0", str(min(rows, columns)))
    if call.op == "tril_indices":
        return Accept([(2, _below(rows + offset, columns) - _below(offset, columns))])
    above = _below(rows + offset - 1, columns) - _below(offset - 1, columns)
    return Accept([(2, rows * columns - above)])


def _below(rows: int, columns: int) -> int:
    """How many places rows of 1, 2, … places have together, where none has more than there are columns."""
    rows = larger(rows, 0)
    growing = smaller(rows, columns)
    return growing * (growing + 1) // 2 + columns * (rows - growing)


RULES: dict[str, Rule] = {
    **dict.fromkeys((*OF_SIZES, *NEW), of_sizes),
    "randint": randint,
    "normal": normal,
    "arange": arange,
    **dict.fromkeys(("linspace", "logspace"), spaced),
    "randperm": randperm,
    "eye": eye,
    **dict.fromkeys(("tril_indices", "triu_indices"), triangle_indices),
}
