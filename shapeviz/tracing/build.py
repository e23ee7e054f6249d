"""From records to the graph: ids, labels, places in the source, edges."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from shapeviz.graph.model import (
    Edge,
    EdgeStatus,
    Graph,
    LineShape,
    Node,
    Shape,
    Source,
    SourceSpan,
    TensorSpec,
)
from shapeviz.tracing import places
from shapeviz.tracing.assumed import open_axes
from shapeviz.tracing.description import Description
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.outputs import UNASKED, result_links, result_names
from shapeviz.tracing.places import Definitions
from shapeviz.tracing.records import Link, Record, Spec
from shapeviz.tracing.runs import fold_long_runs
from shapeviz.tracing.source import CheckedSource

Describe = Callable[[Record], Description]


@dataclass(slots=True)
class Building:
    """A graph being built.

    `ids` tells the node of a record; `newest` asks for the last run's shapes. `users` are the outermost calls
    that use a tensor, itself given as its record and output.
    """

    graph: Graph
    source: CheckedSource
    describe: Describe
    definitions: Definitions
    newest: bool
    ids: dict[int, str] = field(default_factory=dict[int, str])
    users: dict[tuple[int, int], set[int]] = field(default_factory=dict[tuple[int, int], set[int]])


def build_graph(
    forest: Forest, source: CheckedSource, describe: Describe, definitions: Definitions
) -> tuple[Graph, dict[int, str]]:
    """The graph of a recording, and the node id of each record (by `id`).

    Where something failed the shapes are those of the last run of each call, since that is the run that
    failed; otherwise those of the first.
    """
    newest = any(record.is_failed for record in forest.walk())
    building = Building(Graph(Source(source.name, source.text)), source, describe, definitions, newest)
    left_out, building.graph.notes = fold_long_runs(forest, lambda record: describe(record).label)
    drawn = [record for record in forest.walk() if id(record) not in left_out]
    _add_nodes(building, drawn, {id(record): record for record in forest.entrances})
    for entrance in forest.entrances:
        if id(entrance) in building.ids:
            _add_edges(building, entrance, entrance)
    root: Record | None = None
    for record in drawn:
        root = record if record.parent is None else root
        if not record.group:
            _add_edges(building, record, root or record)
    _add_outputs(building, [root for root in forest.roots if id(root) not in left_out])
    building.graph.lines = _line_shapes(building.graph)
    return building.graph, building.ids


def _add_nodes(building: Building, drawn: list[Record], waiting: dict[int, Record]) -> None:
    """A node for each call, and before it one for each tensor that enters with it."""
    for record in drawn:
        description = building.describe(record)
        for index, link in enumerate(record.inputs):
            _add_entrance(building, link, _argument_name(record, description, index), waiting)
        _add_node(building, record, description)
        for link in record.results:
            _add_entrance(building, link, "", waiting)


def _argument_name(record: Record, description: Description, index: int) -> str:
    """The name by which a module's forward knows its operand."""
    names = description.input_names
    return names[index] if record.kind == "module" and index < len(names) else ""


def _next_id(building: Building) -> str:
    return f"n{len(building.graph.nodes) + 1}"


def _add_entrance(building: Building, link: Link, argument_name: str, waiting: dict[int, Record]) -> None:
    """The node of what a link comes from, if that is a tensor that waits to enter, and of what it was taken from."""
    record = waiting.pop(id(link.source.resolved()), None)
    if record is None:
        return
    for origin in record.inputs:
        _add_entrance(building, origin, "", waiting)
    description = building.describe(record)
    span = places.span_of(building.source, record)
    kind = record.kind if record.kind != "call" else "input" if record.parent is None else "constant"
    name = places.value_name(building.source, span)
    label = record.name or name or argument_name or description.label
    parent = None if kind == "input" else record.parent
    node = Node(
        id=_next_id(building),
        kind=kind,  # pyright: ignore[reportArgumentType]
        op=description.op,
        target=description.target,
        label=label,
        path=record.path,
        parent=building.ids.get(id(parent.resolved())) if parent is not None else None,
        span=span,
        inputs=[_tensor(spec) for spec in _inputs(building, record)],
        outputs=[_tensor(spec) for spec in _outputs(building, record)],
        repeats=record.repeats,
    )
    building.ids[id(record)] = node.id
    building.graph.nodes.append(node)


def _add_node(building: Building, record: Record, description: Description) -> None:
    names = description.input_names
    inputs = [_tensor(spec, name) for spec, name in zip(_inputs(building, record), _padded(names, record), strict=True)]
    parent = record.parent.resolved() if record.parent is not None else None
    factory = record.kind == "call" and not record.inputs
    node = Node(
        id=_next_id(building),
        kind="constant" if factory and record.failure is None else record.kind,
        op=description.op,
        target=description.target,
        label=description.label,
        path=record.path,
        parent=building.ids.get(id(parent)) if parent is not None else None,
        summary=description.summary,
        span=places.span_of(building.source, record),
        defined=_defined(building, record),
        origin=places.origin_of(building.source, record),
        attributes=description.attributes,
        inputs=inputs,
        outputs=[_tensor(spec) for spec in _outputs(building, record)],
        parameter_count=description.parameter_count,
        frozen_count=description.frozen_count,
        parameter_bytes=description.parameter_bytes,
        multiply_adds=description.multiply_adds,
        repeats=record.repeats,
        status="assumed" if record.assumed else "ok",
    )
    building.ids[id(record)] = node.id
    building.graph.nodes.append(node)


