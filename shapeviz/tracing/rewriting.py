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
import weakref
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any, TypeVar, cast

from shapeviz.tracing.code_pairs import code_pairs
from shapeviz.tracing.expression_sites import LITERALS, sites

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
        # The functions that have their plain code again, with the rewritten one.
        self._undone: list[tuple[weakref.ref[FunctionType], CodeType]] = []

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
            self._plain.update(code_pairs(code, plain, self._marks))
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
                self.remember(function, function.__code__)
                function.__code__ = self._plain[function.__code__]
        self._plain.clear()

    def remember(self, function: FunctionType, code: CodeType) -> None:
        """Keep the rewritten code of a function that has its plain code again."""
        self._undone.append((weakref.ref(function), code))

    @contextmanager
    def again(self) -> Generator[None]:
        """In here the functions have their rewritten code once more."""
        plain = [
            (function, function.__code__) for reference, _ in self._undone if (function := reference()) is not None
        ]
        for reference, code in self._undone:
            function = reference()
            if function is not None:
                function.__code__ = code
        try:
            yield
        finally:
            for function, code in plain:
                function.__code__ = code

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
            if isinstance(node, ast.Constant) and not isinstance(node.value, LITERALS):
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
