"""Texts about sizes that follow the sizes: each is written as `{0}`, `{1}`, … with its expression beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from shapeviz.graph.formulas import Expression
from shapeviz.shapes.expressions import simplified
from shapeviz.shapes.size import sizes_written

T = TypeVar("T")


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
