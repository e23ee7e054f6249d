"""Whether a re-run at another size shows what the code would do there.

Calls outside every model are replayed with the numbers that they were given. Such a number would be another one if it
was computed from a size in a way that leaves no trace (`len(x)`), or from the variable that the input was made with.
"""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from shapeviz.diagnosis.warnings.batches import factory_sizes
from shapeviz.diagnosis.warnings.causes import number_written
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.model import Node, Symbol
from shapeviz.tracing.program import Computed
from shapeviz.tracing.records import Record

# They name axes, which have nothing to do with sizes.
_AXES = frozenset({"dim", "axis", "dims", "dim0", "dim1", "start_dim", "end_dim", "ignore_index"})


def is_certain(scene: Scene, node: Node, symbols: Iterable[Symbol]) -> bool:
    """Whether a call, and all that went into it, would get the same numbers if these symbols had other sizes."""
    variables = variables_of(scene, symbols)
    if _makes_a_model(scene, variables):
        return False
    before = (made for made, _ in scene.upstream(node))
    return all(_is_independent(scene, made, variables) for made in (node, *before) if made.kind != "input")


def uncertain_nodes(scene: Scene, symbols: Iterable[Symbol]) -> set[str]:
    """The calls that might get other numbers if these symbols had other sizes."""
    variables = variables_of(scene, symbols)
    nodes = [node for node in scene.graph.nodes if node.kind != "input"]
    if _makes_a_model(scene, variables):
        return {node.id for node in nodes}
    return {node.id for node in nodes if not _is_independent(scene, node, variables)}


def variables_of(scene: Scene, symbols: Iterable[Symbol]) -> set[str]:
    """The variables that the axes of symbols were written with, and those that were computed from them."""
    names: set[str] = set()
    for tied in (tied for symbol in symbols for tied in symbol.axes):
        call = scene.expression(scene.nodes[tied.node])
        sizes = factory_sizes(call) if isinstance(call, ast.Call) else []
        if tied.axis < len(sizes) == len(scene.nodes[tied.node].outputs[0].shape):
            names |= set(_names_in(sizes[tied.axis]))
    return names | set(_computed_from(scene, names)) if names else names


def _computed_from(scene: Scene, names: set[str]) -> Iterator[str]:
    """The variables that arithmetic makes of these ones, in a single step."""
    for item in ast.walk(scene.source.tree) if scene.source.tree is not None else ():
        if not isinstance(item, ast.Assign) or names.isdisjoint(_names_in(item.value)):
            continue
        if not any(isinstance(part, ast.Call) for part in ast.walk(item.value)):
            yield from (target.id for target in item.targets if isinstance(target, ast.Name))


def _names_in(expression: ast.AST) -> Iterator[str]:
    return (part.id for part in ast.walk(expression) if isinstance(part, ast.Name))


def _makes_a_model(scene: Scene, variables: set[str]) -> bool:
    """Whether a constructor gets one of the variables: the model is then made for that size."""
    tree = scene.source.tree
    if tree is None or not variables:
        return False
    classes = {item.name for item in ast.walk(tree) if isinstance(item, ast.ClassDef)}
    made = (item for item in ast.walk(tree) if isinstance(item, ast.Call) and isinstance(item.func, ast.Name))
    calls = (call for call in made if isinstance(call.func, ast.Name) and call.func.id in classes)
    given = (value for call in calls for value in (*call.args, *(keyword.value for keyword in call.keywords)))
    return any(isinstance(value, ast.Name) and value.id in variables for value in given)


def _is_independent(scene: Scene, node: Node, variables: set[str]) -> bool:
    expression = scene.expression(node) if scene.is_written(node) else None
    if expression is not None and variables & set(_names_in(expression)):
        function = scene.function_of(expression)
        if function is None or not _is_local(function, variables):
            return False
    if node.parent is not None or node.kind != "call" or node.id not in scene.records:
        return True
    given = Counter(_numbers_given(scene.records[node.id]))
    return not given or (expression is not None and given <= Counter(_numbers_written(scene, expression)))


def _is_local(function: ast.AST, names: set[str]) -> bool:
    """Whether a function has a variable or parameter of its own for each of the names that it mentions."""
    own = {part.arg for part in ast.walk(function) if isinstance(part, ast.arg)}
    own |= {part.id for part in ast.walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return names & set(_names_in(function)) <= own


def _numbers_given(record: Record) -> Iterator[int]:
    """The whole numbers among a call's arguments that were not traced to a size, and are no defaults."""
    args, kwargs = record.arguments or ((), {})
    defaults = _defaults(record.subject) if kwargs else {}
    named = [value for name, value in kwargs.items() if name not in _AXES and defaults.get(name, value) is not value]
    unknown = [value for name, value in kwargs.items() if name not in _AXES and name not in defaults]
    for value in (*args, *named, *unknown):
        yield from _whole_numbers(value)


def _defaults(function: Any) -> dict[str, Any]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {parameter.name: parameter.default for parameter in parameters}


def _whole_numbers(value: Any) -> Iterator[int]:
    if isinstance(value, slice):
        value = (value.start, value.stop, value.step)
    if isinstance(value, int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, (tuple, list, range)) and not isinstance(value, Computed):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _whole_numbers(item)


def _numbers_written(scene: Scene, expression: ast.expr) -> Iterator[int]:
    """The whole numbers that a call or an index is given in the source, as far as the source itself tells them."""
    value = _value(scene, expression)
    if value is not None:
        yield value
        return
    match expression:
        case ast.Call(args=args, keywords=keywords):
            parts: list[ast.expr | None] = [*args, *(keyword.value for keyword in keywords)]
        case ast.Subscript(slice=index):
            parts = [index]
        case ast.Slice(lower=lower, upper=upper, step=step):
            parts = [lower, upper, step]
        case ast.Tuple(elts=items) | ast.List(elts=items):
            parts = [*items]
        case ast.BinOp(left=left, right=right):
            parts = [part for part in (left, right) if _value(scene, part) is not None]
        case _:
            parts = []
    for part in parts:
        if part is not None and (not isinstance(part, (ast.Call, ast.BinOp)) or _value(scene, part) is not None):
            yield from _numbers_written(scene, part)


def _value(scene: Scene, expression: ast.expr) -> int | None:
    """A whole number that is written out, by the name of a variable that is set once, or as a product of such."""
    match expression:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            value = _value(scene, operand)
            return -value if value is not None else None
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            first, second = _value(scene, left), _value(scene, right)
            return first * second if first is not None and second is not None else None
        case _:
            return number_written(scene, expression)
