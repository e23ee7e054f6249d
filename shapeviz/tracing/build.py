"""From records to the graph: ids, labels, places in the source, edges."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from shapeviz.graph.model import (
    Edge,
    EdgeStatus,
    Graph,
    LineShape,
    Node,
    Origin,
    Source,
    SourceSpan,
    TensorSpec,
)
from shapeviz.tracing.description import Description
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.records import Link, Record, Spec
from shapeviz.tracing.source import CheckedSource, target_names

Describe = Callable[[Record], Description]
# Where a module was made: its place in the code, by id of the module.
Definitions = dict[int, tuple[Any, tuple[CodeType, int]]]


@dataclass(slots=True)
class Building:
    """A graph being built. `ids` tells the node of a record; `newest` asks for the last run's shapes."""

    graph: Graph
    source: CheckedSource
    describe: Describe
    definitions: Definitions
    newest: bool
    ids: dict[int, str] = field(default_factory=dict[int, str])
    used: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])


def build_graph(
    forest: Forest, source: CheckedSource, describe: Describe, definitions: Definitions
) -> tuple[Graph, dict[int, str]]:
    """The graph of a recording, and the node id of each record (by `id`).

    Where something failed the shapes are those of the last run of each call, since that is the run that
    failed; otherwise those of the first.
    """
    newest = any(record.failure is not None for record in forest.walk())
    building = Building(Graph(Source(source.name, source.text)), source, describe, definitions, newest)
    waiting = {id(record): record for record in forest.entrances}
    for record in forest.walk():
        description = describe(record)
        for index, link in enumerate(record.inputs):
            entrance = waiting.pop(id(link.source.resolved()), None)
            if entrance is not None:
                _add_entrance(building, entrance, _argument_name(record, description, index))
        _add_node(building, record, description)
        for link in record.results:
            entrance = waiting.pop(id(link.source.resolved()), None)
            if entrance is not None:
                _add_entrance(building, entrance, "")
    for record in forest.walk():
        if not record.group:
            _add_edges(building, record)
    for root in forest.roots:
        _add_outputs(building, root)
    building.graph.lines = _line_shapes(building.graph)
    return building.graph, building.ids


def _argument_name(record: Record, description: Description, index: int) -> str:
    """The name by which a module's forward knows its operand."""
    names = description.input_names
    return names[index] if record.kind == "module" and index < len(names) else ""


def _next_id(building: Building) -> str:
    return f"n{len(building.graph.nodes) + 1}"


def _add_entrance(building: Building, record: Record, argument_name: str) -> None:
    description = building.describe(record)
    span = _span(building, record)
    kind = record.kind if record.kind != "call" else "input" if record.parent is None else "constant"
    label = record.name or _assigned_name(building, span) or argument_name or description.label
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
        outputs=[_tensor(spec) for spec in _outputs(building, record)],
        repeats=record.repeats,
    )
    building.ids[id(record)] = node.id
    building.graph.nodes.append(node)


def _add_node(building: Building, record: Record, description: Description) -> None:
    names = description.input_names
    inputs = [
        _tensor(spec, name)
        for spec, name in zip(_inputs(building, record), _padded(names, record), strict=True)
    ]
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
        span=_span(building, record),
        defined=_defined(building, record),
        origin=_origin(building, record),
        attributes=description.attributes,
        inputs=inputs,
        outputs=[_tensor(spec) for spec in _outputs(building, record)],
        parameter_count=description.parameter_count,
        multiply_adds=description.multiply_adds,
        repeats=record.repeats,
        status="assumed" if record.assumed else "ok",
    )
    building.ids[id(record)] = node.id
    building.graph.nodes.append(node)


def _padded(names: list[str], record: Record) -> list[str]:
    return [*names[: len(record.inputs)], *[""] * (len(record.inputs) - len(names))]


def _add_edges(building: Building, record: Record) -> None:
    target = building.ids[id(record)]
    for index, (link, spec) in enumerate(zip(record.inputs, _inputs(building, record), strict=True)):
        source = link.source.resolved()
        source_id = building.ids.get(id(source))
        # A call in a folded loop that feeds its own next round, or a tensor of unknown making, draws no edge.
        if source_id is None or source is record:
            continue
        building.used.add((id(source), link.output))
        _append_edge(building, source, source_id, link.output, target, index, spec)


def _append_edge(
    building: Building, source: Record, source_id: str, output: int, target: str, index: int, spec: Spec
) -> None:
    status: EdgeStatus = "assumed" if source.is_doubtful else "ok"
    edge_id = f"e{len(building.graph.edges) + 1}"
    tensor = _tensor(spec)
    building.graph.edges.append(
        Edge(edge_id, source_id, output, target, index, tensor.shape, tensor.dtype, tensor.device, status)
    )


