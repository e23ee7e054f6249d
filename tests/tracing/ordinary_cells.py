"""Ordinary Python cells, and all that a person could see of one that ran, so that two runs may be compared."""

from __future__ import annotations
import __future__

import ast
import contextlib
import inspect
import io
import linecache
import re
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

from shapeviz.tracing.rewriting import Rewriting
from shapeviz.tracing.session import clean_traceback

FILE = "<checked cell>"
_FIXTURES = Path(__file__).parents[1] / "fixtures"


def cells(file_name: str) -> dict[str, str]:
    """The cells of a file of fixtures, by their names."""
    text = (_FIXTURES / file_name).read_text()
    names = re.findall(r"^# %% (.+)$", text, re.MULTILINE)
    return dict(zip(names, re.split(r"^# %% .+\n", text, flags=re.MULTILINE)[1:], strict=True))


class Ran(NamedTuple):
    """All that a person could see of a cell that ran."""

    value: str
    variables: dict[str, Any]
    stdout: str
    traceback: str


def compiled(text: str, rewriting: Rewriting | None = None) -> list[CodeType]:
    """The code of a cell as the magic makes it: its statements, and the last expression by itself."""
    body = ast.parse(text, FILE)
    last = ast.Expression(body.body.pop().value) if isinstance(body.body[-1], ast.Expr) else None  # type: ignore
    pieces: list[tuple[Any, CodeType]] = [(body, compile(body, FILE, "exec", dont_inherit=True))]
    if last is not None:
        flags = pieces[0][1].co_flags & __future__.annotations.compiler_flag
        pieces.append((last, compile(last, FILE, "eval", flags=flags, dont_inherit=True)))
    return [plain if rewriting is None else rewriting.rewritten(tree, plain) for tree, plain in pieces]


def ran(text: str, rewriting: Rewriting | None = None, **given: Any) -> Ran:
    """Run a cell in which some names are given, rewritten where there is a rewriting."""
    linecache.cache[FILE] = (len(text), None, text.splitlines(keepends=True), FILE)
    module = sys.modules["cells"] = ModuleType("cells")  # where `inspect` looks for the file of a class
    module.__file__ = FILE
    namespace = vars(module)
    namespace.update(given)
    printed, value, shown = io.StringIO(), None, ""
    try:
        with contextlib.redirect_stdout(printed):
            for code in compiled(text, rewriting):
                value = eval(code, namespace)
    except BaseException as error:
        clean_traceback(error)
        error.__traceback__ = error.__traceback__.tb_next if error.__traceback__ else None
        shown = "".join(traceback.format_exception(error))
    namespace.pop("__warningregistry__", None)  # it counts the changes of the warning filters anywhere
    return Ran(plainly(value), {name: seen(made) for name, made in namespace.items()}, printed.getvalue(), shown)


def plainly(value: object) -> str:
    """The repr of a value without the addresses in it."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def seen(value: object) -> object:
    """What can be asked of a variable, the way to its source and into its code included."""
    if isinstance(value, FunctionType) and value.__code__.co_filename == FILE:
        return source_of(value), str(inspect.signature(value)), value.__doc__, value.__qualname__, outside(value)
    if isinstance(value, type) and value.__module__ == "cells":
        return source_of(value), {name: seen(made) for name, made in vars(value).items()}
    return plainly(value) if inspect.getmodule(value) is None else type(value).__name__


def source_of(value: Any) -> str | None:
    try:
        return inspect.getsource(value)
    except (OSError, TypeError):
        return None


def outside(function: FunctionType) -> tuple[object, ...]:
    code = function.__code__
    # Names with a space are none that code could mean.
    names, variables = (tuple(name for name in kind if " " not in name) for kind in (code.co_names, code.co_varnames))
    return code.co_firstlineno, names, variables, code.co_freevars, code.co_cellvars, code.co_flags


def nested(code: CodeType) -> Iterator[CodeType]:
    """A code object and those within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested(constant)


def forget() -> None:
    """Take back what a run has left in the interpreter."""
    sys.modules.pop("cells", None)
    linecache.cache.pop(FILE, None)
