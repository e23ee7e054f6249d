"""Vectors where a network works on columns: with a bias of one column they stretch to a square (n + n×1 = n×n)."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.diagnosis.proposals.passage import ways
from shapeviz.diagnosis.proposals.written_calls import written_call
from shapeviz.diagnosis.weights import UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import shape_text

_FLATTENING = frozenset({"flatten", "ravel", "reshape"})


def propose(case: Case) -> Iterator[Proposal]:
    """The call that made a vector flat, so that it makes a column."""
    for node, _ in ways(case):
        if node.op not in BROADCASTING or len(node.inputs) != 2:
            continue
        for vector, column in ((0, 1), (1, 0)):
            size, other = node.inputs[vector].shape, node.inputs[column].shape
            if len(size) == 1 and size[0] > 1 and other == (size[0], 1):
                yield from _columns(case, node, vector)


def _columns(case: Case, node: Node, operand: int) -> Iterator[Proposal]:
    told = f"{shape_text(node.inputs[operand].shape)} and {shape_text(node.inputs[1 - operand].shape)}"
    for above, distance in case.upstream(node, operand):
        written = written_call(case.source, case.expression(above))
        flat = above.op in _FLATTENING and above.outputs and len(above.outputs[0].shape) == 1
        if written is None or not flat or not written.is_method or library_of(case, above) != "numpy":
            continue
        reason = (
            f"`{written.name}` gives a vector with one axis, and further on {told} meet, which makes a square of them; "
            "a column stays a column."
        )
        text = f"{text_of(case.source, written.receiver)}.reshape(-1, 1)"
        edits = edits_of(case.source, replaced(case.source, written.call, text))
        yield Proposal("Make a column of it", edits, reason, UNDONE - 0.004 * distance)
