"""The report in plain text: what a terminal shows, and what a notebook keeps as text/plain."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from shapeviz.graph.findings import ErrorText, Mismatch, Warning
from shapeviz.graph.model import Graph
from shapeviz.rendering.captions import (
    folded_sentence,
    misfits,
    output_text,
    subtitle,
    title,
    unexplained_error,
    verdict_text,
    warning_mark,
    warning_text,
)
from shapeviz.rendering.fixes import cause_lines, diff_text, shown_fixes, trial_text
from shapeviz.rendering.folding import Card, FoldedGraph, fold
from shapeviz.rendering.formulas import coverage_sentence, output_formulas
from shapeviz.rendering.shapes_text import one_line, shorten
from shapeviz.rendering.sizes_text import size_lines
from shapeviz.rendering.source_lines import code_lines

WIDTH = 100
_LAYER_WIDTH = 56
_LAYER_WIDTH_BESIDE_FORMULAS = 40
_SHAPE_WIDTH = 32
_SIZE_WIDTH = 28
_GAP = 3
_MOST_ROWS = 60
_MOST_ERROR_LINES = 12


def to_text(graph: Graph, *, depth: int | None = None) -> str:
    """The report: the verdict, each mismatch with its line of code and what to change, and the graph with its shapes.

    Parameters
    ----------
    depth
        Levels of groups to list. None lists everything, unless that takes more than about 60 rows.

    >>> from shapeviz.graph.model import Graph, Source
    >>> to_text(Graph(Source("In[1]", "1 + 1"), headline="Nothing was traced."))
    'Nothing was traced.'
    """
    sections = [_wrapped(verdict_text(graph))]
    if graph.verdict == "empty":
        return "\n".join(sections[0])
    sections += [_mismatch(graph, mismatch) for mismatch in graph.mismatches]
    error = unexplained_error(graph)
    if error:
        sections.append(_error(error, ""))
    sections += [_warning(graph, warning) for warning in graph.warnings]
    sections += [_wrapped(one_line(note)) for note in graph.notes]
    if graph.nodes:
        sections.append(_layers(fold(graph, depth, _MOST_ROWS if depth is None else None)))
    sections += [section for section in (_sizes(graph), [coverage_sentence(graph)]) if any(section)]
    return "\n\n".join("\n".join(section) for section in sections)


def _mismatch(graph: Graph, mismatch: Mismatch) -> list[str]:
    lines = _wrapped(one_line(mismatch.message))
    lines += [f"  {line}" for line in code_lines(graph, mismatch, WIDTH - 2)]
    lines += _error(mismatch.error, "  ") if mismatch.error else []
    if mismatch.blame:
        lines += ["", *_wrapped(one_line(mismatch.blame), "  ")]
    return lines + _advice(mismatch)


def _warning(graph: Graph, warning: Warning) -> list[str]:
    code = [f"  {line}" for line in code_lines(graph, warning, WIDTH - 2)]
    return _wrapped(warning_text(warning)) + code + _advice(warning)


def _advice(finding: Mismatch | Warning) -> list[str]:
    """The line to change with the reason, then the fixes, each set apart by an empty line."""
    lines: list[str] = []
    cause = cause_lines(finding, WIDTH - 4)
    if cause is not None:
        heading, code, reason = cause
        lines += ["", f"  {heading}", *([f"    {code}"] if code else []), *_sentence(reason)]
    for shown in shown_fixes(finding):
        lines += ["", *_wrapped(shown.heading, "  "), *_sentence(shown.reason)]
        lines += [f"    {line}" for line in diff_text(shown.fix, WIDTH - 4)]
        lines += _sentence(trial_text(shown.fix))
    return lines


def _sentence(text: str) -> list[str]:
    """A sentence of the advice; nothing at all where there is nothing to say."""
    return _wrapped(text, "    ") if text else []


def _error(error: ErrorText, indent: str) -> list[str]:
    text = error.text.strip().split("\n")
    lines = [f"{error.type}: {text[0]}", *text[1:_MOST_ERROR_LINES]]
    if len(text) > _MOST_ERROR_LINES:
        lines.append(f"… {len(text) - _MOST_ERROR_LINES} more lines")
    return [wrapped for line in lines for wrapped in _wrapped(one_line(line), indent)]


def _layers(folded: FoldedGraph) -> list[str]:
    """The graph as an indented table of its layers and shapes, and a sentence if some of it is folded away."""
    rows = [_row(folded, card) for card in folded.walk()]
    if any(row.formula for row in rows):
        rows.insert(0, _Row("Layer", "Output shape", "Formula"))
    else:
        rows.insert(0, _Row("Layer", "Output shape"))
    columns = _Columns.of(rows)
    lines = [line for row in rows for line in columns.lines(row)]
    sentence = folded_sentence(folded)
    return lines + (["", sentence] if sentence else [])


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the layers: a name indented, its output's shape, and that as a formula."""

    layer: str
    shape: str
    formula: str = ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the shapes begin, and the formulas beside them."""

    shape: int
    formula: int

    @classmethod
    def of(cls, rows: list[_Row]) -> _Columns:
        """Wide enough for rows with a shape of usual length. Names give way to formulas, but only so far."""
        layer = max(len(row.layer) for row in rows)
        usual = [row for row in rows if row.formula and len(row.shape) <= _SHAPE_WIDTH]
        shape = max((len(row.shape) for row in usual), default=0)
        formula = max((len(row.formula) for row in usual), default=0)
        room = max(WIDTH - shape - formula - 2 * _GAP, _LAYER_WIDTH_BESIDE_FORMULAS)
        begin = min(layer, _LAYER_WIDTH, room if formula else _LAYER_WIDTH) + _GAP
        return cls(begin, begin + shape + _GAP)

    def lines(self, row: _Row) -> list[str]:
        """A row's line. A formula for which there is no room beside its shape stands beneath it."""
        layer = shorten(row.layer, self.shape - _GAP)
        beside = f"{layer:<{self.shape}}{row.shape}"
        if not row.formula:
            return [shorten(beside.rstrip(), WIDTH)]
        together = f"{beside:<{self.formula}}{row.formula}"
        if len(beside) + _GAP <= self.formula and len(together) <= WIDTH:
            return [together]
        return [shorten(beside.rstrip(), WIDTH), shorten(" " * self.shape + row.formula, WIDTH)]


def _row(folded: FoldedGraph, card: Card) -> _Row:
    name, node = warning_mark(folded, card) + title(card), card.node
    words = subtitle(card)
    if words:
        name += f" ({words})" if node and node.kind not in ("module", "call") else f"  {words}"
    indented = "  " * card.level + name
    if node is None:
        return _Row(indented, "")
    shape = ", then ".join(text for text in (misfits(folded, node), output_text(node)) if text)
    return _Row(indented, shape, output_formulas(folded.graph, node) if node.status == "ok" else "")


def _sizes(graph: Graph) -> list[str]:
    """The sizes in aligned columns; nothing if there are none to tell of."""
    lines = size_lines(graph)
    if not lines:
        return []
    size = min(max(len(line.size) for line in lines), _SIZE_WIDTH)
    origin = min(max(len(line.origin) for line in lines), _SIZE_WIDTH)
    text = ["Sizes"]
    for line in lines:
        start = f"  {shorten(line.size, size):<{size}}   {shorten(line.origin, origin):<{origin}}   "
        text += textwrap.wrap(start + line.known, WIDTH, subsequent_indent=" " * len(start)) or [start.rstrip()]
    return text


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False) or [
        indent.rstrip()
    ]
