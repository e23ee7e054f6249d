"""Where Keras code writes its layers and its data: layers are called by the model, far from where they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.edits import edits_of, insertion, replaced, text_of
from shapeviz.graph.findings import Edit
from shapeviz.graph.model import Node
from shapeviz.shapes.shape import Shape

_FED = ("x", "y")


def is_keras(node: Node | None) -> bool:
    """Whether a call was one of Keras."""
    return node is not None and node.target.startswith("keras.")


def shape_of(node: Node, name: str) -> Shape | None:
    """The shape of a node's operand of that name."""
    return next((spec.shape for spec in node.inputs if spec.name == name), None)


def last_name(call: ast.Call) -> str:
    """The last part of the name that is called: `Dense` of `keras.layers.Dense(3)`."""
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def layer_calls(case: Case, *names: str) -> list[ast.Call]:
    """The calls of the source that make a layer of one of these names, in the order in which they are written."""
    found = [call for call in case.calls if last_name(call) in names]
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def written_layer(case: Case, node: Node) -> ast.Call | None:
    """The call of Keras's own constructor in the source that made a layer."""
    call = case.definition(node)
    return call if call is not None and last_name(call) == node.target.rpartition(".")[2] else None


def with_layer_before(case: Case, layer: ast.Call, text: str) -> tuple[Edit, ...]:
    """The edit that puts another layer before one that is added, stands in a list, or is called; empty if none can."""
    source, parent = case.source, case.parents.get(layer)
    if isinstance(parent, ast.Call) and parent.func is layer and len(parent.args) == 1:
        given = parent.args[0]
        return edits_of(source, replaced(source, given, f"{text}({text_of(source, given)})"))
    if isinstance(parent, ast.Call) and last_name(parent) == "add" and isinstance(parent.func, ast.Attribute):
        statement = case.parents.get(parent)
        if isinstance(statement, ast.Expr):
            return insertion(source, statement, f"{text_of(source, parent.func)}({text})")
    if isinstance(parent, ast.List):
        span = source.span_of(layer)
        before = source.lines[span.line - 1][: span.column]
        gap = " " if before.strip() else f"\n{before}"
        return edits_of(source, replaced(source, layer, f"{text},{gap}{text_of(source, layer)}"))
    return ()


def training_of(case: Case, node: Node | None) -> Node | None:
    """The call of `fit` or `predict` that a node is part of."""
    while node is not None and not node.target.startswith("keras.Model."):
        node = case.nodes[node.parent] if node.parent is not None else None
    return node


def data_given(case: Case, name: str) -> ast.expr | None:
    """The expression that a call of `fit` or `predict` was given as `x` or `y`."""
    training = training_of(case, case.node)
    call = case.expression(training) if training is not None else None
    if not isinstance(call, ast.Call):
        return None
    keyword = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    place = _FED.index(name)
    return keyword if keyword is not None or place >= len(call.args) else call.args[place]


def labels_given(case: Case) -> ast.expr | None:
    """The expression of the labels that a loss is given: those of the data to learn from, or of that to validate with.

    Among several arrays it is the only one of the shape that comes to the loss.
    """
    training = training_of(case, case.node)
    outer = training_of(case, case.nodes.get(training.parent or "")) if training is not None else None
    shape = shape_of(case.node, "y_true") if case.node is not None else None
    call = case.expression(outer or training) if training is not None else None
    if training is None or shape is None or not isinstance(call, ast.Call):
        return None
    learnt = shape_of(outer or training, "y")
    kept = next((keyword.value for keyword in call.keywords if keyword.arg == "validation_data"), None)
    other = outer is not None or (learnt is not None and _bare(learnt[1:]) != _bare(shape[1:]))
    if other and isinstance(kept, ast.Tuple) and len(kept.elts) > 1:
        return kept.elts[1]
    found = [written for spec, written in _arrays(training, call) if spec[1:] == shape[1:]]
    return found[0] if len(found) == 1 else data_given(case, "y")


def _bare(sizes: Shape) -> Shape:
    """The sizes without those of 1 at the end, which Keras adds and takes away."""
    while sizes and sizes[-1] == 1:
        sizes = sizes[:-1]
    return sizes


def _arrays(training: Node, call: ast.Call) -> Iterator[tuple[Shape, ast.expr]]:
    """The arrays of labels in a list or dictionary, each with the expression that stands for it."""
    written = next((keyword.value for keyword in call.keywords if keyword.arg == "y"), None)
    written = written or (call.args[1] if len(call.args) > 1 else None)
    match written:
        case ast.List(elts=items) | ast.Tuple(elts=items):
            pairs = [(f"y[{place}]", item) for place, item in enumerate(items)]
        case ast.Dict(keys=keys, values=values):
            names = [f"y[{key.value!r}]" if isinstance(key, ast.Constant) else "" for key in keys]
            pairs = list(zip(names, values, strict=True))
        case _:
            pairs = []
    for name, item in pairs:
        shape = shape_of(training, name)
        if shape is not None:
            yield shape, item


def places_of(case: Case, given: ast.expr) -> Iterator[ast.expr]:
    """Where an array is made that is given by its name or as rows of it (`x[:64]`), then where it is given."""
    value = given
    while isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        value = value.value
    if isinstance(value, ast.Name):
        made = assigned(case, value.id)
        if made is not None:
            yield made
    yield given


def assigned(case: Case, name: str) -> ast.expr | None:
    """What a name of the source is assigned, if that is done once."""
    tree = case.source.tree
    stores = [
        node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ] if tree is not None else []  # fmt: skip
    statements = [case.parents.get(node) for node in stores if node.id == name]
    only = statements[0] if len(statements) == 1 else None
    return only.value if isinstance(only, ast.Assign) and len(only.targets) == 1 else None
