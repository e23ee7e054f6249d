"""Calls that may fail, since their function has another answer ready."""

from __future__ import annotations

import pytest

import shapeviz

CELL = """import {library}
def joined(rows):
    try:
        return {library}.stack(rows)
    except {caught}:
        {handler}
rows = [{library}.ones(3), {library}.ones(5)]
both = joined(rows)
"""
CAUGHT = {"numpy": "ValueError", "torch": "RuntimeError"}


def lines(library: str, handler: str, caught: str = "") -> list[int | None]:
    cell = CELL.format(library=library, caught=caught or CAUGHT[library], handler=handler)
    return [mismatch.line for mismatch in shapeviz.check_cell(cell).mismatches]


@pytest.mark.parametrize("library", ["numpy", "torch"])
@pytest.mark.parametrize("answer", ["rows[0]", "False"])
def test_a_function_that_returns_something_else_instead_was_made_for_both(library: str, answer: str) -> None:
    assert lines(library, f"return {answer}") == []


@pytest.mark.parametrize("handler", ["return None", "pass", "print('no')"])
def test_an_exception_that_is_only_swallowed_is_a_mismatch(handler: str) -> None:
    assert lines("numpy", handler) == [4]


def test_an_exception_that_is_looked_at_is_a_mismatch() -> None:
    assert lines("numpy", "return str(error)", "ValueError as error") == [4]


def test_a_handler_for_another_exception_answers_nothing() -> None:
    assert lines("numpy", "return rows[0]", "KeyError") == [4]


def test_what_a_function_provides_for_leaves_no_condition_on_the_sizes() -> None:
    cell = CELL.format(library="torch", caught="RuntimeError", handler="return rows[0]") + "total = both * 2\n"
    graph = shapeviz.check_cell(cell).graph
    assert graph.constraints == []
    assert [node.label for node in graph.nodes if node.kind == "call"] == ["mul"]
