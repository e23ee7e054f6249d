"""The arguments of recorded calls, as a node's card shows them."""

from __future__ import annotations

from typing import Any

from shapeviz.tracing.program import Computed, Hidden, Ref
from shapeviz.tracing.records import Record

LONGEST_SUMMARY = 44
_SHOWN = (int, float, bool, str)


def shown_arguments(record: Record, kinds: tuple[type, ...] = ()) -> list[str]:
    """Each argument that is no tensor as text; values of these `kinds` are shown as they print themselves."""
    args, kwargs = record.arguments or ((), {})
    shown = [_text(value, kinds) for value in args if _is_shown(value)]
    return shown + [f"{key}={_text(value, kinds)}" for key, value in kwargs.items() if _is_shown(value)]


def shortened(text: str) -> str:
    """A text that fits on a card."""
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1] + "…"


def _is_shown(value: Any) -> bool:
    return value is not None and not hasattr(value, "dtype") and not _is_stand_in(value) and not _holds_stand_ins(value)


def _holds_stand_ins(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and any(map(_is_stand_in, value))


def _is_stand_in(value: Any) -> bool:
    return isinstance(value, (Ref, Hidden))


def _text(value: Any, kinds: tuple[type, ...]) -> str:
    if isinstance(value, Computed):
        return str(value.value)
    if isinstance(value, slice):
        parts = ["" if part is None else _text(part, kinds) for part in (value.start, value.stop, value.step)]
        return ":".join(parts if value.step is not None else parts[:2])
    if isinstance(value, (tuple, list)):
        return ", ".join("None" if item is None else _text(item, kinds) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={_text(item, kinds)}" for key, item in value.items())
    if value is Ellipsis:
        return "…"
    if isinstance(value, (*_SHOWN, *kinds)):
        return str(value)
    return value.__name__ if isinstance(value, type) else type(value).__name__
