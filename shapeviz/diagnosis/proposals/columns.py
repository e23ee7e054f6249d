"""Vectors where a network works on columns: with a bias of one column they stretch to a square (n + n×1 = n×n)."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.diagnosis.proposals.written_calls import written_call
from shapeviz.diagnosis.weights import UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape

_FLATTENING = frozenset({"flatten", "ravel", "reshape"})


def propose(case: Case) -> Iterator[Proposal]:
    """The call that made a vector flat, so that it makes a column."""
    for node in [case.node, *(above for above, _ in case.upstream(case.node))] if case.node is not None else []:
        for vector, shapes in _stretched(case, node):
            yield from _columns(case, node, vector, shapes)


def _stretched(case: Case, node: Node) -> Iterator[tuple[int, tuple[Shape, Shape]]]:
    """Which operand of a call is a vector that meets a column as long, in any round of a loop, and both shapes."""
    record = case.records.get(node.id)
    if node.op not in BROADCASTING or record is None or len(record.inputs) != 2:
        return
    first, second = (tuple(link.spec.shape) for link in record.inputs)
    for operand, vector, column in ((0, first, second), (1, second, first)):
        if len(vector) == 1 and vector[0] > 1 and column == (vector[0], 1):
            yield operand, (vector, column)


def _columns(case: Case, node: Node, operand: int, shapes: tuple[Shape, Shape]) -> Iterator[Proposal]:
    told = listed([shape_text(shape) for shape in shapes])
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
