"""A size as the code at a place would write it: by a name that it reads there, or as a number."""

from __future__ import annotations

import ast

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.values import Values


def size_named(case: Case, at: ast.AST, size: int) -> str:
    """A name at hand that can only be worth `size`; the number itself if there is none."""
    values = Values.of(case)
    known = (name for name in values.scopes.names_read_with(at) if values.numbers(name) == {size})
    return next((values.text(name) for name in known), str(size))
