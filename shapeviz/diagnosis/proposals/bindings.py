"""How a value gets to a name: by an assignment, a loop, an argument of a call, or a parameter's default."""

from __future__ import annotations

import ast
from dataclasses import dataclass

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Binding:
    """`target = value`; `call` is a call that leaves a parameter at its default, `value`.

    With `key` it is the item of `value` under that key (`f(**config)`); with `in_turn` each element of `value`.
    """

    target: ast.expr
    value: ast.expr
    call: ast.Call | None = None
    key: str | None = None
    in_turn: bool = False


def passed(call: ast.Call, position: int | None, name: str) -> ast.expr | None:
    """What a call gives to a parameter, by its keyword or its position."""
    keyword = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if keyword is not None or position is None:
        return keyword
    before = call.args[: position + 1]
    starred = any(isinstance(argument, ast.Starred) for argument in before)
    return before[position] if 0 <= position < len(before) and not starred else None


def default_of(function: Function, name: str) -> ast.expr | None:
    """The default of a parameter."""
    plain = [*function.args.posonlyargs, *function.args.args]
    given = zip(reversed(plain), reversed(function.args.defaults), strict=False)
    named = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return next((value for argument, value in [*given, *named] if argument.arg == name), None)


def assigned(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """The targets of an assignment with its value; empty for anything else."""
    match node:
        case ast.Assign(targets=targets, value=value):
            return [(target, value) for target in targets]
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            return [(target, value)]
        case _:
            return []


def parts(target: ast.expr) -> list[ast.expr]:
    """The single targets of a nested tuple of targets."""
    if isinstance(target, (ast.Tuple, ast.List)):
        return [part for item in target.elts for part in parts(item)]
    return [target]
