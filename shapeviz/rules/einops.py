"""Patterns of named axes, as einops has them: `b c (h w) -> b (h w) c`.

Written in the pattern's own words: an axis of the input is one item of its left side, a name, `1`, or a group in
brackets whose sizes multiply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from shapeviz.rules.arguments import with_rank
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.wording import counted, listed
from shapeviz.shapes.shape import Shape, product, replaced

ELLIPSIS = "..."
_ITEM = re.compile(r"\(([^()]*)\)|(\.\.\.)|(\w+)|(\S)")


class Item(NamedTuple):
    """One axis of a side of a pattern: the names (or numbers) whose sizes multiply to its own."""

    names: tuple[str, ...]
    text: str


def rearrange(call: Call) -> Outcome:
    """Split, join and reorder axes; in a reduction names go that the right side leaves out, in a repetition come."""
    shape, pattern = call.shape("input"), call.attribute("pattern")
    if shape is None or not isinstance(pattern, str):
        return None
    left, right = (_items(side) for side in pattern.split("->"))
    given: dict[str, int] = call.attribute("sizes") or {}
    if not _is_sound(call.op, left, right, given):
        return None
    fault = _rank_fault(call, pattern.partition("->")[0].strip(), left, shape)
    if fault is not None:
        return fault
    sizes = {**_numbers(left), **_numbers(right), **given}
    stack, axes = _without_ellipsis(left, shape)
    for item, axis in axes:
        fault = _size_fault(item, shape, axis, sizes)
        if fault is not None:
            return fault
    return Accept([tuple(size for item in right for size in _output(item, sizes, stack))])


def _items(side: str) -> list[Item]:
    """The axes of one side.

    Raises
    ------
    ValueError
        If it is no side of a pattern.
    """
    items: list[Item] = []
    for match in _ITEM.finditer(side):
        group, ellipsis, name, stray = match.groups()
        if stray is not None:
            raise ValueError(f"{stray!r} has no place in a pattern")
        names = tuple(group.split()) if group is not None else (ellipsis or name,)
        items.append(Item(names, match.group()))
    return items


def _is_sound(operation: str, left: list[Item], right: list[Item], given: Iterable[str]) -> bool:
    """Whether a pattern makes sense: which axes may come or go depends on the operation."""
    before, after = ([name for item in side for name in item.names if name != "1"] for side in (left, right))
    names, results = set(before), set(after)
    if any(ELLIPSIS in item.names and item.text != ELLIPSIS for item in left) or set(given) - names - results:
        return False
    # A number stands for another axis each time; a name stands for one, and so does the ellipsis.
    if any(side.count(name) > 1 for side in (before, after) for name in side if not name.isdecimal()):
        return False
    going = bool(names - results) or any(name.isdecimal() for name in before)
    coming = bool(results - names) or any(name.isdecimal() for name in after)
    if ELLIPSIS in results - names or (going and operation != "einops_reduce"):
        return False
    return not coming or operation == "einops_repeat"


def _numbers(items: list[Item]) -> dict[str, int]:
    """The sizes of axes that a pattern gives as numbers."""
    return {name: int(name) for item in items for name in item.names if name.isdecimal()}


def _rank_fault(call: Call, side: str, items: list[Item], shape: Shape) -> Fault | None:
    why = f"for its pattern '{side}'"
    if not any(item.text == ELLIPSIS for item in items):
        fault = rank_fault(call, "input", [len(items)], why=why)
        return replace(fault, mended={"input": _squeezed(shape, len(items))}) if fault is not None else None
    needed = len(items) - 1
    if len(shape) >= needed:
        return None
    problem = AxisProblem("input", None, needed, len(shape), "axes")
    expects = f"an input with at least {counted(needed, 'axis')} {why}"
    return Fault([problem], expects, str(len(shape)), {"input": with_rank(shape, needed)})


def _squeezed(shape: Shape, rank: int) -> Shape:
    """The nearest shape of that rank; axes of size 1 are the first to go, as they hold nothing."""
    axes = [axis for axis, size in enumerate(shape) if size == 1][: max(len(shape) - rank, 0)]
    return with_rank(tuple(size for axis, size in enumerate(shape) if axis not in axes), rank)


def _without_ellipsis(items: list[Item], shape: Shape) -> tuple[Shape, list[tuple[Item, int]]]:
    """The sizes that the ellipsis stands for, and the other items with their axes."""
    place = next((index for index, item in enumerate(items) if item.text == ELLIPSIS), len(items))
    hidden = len(shape) - len(items) + 1 if place < len(items) else 0
    axes = [(item, index) for index, item in enumerate(items[:place])]
    axes += [(item, place + hidden + index) for index, item in enumerate(items[place + 1 :])]
    return shape[place : place + hidden], axes


def _size_fault(item: Item, shape: Shape, axis: int, sizes: dict[str, int]) -> Fault | None:
    """The fault of an axis that is not what its names give, or cannot be divided so; else its last name is known.

    Raises
    ------
    ValueError
        If several of its names have no size.
    """
    size = shape[axis]
    unknown = [name for name in item.names if name not in sizes]
    known = product(sizes[name] for name in item.names if name in sizes)
    if len(unknown) > 1:
        raise ValueError(f"the sizes of {listed(unknown)} are not given")
    if unknown and size % known == 0:
        sizes[unknown[0]] = size // known
        return None
    if not unknown and size == known:
        return None
    expected = known * max(size // known, 1) if unknown else known
    # Which multiple was meant is anybody's guess, and what is made of it would not fit what follows.
    mended = {} if unknown else {"input": replaced(shape, axis, expected)}
    return Fault(
        [AxisProblem("input", axis, expected, size)],
        f"{'a multiple of ' if unknown else ''}{known} in axis {axis} of its input ({_explained(item, sizes)})",
        str(size),
        mended,
    )


def _explained(item: Item, sizes: dict[str, int]) -> str:
    """An item of a pattern with the sizes that were given for its names."""
    given = [f"{name} = {sizes[name]}" for name in item.names if name in sizes and not name.isdecimal()]
    return f"'{item.text}' with {listed(given)}" if given else f"'{item.text}' in its pattern"


def _output(item: Item, sizes: dict[str, int], stack: Shape) -> Shape:
    if item.text == ELLIPSIS:
        return stack
    return (product(size for name in item.names for size in (stack if name == ELLIPSIS else (sizes[name],))),)


RULES: dict[str, Rule] = dict.fromkeys(("einops_rearrange", "einops_reduce", "einops_repeat"), rearrange)
