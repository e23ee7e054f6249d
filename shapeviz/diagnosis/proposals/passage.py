"""What a change of one tensor does to the operands of the failing call, as far as shapes alone tell."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.operand_sites import fits
from shapeviz.graph.model import Node
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.rules.elementwise_names import UNARY
from shapeviz.shapes.shape import Shape

_KEEPING = UNARY | {
    "softmax", "log_softmax", "batch_norm", "layer_norm", "dropout1d", "dropout2d", "dropout3d", "masked_fill",
    "contiguous", "cumsum", "group_norm", "instance_norm", "identity",
}  # fmt: skip
_FURTHEST = 8


def suits(case: Case, node: Node, shape: Shape) -> bool | None:
    """Whether the failing call takes its operands if `node` gives a tensor of that shape; None if that is not known."""
    if case.node is None:
        return None
    if node is case.node:
        return True
    changed: dict[str, Shape] = {}
    for index, spec in enumerate(case.node.inputs):
        arriving = _arriving(case, node, shape, case.node, index)
        if arriving == ():
            return None
        if arriving is not None:
            changed[spec.name or ""] = arriving[0]
    return fits(case, changed) if changed else None


def _arriving(case: Case, node: Node, shape: Shape, user: Node, operand: int) -> tuple[Shape, ...] | None:
    """The shape that an operand then has; None if it does not come from `node`, empty if nobody can tell."""
    chain: list[Node] = []
    made = case.producer(user, operand)
    while made is not None and made[0] is not node and len(chain) < _FURTHEST and made[0].inputs:
        chain.append(made[0])
        made = case.producer(made[0], 0)
    if made is None or made[0] is not node:
        beyond = any(above is node for above, _ in case.upstream(user, operand))
        return () if beyond else None
    for step in reversed(chain):
        passed = passed_through(step, shape)
        if passed is None:
            return ()
        shape = passed
    return (shape,)


def passed_through(node: Node, shape: Shape) -> Shape | None:
    """The shape that a layer or call of one tensor makes of another shape than it had; None if that is not known."""
    if node.op in _KEEPING:
        return shape
    if node.op == "embedding" and "embedding_dim" in node.attributes:
        return (*shape, node.attributes["embedding_dim"])
    if node.op == "linear" and "in_features" in node.attributes:
        weight = (node.attributes["out_features"], node.attributes["in_features"])
        verdict = judge(Call("linear", {"input": shape, "weight": weight}))
        return verdict.outputs[0] if isinstance(verdict, Accept) else None
    return None


def shape_of(op: str, before: Shape, /, **attributes: object) -> Shape | None:
    """The shape that an operation on one tensor gives; None if it refuses the tensor."""
    verdict = judge(Call(op, {"input": before}, attributes))
    return verdict.outputs[0] if isinstance(verdict, Accept) and verdict.outputs else None


def given(case: Case, node: Node) -> Shape | None:
    """The shape that a call gave; None for the failing call, whose output is only assumed."""
    return node.outputs[0].shape if node is not case.node and node.outputs else None


def is_wanted(case: Case, shape: Shape, axis: int) -> bool:
    """Whether the failing call wants the size that a shape has in one axis, in that axis if it can be told."""
    given = {spec.name: len(spec.shape) for spec in case.node.inputs} if case.node is not None else {}
    return any(
        problem.expected == shape[axis] and (given.get(problem.operand) != len(shape) or problem.axis == axis)
        for problem in (case.conflict.problems if case.conflict is not None else ())
    )


def ways(case: Case) -> Iterator[tuple[Node, int]]:
    """The failing node itself and what lies before it, with the distance, as far as it is worth to look."""
    if case.node is not None:
        yield case.node, 0
        yield from ((node, distance) for node, distance in case.upstream(case.node) if distance <= _FURTHEST)
