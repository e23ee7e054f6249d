"""Calls that the checked code may let fail: a function catches the exception and returns another answer.

try:
    return np.stack(rows)
except ValueError:
    return padded(rows)
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable

from shapeviz.tracing.forest import walk
from shapeviz.tracing.places import span_of
from shapeviz.tracing.records import Record
from shapeviz.tracing.source import CheckedSource


def settle_alternatives(roots: Iterable[Record], source: CheckedSource) -> None:
    """Mark the failures for which the function around the call has another answer ready as dealt with."""
    failed = [record for root in roots for record in walk(root) if record.failure is not None]
    for record in failed:
        span = span_of(source, record)
        if span is not None and record.failure is not None and _is_ready(source, span.line, record.failure.type):
            record.failure.caught_inside = True


def _is_ready(source: CheckedSource, line: int, kind: str) -> bool:
    """Whether the innermost `try` around a line stands in a function and has such a handler for a kind of exception."""
    trials: list[ast.Try] = []
    for function in ast.walk(source.tree) if source.tree is not None else ():
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            trials += [part for part in ast.walk(function) if isinstance(part, ast.Try) and _tries(part, line)]
    innermost = max(trials, key=lambda part: part.lineno, default=None)
    return innermost is not None and any(_answers(handler, kind) for handler in innermost.handlers)


def _tries(statement: ast.Try, line: int) -> bool:
    return statement.body[0].lineno <= line <= (statement.body[-1].end_lineno or 0)


def _answers(handler: ast.ExceptHandler, kind: str) -> bool:
    """Whether a handler is for that kind, does not look at the exception, and returns a value in the end."""
    last = handler.body[-1]
    returns = isinstance(last, ast.Return) and last.value is not None and ast.unparse(last.value) != "None"
    if not returns or handler.name is not None:
        return False
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {ast.unparse(caught).rpartition(".")[2] for caught in kinds if caught is not None}
    return handler.type is None or bool(names & _names_of(kind))


def _names_of(kind: str) -> set[str]:
    """The names under which an exception can be caught, as far as they are Python's own."""
    found = getattr(builtins, kind, None)
    bases = [base.__name__ for base in found.__mro__] if isinstance(found, type) else []
    return {kind, "Exception", "BaseException", *bases} - {"object"}
