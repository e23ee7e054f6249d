"""Which lines a person would edit: where a tensor got its shape, and where a number in it was written."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.warnings.operations import CASTS, ELEMENTWISE, MOVES, REDUCTIONS
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Cause
from shapeviz.graph.model import Node

# The argument of a layer's constructor that its output's size is, by keyword and position.
_OUTPUT_ARGUMENTS = {
    "linear": ("out_features", 1),
    "conv1d": ("out_channels", 1),
    "conv2d": ("out_channels", 1),
    "conv3d": ("out_channels", 1),
    "conv_transpose1d": ("out_channels", 1),
    "conv_transpose2d": ("out_channels", 1),
    "conv_transpose3d": ("out_channels", 1),
    "embedding": ("embedding_dim", 1),
}
_RESHAPING = MOVES | REDUCTIONS | {"getitem"}


def merged(*groups: list[Cause]) -> list[Cause]:
    """The causes in order, the first for each line."""
    seen: dict[int, Cause] = {}
    for group in groups:
        for cause in group:
            seen.setdefault(cause.line, cause)
    return list(seen.values())


def shaping_causes(scene: Scene, node: Node, operand: int) -> list[Cause]:
    """The lines that gave an operand its number of axes: its last reshaping, or where it was made."""
    found: list[Cause] = []
    call = _outermost_call(scene, node, operand)
    if call is not None and call.span is not None:
        found.append(scene.cause(call.span.line, f"{call.label} is called here."))
    for made, _ in scene.origins(node, operand, CASTS | ELEMENTWISE):
        if made.op in _RESHAPING and made.span is not None:
            found.append(scene.cause(made.span.line, f"{made.op} gives it its axes here."))
        elif made.kind == "module" and made.span is not None:
            found.append(scene.cause(made.span.line, f"{made.label} gives it its axes here."))
        elif made.kind == "input" and made.span is not None:
            found.append(scene.cause(made.span.line, f"{made.label} is made here."))
    return found


def _outermost_call(scene: Scene, node: Node, operand: int) -> Node | None:
    """The model whose call gave the operand, seen from outside every model."""
    made = scene.origin(node, operand, CASTS | ELEMENTWISE)
    if made is None or made[0].parent is None or node.parent is not None:
        return None
    outer = made[0]
    while outer.parent is not None:
        outer = scene.nodes[outer.parent]
    return outer


def layer_of_size(scene: Scene, node: Node, operand: int) -> Node | None:
    """The layer whose size the last axis of an operand is (axis 1 after a convolution)."""
    made = scene.origin(node, operand, CASTS | ELEMENTWISE)
    return made[0] if made is not None and made[0].op in _OUTPUT_ARGUMENTS and made[0].kind == "module" else None


def size_causes(scene: Scene, layer: Node) -> list[Cause]:
    """The lines where the output size of a layer was written, the number itself first."""
    call = scene.definition(layer)
    if call is None:
        return []
    keyword, position = _OUTPUT_ARGUMENTS[layer.op]
    value = argument_of(call, keyword, position)
    own = scene.cause(call.lineno, f"{layer.label} is made here.")
    if not isinstance(value, ast.Name):
        return [own]
    return [*_number_causes(scene, value), own]


def _number_causes(scene: Scene, name: ast.Name) -> Iterator[Cause]:
    """Where a variable in a constructor gets its value: an assignment, the caller's argument, or the default."""
    function = scene.function_of(name)
    inside = function if function is not None else scene.source.tree
    for statement in ast.walk(inside) if inside is not None else ():
        if isinstance(statement, ast.Assign) and statement.lineno < name.lineno:
            targets = statement.targets
            if any(isinstance(target, ast.Name) and target.id == name.id for target in targets):
                yield scene.cause(statement.lineno, f"{name.id} is set here.")
                return
    if isinstance(function, ast.FunctionDef):
        given = given_argument(scene, function, name.id)
        if given is not None:
            yield scene.cause(given.lineno, f"{name.id} is given here.")


def given_argument(scene: Scene, function: ast.FunctionDef, name: str) -> ast.expr | None:
    """The value of a constructor's parameter in the one call of its class, or its default."""
    owner = scene.parents.get(function)
    parameters = [argument.arg for argument in function.args.args]
    if name not in parameters or not isinstance(owner, ast.ClassDef) or scene.source.tree is None:
        return None
    position = parameters.index(name)
    calls = [
        call
        for call in ast.walk(scene.source.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == owner.name
    ]
    given = argument_of(calls[0], name, position - 1) if len(calls) == 1 else None
    if given is not None:
        return given
    defaults = function.args.defaults
    behind = len(parameters) - position
    return defaults[-behind] if behind <= len(defaults) and len(calls) <= 1 else None


def argument_of(call: ast.Call, keyword: str, position: int) -> ast.expr | None:
    """The argument of a call by its keyword or position, as it was written."""
    named = next((item.value for item in call.keywords if item.arg == keyword), None)
    if named is not None:
        return named
    before = call.args[: position + 1]
    starred = any(isinstance(argument, ast.Starred) for argument in before)
    return before[position] if len(before) > position and not starred else None


def number_written(scene: Scene, value: ast.expr | None) -> int | None:
    """A whole number that was written out, or the value of a variable that was given one once."""
    if isinstance(value, ast.Name):
        made = list(scene.source.assignments_to(value.id))
        value = made[0].value if len(made) == 1 else None
    return value.value if isinstance(value, ast.Constant) and type(value.value) is int else None
