"""Graphs at other sizes: a re-run, diagnosed as the recording was, of which nothing but the graph is kept."""

from __future__ import annotations

from shapeviz.diagnosis.mismatches import diagnose
from shapeviz.graph.formulas import Sizes
from shapeviz.graph.model import Graph
from shapeviz.tracing.knob_runs import Laid, OtherCalls
from shapeviz.tracing.rerun import Rerun


def graph_at(rerun: Rerun, sizes: Sizes) -> Graph:
    """The graph at other sizes, diagnosed.

    Raises
    ------
    OtherCalls
        If the graph is another one then.
    CannotRerun
        If the code does not run on shapes alone.
    """
    return diagnosed(rerun.at(sizes))


def any_graph_at(rerun: Rerun, sizes: Sizes) -> Graph:
    """The graph at other sizes, diagnosed, whichever calls run there.

    Raises
    ------
    CannotRerun
        If the code does not run on shapes alone.
    """
    try:
        return graph_at(rerun, sizes)
    except OtherCalls as other:
        return diagnosed(other.drawn)


def diagnosed(laid: Laid) -> Graph:
    """The graph of a re-run with its mismatches; the re-run's records are released."""
    graph, forest, ids = laid
    diagnose(graph, forest, ids, rerun=True)
    forest.release()
    return graph
