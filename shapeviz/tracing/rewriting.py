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
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any, NamedTuple, TypeVar, cast

# Annotations may be kept as text, and patterns take no calls.
_UNTOUCHED_FIELDS = frozenset({"annotation", "returns", "pattern"})
# What is an `ast.expr` but no expression of its own. Interpolations exist from Python 3.14 on.
_NO_VALUE = tuple(
    getattr(ast, name) for name in ("Starred", "Slice", "FormattedValue", "Interpolation") if hasattr(ast, name)
)
_TEMPLATES = tuple(getattr(ast, name) for name in ("JoinedStr", "TemplateStr") if hasattr(ast, name))
# The constants of parsed code.
_LITERALS = (str, bytes, int, float, complex, type(None), type(...))
_FUTURE_FLAGS = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})

_Node = TypeVar("_Node", bound=ast.AST)


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


def _unprepared(tree: ast.AST) -> None:
    """Leave the tree as it is."""


@dataclass(frozen=True)
class Rewriter:
    """Which expressions are replaced, and by what; None leaves an expression as it is.

    `replacement` is asked from the inside out, so parts of the expression may be replaced already. What it gives may
    hold any hashable object as a constant, such as a hook, which must work for as long as the code may run. Parts
    without a place in the text get that of the expression. `prepare` is given the tree before, and may change
    statements in it.
    """

    replacement: Callable[[ast.expr], ast.expr | None]
    prepare: Callable[[ast.AST], None] = _unprepared


def call_of(hook: Callable[..., Any], *arguments: ast.expr) -> ast.Call:
    """The call of a hook.

    >>> ast.unparse(call_of(print, ast.Name("x", ast.Load())))
    '<built-in function print>(x)'
    """
    return ast.Call(constant_of(hook), [*arguments], [])


def constant_of(value: object) -> ast.Constant:
    """An object as it stands in the code, without a name."""
    return ast.Constant(cast(Any, value))


def copied_place(made: _Node, place: ast.AST) -> _Node:
    """The same node, whose new parts stand where `place` stands."""
    waiting: list[ast.AST] = [made]
    while waiting:
        node = waiting.pop()
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            ast.copy_location(node, place)
            waiting += ast.iter_child_nodes(node)
    return made


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
    >>> hook = Hook(lambda number, value: value + 1)
    >>> one_more = lambda node: call_of(hook, ast.Constant(0), node) if isinstance(node, ast.Constant) else None
    >>> rewriting = Rewriting(Rewriter(one_more))
    >>> scope = {"__builtins__": {}}
    >>> exec(rewriting.rewritten(ast.parse("n = 20"), plain), scope)
    >>> scope
    {'__builtins__': {}, 'n': 21}
    """

    def __init__(self, *rewriters: Rewriter) -> None:
        self._rewriters = rewriters
        self._mark = uuid.uuid4().hex  # a text that the code does not hold
        self._hooks: dict[str, object] = {}
        self._marks: dict[int, str] = {}
        self._plain: dict[CodeType, CodeType] = {}

    def rewritten(self, tree: ast.Module | ast.Expression, plain: CodeType) -> CodeType:
        """The code of `tree` with its hooks. The tree is used up; `plain` is what it compiles to by itself.

        It is `plain` itself for an expression that is so deep that Python would compile it without hooks only.
        Warnings of the compiler are not given: compiling `plain` gave them.
        """
        try:
            code = self._compiled(tree, plain)
        except RecursionError:
            return plain
        if code is not None:
            self._plain.update(_pairs(code, plain, self._marks))
        return code or plain

    def _compiled(self, tree: ast.Module | ast.Expression, plain: CodeType) -> CodeType | None:
        """The code with its hooks, None if there are none."""
        for rewriter in self._rewriters:
            rewriter.prepare(tree)
        self._replace(tree)
        if not self._put_marks(tree):
            return None
        mode = "eval" if isinstance(tree, ast.Expression) else "exec"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = plain.co_flags & _FUTURE_FLAGS
            code = compile(tree, plain.co_filename, mode, flags=flags, dont_inherit=True)
        return self._with_hooks(code)

    def undo(self) -> None:
        """Give the functions that the rewritten code has made their plain code. What runs already runs on."""
        if not self._plain:
            return
        for function in gc.get_referrers(*self._plain):
            if isinstance(function, FunctionType) and function.__code__ in self._plain:
                function.__code__ = self._plain[function.__code__]
        self._plain.clear()

    def _replace(self, tree: ast.AST) -> None:
        for site in reversed(list(sites(tree))):  # from the inside out
            for rewriter in self._rewriters:
                made = rewriter.replacement(site.expression)
                if made is not None:
                    site.put(copied_place(made, site.expression))
                    break

    def _put_marks(self, tree: ast.AST) -> bool:
        """Let texts stand for the objects that the compiler takes for no constants; whether there are any."""
        found = False
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and not isinstance(node.value, _LITERALS):
                node.value = self._mark_of(node.value)
                found = True
        return found

    def _mark_of(self, value: object) -> str:
        mark = self._marks.setdefault(id(value), f"{self._mark} {len(self._marks)}")
        self._hooks[mark] = value
        return mark

    def _with_hooks(self, code: CodeType) -> CodeType:
        constants = (
            self._with_hooks(constant) if isinstance(constant, CodeType) else self._hook(constant)
            for constant in code.co_consts
        )
        return code.replace(co_consts=tuple(constants))

    def _hook(self, constant: object) -> object:
        return self._hooks.get(constant, constant) if isinstance(constant, str) else constant


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
    if isinstance(node, ast.Constant) and not isinstance(node.value, _LITERALS):
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


def _pairs(code: CodeType, plain: CodeType, hooks: Container[int]) -> dict[CodeType, CodeType]:
    """The plain code of each function's code that holds a hook, where there is no doubt which it is."""
    before = _by_place(plain)
    return {
        found[0]: before[place][0]
        for place, found in _by_place(code).items()
        if len(found) == len(before.get(place, ())) == 1 and _holds(found[0], hooks)
    }


def _holds(code: CodeType, hooks: Container[int]) -> bool:
    return any(id(constant) in hooks for constant in code.co_consts)


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
