"""The same graph at other sizes: a re-run laid over the graph, node by node, with ids and places unchanged."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapeviz.graph.letters import letters_at
from shapeviz.graph.model import Graph, Node, Shape, TensorSpec
from shapeviz.tracing.forest import Forest, Mark, marked
from shapeviz.tracing.records import Record


@dataclass(slots=True)
class Outline:
    """Which node stands for which call: the node's id and what is inside it, by what tells siblings apart."""

    entrances: dict[Mark, str]
    roots: Branches


Branches = dict[Mark, "tuple[str, Branches]"]


def outline_of(forest: Forest, ids: dict[int, str]) -> Outline:
    """The outline of a built graph; `ids` gives the node of each record."""
    entrances = {mark: ids[id(record)] for mark, record in marked(forest.entrances) if id(record) in ids}
    return Outline(entrances, _branches(forest.roots, ids))


def _branches(records: list[Record], ids: dict[int, str]) -> Branches:
    return {
        mark: (ids[id(record)], _branches(record.children, ids))
        for mark, record in marked(records)
        if id(record) in ids
    }


def records_by_node(outline: Outline, forest: Forest) -> dict[str, Record]:
    """The re-run's record for each node that it reached again."""
    found = {outline.entrances[mark]: record for mark, record in marked(forest.entrances) if mark in outline.entrances}
    _lay_over(outline.roots, forest.roots, found)
    return found


def _lay_over(branches: Branches, records: list[Record], found: dict[str, Record]) -> None:
    for mark, record in marked(records):
        branch = branches.get(mark)
        if branch is not None:
            found[branch[0]] = record
            _lay_over(branch[1], record.children, found)


def resized(graph: Graph, records: dict[str, Record]) -> Graph:
    """The graph with the shapes of a re-run, not yet diagnosed. What the re-run did not reach is `unreached`."""
    new = Graph(graph.source, symbols=graph.symbols, lines=graph.lines, notes=list(graph.notes))
    new.constraints, new.fitting = graph.constraints, graph.fitting
    new.nodes = [_resized_node(node, records.get(node.id)) for node in graph.nodes]
    by_id = {node.id: node for node in new.nodes}
    for edge in graph.edges:
        source, target = records.get(edge.source), records.get(edge.target)
        shape = _edge_shape(source, edge.source_output, target, edge.target_input) or edge.shape
        doubtful = source is not None and source.is_doubtful
        letters = letters_at(edge.letters, edge.shape, shape)
        status = "assumed" if doubtful else "ok"
        new.edges.append(replace(edge, shape=shape, status=status, expected=None, letters=letters))
        if by_id[edge.target].kind == "output":
            _resize_output(by_id[edge.target], shape, source, doubtful)
    return new


def _resized_node(node: Node, record: Record | None) -> Node:
    if record is None:
        return replace(node, status="unreached")
    inputs = [_reshaped(tensor, link.spec.shape) for tensor, link in zip(node.inputs, record.inputs, strict=False)]
    outputs = [_reshaped(tensor, spec.shape) for tensor, spec in zip(node.outputs, record.outputs, strict=False)]
    return replace(node, inputs=inputs, outputs=outputs, status="assumed" if record.assumed else "ok")


def _reshaped(tensor: TensorSpec, shape: tuple[int, ...]) -> TensorSpec:
    plain = _plain(shape)
    return replace(tensor, shape=plain, letters=letters_at(tensor.letters, tensor.shape, plain))


def _edge_shape(source: Record | None, output: int, target: Record | None, index: int) -> Shape | None:
    if target is not None and index < len(target.inputs):
        return _plain(target.inputs[index].spec.shape)
    if source is not None and output < len(source.outputs):
        return _plain(source.outputs[output].shape)
    return None


def _resize_output(node: Node, shape: Shape, source: Record | None, doubtful: bool) -> None:
    reached = source is not None and bool(source.outputs)
    node.status = "unreached" if not reached else "assumed" if doubtful else "ok"
    node.inputs = [_reshaped(node.inputs[0], shape)]


def _plain(shape: tuple[int, ...]) -> Shape:
    return tuple(int(size) for size in shape)
