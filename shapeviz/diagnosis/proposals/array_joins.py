"""NumPy's ways to join arrays: below each other, beside each other, and vectors that lack an axis for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.operand_sites import short_text
from shapeviz.diagnosis.proposals.written_calls import written_call
from shapeviz.diagnosis.weights import NUANCE, OTHER_FUNCTION, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.rules.wording import listed, shape_text

_STACKS = ("hstack", "vstack", "dstack", "column_stack")
_WAYS = {"hstack": "beside each other", "vstack": "below each other", "dstack": "behind each other",
         "column_stack": "as columns"}  # fmt: skip
_JOINS = frozenset({*_STACKS, "row_stack", "concatenate", "concat", "append"})


def propose(case: Case) -> Iterator[Proposal]:
    """Another way to join, or an axis of size 1 for the vectors among what is joined."""
    node = case.node
    if node is None or not node.target.startswith("numpy.") or node.target.rpartition(".")[2] not in _JOINS:
        return
    yield from _other_ways(case, node)
    yield from _axes(case, node)


def _other_ways(case: Case, node: Node) -> Iterator[Proposal]:
    written = written_call(case.source, case.expression(node))
    shapes = [spec.shape for spec in node.inputs]
    if written is None or written.name not in _STACKS or not isinstance(written.call.func, ast.Attribute):
        return
    for rank, other in enumerate(_STACKS):
        verdict = judge(Call(f"array_{other}", {"tensors": shapes}))
        if other == written.name or not isinstance(verdict, Accept):
            continue
        function = text_of(case.source, written.call.func)
        edits = edits_of(
            case.source, replaced(case.source, written.call.func, function.removesuffix(written.name) + other)
        )
        reason = (
            f"`{written.name}` puts arrays {_WAYS[written.name]}, for which the shapes {_told(shapes)} do not fit; "
            f"`{other}` puts them {_WAYS[other]} and gives {shape_text(verdict.outputs[0])}."
        )
        title = f"Use {other} in place of {written.name}"
        yield Proposal(title, edits, reason, OTHER_FUNCTION + NUANCE - 0.01 * rank)


def _axes(case: Case, node: Node) -> Iterator[Proposal]:
    """A vector becomes a row, or a column, where the others have one axis more."""
    most = max((len(spec.shape) for spec in node.inputs), default=0)
    others = [spec.shape for spec in node.inputs if len(spec.shape) == most]
    for operand, spec in enumerate(node.inputs):
        written = case.operand_expression(node, operand)
        if most != 2 or len(spec.shape) != 1 or written is None:
            continue
        row, column = (spec.shape[0] in {shape[axis] for shape in others} for axis in (1, 0))
        name = short_text(case, written)
        for fits, suffix, what, made in (
            (row, "[None]", "row", (1, *spec.shape)),
            (column, "[:, None]", "column", (*spec.shape, 1)),
        ):
            if fits:
                reason = (
                    f"{name} has the shape {shape_text(spec.shape)} and goes beside {_told(others)}: as a {what} it "
                    f"has the shape {shape_text(made)}."
                )
                edits = edits_of(case.source, wrapped(case.source, written, suffix))
                yield Proposal(f"Make {name} a {what}", edits, reason, UNDONE + NUANCE / 2)


def _told(shapes: list[tuple[int, ...]]) -> str:
    return listed([shape_text(shape) for shape in dict.fromkeys(shapes)])
