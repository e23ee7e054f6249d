"""A model that gives another number of classes than it was told, and whose class loss does not notice."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapeviz.diagnosis.warnings.causes import given_argument, number_written
from shapeviz.diagnosis.warnings.operations import (
    CASTS,
    CLASS_LOSSES,
    ELEMENTWISE,
    FEATURE_LAYERS,
    MOVES,
    NORMS,
    SOFTMAXES,
)
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Warning
from shapeviz.graph.model import Node

RULE = "class-count"
_NAMES = re.compile(r"^(n|num|nb|number_of)?_?(class|classes|labels|categories|outputs?)$|^n_?out$|^out_dim$|^ncls$")
_SIZED = FEATURE_LAYERS | NORMS


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each class loss on a model whose parameter for the number of classes is never used."""
    for loss in scene.written:
        if loss.op not in CLASS_LOSSES or loss.kind not in ("call", "module") or len(loss.inputs[0].shape) < 2:
            continue
        made = scene.origin(loss, 0, MOVES | CASTS | ELEMENTWISE | SOFTMAXES)
        if made is not None and made[0].op in _SIZED:
            yield from _of_output(scene, loss, made[0])


def _of_output(scene: Scene, loss: Node, layer: Node) -> Iterator[Warning]:
    classes = loss.inputs[0].shape[1]
    for constructor, name in _unused_parameters(scene, layer):
        value = given_argument(scene, constructor, name)
        number = number_written(scene, value)
        if number is not None and number != classes and number > 1:
            line = scene.line_of(layer)
            message = (
                f"{layer.label} gives {classes} classes to {loss.label}, but {name} is {number} and the model never "
                f"uses it. Let the last layer give {name} values."
            )
            lines = [layer.defined.line if layer.defined is not None else None, line, constructor.lineno]
            causes = {at: scene.cause(at, f"{layer.label} decides the number of classes.") for at in lines if at}
            yield Warning(RULE, layer.id, line, message, list(causes.values()))


def _unused_parameters(scene: Scene, layer: Node) -> Iterator[tuple[ast.FunctionDef, str]]:
    """The parameters for a number of classes that the constructors around a layer take and never read."""
    around = layer
    while around.parent is not None:
        around = scene.nodes[around.parent]
        constructor = _constructor(scene, around.target.rsplit(".", 1)[-1])
        for argument in constructor.args.args[1:] if constructor is not None else ():
            if constructor is not None and _NAMES.match(argument.arg) and not _is_read(constructor, argument.arg):
                yield constructor, argument.arg


def _constructor(scene: Scene, name: str) -> ast.FunctionDef | None:
    for item in ast.walk(scene.source.tree) if scene.source.tree is not None else ():
        if isinstance(item, ast.ClassDef) and item.name == name:
            made = [part for part in item.body if isinstance(part, ast.FunctionDef) and part.name == "__init__"]
            return made[0] if made else None
    return None


def _is_read(constructor: ast.FunctionDef, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Load)
        for statement in constructor.body
        for part in ast.walk(statement)
    )
