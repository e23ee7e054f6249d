"""The layer table: a line for each module and call, in the columns asked for, and the sums below."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from shapeviz.graph.model import Graph
from shapeviz.rendering.shapes_text import bytes_text, count_text, escape, shorten
from shapeviz.rendering.table_rows import Row, rows
from shapeviz.rendering.totals import Totals

ColumnName = Literal["input", "output", "formula", "kernel", "parameters", "multiply_adds", "memory", "trainable"]
RECURSIVE = "(recursive)"
_DEFAULT: tuple[ColumnName, ...] = ("input", "output", "kernel", "parameters", "multiply_adds")
_LAYER = "Layer"
_LAYER_WIDTH, _CELL_WIDTH = 44, 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column beside the layers' names. Those of numbers are aligned at their right."""

    heading: str
    text: Callable[[Row], str]
    is_number: bool = False


def _parameters(row: Row) -> str:
    return RECURSIVE if row.recursive else _count(row.parameters)


def _count(count: int) -> str:
    return count_text(count) if count else ""


def _memory(row: Row) -> str:
    return bytes_text(row.memory) if row.memory else ""


COLUMNS: dict[ColumnName, Column] = {
    "input": Column("Input shape", lambda row: row.input_shape),
    "output": Column("Output shape", lambda row: row.output_shape),
    "formula": Column("Output formula", lambda row: row.formula),
    "kernel": Column("Kernel", lambda row: row.kernel),
    "parameters": Column("Parameters", _parameters, is_number=True),
    "multiply_adds": Column("Multiply-adds", lambda row: _count(row.multiply_adds), is_number=True),
    "memory": Column("Memory", _memory, is_number=True),
    "trainable": Column("Trainable", lambda row: row.trainable),
}


class Table:
    """The layer table of a graph, as text (`str`) and in a notebook (HTML).

    Parameters
    ----------
    depth
        Levels of groups to list; None lists every level.
    columns
        Some of `input`, `output`, `formula` (of the output shape), `kernel`, `parameters`, `multiply_adds`, `memory`
        (of the outputs) and `trainable`, in the order in which they are to stand. None takes the input and output
        shapes, kernel, parameters and multiply-adds, and of these only the columns in which something stands.
    formulas
        Whether to add the column `formula` behind `output`.

    A multiply-add is one product added to a running sum, so that a linear layer has as many as its weight has numbers,
    for each position of its input; a bias, a norm and a lookup in an embedding have none. Products in plain calls
    (`x @ y`, attention) count like those of layers. torchinfo differs there: it multiplies every parameter that is
    called a weight or a bias by the sizes of the first axes of the output, and counts nothing outside of layers.

    Raises
    ------
    ValueError
        If there is no column of that name.

    >>> from shapeviz.graph.model import Graph, Node, Source, TensorSpec
    >>> x, y = TensorSpec((1, 4), "float32", "cpu"), TensorSpec((1, 10), "float32", "cpu")
    >>> fc = Node("n1", "module", "linear", "torch.nn.Linear", "fc", inputs=[x], outputs=[y], parameter_count=50)
    >>> print(str(Table(Graph(Source("", ""), nodes=[fc]), columns=["output", "parameters"])).splitlines()[2])
    fc  Linear  1 × 10                50
    """

    def __init__(
        self,
        graph: Graph,
        depth: int | None = None,
        columns: Iterable[ColumnName] | None = None,
        *,
        formulas: bool = False,
    ) -> None:
        self.rows = rows(graph, depth)
        self.totals = Totals.of(graph)
        self.columns = chosen_columns(self.rows, columns, formulas=formulas)

    def __str__(self) -> str:
        columns = [COLUMNS[name] for name in self.columns]
        lines = [
            [_LAYER, *(column.heading for column in columns)],
            *([_indented(row), *(shorten(column.text(row), _CELL_WIDTH) for column in columns)] for row in self.rows),
        ]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        is_number = [False, *(column.is_number for column in columns)]
        heading, *body = [_text_line(line, widths, is_number) for line in lines]
        rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
        return "\n".join([heading, rule, *body, rule, *_total_lines(self.totals)])

    def _repr_html_(self) -> str:
        return html_table(self.rows, self.totals, self.columns)


def chosen_columns(
    lines: list[Row], columns: Iterable[ColumnName] | None = None, *, formulas: bool = False
) -> tuple[ColumnName, ...]:
    """The columns of a table of these rows, as `Table` is asked for them.

    >>> chosen_columns([Row(0, "relu", "4", "4")], formulas=True)
    ('input', 'output', 'formula')
    """
    filled: list[ColumnName] = [name for name in _DEFAULT if any(COLUMNS[name].text(row) for row in lines)]
    names = filled if columns is None else list(columns)
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise ValueError(f"There is no column {unknown[0]!r}. The columns are {', '.join(COLUMNS)}.")
    if formulas and "formula" not in names:
        names.insert(names.index("output") + 1 if "output" in names else len(names), "formula")
    return tuple(names)


def total_texts(totals: Totals) -> dict[str, str]:
    """What stands below the table, by what it is. A graph without parameters is not trained, so that less is said."""
    if not totals.parameters:
        return {
            "Total multiply-adds": count_text(totals.multiply_adds),
            "Input size": bytes_text(totals.input_bytes),
        }
    return {
        "Total parameters": count_text(totals.parameters),
        "Trainable parameters": count_text(totals.trainable),
        "Non-trainable parameters": count_text(totals.frozen),
        "Total multiply-adds": count_text(totals.multiply_adds),
        "Input size": bytes_text(totals.input_bytes),
        "Forward/backward pass size": bytes_text(totals.pass_bytes),
        "Parameters size": bytes_text(totals.parameter_bytes),
        "Estimated total size": bytes_text(totals.total_bytes),
    }


def html_table(lines: list[Row], totals: Totals, columns: tuple[ColumnName, ...]) -> str:
    """The table as HTML that needs no style sheet and passes a notebook's sanitizer.

    A formula stands beneath its shape, since a page is narrower than the lines of a text.
    """
    beneath = "formula" in columns and "output" in columns
    shown: list[ColumnName] = [name for name in columns if not (beneath and name == "formula")]
    heading = "".join(f"<th>{text}</th>" for text in (_LAYER, *(COLUMNS[name].heading for name in shown)))
    body = "\n".join(_html_row(row, shown, formula_beneath=beneath) for row in lines)
    sums = "<br>".join(f"{what}: {text}" for what, text in total_texts(totals).items())
    return f"<table>\n<thead><tr>{heading}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n<p>{sums}</p>"


def _indented(row: Row) -> str:
    return shorten("  " * row.level + row.layer, _LAYER_WIDTH)


def _text_line(cells: list[str], widths: list[int], is_number: list[bool]) -> str:
    places = zip(cells, widths, is_number, strict=True)
    return "  ".join(cell.rjust(width) if right else cell.ljust(width) for cell, width, right in places).rstrip()


def _total_lines(totals: Totals) -> list[str]:
    texts = total_texts(totals)
    width = max(map(len, texts))
    return [f"{what:<{width}}  {text}" for what, text in texts.items()]


def _html_row(row: Row, columns: list[ColumnName], *, formula_beneath: bool) -> str:
    # No-break spaces, because a sanitizer takes away the style that would indent.
    cells = ["&nbsp;" * (4 * row.level) + escape(row.layer)]
    for name in columns:
        cell = escape(COLUMNS[name].text(row))
        if name == "output" and formula_beneath and row.formula:
            cell += "<br>" + escape(row.formula).replace(" × ", "&nbsp;×&nbsp;")
        cells.append(cell)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
