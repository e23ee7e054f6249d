"""Plain numbers in place of the sizes that the checked code was given, once the watching has ended."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from typing import Any

from shapeviz.shapes.size import Size

# Subclasses of the user's own are left as they are: what they do when they are changed is not known.
_TABLES: frozenset[type] = frozenset({dict, OrderedDict, defaultdict, Counter})
_ROWS: frozenset[type] = frozenset({list, set, deque})
# A cell may hold data sets, in which nobody looks for sizes.
_MOST_LOOKED_AT = 100_000
_DEEPEST = 10


def plain(value: Any) -> Any:
    """A value with plain numbers in place of sizes, in containers inside containers, too.

    What can be changed is changed in place; of tuples that hold sizes new ones are made.

    >>> type(plain(Size(4, 4))), plain((Size(2, 2), "a"))
    (<class 'int'>, (2, 'a'))
    """
    return _Replacing().of(value, 0)


def make_plain(namespace: dict[str, Any]) -> None:
    """Put plain numbers in place of the sizes that variables hold, or objects of classes of the namespace's own."""
    replacing = _Replacing(namespace)
    for name, value in list(namespace.items()):
        replacement = replacing.of(value, 0)
        if replacement is not value:
            namespace[name] = replacement


class _Replacing:
    """One walk through values; objects of classes that were defined in `namespace` are looked into."""

    def __init__(self, namespace: dict[str, Any] | None = None) -> None:
        self._own = namespace.get("__name__") if namespace is not None else None
        self._seen: dict[int, Any] = {id(namespace): namespace}
        self._left = _MOST_LOOKED_AT

    def of(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if issubclass(kind, Size):
            return int(value)
        if depth > _DEEPEST or self._left <= 0:
            return value
        if issubclass(kind, (tuple, frozenset)):
            return self._fixed(value, depth)
        if id(value) not in self._seen:
            self._seen[id(value)] = value
            if kind in _TABLES:
                self._change_table(value, depth)
            elif kind in _ROWS:
                self._change_row(value, depth)
            elif self._own is not None and kind.__module__ == self._own and not callable(value):
                # What can be called is a module, whose attributes are made plain by whoever watched it.
                self._change_table(_attributes(value), depth)
        return value

    def _fixed(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind in (tuple, frozenset) or kind.__module__ == "torch":
            make = kind
        elif hasattr(kind, "_make"):
            make = kind._make
        else:
            return value
        items = self._items(value, depth)
        return make(items) if _differ(items, value) else value

    def _change_row(self, row: Any, depth: int) -> None:
        items = self._items(row, depth)
        if _differ(items, row):
            row.clear()
            (row.update if type(row) is set else row.extend)(items)

    def _change_table(self, table: dict[Any, Any], depth: int) -> None:
        keys, items = self._items(table, depth), self._items(table.values(), depth)
        changed = [(key, new) for key, new, old in zip(keys, items, table.values(), strict=True) if new is not old]
        if _differ(keys, table):
            table.clear()
            changed = zip(keys, items, strict=True)
        for key, item in changed:
            table[key] = item

    def _items(self, values: Any, depth: int) -> list[Any]:
        values = list(values)
        self._left -= len(values)
        return [self.of(item, depth + 1) for item in values]


def _attributes(value: Any) -> dict[Any, Any]:
    try:
        return object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}


def _differ(items: list[Any], values: Any) -> bool:
    return any(new is not old for new, old in zip(items, values, strict=True))
