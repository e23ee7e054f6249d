"""A last convolution that leaves a map of scores where the loss wants one for each sample."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, with_keyword
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.flow import FLATTENING
from shapeviz.diagnosis.proposals.layers import argument, constructor, layer_class
from shapeviz.diagnosis.weights import ARGUMENT_VALUE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text

_PASSED_BY = (*FLATTENING, "squeeze", "sigmoid", "relu", "tanh", "leaky_relu", "batch_norm")
_WHOLE = {"stride": 1, "padding": 0}


def propose(case: Case) -> Iterator[Proposal]:
    """The window of the last convolution made as large as what comes to it, so that one score is left."""
    node = case.node
    if node is None or case.conflict is None or len(node.inputs) < 2:
        return
    scores, targets = (prod(spec.shape) for spec in node.inputs[:2])
    last = _last_convolution(case, node)
    call = constructor(case, last) if last is not None else None
    if last is None or call is None or not last.inputs or not last.outputs:
        return
    made, space = last.outputs[0].shape, last.inputs[0].shape[2:]
    if prod(made) != scores or prod(made[:2]) != targets or targets == scores or len(set(space)) != 1:
        return
    changes = _changes(case, call, space[0])
    reason = (
        f"{who(node)} has {targets} targets, but {who(last)} gives {shape_text(made)}, {scores} scores: "
        f"a window of {' × '.join(map(str, space))} leaves one for each sample."
    )
    yield Proposal(
        f"Let {last.label} see all of its input at once", edits_of(case.source, *changes), reason, ARGUMENT_VALUE
    )


def _last_convolution(case: Case, node: Node) -> Node | None:
    """The convolution whose output the loss gets, with nothing in between that would change its elements."""
    for before, _ in case.upstream(node, 0):
        if layer_class(before).startswith("Conv") and "Transpose" not in layer_class(before):
            return before
        if before.op not in _PASSED_BY:
            return None
    return None


def _changes(case: Case, call: ast.Call, window: int) -> list[Change]:
    """The window, and stride and padding as they are by default; what is not written is so already."""
    changes: list[Change] = []
    for name, size in {"kernel_size": window, **_WHOLE}.items():
        written = argument(call, name)
        if written is not None:
            text = str(size)
            keyword = any(keyword.value is written for keyword in call.keywords)
            changes.append(
                with_keyword(case.source, call, name, text) if keyword else replaced(case.source, written, text)
            )
    return changes
