"""Views that were meant to move axes, or that cut the batch: the sizes fit, the elements end up elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import permutations

from shapeviz.diagnosis.warnings.operations import CASTS, ELEMENTWISE, IMAGE_LAYERS, MOVES, NORMS, RECURRENT, VIEWS
from shapeviz.diagnosis.warnings.scene import Scene, count, plain
from shapeviz.graph.findings import Cause, Warning
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.wording import shape_text

RULE_PERMUTE = "view-for-permute"
RULE_BATCH = "view-cuts-batch"
# A row of zeros joined on, viewed with its axes exchanged and cut off again, shifts each row by one: that is meant.
_SHIFTING = frozenset({"cat", "concat", "pad", "hstack"})
_MOST_AXES = 5


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each view that puts sizes in another order, splits heads off a wrong axis, or cuts the batch."""
    for node in scene.written:
        if node.op not in VIEWS or not node.outputs or not node.inputs:
            continue
        before, after = node.inputs[0].shape, node.outputs[0].shape
        if _comes_back(scene, node) or count(before) == 0:
            continue
        order = order_of(before, after)
        if order is not None and _is_regrouped(scene, node):
            continue
        if order is not None and (len(before) > 2 or _is_used_by_a_model(scene, node)):
            yield _warning(scene, RULE_PERMUTE, node, _permuted(before, after, order))
        elif _splits_heads(scene, node, before, after):
            yield _warning(scene, RULE_PERMUTE, node, _heads(before, after))
        elif _merges_heads(scene, node, before, after):
            yield _warning(scene, RULE_PERMUTE, node, _merged(before, after))
        elif _joins_directions(scene, node, before, after):
            yield _warning(scene, RULE_PERMUTE, node, _directions(before, after))
        elif _cuts_batch(scene, node, before, after):
            yield _warning(scene, RULE_BATCH, node, _cut(before, after))


def _warning(scene: Scene, rule: str, node: Node, tail: str) -> Warning:
    line = scene.line_of(node)
    causes = [scene.cause(line, f"The {node.label} is written here.")] if line is not None else list[Cause]()
    return Warning(rule, node.id, line, f"{node.label} of {scene.words(node, 0)} {tail}", causes)


def order_of(before: Shape, after: Shape) -> tuple[int, ...] | None:
    """The order in which the axes of one shape make the other, if sizes above 1 have to move for it."""
    if len(before) != len(after) or len(before) > _MOST_AXES or sorted(before) != sorted(after):
        return None
    if [size for size in before if size > 1] == [size for size in after if size > 1]:
        return None
    orders = permutations(range(len(before)))
    return next(order for order in orders if tuple(before[axis] for axis in order) == after)


def _permuted(before: Shape, after: Shape, order: tuple[int, ...]) -> str:
    return (
        f"{shape_text(before)} as {shape_text(after)} does not exchange the axes: it reads the same elements in "
        f"the same order, so they land in other places. Write {exchange_text(order)}."
    )


def exchange_text(order: tuple[int, ...]) -> str:
    """The call that puts axes in an order: `transpose(0, 1)`, or `permute(2, 0, 1)` if more than two move."""
    moved = [axis for axis in range(len(order)) if order[axis] != axis]
    return f"transpose({moved[0]}, {moved[1]})" if len(moved) == 2 else f"permute({', '.join(map(str, order))})"


def _is_used_by_a_model(scene: Scene, node: Node) -> bool:
    """Whether a table is viewed for a layer, not just to look at it."""
    return node.parent is not None or any(user.parent is not None for user, _ in scene.users(node))


def _comes_back(scene: Scene, node: Node) -> bool:
    """Whether the view shifts rows by a joined column, or is the second half of that: cut and viewed back."""
    made = scene.origin(node, 0, CASTS | {"getitem"})
    if made is not None and made[0].op in VIEWS:
        made = scene.origin(made[0], 0, CASTS)
    return made is not None and made[0].op in _SHIFTING


def _splits_heads(scene: Scene, node: Node, before: Shape, after: Shape) -> bool:
    """Whether (N, L, heads · width) is viewed as (N, heads, L, width), with the axis of L named twice in the source."""
    if len(before) != 3 or len(after) != 4 or before[0] != after[0]:
        return False
    length, width = before[1:]
    heads = after[1]
    fits = after[2] == length and heads * after[3] == width
    return fits and heads > 1 and after[3] > 1 and length > 1 and heads != length and _is_length(scene, node, 2)


