"""Evidence of which axis is the batch: a data loader, a convolution, or what the source calls its size."""

from __future__ import annotations

import ast
import re

from shapeviz.diagnosis.warnings.axes import Place, way_back
from shapeviz.diagnosis.warnings.operations import ATTENTION, IMAGE_LAYERS, RECURRENT
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.model import Node
from shapeviz.tracing.source import target_of

_NAMES = re.compile(r"^(b|bs|bsz|B|BS|N|n|nb|batch|bsize|.*batch_?size|.*batch|n_?samples|batch_.*)$")
_SURE_NAMES = re.compile(r"^(bs|bsz|B|BS|bsize|.*batch_?size|n_?batch|batch)$", re.IGNORECASE)

TAKEN_AS_BATCH = "takes it as the batch"


def batch_evidence(scene: Scene, place: Place) -> str:
    """Why an axis of an operand is surely the batch, as part of a sentence; "" if nothing says so."""
    if name := _name_of_size(scene, place):
        return f"the code calls its size {name}"
    for node, _, axis, before in way_back(scene, place):
        evidence = _of_input(scene, node, axis) if node.kind == "input" else ""
        if node.op in IMAGE_LAYERS and axis == 0 and len(node.outputs[0].shape) == int(node.op[-2]) + 2:
            evidence = f"{node.label} {TAKEN_AS_BATCH}"
        if node.op in RECURRENT | ATTENTION and node.attributes.get("batch_first") and axis == 0 and before:
            evidence = f"{node.label} (batch_first=True) {TAKEN_AS_BATCH}"
        name = next((name for operand in before if (name := _name_of_size(scene, operand))), "")
        if evidence or name:
            return evidence or f"the code calls its size {name}"
    return ""


def _of_input(scene: Scene, node: Node, axis: int) -> str:
    loader = loader_of(scene, node)
    if loader and axis == 0:
        return f"{node.label} comes from {loader}, which puts the batch first"
    call = scene.expression(node)
    sizes = factory_sizes(call) if isinstance(call, ast.Call) else []
    if len(sizes) == len(node.outputs[0].shape):
        size = sizes[axis]
        if isinstance(size, ast.Name) and _SURE_NAMES.match(size.id):
            return f"{node.label} is made with {size.id} there"
    return ""


def factory_sizes(call: ast.Call) -> list[ast.expr]:
    """The sizes that a factory call such as `torch.randn(n, 3)` was written with."""
    match call.args:
        case [ast.Tuple(elts=sizes) | ast.List(elts=sizes)] | [*_, ast.Tuple(elts=sizes) | ast.List(elts=sizes)]:
            return list(sizes)
        case sizes:
            return list(sizes)


def loader_of(scene: Scene, node: Node) -> str:
    """The name of the data loader whose loop gives an input, "" if there is none.

    It must be made in the source by `DataLoader(…)` without a `collate_fn` of its own.
    """
    if scene.source.tree is None or node.kind != "input" or node.span is not None:
        return ""
    for loop in ast.walk(scene.source.tree):
        if isinstance(loop, ast.For) and _binds(loop.target, node.label):
            name = _looped_over(loop.iter)
            if name and any(_is_loader(item.value) for item in scene.source.assignments_to(name)):
                return name
    return ""


def _binds(target: ast.expr, name: str) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(target))


def _looped_over(iterated: ast.expr) -> str:
    match iterated:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Name(id="enumerate" | "tqdm" | "iter"), args=[inner, *_]):
            return _looped_over(inner)
        case _:
            return ""


def loader_calls(scene: Scene) -> list[ast.Call]:
    """The `DataLoader(…)` calls of the source that collate as usual."""
    tree = scene.source.tree
    return [item for item in ast.walk(tree) if isinstance(item, ast.Call) and _is_loader(item)] if tree else []


def _is_loader(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Name(id="DataLoader") | ast.Attribute(attr="DataLoader"), keywords=keywords):
            return all(keyword.arg not in ("collate_fn", "batch_sampler") for keyword in keywords)
        case _:
            return False


def _name_of_size(scene: Scene, place: Place) -> str:
    """The batch-like name that the code gives the size of this axis, such as `b` in `b, t, c = x.shape`."""
    line = scene.line_of(place.node)
    operand = scene.operand_expression(place.node, place.operand) if scene.is_written(place.node) else None
    if not isinstance(operand, ast.Name) or line is None:
        return ""
    scope = scene.function_of(operand) or scene.source.tree
    written = [item for item in ast.walk(scope) if isinstance(item, ast.Assign)] if scope is not None else []
    changes = [item.lineno for item in written if _binds(target_of(item), operand.id) and item.lineno < line]
    for item in written:
        since = max((change for change in changes if change < line), default=0)
        if since < item.lineno <= line and (name := _size_name(item, operand.id, place.axis)):
            return name
    return ""


def _size_name(statement: ast.Assign, tensor: str, axis: int) -> str:
    """The name that `b, t, c = x.shape`, `b = x.size(0)` or `b = x.shape[0]` gives to the size of an axis."""
    target, value = statement.targets[0], statement.value
    found = ""
    match value:
        case (
            ast.Attribute(value=ast.Name(id=owner), attr="shape")
            | ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="size"), args=[])
        ):
            if owner == tensor and isinstance(target, ast.Tuple) and axis < len(target.elts):
                element = target.elts[axis]
                plain = not any(isinstance(item, ast.Starred) for item in target.elts[: axis + 1])
                found = element.id if isinstance(element, ast.Name) and plain else ""
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="size"), args=[ast.Constant(value=number)]):
            found = target.id if owner == tensor and number == axis and isinstance(target, ast.Name) else ""
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(id=owner), attr="shape"), slice=ast.Constant(value=number)
        ):
            found = target.id if owner == tensor and number == axis and isinstance(target, ast.Name) else ""
        case _:
            pass
    return found if _NAMES.match(found) else ""
