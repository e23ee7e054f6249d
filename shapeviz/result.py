"""`Check`: what a person gets from a check, whatever door they came in by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeviz.diagnosis.explain import explain
from shapeviz.diagnosis.mismatches import diagnose_recording, error_text
from shapeviz.graph.document import to_document, to_json
from shapeviz.graph.findings import Mismatch, Warning
from shapeviz.graph.model import Graph, Ranges, Source, Symbol
from shapeviz.graph.update import difference, has_same_calls
from shapeviz.other_sizes import OtherSizes
from shapeviz.tracing.rehearsal import Rehearser
from shapeviz.tracing.rerun import Rerun
from shapeviz.tracing.session import Recording

if TYPE_CHECKING:
    import graphviz

    from shapeviz.rendering.table import ColumnName, Table


class ShapeMismatch(AssertionError):
    """Raised by `Check.raise_for_mismatch`."""


class Check:
    """The result of checking a cell, a model or a function.

    `print(check)` gives the text report; as the last value of a notebook cell it shows the widget. `error` is
    the exception that the checked code raised, or None. `fault` is what went wrong in shapeviz itself, if
    anything did: then the graph claims nothing.
    """

    def __init__(self, graph: Graph, *, error: BaseException | None = None, rerun: Rerun | None = None) -> None:
        self.graph = graph
        self.error = error
        self.fault: BaseException | None = None
        self._sizes = OtherSizes(graph, rerun)

    @classmethod
    def of(
        cls,
        recording: Recording,
        error: BaseException | None,
        *,
        keep_error: bool,
        rehearser: Rehearser | None = None,
    ) -> Check:
        """The check of a finished recording; without `keep_error` only the error's text is kept.

        With a `rehearser` of the cell the fixes are tried.
        """
        line = recording.source.line_raising(error) if error is not None else None
        diagnose_recording(recording, error, line)
        explain(recording, rehearser)
        return cls(recording.graph, error=error if keep_error else None, rerun=recording.rerun)

    @property
    def ok(self) -> bool:
        """Whether the code ran and every shape fits."""
        return self.graph.verdict in ("ok", "empty")

    @property
    def mismatches(self) -> list[Mismatch]:
        """The calls whose operands do not fit, in the order in which they ran."""
        return self.graph.mismatches

    @property
    def warnings(self) -> list[Warning]:
        """Calls that run, but hardly as meant."""
        return self.graph.warnings

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document as plain data."""
        return to_document(self.graph)

    @property
    def symbols(self) -> dict[str, Symbol]:
        """The sizes that `at` can vary, by name."""
        return self._sizes.symbols

    def at(self, **sizes: int) -> Check:
        """The same recording at other sizes, shape-only: nothing is allocated.

        Sizes that are not named stay as recorded. The new check has the same node and edge ids, unless other calls run
        with other numbers in the cell. With a knob at another value the cell's code runs once more, in a copy of the
        namespace, without a trace.

        Raises
        ------
        SizeError
            If there is no such size, or it cannot have that value.
        """
        return Check(self._sizes.graph_at(sizes), rerun=self._sizes.rerun)

    def valid(self, *names: str, **sizes: int) -> Ranges | None:
        """The sizes at which everything fits, as (first, last) of each range; None if that cannot be told.

        The others are as recorded, or as given. Sizes that are named together are moved together: they are equal. The
        answer is what `at` would say at each size of the range that `symbols` gives.

        Raises
        ------
        SizeError
            If there is no such size, or one that is given cannot have that value.

        >>> import shapeviz, torch
        >>> pool = shapeviz.check(torch.nn.MaxPool2d(3), (8, 1, 28, 28))
        >>> pool.valid("H"), pool.valid("H", "W"), pool.valid("H", W=2)
        ([(3, 128)], [(3, 128)], [])
        """
        return self._sizes.valid(names, sizes)

    def update(self, sizes: Mapping[str, int]) -> dict[str, Any]:
        """What `at(**sizes)` changes, as the `Update` of the document's schema.

        Raises
        ------
        SizeError
            As `at` does.
        """
        return self._update(self._sizes.graph_at(sizes), sizes)

    def told_at(self, sizes: Mapping[str, int]) -> dict[str, Any] | Graph:
        """The update at other sizes; where other calls run then, the whole graph that these make.

        Raises
        ------
        SizeError
            As `at` does.
        """
        graph = self._sizes.graph_at(sizes)
        return self._update(graph, sizes) if has_same_calls(self.graph, graph) else graph

    def _update(self, graph: Graph, sizes: Mapping[str, int]) -> dict[str, Any]:
        return difference(self.graph, graph, {**self.graph.recorded_sizes, **sizes})

    def raise_for_mismatch(self) -> None:
        """Do nothing if every shape fits.

        Raises
        ------
        ShapeMismatch
            If a shape does not fit or the code raised; its text is the text report's verdict and sentences.
        """
        if not self.ok:
            sentences = [mismatch.message for mismatch in self.mismatches]
            raise ShapeMismatch("\n".join(sentences) or self.graph.headline)

    def table(
        self, depth: int | None = None, columns: Iterable[ColumnName] | None = None, *, formulas: bool = False
    ) -> Table:
        """The layers with their shapes, parameters and multiply-adds, as torchinfo prints them.

        `depth` limits how deep groups are opened, `columns` says what stands beside the layers (see
        `shapeviz.rendering.table.Table`), and with `formulas` the output shapes stand there as formulas too.

        Raises
        ------
        ValueError
            If there is no column of that name.

        >>> import shapeviz, torch
        >>> check = shapeviz.check(torch.nn.Linear(4, 3), (2, 4))
        >>> print(str(check.table(columns=["output", "parameters", "trainable"])).splitlines()[2])
        Linear  2 × 3                 15  yes
        """
        from shapeviz.rendering.table import Table

        return Table(self.graph, depth, columns, formulas=formulas)

    def to_json(self, path: str | Path | None = None) -> str:
        """The JSON document as text, written to `path` if one is given."""
        return _written(to_json(self.graph), path)

    def to_html(self, path: str | Path | None = None) -> str:
        """One self-contained HTML page, written to `path` if one is given."""
        from shapeviz.rendering.html import to_html

        return _written(to_html(self.graph), path)

    def to_svg(self, path: str | Path | None = None, *, depth: int | None = None) -> str:
        """The graph as SVG, written to `path` if one is given. `depth` limits how deep groups are opened."""
        from shapeviz.rendering.svg import to_svg

        return _written(to_svg(self.graph, depth=depth), path)

    def to_png(self, path: str | Path | None = None, *, depth: int | None = None) -> bytes:
        """The graph as PNG, written to `path` if one is given."""
        from shapeviz.rendering.svg import to_png

        picture = to_png(self.graph, depth=depth)
        if path is not None:
            Path(path).write_bytes(picture)
        return picture

    def to_graphviz(self, *, depth: int | None = None) -> graphviz.Digraph:
        """The graph for the `graphviz` package."""
        from shapeviz.rendering.dot import to_graphviz

        return to_graphviz(self.graph, depth=depth)

    def __str__(self) -> str:
        from shapeviz.rendering.text import to_text

        return to_text(self.graph)

    def __repr__(self) -> str:
        return f"<Check: {self.graph.headline}>"

    def _ipython_display_(self) -> None:
        from shapeviz.notebook.output import show

        show(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from shapeviz.notebook.output import mime_bundle

        return mime_bundle(self)

    def save(self, path: str | Path, *, depth: int | None = None) -> None:
        """Write the check to a file; its ending says how: .json, .html, .svg or .png.

        Raises
        ------
        ValueError
            If the ending is another.
        """
        ending = Path(path).suffix.lower()
        if ending == ".json":
            self.to_json(path)
        elif ending == ".html":
            self.to_html(path)
        elif ending == ".svg":
            self.to_svg(path, depth=depth)
        elif ending == ".png":
            self.to_png(path, depth=depth)
        else:
            raise ValueError(f"Cannot save to {str(path)!r}: the name must end in .json, .html, .svg or .png.")


def faulty_check(name: str, text: str, fault: BaseException) -> Check:
    """The check to show when the recording itself went wrong: it says so and claims nothing."""
    graph = Graph(Source(name, text), "error", "shapeviz could not record this code; the code itself ran.")
    graph.error = error_text(fault)
    check = Check(graph)
    check.fault = fault.with_traceback(None)
    return check


def _written(text: str, path: str | Path | None) -> str:
    if path is not None:
        Path(path).write_text(text, encoding="utf-8")
    return text
