"""Running a cell's text in the user's namespace, as IPython would run it, under the recorder's eyes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import CodeType
from typing import Any

from IPython.core.error import UsageError

from shapeviz.api import finished
from shapeviz.result import Check, faulty_check
from shapeviz.shapes.plain import make_plain, plain
from shapeviz.tracing.choosing import ensemble_for
from shapeviz.tracing.knob_words import Request
from shapeviz.tracing.name_words import SizeNames
from shapeviz.tracing.preparation import Preparation
from shapeviz.tracing.rehearsal import Stage
from shapeviz.tracing.session import Session
from shapeviz.tracing.source import CheckedSource

NOT_RUN = "shapeviz cannot keep this cell without data ({fault}), so the cell was not run."
AWAIT = (
    "%%shapecheck cannot run a cell with await at its top level. Put the awaiting lines into a cell of their "
    "own, above this one, and check the rest."
)


@dataclass
class CompiledCell:
    """A cell ready to run: its statements, and its last expression if that is what it ends with."""

    source: CheckedSource
    body: CodeType | None
    last: CodeType | None
    preparation: Preparation | None = None

    def run(self, namespace: dict[str, Any]) -> Any:
        """Run the cell; the value of its last expression comes back."""
        __tracebackhide__ = True
        if self.body is not None:
            exec(self.body, namespace)
        return eval(self.last, namespace) if self.last is not None else None


@dataclass
class Outcome:
    """What a watched cell came to. `error` is the exception to pass on once the check has been shown."""

    check: Check
    value: Any
    error: Exception | None


def run_watched(
    cell: CompiledCell, namespace: dict[str, Any], *, meta: bool, names: SizeNames | None = None
) -> Outcome:
    """Run the cell and check it. A fault of our own is told in the check, and the cell's result stands.

    An interrupt or an exit goes on at once, with nothing left behind.

    Raises
    ------
    UsageError
        If the cell was to be kept without data and cannot be: run with its data it could fill the memory.
    """
    __tracebackhide__ = True
    session, fault = _started(cell, meta=meta, names=names)
    if session is None and meta:
        raise UsageError(NOT_RUN.format(fault=fault))
    stage = Stage(session, namespace) if session is not None else None
    value, error = None, None
    try:
        value = cell.run(namespace)
    except BaseException as raised:
        error = raised
    if session is not None:
        fault = _stopped(session, error, namespace)
    if error is not None and not isinstance(error, Exception):
        raise error
    if fault is not None:
        return Outcome(faulty_check(cell.source.name, cell.source.text, fault), value, error)
    assert session is not None
    return Outcome(finished(session, error, keep_error=False, stage=stage), plain(value), error)


def _started(cell: CompiledCell, *, meta: bool, names: SizeNames | None) -> tuple[Session | None, Exception | None]:
    """A session that watches, or what went wrong in starting it."""
    session = None
    try:
        session = Session(cell.source, meta=meta, names=names, preparation=cell.preparation)
        session.start()
        return session, None
    except Exception as fault:
        if session is not None:
            with suppress(Exception):
                session.stop()
        return None, fault


def _stopped(session: Session, error: BaseException | None, namespace: dict[str, Any]) -> Exception | None:
    """End the session and take its traces from the user's variables; what went wrong in that, if anything."""
    try:
        session.stop(error)
        if session.turning is None:
            make_plain(namespace)
    except Exception as fault:
        return fault
    return None


def compile_cell(shell: Any, text: str, requests: Sequence[Request] = (), *, every_knob: bool = False) -> CompiledCell:
    """The cell compiled under a name of its own, so that tracebacks show its lines.

    The knobs asked for in `requests` are sizes in it, and with `every_knob` all numbers with a name that may be one.

    Raises
    ------
    SyntaxError
        If the cell is no Python.
    UsageError
        If it awaits at its top level, or has no such number as was asked for.
    """
    code = _transformed(shell, text)
    number = running_number(shell)
    name = shell.compile.cache(code, number, text)
    source = CheckedSource(f"In[{number}]", text.rstrip("\n"), name, parsed=code, file_names=cell_names(shell))
    try:
        cell = CompiledCell(source, *_compiled(shell, code, name))
    except SyntaxError as error:
        if _awaits(code):
            raise UsageError(AWAIT) from None
        raise error.with_traceback(None) from None
    _prepare(shell, cell, requests, every=every_knob)
    return cell


def _prepare(shell: Any, cell: CompiledCell, requests: Sequence[Request], *, every: bool) -> None:
    """Let the knobs of a cell be sizes, and let it report what it does with arrays."""
    ensemble = ensemble_for(cell.source, shell.user_ns)
    try:
        cell.preparation = Preparation(cell.source, ensemble, requests, every=every)
    except ValueError as reason:
        raise UsageError(str(reason)) from None
    assert cell.source.parsed is not None
    tree, last = _parted(shell, cell.source.parsed, cell.source.filename)
    if cell.body is not None:
        cell.body = cell.preparation.rewritten(tree, cell.body)
    if cell.last is not None and last is not None:
        cell.last = cell.preparation.rewritten(last, cell.last)


def _parted(shell: Any, code: str, name: str) -> tuple[ast.Module, ast.Expression | None]:
    """(the statements, the last expression if that is what it ends with) of the code."""
    tree: ast.Module = shell.transform_ast(shell.compile.ast_parse(code, filename=name))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    return tree, ast.Expression(last.value) if last is not None else None  # pyright: ignore


def _compiled(shell: Any, code: str, name: str) -> tuple[CodeType | None, CodeType | None]:
    """(the statements, the last expression) of the code, either of them None if there is none."""
    tree, last = _parted(shell, code, name)
    body = shell.compile(tree, name, "exec") if tree.body else None
    value = shell.compile(last, name, "eval") if last is not None else None
    return body, value


def cell_names(shell: Any) -> dict[str, str]:
    """What people call the files that earlier cells were compiled as."""
    numbers: dict[str, int] = getattr(shell.compile, "_filename_map", {})
    return {name: f"In[{number}]" for name, number in numbers.items()}


def running_number(shell: Any) -> int:
    """The number of the cell that is running: in some versions of IPython the shell's count has moved on."""
    numbers: dict[str, int] = getattr(shell.compile, "_filename_map", {})
    frame = sys._getframe()  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        if frame.f_code.co_filename in numbers:
            return numbers[frame.f_code.co_filename]
        frame = frame.f_back
    return shell.execution_count


def _transformed(shell: Any, text: str) -> str:
    """The cell with its magics made Python, and the empty lines at its top, which IPython drops, put back."""
    kept = text.lstrip("\n")
    skipped = len(text) - len(kept)
    blank = 0
    for line in kept.split("\n"):
        if line.strip():
            break
        blank += 1
    return "\n" * (skipped + blank) + shell.transform_cell(kept)


def _awaits(code: str) -> bool:
    """Whether code that does not compile would, were await allowed at its top level."""
    try:
        compile(code, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError:
        return False
    return True
