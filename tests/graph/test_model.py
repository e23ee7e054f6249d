"""Looking things up in a graph."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import Graph, Node, Source


def test_nodes_are_found_by_id_and_by_parent() -> None:
    group = Node("n1", "module", "net", "Net", "Net")
    inner = Node("n2", "call", "relu", "torch.relu", "relu", parent="n1")
    graph = Graph(Source("In[1]", ""), nodes=[group, inner])
    assert graph.node("n2") is inner
    assert graph.children(None) == [group] and graph.children("n1") == [inner]
    with pytest.raises(KeyError, match="n3"):
        graph.node("n3")
