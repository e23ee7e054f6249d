"""Tensors that one call gave together (`scale, shift = x.chunk(2, 1)`): what one of them needs, the others need too."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import Site, taker
from shapeviz.diagnosis.proposals.rearrangements import Rearrangement
from shapeviz.rules.wording import listed, shape_text


def with_twins(case: Case, site: Site, change: Rearrangement, weight: float) -> Iterator[Proposal]:
    """The rearrangement of a tensor and, in the same statement, of those that came with it."""
    statement = case.statement_of(site.expression)
    names = _given_together(case, site.expression)
    if statement is None or site.made or not names or change.prefix:
        return
    twins = [node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id in names]
    read = sorted(
        (node for node in twins if isinstance(node.ctx, ast.Load)), key=lambda node: (node.lineno, node.col_offset)
    )
    if len({node.id for node in read}) < 2:
        return
    told = listed([f"`{name}`" for name in dict.fromkeys(node.id for node in read)])
    reason = (
        f"{told} come from one call, with the shape {shape_text(site.shape)}; with `{change.suffix}` they have "
        f"{shape_text(change.shape)}, which {taker(case)} takes."
    )
    edits = edits_of(case.source, *(wrapped(case.source, node, change.suffix) for node in read))
    yield Proposal(f"Put `{change.suffix}` behind {told}", edits, reason, weight)


def _given_together(case: Case, expression: ast.expr) -> set[str]:
    """The names that the nearest tuple assignment above gave a value together with this one."""
    if not isinstance(expression, ast.Name):
        return set()
    found: set[str] = set()
    function, last = case.function_of(expression), 0
    for node in ast.walk(function or case.source.tree or expression):
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=items)], value=ast.Call(), lineno=line):
                names = {item.id for item in items if isinstance(item, ast.Name)}
                if expression.id in names and last < line < expression.lineno:
                    found, last = names, line
            case _:
                pass
    return found
