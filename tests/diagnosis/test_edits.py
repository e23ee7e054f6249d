"""Edits of whole lines, made from pieces of the syntax tree."""

from __future__ import annotations

import ast

import pytest

from shapeviz.diagnosis import edits
from shapeviz.graph.findings import Edit, Fix
from shapeviz.tracing.source import CheckedSource


def source_of(text: str) -> CheckedSource:
    return CheckedSource("cell", text, "<cell>")


def first(source: CheckedSource, kind: type[ast.AST]) -> ast.AST:
    assert source.tree is not None
    return next(node for node in ast.walk(source.tree) if isinstance(node, kind))


def applied(source: CheckedSource, *changes: edits.Change) -> str:
    return Fix("", list(edits.edits_of(source, *changes))).apply(source.text)


def test_a_replaced_expression_leaves_the_rest_of_its_line():
    source = source_of("x = f(a + b)  # a sum")
    assert applied(source, edits.replaced(source, first(source, ast.BinOp), "c")) == "x = f(c)  # a sum"


def test_columns_count_characters():
    source = source_of("größe = f('ü', a + b)")
    assert applied(source, edits.replaced(source, first(source, ast.BinOp), "c")) == "größe = f('ü', c)"


def test_a_method_call_goes_behind_parentheses_where_it_must():
    source = source_of("x = f(a + b)")
    changed = applied(source, edits.wrapped(source, first(source, ast.BinOp), ".flatten(1)"))  # pyright: ignore
    assert changed == "x = f((a + b).flatten(1))"
    source = source_of("x = f(a)")
    call = first(source, ast.Call)
    assert applied(source, edits.wrapped(source, call, ".T")) == "x = f(a).T"  # pyright: ignore


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("lstm = LSTM(3, 4)", "lstm = LSTM(3, 4, batch_first=True)"),
        ("lstm = LSTM(3, bias=False)", "lstm = LSTM(3, bias=False, batch_first=True)"),
        ("lstm = LSTM(3, batch_first=False)", "lstm = LSTM(3, batch_first=True)"),
        ("lstm = LSTM()", "lstm = LSTM(batch_first=True)"),
        ("lstm = LSTM(\n    3,\n    4,\n)", "lstm = LSTM(\n    3,\n    4, batch_first=True,\n)"),
    ],
)
def test_a_call_gets_a_keyword(before: str, after: str):
    source = source_of(before)
    call = first(source, ast.Call)
    assert applied(source, edits.with_keyword(source, call, "batch_first", "True")) == after  # pyright: ignore


def test_changes_of_one_line_become_one_edit():
    source = source_of("x = f(a, b)")
    names = [node for node in ast.walk(source.tree) if isinstance(node, ast.Name) and node.id in "ab"]  # pyright: ignore
    made = edits.edits_of(source, *(edits.replaced(source, name, name.id * 2) for name in names))
    assert made == (Edit(1, "x = f(a, b)", "x = f(aa, bb)"),)


def test_a_change_over_several_lines_edits_each_of_them():
    source = source_of("x = pad(y, [a,\n        b])\nz = 1")
    made = edits.edits_of(source, edits.replaced(source, first(source, ast.List), "[b,\n        a]"))
    assert made == (Edit(1, "x = pad(y, [a,", "x = pad(y, [b,"), Edit(2, "        b])", "        a])"))
    assert applied(source, edits.replaced(source, first(source, ast.List), "[0]")) == "x = pad(y, [0])\nz = 1"


def test_a_statement_goes_away_whole():
    source = source_of("a = 1\nb = (\n    2\n)\nc = 3")
    assert Fix("", list(edits.deletion(source, source.tree.body[1]))).apply(source.text) == "a = 1\nc = 3"  # pyright: ignore


def test_a_statement_is_put_before_another_at_its_depth():
    source = source_of("for i in x:\n    f(i)")
    made = edits.insertion(source, source.tree.body[0].body[0], "i = i + 1")  # pyright: ignore
    assert Fix("", list(made)).apply(source.text) == "for i in x:\n    i = i + 1\n    f(i)"


@pytest.mark.parametrize(
    ("old", "new"),
    [("a\nb\nc", "a\nc"), ("a\nb", "a\nx\ny\nb"), ("a\nb\nc", "x\nb\ny\nz"), ("a", "a"), ("a\nb", "b\na")],
)
def test_the_difference_of_two_texts_makes_one_of_the_other(old: str, new: str):
    assert Fix("", list(edits.difference(old, new))).apply(old) == new


def test_lines_of_the_mended_text_are_found_in_the_original():
    old, new = "a\nb\nc\nd", "a\nx\ny\nc\nz\nd"
    made = edits.difference(old, new)
    assert [edits.line_before(made, line) for line in range(1, 7)] == [1, 2, 2, 3, 4, 4]


def test_a_fix_finds_its_line_where_other_edits_have_moved_it():
    fix = Fix("", [Edit(2, "b", "B")])
    assert fix.apply("new\nnew\na\nb") == "new\nnew\na\nB"
    with pytest.raises(ValueError, match=r"^The source has no line 'b'\.$"):
        fix.apply("a\nc")
