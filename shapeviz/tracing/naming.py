"""What to call a value: the names that the user's own code gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import FrameType, FunctionType, ModuleType
from typing import Any, cast

_LONGEST_ROW = 50


def variable_name(value: Any, frame: FrameType | None) -> str:
    """The name by which `frame` or one of its callers in the same file knows this very object, or ""."""
    if frame is not None and frame.f_globals.get("__name__", "").startswith("shapeviz."):
        return ""
    while frame is not None:
        for scope in (frame.f_locals, frame.f_globals):
            for name, held in list(scope.items()):
                if held is value and not name.startswith("_"):
                    return name
        outer = frame.f_back
        frame = outer if outer is not None and outer.f_code.co_filename == frame.f_code.co_filename else None
    return ""


def held_name(value: Any, frame: FrameType | None) -> str:
    """The name of a value that a variable of `frame` holds one level down: `self.W1`, `params["W1"]`; or ""."""
    if frame is None:
        return ""
    for scope in (frame.f_locals, frame.f_globals):
        for name, holder in list(scope.items()):
            if name.startswith("_"):
                continue
            found = next((way for way, held in _held(holder) if held is value), None)
            if found is not None:
                return f"{name}{found}"
    return ""


def _held(holder: Any) -> Iterator[tuple[str, Any]]:
    """(how it is written, value) of what an object, a table or a short list holds."""
    if isinstance(holder, Mapping):
        table = cast("Mapping[Any, Any]", holder)
        yield from ((f'["{key}"]', held) for key, held in list(table.items()) if isinstance(key, str))
    elif isinstance(holder, (list, tuple)):
        row = cast("tuple[Any, ...]", holder)
        yield from ((f"[{place}]", held) for place, held in enumerate(row[:_LONGEST_ROW]))
    elif not isinstance(holder, (ModuleType, FunctionType, type)):
        yield from ((f".{name}", held) for name, held in list(getattr(holder, "__dict__", {}).items()))


def child_label(parent_label: str, relative: str) -> str:
    """How to speak of a child: by its name, or `blocks[3]` where the name is only a number.

    >>> child_label("Net", "fc1"), child_label("features", "0"), child_label("Net", "layers.0")
    ('fc1', 'features[0]', 'layers[0]')
    """
    *front, last = relative.split(".")
    if not last.isdigit():
        return last
    return f"{front[-1] if front else parent_label}[{last}]"
