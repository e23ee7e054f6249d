"""Where in a syntax tree expressions stand that may be replaced by others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

# Annotations may be kept as text, and patterns take no calls.
_UNTOUCHED_FIELDS = frozenset({"annotation", "returns", "pattern"})
# What is an `ast.expr` but no expression of its own. Interpolations exist from Python 3.14 on.
_NO_VALUE = tuple(
    getattr(ast, name) for name in ("Starred", "Slice", "FormattedValue", "Interpolation") if hasattr(ast, name)
)
_TEMPLATES = tuple(getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name))
# The constants of parsed code.
LITERALS = (str, bytes, int, float, complex, type(None), type(...))


class Site(NamedTuple):
    """A place in a syntax tree where an expression gives a value, so that another may take its place."""

    holder: ast.AST
    field: str
    position: int | None
    expression: ast.expr

    def put(self, expression: ast.expr) -> None:
        """Let another expression stand here."""
        if self.position is None:
            setattr(self.holder, self.field, expression)
        else:
            getattr(self.holder, self.field)[self.position] = expression


def sites(tree: ast.AST) -> Iterator[Site]:
    """Every place of an expression that a call may take, outer ones first.

    Left out are targets, annotations, patterns, docstrings and what only a bracket or a string may hold.
    """
    stack: list[tuple[ast.AST, str, int | None, ast.AST]] = _children(tree)
    while stack:
        holder, field, index, node = stack.pop()
        if isinstance(node, ast.expr) and _gives_value(holder, field, node):
            yield Site(holder, field, index, node)
        stack += _children(node)


def _children(node: ast.AST) -> list[tuple[ast.AST, str, int | None, ast.AST]]:
    """The nodes below a node with their places, last one first."""
    found: list[tuple[ast.AST, str, int | None, ast.AST]] = []
    for field, value in ast.iter_fields(node):
        if field in _UNTOUCHED_FIELDS:
            continue
        if isinstance(value, list):
            found += [(node, field, index, item) for index, item in enumerate(value) if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append((node, field, None, value))
    return found[::-1]


def _gives_value(holder: ast.AST, field: str, node: ast.expr) -> bool:
    if isinstance(node, ast.Constant) and not isinstance(node.value, LITERALS):
        return False  # put there by a rewriter
    if isinstance(node, _NO_VALUE) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    if isinstance(holder, _TEMPLATES) or field == "format_spec":
        return False
    if isinstance(holder, ast.Attribute) and isinstance(node, ast.Name) and not isinstance(holder.ctx, ast.Load):
        return False  # a class lists, from Python 3.13 on, the attributes that its methods set on `self`
    if isinstance(holder, ast.Expr):
        return not isinstance(node, ast.Constant)
    return not (isinstance(node, ast.Tuple) and any(isinstance(part, ast.Slice) for part in node.elts))
