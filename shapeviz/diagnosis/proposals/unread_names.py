"""A variable that is made and never used, where another one made like it does not fit: `b1` for `b2`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced
from shapeviz.diagnosis.proposals.bindings import parts
from shapeviz.diagnosis.weights import NUANCE, REORDERED

ALIKE = 0.4  # how much of their letters two names share that are taken for one another


def propose(case: Case) -> Iterator[Proposal]:
    """Names that nobody reads, in place of an operand of the failing call."""
    for operand in range(len(case.node.inputs) if case.node is not None else 0):
        written = case.operand_expression(case.node, operand) if case.node is not None else None
        if not isinstance(written, ast.Name):
            continue
        made = _assigned(case)
        for name, statement in made.items():
            if name in _read(case) or name.startswith("_") or name == written.id or written.id not in made:
                continue
            if _is_made_alike(statement.value, made[written.id].value) and _are_alike(name, written.id):
                made_in = f"`{name}`, which line {statement.lineno} makes"
                reason = f"{made_in}, is never used; `{written.id}` is used in its place."
                edits = edits_of(case.source, replaced(case.source, written, name))
                title = f"Write `{name}` in place of `{written.id}`"
                yield Proposal(title, edits, reason, REORDERED + NUANCE / 2)


def _assigned(case: Case) -> dict[str, ast.Assign]:
    """The names that one statement at the top of the source gives a value of their own."""
    found: dict[str, list[ast.Assign]] = {}
    for statement in case.source.tree.body if case.source.tree is not None else ():
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            for target in parts(statement.targets[0]):
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(statement)
    return {name: statements[0] for name, statements in found.items() if len(statements) == 1}


def _read(case: Case) -> set[str]:
    names = ast.walk(case.source.tree) if case.source.tree is not None else ()
    return {node.id for node in names if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)}


def _is_made_alike(first: ast.expr, second: ast.expr) -> bool:
    if not isinstance(first, ast.Call) or not isinstance(second, ast.Call):
        return False
    return ast.dump(first.func) == ast.dump(second.func)


def _are_alike(first: str, second: str) -> bool:
    return SequenceMatcher(None, first, second).ratio() >= ALIKE
