"""Looking things up in a graph."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import Graph, Node, Source, Symbol


def test_nodes_are_found_by_id_and_by_parent() -> None:
    group = Node("n1", "module", "net", "Net", "Net")
    inner = Node("n2", "call", "relu", "torch.relu", "relu", parent="n1")
    graph = Graph(Source("In[1]", ""), nodes=[group, inner])
    assert graph.node("n2") is inner
    assert graph.children(None) == [group] and graph.children("n1") == [inner]
    with pytest.raises(KeyError, match="n3"):
        graph.node("n3")


def test_the_recorded_sizes_are_those_of_all_symbols() -> None:
    height, hidden = (
        Symbol("H", 28, 1, 128, "x axis 2", "height"),
        Symbol("hidden", 20, 1, 80, "line 1", "", kind="knob"),
    )
    assert Graph(Source("In[1]", ""), symbols=[height, hidden]).recorded_sizes == {"H": 28, "hidden": 20}
