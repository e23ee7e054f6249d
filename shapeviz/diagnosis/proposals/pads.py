"""`F.pad` with its numbers in the wrong places: it takes a pair for each axis, and the last axis first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.passage import ways
from shapeviz.diagnosis.proposals.written_calls import WrittenCall, written_call
from shapeviz.diagnosis.weights import REORDERED
from shapeviz.rules.core import Call
from shapeviz.rules.wording import listed, shape_text

JOINING = frozenset({"cat", "concat", "concatenate", "stack", "add", "sub", "mul"})
_NEAR = 3
_NOTHING = "0, 0"


def propose(case: Case) -> Iterator[Proposal]:
    """The pairs of a padding in another order, or its only pair for another axis."""
    for written, rank, distance in _pads(case):
        amounts = written.argument(0, "pad")
        if not isinstance(amounts, (ast.Tuple, ast.List)):
            continue
        if len(amounts.elts) in (4, 6):
            yield _turned_round(case, written, amounts.elts, distance)
        elif len(amounts.elts) == 2:
            for axis in range(rank - 2, -1, -1):
                yield _for_axis(case, written, amounts, axis, rank)


def _pads(case: Case) -> Iterator[tuple[WrittenCall, int, int]]:
    """The paddings before the failing call, with the number of axes they work on and their distance.

    What a data loader calls is not drawn: then they are those of the function around the failing call.
    """
    if case.call is None or case.call.op not in JOINING:
        return
    drawn = [(node, distance) for node, distance in ways(case) if node.op == "pad" and distance <= _NEAR]
    for node, distance in drawn:
        written = written_call(case.source, case.expression(node))
        if written is not None and written.name == "pad":
            yield written, len(node.inputs[0].shape), distance
    around = {case.function_of(call) for call in case.calls_in_line()} if not drawn else set[object]()
    for call in case.calls if around else ():
        written = written_call(case.source, call)
        if written is not None and written.name == "pad" and case.function_of(call) in around:
            yield written, _rank(case.call), 0


def _rank(call: Call) -> int:
    return max((len(shape) for shape in call.named_shapes().values()), default=0)


def _turned_round(case: Case, written: WrittenCall, items: list[ast.expr], distance: int) -> Proposal:
    pairs = [items[place : place + 2] for place in range(0, len(items), 2)]
    others = [item for pair in reversed(pairs) for item in pair]
    changes = [
        replaced(case.source, item, text_of(case.source, other)) for item, other in zip(items, others, strict=True)
    ]
    reason = (
        "`F.pad` takes the last axis first: its first two numbers are for the width, the next two for the height, "
        "and here they stand the other way round."
    )
    title = f"Give {written.name} the width before the height"
    return Proposal(title, edits_of(case.source, *changes), reason, REORDERED - 0.004 * distance)


def _for_axis(case: Case, written: WrittenCall, amounts: ast.Tuple | ast.List, axis: int, rank: int) -> Proposal:
    pair = ", ".join(text_of(case.source, item) for item in amounts.elts)
    text = f"({', '.join([*[_NOTHING] * (rank - 1 - axis), pair])})"
    shapes = case.call.named_shapes().values() if case.call is not None else ()
    given = listed([shape_text(shape) for shape in shapes])
    told = f" Padded so, the tensors have the shapes {given}." if given else ""
    reason = f"`F.pad` takes the last axis first, so two numbers alone pad the last axis, not axis {axis}.{told}"
    edits = edits_of(case.source, replaced(case.source, amounts, text))
    return Proposal(f"Pad axis {axis}, not the last", edits, reason, REORDERED - 0.01 * (rank - 2 - axis))
