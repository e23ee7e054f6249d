"""The mean over the members of each group: the axis of the members has to be written out before it is taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.passage import suits
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.proposals.written_calls import WrittenCall, written_call
from shapeviz.diagnosis.weights import UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

REDUCTIONS = frozenset({"mean", "sum", "amax", "amin"})
_FURTHEST = 6


def propose(case: Case) -> Iterator[Proposal]:
    """`x.view(groups, members, -1).mean(1)` for `x.view(groups, -1).mean(1)` on the way to the failing call."""
    for node, distance in case.upstream(case.node) if case.node is not None else ():
        made = case.producer(node, 0) if node.op in REDUCTIONS and distance <= _FURTHEST else None
        if made is not None and made[0].op in ("view", "reshape"):
            yield from _regrouped(case, node, made[0])


def _regrouped(case: Case, reduction: Node, view: Node) -> Iterator[Proposal]:
    given, made = view.inputs[0].shape, view.outputs[0].shape
    reducing, viewing = _written(case, reduction), _written(case, view)
    if reducing is None or viewing is None or reducing.receiver is not viewing.call:
        return
    axis = reducing.argument(0, "dim", "axis")
    if axis is None or number(axis) not in (1, -1):
        return
    items, shape = viewing.items(), (made[0], *given[1:])
    if items is None or len(items) != 2 or not _joins_members(given, made) or suits(case, reduction, shape) is False:
        return
    members = given[0] // made[0]
    rest = "-1" if len(given) == 2 else ", ".join(map(str, given[1:]))
    receiver = text_of(case.source, viewing.receiver)
    sizes = f"{text_of(case.source, items[0])}, {_name_of(case, members, reducing.call)}, {rest}"
    text = f"{receiver}.{viewing.name}({sizes}).{reducing.name}(1)"
    reason = (
        f"`{viewing.name}` makes {shape_text(made)} of {shape_text(given)}, so that `{reducing.name}` goes over the "
        f"features too; with an axis for the {members} members of each group it gives {shape_text(shape)}."
    )
    edits = edits_of(case.source, replaced(case.source, reducing.call, text))
    title = f"Take the {reducing.name} over the {members} members of each group"
    yield Proposal(title, edits, reason, UNDONE)


def _joins_members(given: Shape, made: Shape) -> bool:
    """Whether several rows, each with features, were made one row."""
    return len(given) > 1 and len(made) == 2 and given[0] % made[0] == 0 and given[0] > made[0] > 0


def _written(case: Case, node: Node) -> WrittenCall | None:
    written = written_call(case.source, case.expression(node))
    return written if written is not None and written.is_method else None


def _name_of(case: Case, size: int, place: ast.expr) -> str:
    """A name of the source that holds a size: one that the function reads, else one of the top level."""
    values = Values.of(case)
    for name in values.scopes.names_read_with(place):
        if values.numbers(name) == {size}:
            return text_of(case.source, name)
    return str(size)
