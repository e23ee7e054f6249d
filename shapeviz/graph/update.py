"""The difference between a graph and the same graph at other sizes: all that the browser needs to follow."""

from __future__ import annotations

from typing import Any

from shapeviz.graph.document import to_plain
from shapeviz.graph.model import Edge, Graph, Node


def difference(base: Graph, other: Graph, sizes: dict[str, int]) -> dict[str, Any]:
    """The update (see `Update` in the schema) that makes of `base` the graph `other`, which is at `sizes`."""
    nodes = zip(base.nodes, other.nodes, strict=True)
    edges = zip(base.edges, other.edges, strict=True)
    return {
        "sizes": sizes,
        "verdict": other.verdict,
        "headline": other.headline,
        "nodes": {new.id: _node_update(old, new) for old, new in nodes if _node_differs(old, new)},
        "edges": {new.id: _edge_update(new) for old, new in edges if old != new},
        "mismatches": to_plain(other.mismatches),
        "notes": other.notes,
    }


def has_same_calls(base: Graph, other: Graph) -> bool:
    """Whether two graphs have the same nodes and edges but for their shapes, so that an update tells all."""
    return [_way(edge) for edge in base.edges] == [_way(edge) for edge in other.edges] and [
        (node.id, node.op, node.path, node.span) for node in base.nodes
    ] == [(node.id, node.op, node.path, node.span) for node in other.nodes]


def _way(edge: Edge) -> tuple[str, str, int, str, int]:
    return edge.id, edge.source, edge.source_output, edge.target, edge.target_input


def _node_differs(old: Node, new: Node) -> bool:
    return old.status != new.status or old.inputs != new.inputs or old.outputs != new.outputs


def _node_update(old: Node, new: Node) -> dict[str, Any]:
    update: dict[str, Any] = {"status": new.status}
    if old.inputs != new.inputs:
        update["inputs"] = [tensor.shape for tensor in new.inputs]
    if old.outputs != new.outputs:
        update["outputs"] = [tensor.shape for tensor in new.outputs]
    return update


def _edge_update(new: Edge) -> dict[str, Any]:
    update: dict[str, Any] = {"status": new.status, "shape": new.shape}
    if new.expected is not None:
        update["expected"] = new.expected
    return update
