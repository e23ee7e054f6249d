"""Plain numbers in place of the sizes that the checked code was given, once the watching has ended."""

from __future__ import annotations

from typing import Any

from shapeviz.shapes.size import Size


def plain(value: Any) -> Any:
    """A value with plain numbers in place of sizes; tuples and lists are looked into.

    >>> type(plain(Size(4, 4))), plain((Size(2, 2), "a"))
    (<class 'int'>, (2, 'a'))
    """
    if isinstance(value, Size):
        return int(value)
    if not issubclass(type(value), (tuple, list)) or not any(isinstance(item, Size) for item in value):
        return value
    items = [plain(item) for item in value]
    if issubclass(type(value), list):
        value[:] = items
        return value
    return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)


def make_plain(namespace: dict[str, Any]) -> None:
    """Put plain numbers in place of the sizes that variables hold."""
    for name, value in list(namespace.items()):
        replacement = plain(value)
        if replacement is not value:
            namespace[name] = replacement
