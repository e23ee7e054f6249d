"""Calls that were meant to fail, or that may: the code around them catches the exception and goes on."""

from __future__ import annotations

from shapeviz.tracing.forest import Forest
from shapeviz.tracing.records import Record


def is_probe(record: Record, forest: Forest) -> bool:
    """Whether a call that raised, in code that ran to its end, is no mistake.

    A model that runs elsewhere in the same code was tried out on a size it does not take.
    """
    if record.failure is None:
        return False
    root = record
    while root.parent is not None:
        root = root.parent
    return root.kind == "module" and any(
        other.subject is root.subject and other.failure is None for other in forest.roots if other is not root
    )
