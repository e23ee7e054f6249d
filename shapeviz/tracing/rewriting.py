"""Code whose chosen expressions are handed to a hook: `hidden_size = 20` runs as `hidden_size = hook(0, 20)`.

The hook has no name that the code could see or overwrite: it stands among the constants of the code objects. No
statement is added and every call of a hook stands where its expression stood, so that line numbers, tracebacks,
scopes and `inspect.getsource` are those of the plain code. Only what Python computes from literals beforehand is
computed when it is reached: `(1, 2) is (1, 2)` is false where the numbers are handed on.
"""

from __future__ import annotations
import __future__

import ast
import gc
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any, NamedTuple

# Annotations may be kept as text, and patterns take no calls.
_UNTOUCHED_FIELDS = frozenset({"annotation", "returns", "pattern"})
# What is an `ast.expr` but no expression of its own. Interpolations exist from Python 3.14 on.
_NO_VALUE = tuple(
    getattr(ast, name) for name in ("Starred", "Slice", "FormattedValue", "Interpolation") if hasattr(ast, name)
)
_TEMPLATES = tuple(getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name))
_FUTURE_FLAGS = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


class Hook:
    """Hands values on to `report(number, value)`, and the code what that gives, until it is closed.

    An exception in `report` closes it too and is kept in `fault`: the code goes on with its own value. A copy, such
    as one that was pickled along with a function of the code, is closed.

    >>> hook = Hook(lambda number, value: value + number)
    >>> hook(1, 20), hook.close(), hook(1, 20)
    (21, None, 20)
    """

    def __init__(self, report: Callable[[int, Any], Any] | None = None) -> None:
        self.fault: Exception | None = None
        self._report = report

    def __call__(self, number: int, value: Any) -> Any:
        if self._report is None:
            return value
        try:
            return self._report(number, value)
        except Exception as fault:
            self.fault = fault
            self.close()
            return value

    def close(self) -> None:
        """From now on every value stays as it is."""
        self._report = None

    def __reduce__(self) -> tuple[type[Hook], tuple[()]]:
        return Hook, ()


@dataclass(frozen=True)
class Rewriter:
    """Which expressions become calls of `hook`: those for which `arguments` gives the arguments of that call.

    `arguments` is asked from the inside out, so parts of the expression may be calls of hooks already; None leaves
    it as it is. `hook` must be hashable and must work for as long as the code may run.
    """

    arguments: Callable[[ast.expr], list[ast.expr] | None]
    hook: Callable[..., Any]


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


