"""What the instrumented code gets in place of an array or a watched function, for one call: it reports the call.

Whatever is called from here is told the frame of the user's code: the one that has called in.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol

from shapeviz.tracing.subjects import Attribute


class Listener(Protocol):
    """Is told what the instrumented code does with arrays.

    `attributes` are the names of attributes that count as calls (`x.T`).
    """

    attributes: frozenset[str]

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are arrays. Asked once for each type."""
        ...

    def watches(self, function: Any) -> bool:
        """Whether calls of a function, bound method or class are to be reported. Often asked."""
        ...

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Any:
        """What `function(*args, **kwargs)` gives, or raises. `frame` is where the user's code calls it."""
        ...


class ReportedCall:
    """Takes the place of a function for one call. `first` are arguments that come before those of the call.

    With `of_arrays`, which tells arrays, the call is reported only if an argument is one.
    """

    __slots__ = ("_first", "_function", "_listener", "_of_arrays")

    def __init__(
        self,
        listener: Listener,
        function: Callable[..., Any],
        *first: Any,
        of_arrays: Callable[[Any], bool] | None = None,
    ) -> None:
        self._listener, self._function, self._first, self._of_arrays = listener, function, first, of_arrays

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._of_arrays is not None and not any(map(self._of_arrays, args)):
            return self._function(*args, **kwargs)
        return self._listener.run(self._function, (*self._first, *args), kwargs, sys._getframe(1))  # pyright: ignore[reportPrivateUsage]


class ReportedArray:
    """Takes the place of an array while the code asks for an item or an attribute of it, or changes an item."""

    __slots__ = ("_array", "_listener")

    def __init__(self, listener: Listener, array: Any) -> None:
        self._listener, self._array = listener, array

    def __getitem__(self, index: Any) -> Any:
        return self._listener.run(operator.getitem, (self._array, index), {}, sys._getframe(1))  # pyright: ignore[reportPrivateUsage]

    def __setitem__(self, index: Any, value: Any) -> None:
        self._listener.run(operator.setitem, (self._array, index, value), {}, sys._getframe(1))  # pyright: ignore[reportPrivateUsage]

    def __getattr__(self, name: str) -> Any:
        return self._listener.run(Attribute(name), (self._array,), {}, sys._getframe(1))  # pyright: ignore[reportPrivateUsage]


class ReportedOwner:
    """Takes the place of a value whose method is called: gives `reported(name, method)` in place of the method."""

    __slots__ = ("_owner", "_reported")

    def __init__(self, owner: Any, reported: Callable[[str, Any], Any]) -> None:
        self._owner, self._reported = owner, reported

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__
        return own(self, "_reported")(name, getattr(own(self, "_owner"), name))
