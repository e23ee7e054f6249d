"""The last batch of a data loader, which may be smaller than the others, and too small for the model."""

from __future__ import annotations

import ast

from shapeviz.diagnosis.warnings.batches import loader_calls
from shapeviz.diagnosis.warnings.causes import number_written
from shapeviz.diagnosis.warnings.resizing import batch_symbols, size_name
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.model import Symbol
from shapeviz.shapes.conditions import holds_at

BREAKS = "breaks at the loader's last batch, {name} = {size}{place}"


def breaking_last_batch(scene: Scene) -> str:
    """The last batch of the loader that the code was written for, if it is of a size that does not fit; else ""."""
    batch = batch_symbols(scene.graph)
    if not batch or batch[0].valid is None:
        return ""
    rest = _last_batch(scene, batch[0].value)
    if not rest or any(first <= rest <= last for first, last in batch[0].valid):
        return ""
    line = _line_refusing(scene, batch[0], rest)
    return BREAKS.format(name=size_name(batch[0]), size=rest, place=f" (line {line})" if line is not None else "")


def _line_refusing(scene: Scene, batch: Symbol, size: int) -> int | None:
    sizes = {**scene.graph.recorded_sizes, batch.name: size}
    for constraint in scene.graph.constraints:
        if constraint.kind == "rule" and constraint.node is not None and not holds_at(constraint.expression, sizes):
            return scene.line_of(scene.nodes[constraint.node])
    return None


def _last_batch(scene: Scene, size: int) -> int | None:
    """The size of the last, smaller batch of the loader that gives batches of `size`.

    It is 0 if all are of one size, and None if no such loader of known length is in the source.
    """
    for call in loader_calls(scene):
        options = {keyword.arg: keyword.value for keyword in call.keywords}
        asked = options.get("batch_size", call.args[1] if len(call.args) > 1 else None)
        length = _length(scene, options.get("dataset", call.args[0] if call.args else None))
        if length is not None and number_written(scene, asked) == size and length >= size:
            drop = options.get("drop_last")
            keeps = drop is None or (isinstance(drop, ast.Constant) and not drop.value)
            return length % size if keeps else 0
    return None


def _length(scene: Scene, dataset: ast.expr | None) -> int | None:
    """How many samples a `TensorDataset` has: the first axis of the tensor that it was made of."""
    match dataset:
        case ast.Name(id=name):
            made = list(scene.source.assignments_to(name))
            return _length(scene, made[0].value) if len(made) == 1 else None
        case ast.Call(func=ast.Name(id="TensorDataset") | ast.Attribute(attr="TensorDataset"), args=[first, *_]):
            return _rows(scene, first)
        case _:
            return None


def _rows(scene: Scene, tensor: ast.expr) -> int | None:
    if isinstance(tensor, ast.Name):
        made = list(scene.source.assignments_to(tensor.id))
        if len(made) != 1:
            return None
        tensor = made[0].value
    match tensor:
        case ast.Call(args=[ast.Tuple(elts=[rows, *_]) | ast.List(elts=[rows, *_]), *_]) | ast.Call(args=[rows, *_]):
            return number_written(scene, rows) if _is_factory(tensor) else None
        case _:
            return None


def _is_factory(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in ("randn", "rand", "zeros", "ones", "empty")
