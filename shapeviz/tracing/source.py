"""The checked source: which frames run it, and which piece of its text a call came from."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType

from shapeviz.graph.model import SourceSpan


@dataclass
class CheckedSource:
    """The text that is checked, as it stands in `filename` from line `first_line` on.

    `filename` is what the code objects compiled from it carry as `co_filename`; `parsed` is the Python that was
    compiled, where that is not the text itself (a cell with magics in it).
    """

    name: str
    text: str
    filename: str
    first_line: int = 1
    parsed: str | None = None
    _positions: dict[int, list[tuple[int | None, ...]]] = field(default_factory=dict)

    def holds(self, code: CodeType) -> bool:
        """Whether that code was compiled from this source."""
        return (
            code.co_filename == self.filename and 0 <= code.co_firstlineno - self.first_line < self.line_count
        )

    @cached_property
    def line_count(self) -> int:
        return self.text.count("\n") + 1

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def span(self, code: CodeType, instruction: int) -> SourceSpan | None:
        """The sub-expression that the bytecode at offset `instruction` of `code` was compiled from."""
        positions = self._positions.get(id(code))
        if positions is None:
            positions = self._positions[id(code)] = list(code.co_positions())
        index = instruction // 2
        if not 0 <= index < len(positions):
            return None
        line, end_line, column, end_column = positions[index]
        if line is None or end_line is None or column is None or end_column is None:
            return None
        first = line - self.first_line + 1
        last = end_line - self.first_line + 1
        if not 1 <= first <= last <= self.line_count:
            return None
        return SourceSpan(first, self._characters(first, column), last, self._characters(last, end_column))

    def _characters(self, line: int, byte_offset: int) -> int:
        """Python counts columns in UTF-8 bytes; people and browsers count characters."""
        return len(self.lines[line - 1].encode()[:byte_offset].decode(errors="ignore"))

    @cached_property
    def tree(self) -> ast.Module | None:
        try:
            return ast.parse(textwrap.dedent(self.parsed if self.parsed is not None else self.text))
        except SyntaxError:
            return None

    @cached_property
    def _expressions(self) -> dict[tuple[int, int, int, int], list[ast.AST]]:
        """Syntax nodes by their place, with the statement that each belongs to in `_owners`."""
        found: dict[tuple[int, int, int, int], list[ast.AST]] = {}
        for node in ast.walk(self.tree) if self.tree else ():
            key = _place(node)
            if key is not None:
                found.setdefault(key, []).append(node)
        return found

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.stmt)] if self.tree else []

    def expression_at(self, span: SourceSpan) -> ast.expr | None:
        """The expression that stands exactly at `span`."""
        key = (
            span.line,
            self._bytes(span.line, span.column),
            span.end_line,
            self._bytes(span.end_line, span.end_column),
        )
        expressions = [node for node in self._expressions.get(key, []) if isinstance(node, ast.expr)]
        return expressions[0] if expressions else None

    def _bytes(self, line: int, column: int) -> int:
        return len(self.lines[line - 1][:column].encode())

    def assignment_around(self, span: SourceSpan) -> ast.Assign | ast.AnnAssign | None:
        """The assignment statement whose value contains `span`."""
        for statement in self._statements:
            if isinstance(statement, (ast.Assign, ast.AnnAssign)) and _contains(statement, span):
                return statement
        return None

    def assignments_to(self, name: str) -> Iterator[ast.Assign]:
        """The plain assignments `name = …` in the source, in order."""
        for statement in self._statements:
            if isinstance(statement, ast.Assign) and any(
                _is_name(target, name) for target in statement.targets
            ):
                yield statement

    def span_of(self, node: ast.AST) -> SourceSpan:
        """Where a syntax node of this source stands."""
        line, column, end_line, end_column = _place(node) or (1, 0, 1, 0)
        return SourceSpan(
            line, self._characters(line, column), end_line, self._characters(end_line, end_column)
        )


def target_names(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    """The names that an assignment binds: `a, b = …` gives both, an attribute or index gives its source text."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    parts = target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
    return [ast.unparse(part) for part in parts]


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _place(node: ast.AST) -> tuple[int, int, int, int] | None:
    line, column = getattr(node, "lineno", None), getattr(node, "col_offset", None)
    end_line, end_column = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
    if line is None or column is None or end_line is None or end_column is None:
        return None
    return line, column, end_line, end_column


def _contains(statement: ast.stmt, span: SourceSpan) -> bool:
    place = _place(statement)
    return place is not None and place[0] <= span.line and span.end_line <= place[2]
