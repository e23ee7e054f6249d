"""Which code object of one compilation is which of another, of the same text."""

from __future__ import annotations

from collections.abc import Container
from types import CodeType


def code_pairs(code: CodeType, plain: CodeType, hooks: Container[int]) -> dict[CodeType, CodeType]:
    """The plain code of each function's code that holds a hook, where there is no doubt which it is."""
    before = _by_place(plain)
    return {
        found[0]: before[place][0]
        for place, found in _by_place(code).items()
        if len(found) == len(before.get(place, ())) == 1 and _holds(found[0], hooks)
    }


def _holds(code: CodeType, hooks: Container[int]) -> bool:
    return any(id(constant) in hooks for constant in code.co_consts)


def _by_place(code: CodeType) -> dict[object, list[CodeType]]:
    """The code objects within a code object by their name and place in the source."""
    found: dict[object, list[CodeType]] = {}
    waiting = [code]
    while waiting:
        nested = [constant for constant in waiting.pop().co_consts if isinstance(constant, CodeType)]
        waiting += nested
        for inner in nested:
            place = (inner.co_qualname, inner.co_firstlineno, inner.co_freevars, *_reach(inner))
            found.setdefault(place, []).append(inner)
    return found


def _reach(code: CodeType) -> tuple[object, object]:
    """From where to where in the source a code object's instructions come."""
    places = [place for place in code.co_positions() if None not in place]
    starts = [(line, column) for line, _, column, _ in places]
    ends = [(line, column) for _, line, _, column in places]
    return min(starts, default=None), max(ends, default=None)
