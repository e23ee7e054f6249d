"""Differences and comparisons written by hand whose operands stretch each other: (N, 1) with (N,) gives (N, N)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.warnings.broadcast_losses import advice, loss_causes
from shapeviz.diagnosis.warnings.operations import CASTS, ELEMENTWISE, MOVES, PRODUCTS, REDUCTIONS, SOFTMAXES
from shapeviz.diagnosis.warnings.scene import Scene, count
from shapeviz.graph.findings import Warning
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import broadcast

RULE = "broadcast-difference"
_DIFFERENCES = frozenset({"sub", "subtract"})
_COMPARISONS = frozenset({"eq", "ne"})
_FACTORS = frozenset({"mul", "multiply"})
_TOTALS = frozenset({"sum", "mean", "nansum", "nanmean", "norm", "count_nonzero"})
# What makes a size of 1 on purpose.
_ADDING_AXES = MOVES | REDUCTIONS | SOFTMAXES | {"getitem", "expand", "cumsum"}


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each difference, comparison or product of a prediction and data that broadcasts by accident."""
    for node in scene.written:
        if node.op in _DIFFERENCES | _COMPARISONS | _FACTORS and len(node.inputs) == 2:
            first, second = node.inputs[0].shape, node.inputs[1].shape
            result = broadcast([first, second])
            if result is None or first == second or min(count(first), count(second)) <= 1:
                continue
            if _stretch_each_other(scene, node) or _one_stretches(scene, node):
                yield Warning(
                    RULE, node.id, scene.line_of(node), _message(scene, node, result), loss_causes(scene, node)
                )


def _stretch_each_other(scene: Scene, node: Node) -> bool:
    """Whether a column of N meets N values in a row, and nobody asked for the N × N table."""
    first, second = node.inputs[0].shape, node.inputs[1].shape
    if len(first) == len(second) or not _same_once_squeezed(first, second):
        return False
    if any(_asks_for_an_axis(scene.operand_expression(node, operand)) for operand in (0, 1)):
        return False
    computed = [scene.has_upstream(node, operand, PRODUCTS) for operand in (0, 1)]
    if not any(computed):
        return False
    other = computed.index(True) ^ 1
    if node.op in _DIFFERENCES:
        return scene.is_data(node, other) or _ends_in_one_number(scene, node)
    return _ends_in_one_number(scene, node)


def _same_once_squeezed(first: Shape, second: Shape) -> bool:
    """Whether one is the other with an axis of size 1 put in, and together they grow larger than both."""
    longer, shorter = (first, second) if len(first) > len(second) else (second, first)
    ways = [longer[:axis] + longer[axis + 1 :] for axis in range(1, len(longer)) if longer[axis] == 1]
    return shorter in ways and broadcast([first, second]) not in (first, second)


def _asks_for_an_axis(expression: ast.expr | None) -> bool:
    """Whether an axis is put in right where the operand is used: `x[:, None]`, `x.unsqueeze(1)`."""
    for part in ast.walk(expression) if expression is not None else ():
        match part:
            case ast.Call(func=ast.Attribute(attr="unsqueeze" | "view" | "reshape")):
                return True
            case ast.Subscript(slice=ast.Tuple(elts=indices)):
                if any(isinstance(index, ast.Constant) and index.value is None for index in indices):
                    return True
            case ast.Subscript(slice=ast.Constant(value=None)):
                return True
            case _:
                pass
    return False


def _one_stretches(scene: Scene, node: Node) -> bool:
    """Whether a model's output is compared with data that has another number of channels, one of the two being 1."""
    first, second = node.inputs[0].shape, node.inputs[1].shape
    if node.op not in _DIFFERENCES or len(first) != len(second) or len(first) < 2 or first[0] != second[0]:
        return False
    unequal = [axis for axis in range(len(first)) if first[axis] != second[axis]]
    if len(unequal) != 1 or unequal[0] not in (1, len(first) - 1):
        return False
    outputs = [_is_layer_output(scene, node, operand) for operand in (0, 1)]
    if outputs.count(True) != 1:
        return False
    data = outputs.index(False)
    return (
        not scene.has_upstream(node, data, PRODUCTS)
        and not scene.has_upstream(node, data, _ADDING_AXES)
        and not _made_of(scene, node, outputs.index(True), data)
        and _ends_in_one_number(scene, node)
    )


def _is_layer_output(scene: Scene, node: Node, operand: int) -> bool:
    made = scene.origin(node, operand, CASTS | ELEMENTWISE)
    return made is not None and made[0].op in PRODUCTS


def _made_of(scene: Scene, node: Node, operand: int, other: int) -> bool:
    """Whether one operand is what the layers got to see alone: then the difference may be a correction of it."""
    data = scene.origin(node, other, CASTS)
    inputs = [made for made, _ in scene.upstream(node, operand) if made.kind == "input"]
    return data is not None and [made.id for made in inputs] == [data[0].id] and node.parent is not None


def _ends_in_one_number(scene: Scene, node: Node) -> bool:
    """Whether all elements of the result, each treated alike, are added up to one number."""
    waiting, seen = [node], set[str]()
    while waiting:
        current = waiting.pop()
        for user, _ in scene.users(current):
            if user.id in seen or not user.outputs:
                continue
            seen.add(user.id)
            if user.op in _TOTALS and user.outputs[0].shape == ():
                return True
            if user.op in ELEMENTWISE and user.outputs[0].shape == current.outputs[0].shape:
                waiting.append(user)
    return False


def _message(scene: Scene, node: Node, result: Shape) -> str:
    first, second = node.inputs[0].shape, node.inputs[1].shape
    names = scene.words(node, 0), scene.words(node, 1)
    return (
        f"{names[0]} {shape_text(first)} and {names[1]} {shape_text(second)} broadcast to {shape_text(result)} "
        f"in {node.label}, so values that do not belong together are combined. {advice(scene, node)}"
    )
