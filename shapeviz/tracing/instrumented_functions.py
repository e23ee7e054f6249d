"""Functions that are there already, and run with hooks in their code for a while.

Their file is compiled anew, with hooks. A function gets the new code only if what it has is what the file gives
without them, so that a file that has changed since is left alone.
"""

from __future__ import annotations

import ast
import inspect
import linecache
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from types import CodeType, FunctionType, ModuleType
from typing import Any

from shapeviz.tracing.preparation import Preparation


def function_of(target: Callable[..., Any]) -> FunctionType | None:
    """The Python function that runs when `target` is called: itself, a method's, or that of its class's `__call__`.

    >>> function_of([].append) is None, function_of(function_of) is function_of
    (True, True)
    """
    inner: Any = inspect.unwrap(target)
    inner = getattr(inner, "__func__", inner)
    if isinstance(inner, FunctionType):
        return inner
    call = None if isinstance(inner, type) else inspect.getattr_static(type(inner), "__call__", None)
    return call if isinstance(call, FunctionType) else None


def values_named(function: FunctionType, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """What the names in a function stand for when it is called like this, as far as that is known beforehand."""
    closure = inspect.getclosurevars(function)
    try:
        given = inspect.signature(function).bind_partial(*args, **keywords).arguments
    except (TypeError, ValueError):
        given = dict(keywords)
    return {**closure.globals, **closure.nonlocals, **given}


@contextmanager
def instrumented(function: FunctionType | None, preparation: Preparation) -> Generator[None]:
    """In here a function, and those of its own module that it may call, have the code that `preparation` makes."""
    changed = _changed(function, preparation) if function is not None and preparation.rewrites else {}
    before = {id(member): member.__code__ for member in changed}
    for member, code in changed.items():
        member.__code__ = code
    try:
        yield
    finally:
        for member, code in changed.items():
            member.__code__ = before[id(member)]
            preparation.remember(member, code)


def _changed(function: FunctionType, preparation: Preparation) -> dict[FunctionType, CodeType]:
    """The functions of a module that get other code, with that code."""
    filename = function.__code__.co_filename
    text = "".join(linecache.getlines(filename, function.__globals__))
    try:
        plain = compile(text, filename, "exec", dont_inherit=True)
        code = preparation.rewritten(ast.parse(text), plain)
    except SyntaxError:  # a cell with magics in it, or no text at all
        return {}
    made = dict(zip(_nested(plain), _nested(code), strict=False)) if code is not plain else {}
    members = dict.fromkeys((function, *_functions_in(function.__globals__)))
    found = {member: made.get(member.__code__) for member in members}
    return {
        member: new
        for member, new in found.items()
        if new is not None and new.co_freevars == member.__code__.co_freevars
    }


def _nested(code: CodeType) -> list[CodeType]:
    """The code of each function in a module, in the order of the text."""
    found: list[CodeType] = []
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found += [constant, *_nested(constant)]
    return found


def _functions_in(scope: Mapping[str, Any]) -> Iterator[FunctionType]:
    """The functions that a module defines, and the methods of its classes."""
    for value in list(scope.values()):
        if isinstance(value, ModuleType):
            continue
        inner = getattr(value, "__func__", value)
        if isinstance(inner, FunctionType) and inner.__globals__ is scope:
            yield inner
        elif isinstance(inner, type) and inner.__module__ == scope.get("__name__"):
            yield from (item for item in vars(inner).values() if isinstance(item, FunctionType))
