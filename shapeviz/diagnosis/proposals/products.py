"""Writing a size in the form that the source already uses: `16 * 32 * 32` in place of `16 * 14 * 14`."""

from __future__ import annotations

import ast

from shapeviz.diagnosis.proposals.values import Values
from shapeviz.graph.model import Shape


def factors_of(expression: ast.expr) -> list[ast.expr]:
    """The factors of a product, from left to right; the expression itself if it is none."""
    if isinstance(expression, ast.BinOp) and isinstance(expression.op, ast.Mult):
        return [*factors_of(expression.left), *factors_of(expression.right)]
    return [expression]


def in_same_form(values: Values, expression: ast.expr, shape: Shape) -> str | None:
    """The elements of `shape` as a product like `expression`; None if that is no product of as many sizes.

    Factors that are right stay as they are written, names among them.
    """
    factors = factors_of(expression)
    texts: list[str] = []
    rest = list(shape)
    for factor in factors:
        if isinstance(factor, ast.BinOp) and isinstance(factor.op, ast.Pow) and len(rest) > 1 and rest[0] == rest[1]:
            texts.append(f"{rest[0]} ** 2")
            rest = rest[2:]
        elif rest:
            size = rest.pop(0)
            texts.append(values.text(factor) if values.numbers(factor) == {size} else str(size))
    if len(texts) != len(factors) or rest or len(factors) < 2:
        return None
    return " * ".join(texts)


def as_multiple(values: Values, expression: ast.expr, current: int, wanted: int) -> str | None:
    """`2 * hidden` for an expression `hidden` that is worth half of what is wanted, and the other way round."""
    if isinstance(expression, ast.Constant) or not current:
        return None
    factors = factors_of(expression)
    for index, factor in enumerate(factors if len(factors) > 1 else ()):
        for number in values.numbers(factor) if isinstance(factor, ast.Constant) else ():
            if number and current % number == 0 and wanted * number % current == 0:
                times = wanted * number // current
                texts = [values.text(other) for other in factors]
                texts[index : index + 1] = [str(times)] if times != 1 else []
                return " * ".join(texts)
    text = values.text(expression)
    tight = isinstance(expression, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)) or len(factors) > 1
    inner = text if tight else f"({text})"
    return f"{wanted // current} * {inner}" if wanted % current == 0 and wanted > current else None


def beside(values: Values, expression: ast.expr, current: int, wanted: int) -> str | None:
    """`patches + 1` for an expression `patches` that is one too small, or a multiple of it."""
    if isinstance(expression, ast.Constant):
        return None
    if abs(wanted - current) == 1:
        return f"{values.text(expression)} {'+' if wanted > current else '-'} 1"
    return as_multiple(values, expression, current, wanted)
