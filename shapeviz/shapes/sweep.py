"""Plain numbers everywhere: sizes that the user's code has kept, wherever it has put them, become plain `int`s again.

Knobs are numbers of the code itself, and code puts its numbers into classes, default arguments and objects of any kind.
The garbage collector knows who holds what, so that nobody has to guess where to look.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable
from types import CellType, FunctionType, MemberDescriptorType
from typing import Any, cast

from shapeviz.shapes.size import Size

# Tuples in tuples in tuples: each round goes one further out.
_MOST_ROUNDS = 4
_ROWS = (tuple, frozenset)


def living_sizes() -> list[Size]:
    """Every size that something holds at this moment."""
    return [item for item in gc.get_objects() if issubclass(type(item), Size)]


def sweep(sizes: Iterable[Size]) -> None:
    """Put plain numbers in the place of these sizes, in whatever holds them, but for the frames of running code.

    >>> size = Size(4, "N")
    >>> class Config:
    ...     sizes = {"n": (size, 1)}
    >>> sweep([size])
    >>> type(Config.sizes["n"][0])
    <class 'int'>
    """
    waiting: list[Any] = list(sizes)
    plain: dict[int, Any] = {id(size): int(size) for size in waiting}
    kept: list[Any] = [waiting, plain]  # by their ids, so none of them may go before the end
    for _ in range(_MOST_ROUNDS):
        if not waiting:
            return
        kept.append(waiting)
        own = {id(item) for item in kept}
        rows: list[Any] = []
        for holder in gc.get_referrers(*waiting):
            if isinstance(holder, _ROWS):
                if id(holder) not in plain and id(holder) not in own:
                    plain[id(holder)] = _copied(cast("Any", holder), plain)
                    rows.append(holder)
            elif id(holder) not in own:
                with contextlib.suppress(Exception):  # what refuses to be changed keeps a number that acts like an int
                    _put(holder, plain)
        waiting = rows


def _copied(row: Any, plain: dict[int, Any]) -> Any:
    """A tuple or frozen set with the plain values in it."""
    items = [plain.get(id(item), item) for item in row]
    return type(row)(*items) if hasattr(row, "_fields") else type(row)(items)


def _put(holder: Any, plain: dict[int, Any]) -> None:
    """Put the plain values into something that holds others in their places."""
    if isinstance(holder, dict):
        _put_into_table(cast("dict[Any, Any]", holder), plain)
    elif isinstance(holder, list):
        row = cast("list[Any]", holder)
        row[:] = [plain.get(id(item), item) for item in row]
    elif isinstance(holder, set):
        items = [plain.get(id(item), item) for item in cast("set[Any]", holder)]
        holder.clear()
        holder.update(items)
    elif isinstance(holder, CellType):
        holder.cell_contents = plain.get(id(holder.cell_contents), holder.cell_contents)
    elif isinstance(holder, FunctionType):
        holder.__defaults__ = plain.get(id(holder.__defaults__), holder.__defaults__)
    else:
        _put_into_object(holder, plain)


def _put_into_table(table: dict[Any, Any], plain: dict[int, Any]) -> None:
    if "__module__" in table:  # that of a class, it may be
        for owner in gc.get_referrers(table):
            if isinstance(owner, type):
                _put_into_class(owner, plain)
    if any(id(key) in plain for key in table):
        items = [(plain.get(id(key), key), plain.get(id(value), value)) for key, value in table.items()]
        table.clear()
        table.update(items)
        return
    for key, value in list(table.items()):
        if id(value) in plain:
            table[key] = plain[id(value)]


def _put_into_class(owner: type, plain: dict[int, Any]) -> None:
    """Python looks attributes of classes up in a cache of its own, which has to hear of a change."""
    for name, value in list(vars(owner).items()):
        if id(value) in plain:
            type.__setattr__(owner, name, plain[id(value)])


def _put_into_object(holder: Any, plain: dict[int, Any]) -> None:
    attributes: dict[str, Any] = getattr(holder, "__dict__", {})
    for name, value in list(attributes.items()):
        if id(value) in plain:
            attributes[name] = plain[id(value)]
    for cls in type(holder).__mro__:
        for member in list(vars(cls).values()):
            if isinstance(member, MemberDescriptorType):
                with contextlib.suppress(AttributeError):
                    value = member.__get__(holder)
                    if id(value) in plain:
                        member.__set__(holder, plain[id(value)])
