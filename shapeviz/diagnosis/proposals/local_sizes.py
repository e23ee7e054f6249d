"""How a size is best written at a place of the source: a name that holds it, `len(x)`, `x.size(1)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.bindings import parts
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.shapes.shape import Shape

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None


def known_shapes(case: Case, place: ast.AST) -> dict[str, Shape]:
    """The shapes of tensors that have a name at a place of the source.

    They are the operands of the failing call that are plain names, and the parameters of the function around it.
    """
    found: dict[str, Shape] = {}
    if case.node is None:
        return found
    if case.function_of(place) is None:
        found.update(_loaded(case))
    parent = case.nodes.get(case.node.parent) if case.node.parent is not None else None
    function = case.function_of(place)
    if parent is not None and isinstance(function, ast.FunctionDef) and function.name == "forward":
        parameters = [argument.arg for argument in function.args.args]
        rebound = {name for name in parameters if any(_rebinds(node, name) for node in ast.walk(function))}
        for spec in parent.inputs:
            if spec.name in parameters and spec.name not in rebound:
                found[spec.name] = spec.shape
    for index, spec in enumerate(case.node.inputs):
        written = case.operand_expression(case.node, index)
        if isinstance(written, ast.Name):
            found[written.id] = spec.shape
    return found


def _loaded(case: Case) -> dict[str, Shape]:
    """The tensors that went into the cell's calls under the names of a loop: the batch at hand."""
    loops = [node for node in ast.walk(case.source.tree) if isinstance(node, ast.For)] if case.source.tree else []
    names = {part.id for loop in loops for part in parts(loop.target) if isinstance(part, ast.Name)}
    entering = [node for node in case.graph.nodes if node.kind == "input" and node.label in names and node.outputs]
    return {node.label: node.outputs[0].shape for node in entering}


def local_sizes(case: Case, place: ast.AST) -> dict[str, int]:
    """The names of the function around a place that hold a size of a tensor whose shape is known there.

    They come of `n, length = x.shape`, `length = x.size(1)`, `n = len(x)` before the place.
    """
    shapes = known_shapes(case, place)
    function = case.function_of(place)
    scope: ast.AST | None = function if function is not None else case.source.tree
    statement = case.statement_of(place)
    found: dict[str, int] = {}
    for node in ast.walk(scope) if scope is not None else ():
        early = statement is None or getattr(node, "lineno", 0) < statement.lineno
        if isinstance(node, ast.Assign) and early and case.function_of(node) is function:
            found.update(_sizes_in(node, shapes))
    return found


def size_text(case: Case, place: ast.AST, value: int, *, axis: int | None = None, apart: str = "") -> str:
    """The text for a size at a place: a name that holds it, else what a tensor there says, else the number.

    `axis` is where the size stands in the tensors (0 makes `len(x)` possible), `apart` a name not to be asked.
    """
    shapes = {name: shape for name, shape in known_shapes(case, place).items() if name != apart}
    holders = [name for name, size in local_sizes(case, place).items() if size == value]
    if holders:
        return holders[0]
    if axis == 0:
        rows = [name for name, shape in shapes.items() if shape and shape[0] == value]
        if rows:
            return f"len({rows[0]})"
    for name, shape in shapes.items():
        if value in shape:
            at = axis if axis is not None and axis < len(shape) and shape[axis] == value else shape.index(value)
            return f"{name}.shape[{at}]" if library_of(case, case.node) == "numpy" else f"{name}.size({at})"
    return str(value)


def _rebinds(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _sizes_in(statement: ast.Assign, shapes: dict[str, Shape]) -> Iterator[tuple[str, int]]:
    sizes = _value_of(statement.value, shapes)
    target = statement.targets[0]
    if isinstance(target, ast.Name) and isinstance(sizes, int):
        yield target.id, sizes
    if isinstance(target, ast.Tuple) and isinstance(sizes, tuple) and len(sizes) == len(target.elts):
        for name, size in zip(target.elts, sizes, strict=True):
            if isinstance(name, ast.Name):
                yield name.id, size


def _value_of(expression: ast.expr, shapes: dict[str, Shape]) -> int | Shape | None:
    """The sizes that an expression reads from a tensor: `x.shape`, `x.shape[-2:]`, `x.size(0)`, `len(x)`."""
    match expression:
        case ast.Attribute(value=ast.Name(id=name), attr="shape") if name in shapes:
            return shapes[name]
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=args) if name in shapes:
            return _item(shapes[name], args[0]) if args else shapes[name]
        case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)]) if shapes.get(name):
            return shapes[name][0]
        case ast.Subscript(value=inner, slice=index):
            shape = _value_of(inner, shapes)
            return _item(shape, index) if isinstance(shape, tuple) else None
        case _:
            return None


def _item(shape: Shape, index: ast.expr) -> int | Shape | None:
    if isinstance(index, ast.Slice):
        ends = [None if end is None else number(end) for end in (index.lower, index.upper, index.step)]
        return shape[slice(*ends)]
    place = number(index)
    return shape[place] if place is not None and -len(shape) <= place < len(shape) else None


def number(expression: ast.expr) -> int | None:
    """The whole number that an expression is, with its sign."""
    match expression:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return -value
        case _:
            return None