def _padded(names: list[str], record: Record) -> list[str]:
    return [*names[: len(record.inputs)], *[""] * (len(record.inputs) - len(names))]


def _add_edges(building: Building, record: Record, root: Record) -> None:
    target = building.ids[id(record)]
    for index, (link, spec) in enumerate(zip(record.inputs, _inputs(building, record), strict=True)):
        source = link.source.resolved()
        source_id = building.ids.get(id(source))
        # A call in a folded loop that feeds its own next round, or a tensor of unknown making, draws no edge.
        if source_id is None or source is record:
            continue
        building.users.setdefault((id(source), link.output), set()).add(id(root))
        _append_edge(building, source, source_id, link.output, target, index, spec)


def _append_edge(
    building: Building, source: Record, source_id: str, output: int, target: str, index: int, spec: Spec
) -> None:
    status: EdgeStatus = "assumed" if source.is_doubtful else "ok"
    edge_id = f"e{len(building.graph.edges) + 1}"
    tensor = _tensor(spec)
    building.graph.edges.append(
        Edge(
            edge_id,
            source_id,
            output,
            target,
            index,
            tensor.shape,
            tensor.dtype,
            tensor.device,
            status,
            letters=tensor.letters,
        )
    )


def _add_outputs(building: Building, roots: list[Record]) -> None:
    """A node for each tensor that an outermost call returned and no later one used."""
    shown: set[tuple[int, int]] = set()
    for root, names in zip(roots, result_names(building.source, roots), strict=True):
        for link, name in zip(result_links(root), names, strict=True):
            source = link.source.resolved()
            tensor = (id(source), link.output)
            used = building.users.get(tensor, set()) - {id(root)}
            if used or tensor in shown or id(source) not in building.ids or name == UNASKED:
                continue
            shown.add(tensor)
            spec = link.spec
            if building.newest and source.latest_outputs is not None and link.output < len(source.latest_outputs):
                spec = source.latest_outputs[link.output]
            status = "assumed" if source.is_doubtful else "ok"
            node = Node(_next_id(building), "output", "output", "output", name, status=status)
            node.inputs = [_tensor(spec)]
            node.span = places.span_of(building.source, root)
            building.graph.nodes.append(node)
            _append_edge(building, source, building.ids[id(source)], link.output, node.id, 0, spec)


def _inputs(building: Building, record: Record) -> list[Spec]:
    if building.newest and record.latest_inputs is not None:
        return record.latest_inputs
    return [link.spec for link in record.inputs]


def _outputs(building: Building, record: Record) -> list[Spec]:
    return record.latest_outputs if building.newest and record.latest_outputs is not None else record.outputs


@lru_cache(maxsize=4096)
def _plain(shape: tuple[int, ...]) -> Shape:
    return tuple(int(size) for size in shape)


def _tensor(spec: Spec, name: str = "") -> TensorSpec:
    # The few names and shapes that thousands of tensors share are kept once.
    dtype = sys.intern(str(spec.dtype).removeprefix("torch."))
    return TensorSpec(
        _plain(tuple(spec.shape)),
        dtype,
        sys.intern(str(spec.device)),
        sys.intern(name) if name else None,
        letters=open_axes(spec.shape),
    )


def _defined(building: Building, record: Record) -> SourceSpan | None:
    if record.kind != "module":
        return None
    return places.definition_of(building.source, record, building.definitions)


def _line_shapes(graph: Graph) -> list[LineShape]:
    """For each line the shape of its result: the last call of those that stand outermost.

    A line that runs in several modules (a block used twelve times) shows the first; `varies` tells that
    others gave another shape.
    """
    depths: dict[str | None, int] = {None: 0}
    by_line: dict[int, list[Node]] = {}
    for node in graph.nodes:
        depths[node.id] = depths[node.parent] + 1
        if node.span is not None and node.outputs and node.kind in ("module", "call", "input"):
            by_line.setdefault(node.span.end_line, []).append(node)
    lines: list[LineShape] = []
    for line in sorted(by_line):
        outermost = min(depths[node.id] for node in by_line[line])
        results = {node.parent: node for node in by_line[line] if depths[node.id] == outermost}
        first = next(iter(results.values()))
        varies = any(node.outputs[0].shape != first.outputs[0].shape for node in results.values())
        lines.append(LineShape(line, first.id, 0, varies))
    return lines
