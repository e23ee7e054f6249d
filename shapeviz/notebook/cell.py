"""Running a cell's text in the user's namespace, as IPython itself would run it."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from types import CodeType
from typing import Any

from IPython.core.error import UsageError

from shapeviz.tracing.source import CheckedSource

AWAIT = (
    "%%shapecheck cannot run a cell with await at its top level. Put the awaiting lines into a cell of their own, "
    "above this one, and check the rest."
)


@dataclass
class CompiledCell:
    """A cell ready to run: its statements, and its last expression if that is what it ends with."""

    source: CheckedSource
    body: CodeType | None
    last: CodeType | None

    def run(self, namespace: dict[str, Any]) -> Any:
        """Run the cell; the value of its last expression comes back."""
        __tracebackhide__ = True
        if self.body is not None:
            exec(self.body, namespace)
        return eval(self.last, namespace) if self.last is not None else None


def compile_cell(shell: Any, text: str) -> CompiledCell:
    """The cell compiled under a name of its own, so that tracebacks show its lines.

    Raises
    ------
    SyntaxError
        If the cell is no Python.
    UsageError
        If it awaits at its top level.
    """
    code = _transformed(shell, text)
    number = running_number(shell)
    name = shell.compile.cache(code, number, text)
    source = CheckedSource(f"In[{number}]", text.rstrip("\n"), name, parsed=code)
    try:
        return CompiledCell(source, *_compiled(shell, code, name))
    except SyntaxError as error:
        if _awaits(code):
            raise UsageError(AWAIT) from None
        raise error.with_traceback(None) from None


def _compiled(shell: Any, code: str, name: str) -> tuple[CodeType | None, CodeType | None]:
    """(the statements, the last expression) of the code, either of them None if there is none."""
    tree = shell.transform_ast(shell.compile.ast_parse(code, filename=name))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = shell.compile(tree, name, "exec") if tree.body else None
    value = shell.compile(ast.Expression(last.value), name, "eval") if last is not None else None
    return body, value


def running_number(shell: Any) -> int:
    """The number of the cell that is running. The shell's own count has moved on in some versions of IPython."""
    numbers: dict[str, int] = getattr(shell.compile, "_filename_map", {})
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename in numbers:
            return numbers[frame.f_code.co_filename]
        frame = frame.f_back
    return shell.execution_count


def _transformed(shell: Any, text: str) -> str:
    """The cell with its magics made Python; IPython drops empty lines at the top, which would shift the rest."""
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
