"""`batch, length = x.shape` on a tensor with another number of axes: a mismatch that Python itself raises."""

from __future__ import annotations

import ast
import re

from shapeviz.graph.model import Node
from shapeviz.rules.core import AxisProblem, Call, Conflict

_TEXT = re.compile(r"(?:not enough|too many) values to unpack \(expected (?:at least )?(\d+)")
EXPECTS = "{expected} axes in {name}, whose sizes line {line} takes apart"
GETS = "{actual}"


def unpacking(text: str, line: int | None, raised: str, node: Node) -> tuple[Call, Conflict] | None:
    """The call of a module whose forward could not take the sizes of an argument apart, and why it could not.

    `text` is the source and `line` the line in it that raised an error that says `raised`.
    """
    found = _TEXT.match(raised)
    name = _unpacked_name(text, line) if found and line is not None else None
    operand = next((spec for spec in node.inputs if spec.name == name), None) if name is not None else None
    if found is None or name is None or operand is None or len(operand.shape) == int(found[1]):
        return None
    expected, actual = int(found[1]), len(operand.shape)
    problem = AxisProblem(name, None, expected, actual, "axes")
    words = EXPECTS.format(expected=expected, name=name, line=line)
    operands = {spec.name or f"argument {index + 1}": spec.shape for index, spec in enumerate(node.inputs)}
    return Call("module", dict(operands)), Conflict([problem], words, GETS.format(actual=actual), None, {})


def _unpacked_name(text: str, line: int | None) -> str | None:
    """The name of the tensor whose shape the statement in that line takes apart."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Tuple()], value=value, lineno=at) if at == line:
                return _shape_of(value)
            case _:
                continue
    return None


def _shape_of(value: ast.expr) -> str | None:
    match value:
        case ast.Attribute(value=ast.Name(id=name), attr="shape"):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="size"), args=[]):
            return name
        case _:
            return None
