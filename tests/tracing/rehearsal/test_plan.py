"""Which statements of a changed cell run again."""

from __future__ import annotations

import ast

from shapeviz.tracing.rehearsal.plan import Way, parts_of, plan

CELL = """
class Net: ...
model = Net()
sizes = []
for n in range(3):
    sizes.append(n)
x = make(4)
y = model(x)
"""


def ways(changed: str, *, failing_line: int = 8, costly: str = "model", forbidden: str = "") -> dict[str, str]:
    """The way of each statement, by its first line."""
    tree = ast.parse(changed)
    parts = parts_of(tree, ast.parse(CELL), failing_line)

    def allows(code: ast.AST) -> bool:
        return not forbidden or forbidden not in ast.unparse(code)

    chosen = plan(parts, allows, lambda name: name == costly)
    return {ast.unparse(p.statement).split("\n")[0]: way.name for p, way in zip(parts, chosen, strict=True)}


def test_what_does_not_depend_on_the_change_is_taken_over_if_it_is_costly():
    found = ways(CELL.replace("make(4)", "make(5)"))
    assert found["model = Net()"] == "TAKE"
    assert found["x = make(5)"] == found["y = model(x)"] == "RUN"


def test_a_changed_class_makes_what_it_builds_run_again():
    found = ways(CELL.replace("class Net: ...", "class Net: a = 1"))
    assert found["class Net:"] == found["model = Net()"] == "RUN"


def test_a_loop_and_the_list_it_fills_stay_together():
    found = ways(CELL.replace("make(4)", "make(5)"))
    assert found["sizes = []"] == found["for n in range(3):"] == "TAKE"
    found = ways(CELL.replace("sizes = []", "sizes = [7]"))
    assert found["sizes = [7]"] == found["for n in range(3):"] == "RUN"


def test_what_may_not_run_is_taken_over_or_left_out():
    found = ways(CELL, forbidden="make")
    assert found["x = make(4)"] == "TAKE"
    found = ways(CELL.replace("make(4)", "make(5)"), forbidden="make")
    assert found["x = make(5)"] == "SKIP"


def test_the_failing_statement_itself_did_not_complete():
    tree = ast.parse(CELL)
    assert [part.completed for part in parts_of(tree, tree, 8)] == [True, True, True, True, True, False]


def test_a_name_that_is_bound_again_later_is_not_taken_over():
    cell = "model = Net()\nmodel = wrap(model)\ny = model(x)"
    tree = ast.parse(cell)
    chosen = plan(parts_of(tree, tree, 3), lambda _: True, lambda name: name == "model")
    assert chosen == [Way.RUN, Way.TAKE, Way.RUN]


def test_a_statement_that_caught_an_exception_did_not_complete():
    tree = ast.parse("x = make(4)\ntry:\n    y = model(x)\nexcept ValueError:\n    pass\n")
    assert [part.completed for part in parts_of(tree, tree, None)] == [True, False]


def test_rewritten_functions_and_classes_are_made_anew_with_what_is_made_of_the_classes():
    cell = CELL.replace("x = make(4)", "def make(n): ...\nx = make(4)")
    tree = ast.parse(cell)
    parts = parts_of(ast.parse(cell.replace("make(4)", "make(5)")), tree, 9)
    chosen = plan(parts, lambda _: True, lambda name: name == "model", rewritten=True)
    found = {ast.unparse(p.statement).split("\n")[0]: way.name for p, way in zip(parts, chosen, strict=True)}
    assert found["class Net:"] == found["model = Net()"] == found["def make(n):"] == "RUN"
    assert found["sizes = []"] == found["for n in range(3):"] == "TAKE"