def _is_length(scene: Scene, node: Node, place: int) -> bool:
    """Whether the size at one place of a view was written as a size of a tensor, or left to torch (-1)."""
    sizes = _written_sizes(scene, node)
    return place < len(sizes) and not isinstance(sizes[place], ast.Constant)


def _written_sizes(scene: Scene, node: Node) -> list[ast.expr]:
    call = scene.expression(node)
    if not isinstance(call, ast.Call):
        return []
    one = call.args[0] if len(call.args) == 1 else None
    return one.elts if isinstance(one, (ast.Tuple, ast.List)) else call.args


def _is_regrouped(scene: Scene, node: Node) -> bool:
    """Whether a size is written as a product or quotient: axes are joined or split, and sizes meet by chance.

    A view that joins again what such a one has split before has the sizes written plainly.
    """
    if any(isinstance(size, ast.BinOp) for size in _written_sizes(scene, node)):
        return True
    pairs = [pair for pair in zip(node.inputs[0].shape, node.outputs[0].shape, strict=True) if pair[0] != pair[1]]
    if len(pairs) != 2 or pairs[0][0] % pairs[0][1]:
        return False
    views = [made for made, _ in scene.upstream(node) if made.op in VIEWS and scene.is_written(made)]
    return any(isinstance(size, ast.BinOp) for made in views for size in _written_sizes(scene, made))


def _heads(before: Shape, after: Shape) -> str:
    heads, length, width = after[1:]
    return (
        f"{shape_text(before)} as {shape_text(after)} mixes positions with heads: the {heads} heads lie in the "
        f"last axis. Write view({after[0]}, {length}, {heads}, {width}).transpose(1, 2)."
    )


def _merges_heads(scene: Scene, node: Node, before: Shape, after: Shape) -> bool:
    """Whether (N, heads, L, width) is viewed as (N, L, heads · width) though the heads still lie before L."""
    if len(before) != 4 or len(after) != 3 or before[0] != after[0]:
        return False
    heads, length, width = before[1:]
    fits = after[1] == length and after[2] == heads * width
    return fits and heads > 1 and width > 1 and length > 1 and heads != length and _is_length(scene, node, 1)


def _merged(before: Shape, after: Shape) -> str:
    return (
        f"{shape_text(before)} as {shape_text(after)} mixes positions with heads: axis 1 still holds the "
        f"{before[1]} heads. Write transpose(1, 2) before it."
    )


def _joins_directions(scene: Scene, node: Node, before: Shape, after: Shape) -> bool:
    """Whether the final states (layers · directions, N, H) are viewed as (N, layers · directions · H)."""
    made = scene.origin(node, 0, CASTS)
    if made is None or made[0].op not in RECURRENT or made[1] == 0 or len(before) != 3 or before[0] == 1:
        return False
    return after == (before[1], before[0] * before[2]) and before[1] > 1


def _directions(before: Shape, after: Shape) -> str:
    return (
        f"{shape_text(before)} as {shape_text(after)} joins states of different samples, as the batch is axis 1. "
        f"Write transpose(0, 1).reshape({after[0]}, {after[1]})."
    )


def _cuts_batch(scene: Scene, node: Node, before: Shape, after: Shape) -> bool:
    """Whether feature maps of N images become rows that are no whole number of their axes, and not N of them."""
    if len(before) < 3 or len(after) != 2 or before[0] == after[0] or _asked_rows(scene, node) != -1:
        return False
    made = scene.origin(node, 0, CASTS | ELEMENTWISE)
    if made is None or made[0].op not in IMAGE_LAYERS | NORMS:
        return False
    suffixes = {count(before[axis:]) for axis in range(len(before))}
    feeds = [user.op for user, _ in scene.users(node) if user.op not in MOVES]
    return after[1] not in suffixes and feeds == ["linear"]


def _asked_rows(scene: Scene, node: Node) -> object:
    """The first size that the view was given."""
    record = scene.records[node.id]
    args = plain((record.arguments or ((), {}))[0])
    if len(args) > 1:
        return args[1][0] if isinstance(args[1], tuple) and args[1] else args[1]
    return None


def _cut(before: Shape, after: Shape) -> str:
    own = count(before[1:])
    return (
        f"{shape_text(before)} as {shape_text(after)} makes {after[0]} rows of {before[0]} samples: one sample has "
        f"{own} values, not {after[1]}. Write flatten(1), and give the layer that follows {own} input features."
    )
