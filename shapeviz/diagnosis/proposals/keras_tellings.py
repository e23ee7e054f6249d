"""Where a Keras model is told the shape of its input: `Input((28, 28, 1))`, `Conv2D(…, input_shape=(28, 28, 1))`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.edits import text_of
from shapeviz.diagnosis.proposals.keras_sources import last_name
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.shapes.shape import Shape

_KEYWORDS = ("input_shape", "shape", "batch_shape")


@dataclass(frozen=True, slots=True)
class Telling:
    """The call that tells the shape of an input, the expression of that shape, and the keyword that it is under."""

    layer: ast.Call
    shape: ast.expr
    keyword: str


def tellings(case: Case) -> Iterator[Telling]:
    """Each place of the source that tells a model the shape of its input."""
    for call in case.calls:
        name = last_name(call)
        for keyword in call.keywords:
            of_layer = keyword.arg == "input_shape" or (name == "Input" and keyword.arg in _KEYWORDS)
            if of_layer and keyword.arg is not None:
                yield Telling(call, keyword.value, keyword.arg)
        if name == "Input" and call.args and not isinstance(call.args[0], ast.Starred):
            yield Telling(call, call.args[0], "shape")


def told_shape(case: Case, telling: Telling) -> Shape | None:
    """The shape of a sample that is told, if it is written as sizes whose numbers can be told."""
    if not isinstance(telling.shape, (ast.Tuple, ast.List)) or telling.keyword == "batch_shape":
        return None
    numbers = [Values.of(case).numbers(size) for size in telling.shape.elts]
    return tuple(next(iter(found)) for found in numbers) if all(len(found) == 1 for found in numbers) else None


def shape_written(case: Case, telling: Telling, shape: Shape) -> str:
    """A shape as it would be told, its sizes written as those are that are told now."""
    texts: dict[int, list[str]] = {}
    told = told_shape(case, telling)
    if told is not None and isinstance(telling.shape, (ast.Tuple, ast.List)):
        for size, written in zip(told, telling.shape.elts, strict=True):
            texts.setdefault(size, []).append(text_of(case.source, written))
    # Of two names for one number each is used in its turn.
    sizes = [found.pop(0) if (found := texts.get(size)) else str(int(size)) for size in shape]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"
