"""Sizes that do not meet: a layer and what comes to it, or two operands of one call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.flow import FLATTENING, feature_axis
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.core import Conflict
from shapeviz.rules.elementwise_names import BROADCASTING

OPERANDS = 2
PRODUCTS = frozenset({"matmul", "mm", "bmm", "mv", "dot", "__matmul__"})


@dataclass(frozen=True, slots=True)
class Misfit:
    """A layer that takes `expected` features where `actual` come; `axis` is that of its operand `operand`."""

    node: Node
    operand: int
    axis: int
    expected: int
    actual: int


def unequal_operands(case: Case) -> Iterator[Misfit]:
    """The operands of a sum, product or loss as if each had to have the size that the other has."""
    node, conflict = case.node, case.conflict
    if node is None or conflict is None:
        return
    if node.op in (*FLATTENING, "unflatten"):
        yield from _cut_up(node, conflict)
    if len(node.inputs) != OPERANDS:
        return
    shapes = [spec.shape for spec in node.inputs]
    contracts = node.op in PRODUCTS and all(shapes)
    last, before = len(shapes[0]) - 1, max(len(shapes[1]) - 2, 0)
    if contracts and shapes[0][last] != shapes[1][before]:
        yield Misfit(node, 0, last, shapes[1][before], shapes[0][last])
        yield Misfit(node, 1, before, shapes[0][last], shapes[1][before])
    elif not contracts and (len(shapes[0]) == len(shapes[1]) or node.op in BROADCASTING):
        # Axes meet counted from the end, and a size of 1 fits any other.
        pairs = zip(reversed(shapes[0]), reversed(shapes[1]), strict=False)
        stretched = {1} if len(shapes[0]) != len(shapes[1]) else set[int]()
        differing = [
            (back, one, two)
            for back, (one, two) in enumerate(pairs, 1)
            if one != two and stretched.isdisjoint((one, two))
        ]
        if len(differing) == 1:
            ((back, one, two),) = differing
            yield Misfit(node, 0, len(shapes[0]) - back, two, one)
            yield Misfit(node, 1, len(shapes[1]) - back, one, two)


def _cut_up(node: Node, conflict: Conflict) -> Iterator[Misfit]:
    """The last axis of what a view cuts up, if it alone holds another number of elements than the view wants."""
    shape = node.inputs[0].shape if node.inputs else ()
    rest = prod(shape[:-1])
    if not shape or not rest:
        return
    for problem in conflict.problems:
        if problem.unit == "elements" and problem.expected % rest == 0 and problem.actual == prod(shape):
            yield Misfit(node, 0, len(shape) - 1, problem.expected // rest, shape[-1])


def misfit_of(case: Case) -> Misfit | None:
    """The layer's size that differs from what came, if that size is all that does not fit in its input."""
    node, conflict = case.node, case.conflict
    if node is None or conflict is None or node.kind != "module":
        return None
    for operand, spec in enumerate(node.inputs):
        expected = conflict.expected_shapes.get(spec.name or "")
        axis = feature_axis(node, spec.shape)
        if expected is None or axis is None or len(expected) != len(spec.shape):
            continue
        if _differs_only_in(case, axis, expected, spec.shape):
            # With its axes in another order the expected shape does not show the size itself.
            told = (
                problem.expected
                for problem in conflict.problems
                if (problem.operand, problem.axis) == (spec.name, axis)
            )
            wanted = next(told, expected[axis])
            return Misfit(node, operand, axis, wanted, spec.shape[axis])
    return None


def _differs_only_in(case: Case, axis: int, expected: Shape, given: Shape) -> bool:
    """Whether two shapes agree but for one axis.

    Where its axes in another order would fit, the order is wrong, unless a convolution has set it.
    """
    if [index for index, size in enumerate(expected) if size != given[index]] == [axis]:
        return True
    assert case.node is not None
    convolved = any(node.op.startswith("conv") for node, _ in case.upstream(case.node))
    return convolved and expected[axis] != given[axis] and sorted(expected) == sorted(given)
