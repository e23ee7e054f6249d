"""Running a cell's text in the user's namespace, as IPython itself would run it."""

from __future__ import annotations

import ast
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
    name = shell.compile.cache(code, shell.execution_count, text)
    try:
        tree = shell.compile.ast_parse(code, filename=name)
    except SyntaxError as error:
        if _awaits(code):
            raise UsageError(AWAIT) from None
        raise error.with_traceback(None) from None
    if _awaits(code):
        raise UsageError(AWAIT)
    tree = shell.transform_ast(tree)
    source = CheckedSource(f"In[{shell.execution_count}]", text.rstrip("\n"), name, parsed=code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = shell.compile(tree, name, "exec") if tree.body else None
    value = shell.compile(ast.Expression(last.value), name, "eval") if isinstance(last, ast.Expr) else None
    return CompiledCell(source, body, value)


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
    """Whether the code would compile only with await allowed at its top level."""
    try:
        compile(code, "<cell>", "exec", flags=0, dont_inherit=True)
    except SyntaxError:
        try:
            compile(code, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        except SyntaxError:
            return False
        return True
    return False