class Rewriting:
    """The rewritten code of one cell, and the way back.

    >>> plain = compile("n = 20", "<cell>", "exec")
    >>> literal = lambda node: [ast.Constant(0), node] if isinstance(node, ast.Constant) else None
    >>> rewriting = Rewriting(Rewriter(literal, Hook(lambda number, value: value + 1)))
    >>> scope = {"__builtins__": {}}
    >>> exec(rewriting.rewritten(ast.parse("n = 20"), plain), scope)
    >>> scope
    {'__builtins__': {}, 'n': 21}
    """

    def __init__(self, *rewriters: Rewriter) -> None:
        self._rewriters = rewriters
        mark = uuid.uuid4().hex  # a text that the code does not hold
        self._hooks: dict[str, Callable[..., Any]] = {
            f"{mark} {position}": rewriter.hook for position, rewriter in enumerate(rewriters)
        }
        self._plain: dict[CodeType, CodeType] = {}

    def rewritten(self, tree: ast.Module | ast.Expression, plain: CodeType) -> CodeType:
        """The code of `tree` with its hooks. The tree is used up; `plain` is what it compiles to by itself.

        Warnings of the compiler are not given: compiling `plain` gave them.
        """
        if not self._put_hooks(tree):
            return plain
        mode = "eval" if isinstance(tree, ast.Expression) else "exec"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = plain.co_flags & _FUTURE_FLAGS
            code = compile(tree, plain.co_filename, mode, flags=flags, dont_inherit=True)
        code = self._with_hooks(code)
        self._plain.update(_pairs(code, plain, self._hooks.values()))
        return code

    def undo(self) -> None:
        """Give the functions that the rewritten code has made their plain code. What runs already runs on."""
        if not self._plain:
            return
        for function in gc.get_referrers(*self._plain):
            if isinstance(function, FunctionType) and function.__code__ in self._plain:
                function.__code__ = self._plain[function.__code__]
        self._plain.clear()

    def _put_hooks(self, tree: ast.AST) -> bool:
        """Let calls of hooks take the places of the chosen expressions; whether there are any."""
        found = False
        for site in reversed(list(sites(tree))):  # from the inside out
            call = self._call(site.expression)
            if call is not None:
                site.put(call)
                found = True
        return found

    def _call(self, expression: ast.expr) -> ast.expr | None:
        for rewriter, mark in zip(self._rewriters, self._hooks, strict=True):
            arguments = rewriter.arguments(expression)
            if arguments is not None:
                parts = [_placed(part, expression) for part in (ast.Constant(mark), *arguments)]
                return ast.copy_location(ast.Call(parts[0], parts[1:], []), expression)
        return None

    def _with_hooks(self, code: CodeType) -> CodeType:
        constants = (
            self._with_hooks(constant) if isinstance(constant, CodeType) else self._hook(constant)
            for constant in code.co_consts
        )
        return code.replace(co_consts=tuple(constants))

    def _hook(self, constant: object) -> object:
        return self._hooks.get(constant, constant) if isinstance(constant, str) else constant


def _placed(made: ast.expr, expression: ast.expr) -> ast.expr:
    """An argument whose new parts stand where the expression stood."""
    if not hasattr(made, "lineno"):
        for part in ast.walk(made):
            if not hasattr(part, "lineno"):
                ast.copy_location(part, expression)
    return made


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
    if isinstance(node, _NO_VALUE) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return False
    if isinstance(holder, _TEMPLATES) or field == "format_spec":
        return False
    if isinstance(holder, ast.Attribute) and isinstance(node, ast.Name) and not isinstance(holder.ctx, ast.Load):
        return False  # a class lists, from Python 3.13 on, the attributes that its methods set on `self`
    if isinstance(holder, ast.Expr):
        return not isinstance(node, ast.Constant)
    return not (isinstance(node, ast.Tuple) and any(isinstance(part, ast.Slice) for part in node.elts))


def _pairs(code: CodeType, plain: CodeType, hooks: Any) -> dict[CodeType, CodeType]:
    """The plain code of each function's code that holds a hook, where there is no doubt which it is."""
    before = _by_place(plain)
    return {
        found[0]: before[place][0]
        for place, found in _by_place(code).items()
        if len(found) == len(before.get(place, ())) == 1 and any(_holds(found[0], hook) for hook in hooks)
    }


def _holds(code: CodeType, hook: object) -> bool:
    return any(constant is hook for constant in code.co_consts)


def _by_place(code: CodeType) -> dict[object, list[CodeType]]:
    """The code objects within a code object by their name and place in the source."""
    found: dict[object, list[CodeType]] = {}
    waiting = [code]
    while waiting:
        nested = [constant for constant in waiting.pop().co_consts if isinstance(constant, CodeType)]
        waiting += nested
        for inner in nested:
            place = (inner.co_qualname, inner.co_firstlineno, inner.co_freevars, *_reach(inner))
            found.setdefault(place, []).append(inner)
    return found


def _reach(code: CodeType) -> tuple[object, object]:
    """From where to where in the source a code object's instructions come."""
    places = [place for place in code.co_positions() if None not in place]
    starts = [(line, column) for line, _, column, _ in places]
    ends = [(line, column) for _, line, _, column in places]
    return min(starts, default=None), max(ends, default=None)
