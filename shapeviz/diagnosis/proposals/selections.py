"""Rows that were dropped from one array only: what goes beside it has to lose the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import text_of
from shapeviz.diagnosis.weights import NUANCE, UNDONE
from shapeviz.graph.findings import Edit

MOST = 4


def propose(case: Case) -> Iterator[Proposal]:
    """`y = y[keep]` behind `X = X[keep]`, for the names that the failing statement uses beside `X`."""
    if case.conflict is None or case.mismatch.line is None:
        return
    used = _names_in_line(case, case.mismatch.line)
    for statement, name, selection in _selections(case):
        if name not in used or statement.lineno >= case.mismatch.line:
            continue
        others = [other for other in used if other != name and _is_array(case, other, statement)]
        for other in others[:MOST]:
            line, text = (statement.end_lineno or statement.lineno) + 1, text_of(case.source, selection)
            indent = " " * statement.col_offset
            reason = (
                f"Line {statement.lineno} keeps of `{name}` only what `{text}` selects, and `{other}`, which goes "
                "beside it, keeps all."
            )
            edit = Edit(line, None, f"{indent}{other} = {other}[{text}]")
            yield Proposal(f"Select the same of `{other}`", (edit,), reason, UNDONE + NUANCE / 4)


def _selections(case: Case) -> Iterator[tuple[ast.Assign, str, ast.expr]]:
    """The statements `x = x[…]`, with the name and what is selected by; a slice tells of no rows in particular."""
    for statement in ast.walk(case.source.tree) if case.source.tree is not None else ():
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id=same), slice=index)):
                by_value = isinstance(index, (ast.Name, ast.Compare, ast.UnaryOp, ast.BinOp, ast.Call))
                if name == same and by_value:
                    yield statement, name, index
            case _:
                pass


def _names_in_line(case: Case, line: int) -> list[str]:
    """The names that the statement in a line reads, each once."""
    found: dict[str, None] = {}
    for node in ast.walk(case.source.tree) if case.source.tree is not None else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.lineno == line:
            found[node.id] = None
    return list(found)


def _is_array(case: Case, name: str, before: ast.stmt) -> bool:
    """Whether a name was given what a drawn call made, before a statement."""
    values = [statement.value for statement in case.source.assignments_to(name) if statement.lineno < before.lineno]
    made = {case.expression(node) for node in case.graph.nodes if node.outputs}
    return any(value in made or isinstance(value, ast.Tuple) for value in values)
