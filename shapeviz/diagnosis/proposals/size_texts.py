"""Ways to write a size where another stands: in the form that it has, by a name, or as a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.products import as_multiple, in_same_form
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import LAYER_SIZE, NUANCE
from shapeviz.graph.model import Shape

MOST_NAMED = 2
SECOND = 2 * NUANCE  # less for the second of two names
BARE_NUMBER = 0.5  # a number in place of a name, in a constructor


def size_texts(
    case: Case, expression: ast.expr, sizes: tuple[int, int], shape: Shape | None
) -> Iterator[tuple[str, float]]:
    """Ways to write a size, the likeliest first, each with the most that it can weigh."""
    wanted = sizes[1]
    values = Values.of(case)
    product = in_same_form(values, expression, shape) if shape is not None and prod(shape) == wanted else None
    if product is not None:
        yield product, LAYER_SIZE + NUANCE
    elif any(isinstance(part, (ast.Name, ast.Attribute)) for part in ast.walk(expression)):
        for rank, text in enumerate(list(_named(case, values, expression, sizes))[:MOST_NAMED]):
            yield text, LAYER_SIZE - rank * SECOND
        yield str(wanted), BARE_NUMBER
    else:
        yield str(wanted), LAYER_SIZE


def _named(case: Case, values: Values, expression: ast.expr, sizes: tuple[int, int]) -> Iterator[str]:
    """The size by the names of the function: a multiple of what is there, another name, or a sum of the two.

    What is written as a multiple stays one; a bare name is more often the wrong name.
    """
    current, wanted = sizes
    names = values.scopes.names_read_with(expression)
    multiple = as_multiple(values, expression, current, wanted)
    if multiple is not None and isinstance(expression, ast.BinOp):
        yield multiple
    yield from (values.text(name) for name in names if values.numbers(name) == {wanted})
    if multiple is not None and not isinstance(expression, ast.BinOp):
        yield multiple
    for name in names:
        if wanted > current and values.numbers(name) == {wanted - current}:
            yield f"{values.text(expression)} + {values.text(name)}"