def _add_outputs(building: Building, root: Record) -> None:
    """A node for each tensor that an outermost call returned and no other call used."""
    made = root.results or [
        Link(root, output, spec, 0, "") for output, spec in enumerate(_outputs(building, root))
    ]
    names = _result_names(building, root, len(made))
    for link, name in zip(made, names, strict=True):
        source = link.source.resolved()
        source_id = building.ids.get(id(source))
        if source_id is None or (id(source), link.output) in building.used:
            continue
        building.used.add((id(source), link.output))
        spec = link.spec
        if building.newest and source.latest_outputs is not None and link.output < len(source.latest_outputs):
            spec = source.latest_outputs[link.output]
        node_id = _next_id(building)
        status = "assumed" if source.is_doubtful else "ok"
        node = Node(node_id, "output", "output", "output", name, inputs=[_tensor(spec)], status=status)
        node.span = _span(building, root)
        building.graph.nodes.append(node)
        _append_edge(building, source, source_id, link.output, node_id, 0, spec)


def _result_names(building: Building, root: Record, count: int) -> list[str]:
    span = _span(building, root)
    statement = building.source.assignment_around(span) if span is not None else None
    if statement is not None and span is not None and statement.value is not None:
        if building.source.span_of(statement.value) == span:
            names = target_names(statement)
            if len(names) == count:
                return names
            if len(names) == 1:
                return [f"{names[0]}{link.part}" if link.part else names[0] for link in root.results] or [
                    f"{names[0]}[{n}]" for n in range(count)
                ]
    return ["output"] if count == 1 else [f"output[{n}]" for n in range(count)]


def _inputs(building: Building, record: Record) -> list[Spec]:
    if building.newest and record.latest_inputs is not None:
        return record.latest_inputs
    return [link.spec for link in record.inputs]


def _outputs(building: Building, record: Record) -> list[Spec]:
    return record.latest_outputs if building.newest and record.latest_outputs is not None else record.outputs


def _tensor(spec: Spec, name: str = "") -> TensorSpec:
    dtype = str(spec.dtype).removeprefix("torch.")
    return TensorSpec(tuple(int(size) for size in spec.shape), dtype, str(spec.device), name or None)


def _span(building: Building, record: Record) -> SourceSpan | None:
    """Where the deepest piece of the checked source stands that led to this call."""
    holder: Record | None = record
    while holder is not None:
        here = holder.site.here if holder.site is not None else None
        if here is not None:
            return building.source.span(*here)
        holder = holder.parent
    return None


def _defined(building: Building, record: Record) -> SourceSpan | None:
    """The expression that made a module: where it was assigned to its parent, or to its variable."""
    if record.kind != "module":
        return None
    known = building.definitions.get(id(record.subject))
    if known is not None:
        span = building.source.span(*known[1])
        return _made_at(building.source, span) if span is not None else None
    if record.parent is None and record.name:
        return _variable_definition(building, record)
    return None


def _variable_definition(building: Building, record: Record) -> SourceSpan | None:
    expression = building.source.expression_at(span) if (span := _span(building, record)) else None
    if not isinstance(expression, ast.Call) or not isinstance(expression.func, ast.Name):
        return None
    made = list(building.source.assignments_to(expression.func.id))
    return building.source.span_of(made[-1].value) if made else None


def _made_at(source: CheckedSource, span: SourceSpan) -> SourceSpan:
    """The value of the assignment at `span`, or `span` itself where it is no assignment."""
    statement = source.assignment_around(span)
    if statement is None or statement.value is None:
        return span
    return source.span_of(statement.value)


def _origin(building: Building, record: Record) -> Origin | None:
    """The user's line outside the checked source from which a call came (a class of an earlier cell)."""
    if record.site is None or record.site.caller is None or record.site.caller == record.site.here:
        return None
    code, instruction = record.site.caller
    if "site-packages" in code.co_filename or "dist-packages" in code.co_filename:
        return None
    lines = list(code.co_positions())
    line = lines[instruction // 2][0] if instruction // 2 < len(lines) else None
    if line is None:
        return None
    text = linecache.getline(code.co_filename, line).strip()
    return Origin(_file_name(code.co_filename), line, text) if text else None


def _file_name(filename: str) -> str:
    return filename.replace("\\", "/").rsplit("/", 1)[-1]


def _assigned_name(building: Building, span: SourceSpan | None) -> str:
    statement = building.source.assignment_around(span) if span is not None else None
    if statement is None:
        return ""
    names = target_names(statement)
    return names[0] if len(names) == 1 else ""


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
