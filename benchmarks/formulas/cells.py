"""Cells as subjects: the sizes of the tensors that a cell makes are changed in its text, and it runs again."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

import shapeviz
from benchmarks.corpus.cases import Case
from shapeviz.graph.model import Graph, SourceSpan, Symbol


@dataclass(frozen=True, slots=True)
class CellSubject:
    """A cell, which is run for real at each vector of sizes, with the same random numbers."""

    name: str
    source: str

    def recorded(self) -> shapeviz.Check:
        """The check of the cell as it stands."""
        return _checked(self.source)

    def varied(self, graph: Graph) -> list[Symbol]:
        """The symbols whose sizes all stand in the calls that make the tensors, and there for no other symbol."""
        places = {symbol.name: self._places(graph, symbol) for symbol in graph.symbols}
        return [symbol for symbol in graph.symbols if self._is_alone(places, symbol.name)]

    def fresh(self, graph: Graph, sizes: Mapping[str, int]) -> shapeviz.Check:
        """A check of the cell with other sizes in its text."""
        edits: dict[SourceSpan, int] = {}
        for symbol in graph.symbols:
            if sizes.get(symbol.name, symbol.value) != symbol.value:
                edits.update({place: sizes[symbol.name] for place in self._places(graph, symbol) or ()})
        return _checked(_edited(self.source, edits))

    def _is_alone(self, places: Mapping[str, list[SourceSpan] | None], name: str) -> bool:
        own = places[name]
        others = {place for other, found in places.items() if other != name for place in found or ()}
        return bool(own) and not others.intersection(own or ())

    def _places(self, graph: Graph, symbol: Symbol) -> list[SourceSpan] | None:
        """Where the sizes of a symbol are written; None if one of them is written nowhere."""
        written = {span: sizes for span, sizes in _calls(self.source)}
        found: list[SourceSpan] = []
        for tied in symbol.axes:
            node = graph.node(tied.node)
            sizes = written.get(node.span) if node.span is not None else None
            if sizes is None or len(sizes) != len(node.outputs[0].shape):
                return None
            found.append(sizes[tied.axis])
        return found


def without_fault(folder: Path, case: Case) -> str:
    """The text of a case that runs: its mended cell, if it has one."""
    mended = folder / case.name / "fixed.py"
    return mended.read_text(encoding="utf-8") if mended.exists() else case.source


def _checked(source: str) -> shapeviz.Check:
    torch.manual_seed(0)
    return shapeviz.check_cell(source, {})


def _calls(source: str) -> Iterator[tuple[SourceSpan, list[SourceSpan]]]:
    """Each call of numbers and names, with the places of these: `torch.rand(2, n)`, `torch.zeros((2, n))`."""
    lines = source.split("\n")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            sizes: list[ast.expr] = list(node.args)
            if sizes and isinstance(sizes[-1], (ast.Tuple, ast.List)):
                sizes = list(sizes[-1].elts)
            if all(isinstance(size, (ast.Constant, ast.Name)) for size in sizes):
                yield _span(node, lines), [_span(size, lines) for size in sizes]


def _span(node: ast.expr, lines: list[str]) -> SourceSpan:
    assert node.end_lineno is not None and node.end_col_offset is not None
    start = _characters(lines[node.lineno - 1], node.col_offset)
    end = _characters(lines[node.end_lineno - 1], node.end_col_offset)
    return SourceSpan(node.lineno, start, node.end_lineno, end)


def _characters(line: str, length: int) -> int:
    """Syntax trees count the bytes of UTF-8."""
    return len(line.encode()[:length].decode())


def _edited(source: str, edits: Mapping[SourceSpan, int]) -> str:
    lines = source.split("\n")
    for place in sorted(edits, key=lambda place: (place.line, place.column), reverse=True):
        line = lines[place.line - 1]
        lines[place.line - 1] = f"{line[: place.column]}{edits[place]}{line[place.end_column :]}"
    return "\n".join(lines)
