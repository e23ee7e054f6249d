"""The checked source: which frames run it, and which piece of its text a call came from."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType

from shapeviz.graph.model import SourceSpan

Assignment = ast.Assign | ast.AnnAssign | ast.AugAssign


@dataclass
class CheckedSource:
    """The text that is checked, as it stands in `filename` from line `first_line` on.

    `filename` is what the code objects compiled from it carry as `co_filename`; `parsed` is the Python that was
    compiled, where that is not the text itself (a cell with magics in it). `file_names` are what people call
    other files (`In[2]`). What runs may be `recompiled` code, so that places in it are known by the text alone.
    `modules` are the names that stand for modules where the text runs, with what the modules call themselves.
    """

    name: str
    text: str
    filename: str
    first_line: int = 1
    parsed: str | None = None
    file_names: dict[str, str] = field(default_factory=dict[str, str])
    recompiled: bool = False
    modules: dict[str, str] = field(default_factory=dict[str, str])
    _positions: dict[int, list[tuple[int | None, ...]]] = field(default_factory=dict[int, list[tuple[int | None, ...]]])

    def holds(self, code: CodeType) -> bool:
        """Whether that code was compiled from this source."""
        return code.co_filename == self.filename and 0 <= code.co_firstlineno - self.first_line < self.line_count

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

    def line_raising(self, error: BaseException) -> int | None:
        """The deepest line of this source that the exception came through."""
        line = None
        entry = error.__traceback__
        while entry is not None:
            if self.holds(entry.tb_frame.f_code):
                line = entry.tb_lineno - self.first_line + 1
            entry = entry.tb_next
        return line

    def outermost_line(self, error: BaseException) -> int | None:
        """The first line of this source that the exception came through, seen from the outside."""
        entry = error.__traceback__
        while entry is not None:
            if self.holds(entry.tb_frame.f_code):
                return entry.tb_lineno - self.first_line + 1
            entry = entry.tb_next
        return None

    def _characters(self, line: int, byte_offset: int) -> int:
        """Python counts columns in UTF-8 bytes; people and browsers count characters."""
        return len(self.lines[line - 1].encode()[:byte_offset].decode(errors="ignore"))

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree, with places as they are in the text; None if that is no Python by itself."""
        text = self.parsed if self.parsed is not None else self.text
        dedented = textwrap.dedent(text)
        try:
            tree = ast.parse(dedented)
        except SyntaxError:
            return None
        indent = text.split("\n", 1)[0].find(dedented.split("\n", 1)[0])
        for node in ast.walk(tree) if indent > 0 else ():
            if isinstance(node, (ast.stmt, ast.expr)) and node.end_col_offset is not None:
                node.col_offset += indent
                node.end_col_offset += indent
        return tree

    @cached_property
    def _expressions(self) -> dict[tuple[int, int, int, int], list[ast.AST]]:
        """Syntax nodes by their place, outermost first."""
        found: dict[tuple[int, int, int, int], list[ast.AST]] = {}
        for node in ast.walk(self.tree) if self.tree else ():
            key = _place(node)
            if key is not None:
                found.setdefault(key, []).append(node)
        return found

    @cached_property
    def _assignments(self) -> dict[int, list[Assignment]]:
        """The assignments that reach over each line, in the order of the source."""
        found: dict[int, list[Assignment]] = {}
        for node in ast.walk(self.tree) if self.tree else ():
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) and node.end_lineno is not None:
                for line in range(node.lineno, node.end_lineno + 1):
                    found.setdefault(line, []).append(node)
        return found

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

    def assignment_around(self, span: SourceSpan) -> Assignment | None:
        """The assignment statement that contains `span`."""
        for statement in self._assignments.get(span.line, ()):
            if contains(self.span_of(statement), span):
                return statement
        return None

    def assignments_to(self, name: str) -> Iterator[ast.Assign]:
        """The plain assignments `name = …` in the source, in order."""
        for line, statements in sorted(self._assignments.items()):
            for statement in statements:
                if (
                    statement.lineno == line
                    and isinstance(statement, ast.Assign)
                    and any(_is_name(target, name) for target in statement.targets)
                ):
                    yield statement

    def span_of(self, node: ast.AST) -> SourceSpan:
        """Where a syntax node of this source stands."""
        line, column, end_line, end_column = _place(node) or (1, 0, 1, 0)
        return SourceSpan(line, self._characters(line, column), end_line, self._characters(end_line, end_column))


def contains(outer: SourceSpan, inner: SourceSpan) -> bool:
    """Whether one piece of the source lies within another."""
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return begins and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def target_of(statement: Assignment) -> ast.expr:
    """The left side of an assignment, the first of several."""
    return statement.targets[0] if isinstance(statement, ast.Assign) else statement.target


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _place(node: ast.AST) -> tuple[int, int, int, int] | None:
    line, column = getattr(node, "lineno", None), getattr(node, "col_offset", None)
    end_line, end_column = getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
    if line is None or column is None or end_line is None or end_column is None:
        return None
    return line, column, end_line, end_column
