"""Which types are of arrays, asked once for each, so that the hooks find the answer in a set."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, GeneratorType
from typing import Any

# Exactly this type: that of a subclass looks things up more slowly, and a set cannot stand among code's constants.
PLAIN = frozenset(
    {
        *(int, float, complex, bool, str, bytes, bytearray, type(None), type(...), type),
        *(list, tuple, dict, set, frozenset, range, slice, FunctionType, GeneratorType),
    }
)


class Kinds:
    """The types met so far: `plain` ones, and those whose values are arrays.

    >>> kinds = Kinds(lambda kind: issubclass(kind, memoryview))
    >>> kinds.concern(memoryview(b"")), kinds.concern(Kinds), Kinds in kinds.plain
    (True, False, False)
    >>> kinds.concern(kinds), Kinds in kinds.plain
    (False, True)
    """

    def __init__(self, concerns: Callable[[type], bool]) -> None:
        self._concerns = concerns
        self._closed = False
        self._arrays: set[type] = set()
        self.plain: set[type] = set(PLAIN)

    def concern(self, value: Any) -> bool:
        """Whether a value is an array."""
        kind = type(value)
        if kind in self.plain or self._closed:
            return False
        if kind in self._arrays:
            return True
        if self._concerns(kind):
            self._arrays.add(kind)
            return True
        self.plain.add(kind)
        return False

    def none_concern(self, *values: Any) -> bool:
        """Whether no value is an array."""
        return not any(map(self.concern, values))

    def close(self) -> None:
        """From now on nothing is an array, and no type is kept."""
        self._closed = True
        self._arrays.clear()
        self.plain.clear()
        self.plain.update(PLAIN)

    def reopen(self) -> None:
        """Ask again what the types of values are."""
        self._closed = False


def none_concern_hook(kinds: Kinds, count: int) -> Callable[..., bool]:
    """What tells whether none of `count` values is an array, fast where their types are known to be plain."""
    plain, told = kinds.plain, kinds.none_concern

    def one(value: Any) -> bool:
        return type(value) in plain or told(value)

    def two(value: Any, second: Any) -> bool:
        return (type(value) in plain and type(second) in plain) or told(value, second)

    return {1: one, 2: two}.get(count, told)
