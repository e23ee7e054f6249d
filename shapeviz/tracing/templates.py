"""Texts about sizes that follow the sizes: each is written as `{0}`, `{1}`, … with its expression beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from shapeviz.graph.formulas import Expression, Template
from shapeviz.shapes.expressions import simplified
from shapeviz.shapes.size import sizes_written
from shapeviz.shapes.unknown import is_unknown

T = TypeVar("T")
_PLACE = re.compile(r"\{(\d+)\}")


def templated(make: Callable[[], T]) -> tuple[T, list[Expression]]:
    """What `make` gives, with places for sizes in all texts it is made of, and the expressions for these places.

    >>> from shapeviz.shapes.size import Size
    >>> templated(lambda: f"{Size(4, 'N')} rows of {Size(8, ('*', 2, 'H'))}, {Size(4, 'N')} labels")
    ('{0} rows of {1}, {0} labels', ['N', ('*', 2, 'H')])
    """
    values: list[Expression] = []

    def write(expression: Any) -> str:
        expression = simplified(expression)
        if isinstance(expression, int):
            return str(expression)
        if expression not in values:
            values.append(expression)
        return f"{{{values.index(expression)}}}"

    with sizes_written(write):
        return make(), values


def template_of(text: str, values: list[Expression]) -> Template | None:
    """One of these texts with its own places alone, counted from 0; None if no formula follows a size in it.

    >>> template_of("{1} labels", ["N", ("*", 2, "H")])
    Template(text='{0} labels', values=[('*', 2, 'H')])
    """
    used: list[int] = []

    def renumbered(place: re.Match[str]) -> str:
        number = int(place[1])
        if number not in used:
            used.append(number)
        return f"{{{used.index(number)}}}"

    text = _PLACE.sub(renumbered, text)
    own = [values[number] for number in used]
    return None if any(map(is_unknown, own)) else Template(text, own)
