"""Layers made in a loop, each for what the one before gives: the size is handed on at the end of every round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.bindings import assigned, parts
from shapeviz.diagnosis.proposals.layers import INPUT_SIZES, OUTPUT_SIZES, argument, constructor, layer_class, size_name
from shapeviz.diagnosis.proposals.misfits import misfit_of
from shapeviz.diagnosis.weights import LAYER_SIZE, NUANCE
from shapeviz.graph.findings import Edit


def propose(case: Case) -> Iterator[Proposal]:
    """`channels = wider` as the last line of a loop that makes layers and never says so."""
    misfit = misfit_of(case)
    call = constructor(case, misfit.node) if misfit is not None else None
    loop = _loop_around(case, call) if call is not None else None
    if misfit is None or call is None or loop is None:
        return
    name = argument(call, size_name(layer_class(misfit.node), INPUT_SIZES) or "")
    if not isinstance(name, (ast.Name, ast.Attribute)) or _is_set_in(loop, ast.unparse(name)):
        return
    for given in _output_sizes(case, loop):
        text = text_of(case.source, given)
        if text == ast.unparse(name):
            continue
        line = f"{' ' * loop.body[-1].col_offset}{ast.unparse(name)} = {text}"
        edits = (Edit((loop.body[-1].end_lineno or loop.body[-1].lineno) + 1, None, line),)
        reason = (
            f"{who(misfit.node)} is made for {misfit.expected}, as the first layer of the loop is: the loop in line "
            f"{loop.lineno} never sets `{ast.unparse(name)}` to what the layer before gives, {misfit.actual} here."
        )
        yield Proposal(f"Hand `{text}` on to the next round", edits, reason, LAYER_SIZE + NUANCE / 2)


def _loop_around(case: Case, call: ast.Call) -> ast.For | None:
    """The innermost loop around a call whose body begins on a line of its own."""
    node: ast.AST | None = case.parents.get(call)
    while node is not None and not isinstance(node, (ast.For, ast.FunctionDef)):
        node = case.parents.get(node)
    return node if isinstance(node, ast.For) and node.body[0].lineno > node.lineno else None


def _is_set_in(loop: ast.For, name: str) -> bool:
    """Whether a loop gives that name a value, in its head or in its body."""
    targets = [*parts(loop.target), *(target for node in ast.walk(loop) for target, _ in assigned(node))]
    return any(ast.unparse(part) == name for target in targets for part in parts(target))


def _output_sizes(case: Case, loop: ast.For) -> Iterator[ast.expr]:
    """The sizes that the layers made in the loop give, the last first, each once."""
    seen: set[str] = set()
    calls = [node for node in ast.walk(loop) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: -call.lineno):
        name = size_name(text_of(case.source, call.func).rpartition(".")[2], OUTPUT_SIZES)
        size = argument(call, name) if name is not None else None
        if size is not None and ast.unparse(size) not in seen:
            seen.add(ast.unparse(size))
            yield size
