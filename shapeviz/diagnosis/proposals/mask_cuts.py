"""A table of the model that a mask was made from (`self.mask == 0`), cut to the size of what the mask goes on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.local_sizes import size_text
from shapeviz.diagnosis.proposals.operand_sites import fits, short_text, taker
from shapeviz.diagnosis.proposals.slices import TAKES_MASKS
from shapeviz.diagnosis.weights import NUANCE, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.elementwise_names import BROADCASTING, UNARY
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.shape import replaced as with_size

TAKERS = TAKES_MASKS | BROADCASTING | {"where"}
_LONGEST_CHAIN = 4


def propose(case: Case) -> Iterator[Proposal]:
    """The table behind an operand of the failing call without what is too long for the others."""
    node = case.node
    if node is None or node.op not in TAKERS:
        return
    for operand, spec in enumerate(node.inputs):
        for other in node.inputs:
            made, axes = _cut_shape(spec.shape, other.shape)
            if axes and fits(case, {spec.name or "": made}):
                yield from _cut(case, operand, made, axes)
                break


def _cut(case: Case, operand: int, made: Shape, axes: list[int]) -> Iterator[Proposal]:
    assert case.node is not None
    table = _table(case, operand)
    if table is None:
        return
    spec, place = case.node.inputs[operand], case.expression(case.node) or table
    sizes = {axis: size_text(case, place, made[axis], axis=axis) for axis in axes}
    items = [f":{sizes[axis]}" if axis in sizes else ":" for axis in range(max(axes) + 1)]
    name = short_text(case, table)
    reason = (
        f"{name} has the shape {shape_text(spec.shape)}, which is longer in {'axis' if len(axes) == 1 else 'axes'} "
        f"{listed(axes)} than the {shape_text(made)} that {taker(case)} takes."
    )
    text = f"{text_of(case.source, table)}[{', '.join(items)}]"
    edits = edits_of(case.source, replaced(case.source, table, text))
    weight = UNDONE + NUANCE if len(axes) > 1 else UNDONE
    yield Proposal(f"Cut {name} to size", edits, reason, weight)


def _table(case: Case, operand: int) -> ast.expr | None:
    """The parameter or buffer that an operand was made from element by element, where that is written."""
    assert case.node is not None
    node, index = case.node, operand
    for step in range(_LONGEST_CHAIN):
        made = case.producer(node, index)
        if made is None:
            return None
        if made[0].kind in ("parameter", "constant"):
            written = _operand(case, node, index)
            return written if step and isinstance(written, (ast.Name, ast.Attribute)) else None
        if not _is_elementwise(made[0]):
            return None
        node, index = made[0], 0
    return None


def _operand(case: Case, node: Node, index: int) -> ast.expr | None:
    """An operand as it is written; of `1 - x` the `x`, though for torch it is the first operand."""
    written, expression = case.operand_expression(node, index), case.expression(node)
    turned = isinstance(written, ast.Constant) and isinstance(expression, ast.BinOp)
    return expression.right if turned and isinstance(expression, ast.BinOp) else written


def _is_elementwise(node: Node) -> bool:
    same = bool(node.inputs) and bool(node.outputs) and node.inputs[0].shape == node.outputs[0].shape
    return same and node.op in UNARY | BROADCASTING


def _cut_shape(shape: Shape, other: Shape) -> tuple[Shape, list[int]]:
    """`shape` with what is too long cut off, and the axes where that is."""
    lead = len(other) - len(shape)
    axes = [axis for axis, size in enumerate(shape) if axis + lead >= 0 and 1 < other[axis + lead] < size]
    for axis in axes:
        shape = with_size(shape, axis, other[axis + lead])
    return shape, axes
