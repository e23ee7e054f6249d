"""Axes put in where a data set makes its samples: those calls are not drawn, as a loader puts its batches together."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, with_keyword
from shapeviz.diagnosis.proposals.axis_variants import MISPLACED
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.passage import suits, ways
from shapeviz.diagnosis.proposals.written_calls import written_call
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape


def propose(case: Case) -> Iterator[Proposal]:
    """The axis of a `stack` or `unsqueeze` in the source at another place in each sample."""
    drawn = {expression for node in case.graph.nodes if (expression := case.expression(node)) is not None}
    for node, _ in ways(case):
        if node.kind == "input" and node.span is None and node.outputs:
            for call in case.calls:
                if call not in drawn:
                    yield from _moved(case, node, call)


def _moved(case: Case, entering: Node, call: ast.Call) -> Iterator[Proposal]:
    written, batch = written_call(case.source, call), entering.outputs[0].shape
    if written is None or written.name not in ("stack", "unsqueeze"):
        return
    dim, rank = written.argument(0, "dim"), len(batch) - 1
    current = number(dim) if dim is not None else 0
    if (
        current is None
        or not -rank <= current < rank
        or (written.name == "unsqueeze" and batch[1 + current % rank] != 1)
    ):
        return
    for axis in range(rank):
        made = _with_axis_moved(batch, 1 + current % rank, 1 + axis)
        if axis == current % rank or made == batch or not suits(case, entering, made):
            continue
        change = (
            replaced(case.source, dim, str(axis))
            if dim is not None
            else with_keyword(case.source, call, "dim", str(axis))
        )
        reason = (
            f"A batch of these samples has the shape {shape_text(batch)}; with the axis that `{written.name}` makes at "
            f"place {axis} it has {shape_text(made)}."
        )
        title = f"Put the new axis of each sample at place {axis}"
        weight = MISPLACED - 0.005 * abs(axis - current % rank)
        yield Proposal(title, edits_of(case.source, change), reason, weight)


def _with_axis_moved(shape: Shape, source: int, target: int) -> Shape:
    rest = [*shape[:source], *shape[source + 1 :]]
    return (*rest[:target], shape[source], *rest[target:])
