"""Who hears what the instrumented code does: each call goes to the frontend whose function or array it is."""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

from shapeviz.tracing.watch import Member, Watch

# Attributes that are operations, or that tell the sizes.
ATTRIBUTES = frozenset({"T", "mT", "H", "shape", "size", "real", "imag", "flat", "values"})


class CellListener:
    """A `shapeviz.tracing.reporting.Listener` for one watch, which it is given when the code begins to run."""

    attributes = ATTRIBUTES

    def __init__(self) -> None:
        self._watch: Watch | None = None

    def listen(self, watch: Watch | None) -> None:
        """From now on tell the members of this watch; with None, nobody."""
        self._watch = watch

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are arrays of a member."""
        return self._watch is not None and any(member.concerns(kind) for member in self._watch.members)

    def watches(self, function: Any) -> bool:
        """Whether calls of a function are to be reported."""
        return self._watch is not None and any(member.watches(function) for member in self._watch.members)

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Any:
        """What `function(*args, **kwargs)` gives, or raises."""
        member = self._member(function, args)
        return function(*args, **kwargs) if member is None else member.run(function, args, kwargs, frame)

    def _member(self, function: Any, args: tuple[Any, ...]) -> Member | None:
        if self._watch is None:
            return None
        members = self._watch.members
        watching = next((member for member in members if member.watches(function)), None)
        if watching is not None:
            return watching
        return next((member for value in args for member in members if member.concerns(type(value))), None)
