"""A checked graph at other sizes than those that it was recorded with."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Generator, Mapping, Sequence

from shapeviz.diagnosis.ranges import valid_sizes
from shapeviz.diagnosis.reruns import any_graph_at
from shapeviz.graph.formulas import Sizes
from shapeviz.graph.model import Graph, Ranges, Symbol
from shapeviz.tracing.rerun import Rerun


class SizeError(ValueError):
    """A size that cannot be varied, or not to that value."""


class OtherSizes:
    """What a check can tell of other sizes: all that its re-run can vary, nothing without one."""

    def __init__(self, graph: Graph, rerun: Rerun | None) -> None:
        self.rerun = rerun
        self._graph = graph

    @property
    def symbols(self) -> dict[str, Symbol]:
        """The sizes that can be varied, by name."""
        return {symbol.name: symbol for symbol in self._graph.symbols} if self.rerun is not None else {}

    def graph_at(self, sizes: Mapping[str, int]) -> Graph:
        """The graph at these sizes, diagnosed. Raises `SizeError`."""
        for name, size in sizes.items():
            self._require(name, size)
        if self.rerun is None:
            return self._graph
        with collector_waiting():
            return any_graph_at(self.rerun, {**self._graph.recorded_sizes, **sizes})

    def valid(self, names: Sequence[str], sizes: Sizes) -> Ranges | None:
        """The sizes of these names, moved together, at which everything fits. Raises `SizeError`."""
        moved = [self._symbol(name) for name in names]
        for name, size in sizes.items():
            self._require(name, size)
        if not names:
            raise SizeError("Name the size to be varied.")
        known = _known_valid(moved) if not sizes else None
        if known is not None or self.rerun is None:
            return known
        with collector_waiting():
            return valid_sizes(self._graph, self.rerun, names, sizes)

    def _symbol(self, name: str) -> Symbol:
        symbols = self.symbols
        if name not in symbols:
            known = ", ".join(symbols)
            offered = f"This check has {known}." if known else "This check has none that can be varied."
            raise SizeError(f"There is no size named {name!r}. {offered}")
        return symbols[name]

    def _require(self, name: str, size: object) -> None:
        symbol = self._symbol(name)
        if isinstance(size, bool) or not isinstance(size, int) or not symbol.minimum <= size <= symbol.maximum:
            raise SizeError(f"{name} must be a whole number from {symbol.minimum} to {symbol.maximum}, not {size!r}.")


def _known_valid(symbols: Sequence[Symbol]) -> Ranges | None:
    if len(symbols) == 1:
        return symbols[0].valid
    sides = {symbol.role for symbol in symbols} == {"height", "width"} and len(symbols) == 2
    return symbols[0].valid_tied if sides else None


@contextlib.contextmanager
def collector_waiting() -> Generator[None]:
    """A slider's answer is not held up by a collection of all that a framework keeps, which takes longer than it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
