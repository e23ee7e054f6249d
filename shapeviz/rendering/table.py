"""The layer table: shapes, kernel, parameters and multiply-adds of each module and call."""

from __future__ import annotations

from dataclasses import dataclass

from shapeviz.graph.model import Graph, Node
from shapeviz.rendering.captions import class_name, contents, misfits, output_text, title, warning_mark
from shapeviz.rendering.folding import Card, FoldedGraph, fold
from shapeviz.rendering.formulas import output_formulas
from shapeviz.rendering.shapes_text import bytes_text, count_text, escape, shape_text, shapes_text, shorten
from shapeviz.rendering.totals import Totals, parameter_counts

HEADINGS = ("Layer", "Input shape", "Output shape", "Output formula", "Kernel", "Parameters", "Multiply-adds")
RECURSIVE = "(recursive)"
_FORMULA = HEADINGS.index("Output formula")
_NUMBERS_FROM = HEADINGS.index("Parameters")
_LAYER_WIDTH, _CELL_WIDTH = 44, 40


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, in words and numbers.

    `parameters` and `multiply_adds` (of one run) are None on an open group, whose rows below have them.
    `recursive` marks a module that stands in the table already, so that its parameters count only once.
    """

    level: int
    layer: str
    input_shape: str = ""
    output_shape: str = ""
    formula: str = ""
    kernel: str = ""
    parameters: int | None = None
    multiply_adds: int | None = None
    recursive: bool = False

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of `HEADINGS`, the layer's name not indented."""
        parameters = RECURSIVE if self.recursive else _number(self.parameters)
        shapes = (self.input_shape, self.output_shape, self.formula, self.kernel)
        return (self.layer, *shapes, parameters, _number(self.multiply_adds))


class Table:
    """The layer table of a graph, as text (`str`) and in a notebook (HTML).

    Parameters
    ----------
    depth
        Levels of groups to list; None lists every level.
    formulas
        Whether the output shapes stand there as formulas too, in a column of their own.

    >>> from shapeviz.graph.model import Source
    >>> Table(Graph(Source("", ""))).totals.parameters
    0
    """

    def __init__(self, graph: Graph, depth: int | None = None, *, formulas: bool = False) -> None:
        self.rows = rows(graph, depth)
        self.totals = Totals.of(graph)
        self.formulas = formulas

    def __str__(self) -> str:
        columns = [column for column in range(len(HEADINGS)) if self.formulas or column != _FORMULA]
        lines = [HEADINGS, *(_text_cells(row) for row in self.rows)]
        widths = {column: max(len(line[column]) for line in lines) for column in columns}
        heading, *body = [_text_line(line, widths) for line in lines]
        rule = "─" * (sum(widths.values()) + 2 * (len(widths) - 1))
        return "\n".join([heading, rule, *body, rule, *total_sentences(self.totals)])

    def _repr_html_(self) -> str:
        return html_table(self.rows, self.totals, formulas=self.formulas)


def rows(graph: Graph, depth: int | None = None) -> list[Row]:
    """The table's rows: modules and calls in the order in which they ran, groups before their contents.

    >>> from shapeviz.graph.model import Node, Source, TensorSpec
    >>> spec = TensorSpec((1, 10), "float32", "cpu")
    >>> fc = Node("n1", "module", "linear", "torch.nn.Linear", "fc", outputs=[spec], parameter_count=110)
    >>> rows(Graph(Source("", ""), nodes=[fc]))[0].cells()
    ('fc  Linear', '', '1 × 10', '', '', '110', '')
    """
    return folded_rows(fold(graph, depth))


def folded_rows(folded: FoldedGraph) -> list[Row]:
    """The rows of what a folded graph shows."""
    counts = parameter_counts(folded.graph)
    cards = (card for card in folded.walk() if card.node is None or card.node.kind in ("module", "call"))
    return [_row(folded, card, counts) for card in cards]


def total_sentences(totals: Totals) -> list[str]:
    """The lines below the table."""
    return [
        f"Parameters: {count_text(totals.parameters)}",
        f"Multiply-adds, each row run once: {count_text(totals.multiply_adds)}",
        f"Memory of the layers' outputs: {bytes_text(totals.output_bytes)}",
    ]


def html_table(lines: list[Row], totals: Totals, *, formulas: bool) -> str:
    """The table as HTML that needs no style sheet and passes a notebook's sanitizer.

    A formula stands beneath its shape, since a page is narrower than the lines of a text.
    """
    headings = [text for column, text in enumerate(HEADINGS) if column != _FORMULA]
    heading = "".join(f"<th>{text}</th>" for text in headings)
    body = "\n".join(_html_row(row, formulas=formulas) for row in lines)
    sums = "<br>".join(escape(sentence) for sentence in total_sentences(totals))
    return f"<table>\n<thead><tr>{heading}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n<p>{sums}</p>"


def _row(folded: FoldedGraph, card: Card, counts: dict[str, int | None]) -> Row:
    node = card.node
    if node is None:
        return Row(card.level, title(card))
    words = ", ".join(text for text in (class_name(node), contents(card)) if text)
    is_open, count = bool(card.children), counts[node.id]
    multiply_adds = sum(inner.multiply_adds for inner in _leaves(card)) if card.hidden else node.multiply_adds
    return Row(
        level=card.level,
        layer=f"{warning_mark(folded, card)}{title(card)}  {words}".rstrip(),
        input_shape=misfits(folded, node) or shapes_text(spec.shape for spec in node.inputs),
        output_shape=output_text(node),
        formula=output_formulas(folded.graph, node),
        kernel=_kernel(node),
        parameters=None if is_open else count,
        multiply_adds=None if is_open else multiply_adds,
        recursive=not is_open and count is None,
    )


def _leaves(card: Card) -> list[Node]:
    """The nodes folded into a card that are no groups themselves."""
    groups = {node.parent for node in card.hidden}
    return [node for node in card.hidden if node.id not in groups]


def _kernel(node: Node) -> str:
    size: int | list[int] | None = node.attributes.get("kernel_size")
    if size is None:
        return ""
    return str(size) if isinstance(size, int) else shape_text(tuple(size))


def _number(count: int | None) -> str:
    return count_text(count) if count else ""


def _text_cells(row: Row) -> tuple[str, ...]:
    layer, *cells = row.cells()
    indented = shorten("  " * row.level + layer, _LAYER_WIDTH)
    return (indented, *(shorten(cell, _CELL_WIDTH) for cell in cells))


def _text_line(cells: tuple[str, ...], widths: dict[int, int]) -> str:
    padded = [
        cells[column].ljust(width) if column < _NUMBERS_FROM else cells[column].rjust(width)
        for column, width in widths.items()
    ]
    return "  ".join(padded).rstrip()


def _html_row(row: Row, *, formulas: bool) -> str:
    layer, entering, leaving, formula, *others = (escape(cell) for cell in row.cells())
    # No-break spaces, because a sanitizer takes away the style that would indent.
    indented = "&nbsp;" * (4 * row.level) + layer
    if formulas and formula:
        leaving += "<br>" + formula.replace(" × ", "&nbsp;×&nbsp;")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in (indented, entering, leaving, *others)) + "</tr>"
