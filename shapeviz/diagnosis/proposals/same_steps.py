"""What was done with one part of the data and not with the other: the column of ones, the pixels in one row.

X_train, X_test = X[:100], X[100:]
A = np.c_[np.ones(len(X_train)), X_train]
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.bindings import parts
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE

MOST = 4
# What a step was learnt with is only applied to the other part of the data.
_APPLIED = {"fit_transform": "transform"}


def propose(case: Case) -> Iterator[Proposal]:
    """The steps that a variable's companion went through, written at the failing call."""
    for operand in range(len(case.node.inputs) if case.node is not None else 0):
        written = case.operand_expression(case.node, operand) if case.node is not None else None
        if not isinstance(written, ast.Name):
            continue
        steps = [step for other in _companions(case, written.id) for step in _steps(case, other, written)]
        for companion, statement in steps[:MOST]:
            text = _with_name(text_of(case.source, statement.value), companion, written.id)
            reason = (
                f"Line {statement.lineno} prepares `{companion}`; `{written.id}`, which was made along with it, is "
                "used as it was."
            )
            title = f"Prepare `{written.id}` as `{companion}`"
            edits = edits_of(case.source, replaced(case.source, written, text))
            yield Proposal(title, edits, reason, MISSING_CALL + NUANCE)


def _companions(case: Case, name: str) -> Iterator[str]:
    """The names that one statement binds together with a name, those most like it first."""
    for statement in ast.walk(case.source.tree) if case.source.tree is not None else ():
        if isinstance(statement, ast.Assign):
            names = [part.id for target in statement.targets for part in parts(target) if isinstance(part, ast.Name)]
            if name in names:
                yield from sorted(
                    (other for other in names if other != name), key=lambda other: -_likeness(other, name)
                )


def _likeness(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second).ratio()


def _steps(case: Case, companion: str, written: ast.Name) -> Iterator[tuple[str, ast.Assign]]:
    """The statements before the failing call that make something of the companion alone, by a call or an index."""
    for statement in ast.walk(case.source.tree) if case.source.tree is not None else ():
        if not isinstance(statement, ast.Assign) or statement.lineno >= written.lineno:
            continue
        read = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
        makes = isinstance(statement.value, (ast.Call, ast.Subscript)) and written.id not in read
        if companion in read and makes and case.function_of(statement) is case.function_of(written):
            yield companion, statement


def _with_name(text: str, old: str, new: str) -> str:
    """The text of an expression with another name in it."""
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == old:
            node.id = new
        elif isinstance(node, ast.Attribute):
            node.attr = _APPLIED.get(node.attr, node.attr)
    return ast.unparse(tree)
