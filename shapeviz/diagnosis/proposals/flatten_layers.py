"""A flatten layer between two layers of `nn.Sequential`, where the input of the second is written nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, text_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import sites_of, taker
from shapeviz.diagnosis.proposals.rearrangements import EXPLAINS
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import product


def propose(case: Case) -> Iterator[Proposal]:
    """`nn.Flatten()` before a layer that `nn.Sequential` calls: its input is written nowhere."""
    if case.node is None:
        return
    definition = _layer_call(case, case.definition(case.node))
    if case.node.op != "linear" or definition is None or list(sites_of(case, 0)):
        return
    shape, features = case.node.inputs[0].shape, case.node.attributes.get("in_features")
    function = text_of(case.source, definition.func)
    if product(shape[1:]) != features or "." not in function:
        return
    namespace = function.rpartition(".")[0]
    span = case.source.span_of(definition)
    before = case.source.lines[span.line - 1][: span.column]
    gap = f"\n{before}" if not before.strip() else " "
    edits = edits_of(case.source, wrapped(case.source, definition, "", prefix=f"{namespace}.Flatten(),{gap}"))
    reason = (
        f"{taker(case)} gets {shape_text(shape)}, and {features} = {' · '.join(map(str, shape[1:]))} is what each "
        "sample holds: it was never flattened."
    )
    yield Proposal(f"Flatten before {case.node.label}", edits, reason, EXPLAINS)


def _layer_call(case: Case, definition: ast.Call | None) -> ast.Call | None:
    """The call that made the failing layer as one of several: what is known may be the call around all of them."""
    assert case.node is not None
    name = case.node.target.rpartition(".")[2]
    if definition is None or text_of(case.source, definition.func).rpartition(".")[2] != name:
        inner = [node for node in ast.walk(definition) if isinstance(node, ast.Call)] if definition is not None else []
        named = [call for call in inner if text_of(case.source, call.func).rpartition(".")[2] == name]
        definition = named[0] if len(named) == 1 else None
    listed = definition is not None and isinstance(case.parents.get(definition), (ast.Call, ast.List, ast.Tuple))
    return definition if listed else None
