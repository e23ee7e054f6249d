"""Which names can be written at a place of the source."""

from __future__ import annotations

import ast

from shapeviz.diagnosis.proposals.names import names_at_hand

from .test_values import values_of


def written(source: str) -> set[str]:
    """The names at hand where the source says `ask(…)`."""
    values, expression = values_of(source)
    return {ast.unparse(name) for name in names_at_hand(values.case, expression)}


def test_names_that_the_function_reads_are_at_hand() -> None:
    assert {"width", "self.depth"} <= written("def f(self, width):\n    g(width, self.depth)\n    ask(3)\nh(other)")
    assert "other" not in written("def f(self, width):\n    g(width)\n    ask(3)\nh(other)")


def test_the_names_of_a_comprehension_end_with_it() -> None:
    assert "a" not in written("def f(sizes):\n    layers = [g(a) for a in sizes]\n    ask(sizes)")
    assert "a" in written("def f(sizes):\n    return [ask(a) for a in sizes]")
