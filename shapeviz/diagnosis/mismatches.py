"""From failed calls to mismatches in words, and to the verdict on the whole."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.error_texts import error_text, plain_text, raised_because_of
from shapeviz.diagnosis.probes import is_probe
from shapeviz.diagnosis.unpacking import unpacking
from shapeviz.graph.findings import AxisConflict, ErrorText, Mismatch
from shapeviz.graph.model import Edge, Graph, Node, TensorSpec, Verdict
from shapeviz.rules import judge
from shapeviz.rules.core import Conflict
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.records import Failure, Record
from shapeviz.tracing.session import Recording

EMPTY = "Nothing to check: this cell makes no tensor calls."
LONGEST_ERROR = 160
NEEDS_NUMBERS = frozenset({"item", "tolist", "numpy", "bool", "int", "float", "index", "nonzero", "equal"})
WITHOUT_NUMBERS = "{who} needs the numbers in its input, but this tensor has only a shape (it is on the meta device)."
ALSO = "Also, axis"
UNDRAWN = "{type}: {text}"


def diagnose(
    graph: Graph,
    forest: Forest,
    ids: dict[int, str],
    error: BaseException | None = None,
    *,
    line: int | None = None,
    rerun: bool = False,
    of_tensors: bool = False,
    unplaced: Failure | None = None,
) -> None:
    """Add to the graph its mismatches, the statuses of what they touch, the verdict and the headline.

    `ids` gives the node of each record, by the record's `id`. `error` is the exception that ended the checked
    code, if one did, and `line` the line of the source that it came through; `of_tensors` tells that it speaks of
    tensors, though no call in the graph raised it, and `unplaced` is the last such call. In a `rerun` the framework's
    own texts are those of another device, and are left out.
    """
    nodes = {node.id: node for node in graph.nodes}
    for record, conflict in _faults(forest):
        if error is None and not rerun and is_probe(record, forest):
            continue
        node = nodes.get(ids.get(id(record), ""))
        if node is not None:
            conflict = conflict or _of_unpacking(graph, node, record)
            graph.mismatches.append(_mismatch(graph, node, record, conflict, rerun))
            _mark(node, nodes)
    if error is not None and not _is_told(graph, error) and of_tensors:
        graph.mismatches.append(_without_node(error, line, unplaced))
    elif error is not None and not _is_quoted(graph, error):
        graph.error = error_text(error)
        graph.error.line = line
    pronounce(graph)


def diagnose_recording(recording: Recording, error: BaseException | None, line: int | None) -> None:
    """`diagnose` a recording of code that `error`, if there was one, ended in `line`."""
    diagnose(
        recording.graph,
        recording.forest,
        recording.ids,
        error,
        line=line,
        of_tensors=recording.concerns_tensors(error),
        unplaced=recording.unplaced,
    )


def _is_told(graph: Graph, error: BaseException) -> bool:
    """Whether a mismatch is about this exception, or about one because of which it was raised."""
    told = [mismatch.error for mismatch in graph.mismatches if mismatch.error is not None]
    return any(error_text(link) in told for link in raised_because_of(error))


def _is_quoted(graph: Graph, error: BaseException) -> bool:
    """Whether a mismatch has the words of this exception already; it may say where they were said, too."""
    words = error_text(error).text
    return any(mismatch.error is not None and mismatch.error.text in words for mismatch in graph.mismatches)


def who(node: Node) -> str:
    """How a sentence speaks of a node: `fc1 (Linear)`, `view`."""
    kind = node.target.rsplit(".", 1)[-1]
    return f"{node.label} ({kind})" if node.kind == "module" and kind != node.label else node.label


def _faults(forest: Forest) -> Iterator[tuple[Record, Conflict | None]]:
    for record in forest.walk():
        if record.conflict is not None:
            yield record, record.conflict
        elif record.failure is not None:
            calls = (record.failure.call, record.failure.inner)
            verdicts = [judge(call) for call in calls if call is not None]
            yield record, next((verdict for verdict in verdicts if isinstance(verdict, Conflict)), None)


def _mismatch(graph: Graph, node: Node, record: Record, conflict: Conflict | None, rerun: bool) -> Mismatch:
    # What a group raises is Python's own doing; a failing call of a re-run speaks of a device that is not the user's.
    failure = record.failure if record.group or not rerun else None
    error = ErrorText(failure.type, plain_text(failure.text)) if failure is not None else None
    line = node.span.line if node.span is not None else None
    if failure is not None and failure.line is not None:
        line = failure.line
    if conflict is None and failure is None:
        return Mismatch(node.id, f"{who(node)} does not accept these shapes.", line)
    if conflict is None and node.op in NEEDS_NUMBERS and all(spec.device == "meta" for spec in node.inputs):
        return Mismatch(node.id, WITHOUT_NUMBERS.format(who=who(node)), line, error=error)
    if conflict is None:
        text = _shortened(error.text if error is not None else "")
        kind = error.type if error is not None else "error"
        return Mismatch(node.id, f"{who(node)} raises {kind}: {text}", line, error=error)
    edges = _mismatched_edges(graph, node, conflict)
    return Mismatch(
        node.id, sentence(node, conflict), line, [edge.id for edge in edges], _axis_conflicts(conflict), error
    )


def sentence(node: Node, conflict: Conflict) -> str:
    """What a node expects, and what it gets."""
    return f"{who(node)} expects {conflict.expects}, but gets {conflict.gets}." + _further(conflict)


def _further(conflict: Conflict) -> str:
    """A sentence for each further operand that does not fit either: the rule's own words tell of the first."""
    told = {problem.operand for problem in conflict.problems[:1]}
    sentences: list[str] = []
    for problem in conflict.problems:
        if problem.operand not in told and problem.axis is not None:
            told.add(problem.operand)
            wanted = f"where {problem.expected} is expected"
            sentences.append(f" {ALSO} {problem.axis} of {problem.operand} is {problem.actual}, {wanted}.")
    return "".join(sentences)


def _of_unpacking(graph: Graph, node: Node, record: Record) -> Conflict | None:
    """The conflict of a module whose forward takes the shape of an argument apart into another number of sizes."""
    failure = record.failure
    if failure is None or not record.group or failure.type != "ValueError":
        return None
    found = unpacking(graph.source.text, failure.line, failure.text, node)
    if found is None:
        return None
    record.judged, record.conflict = found
    return record.conflict


def _without_node(error: BaseException, line: int | None, unplaced: Failure | None) -> Mismatch:
    """A mismatch of no call in the graph: raised by a constructor, by wrong arguments, inside a data loader."""
    text = error_text(error)
    call = unplaced.call if unplaced is not None and (unplaced.type, unplaced.text) == (text.type, text.text) else None
    conflict = judge(call) if call is not None else None
    if call is None or not isinstance(conflict, Conflict):
        return Mismatch(None, UNDRAWN.format(type=text.type, text=_shortened(text.text)), line, error=text)
    message = f"{call.op} expects {conflict.expects}, but gets {conflict.gets}." + _further(conflict)
    return Mismatch(None, message, line, [], _axis_conflicts(conflict), text)


def _axis_conflicts(conflict: Conflict) -> list[AxisConflict]:
    return [AxisConflict(p.operand, p.axis, p.expected, p.actual, p.unit) for p in conflict.problems]


def _mismatched_edges(graph: Graph, node: Node, conflict: Conflict) -> list[Edge]:
    """Mark the edges that carry the operands at fault."""
    found = edges_at_fault(graph, node, conflict)
    for edge, operand in found:
        edge.status = "mismatch"
        expected = conflict.expected_shapes.get(operand.name or "")
        edge.expected = tuple(expected) if expected is not None else None
        if edge.shape != operand.shape:  # what is in a group has got what would have fitted
            edge.shape, edge.formula, edge.letters = operand.shape, operand.formula, operand.letters
    return [edge for edge, _ in found]


def edges_at_fault(graph: Graph, node: Node, conflict: Conflict) -> list[tuple[Edge, TensorSpec]]:
    """The edges that carry the operands at fault, each with its operand; for a fault in the weight the layer's input.

    What a group does not take is carried by the edges that lead into it.
    """
    blamed = {problem.operand for problem in conflict.problems} | set(conflict.expected_shapes)
    incoming = [(edge, node.inputs[edge.target_input]) for edge in graph.edges if edge.target == node.id]
    incoming = incoming or _entering(graph, node)
    return [(edge, operand) for edge, operand in incoming if (operand.name or "") in blamed] or incoming[:1]


def _entering(graph: Graph, group: Node) -> list[tuple[Edge, TensorSpec]]:
    """The edges from outside a group to a call in it, with the group's own inputs of the shapes that they bring."""
    inside = {group.id}
    for node in graph.nodes:  # a group stands before what is in it
        if node.parent in inside:
            inside.add(node.id)
    found: list[tuple[Edge, TensorSpec]] = []
    for edge in graph.edges:
        if edge.target in inside and edge.source not in inside:
            brought = graph.node(edge.source).outputs[edge.source_output].shape
            found += [(edge, operand) for operand in group.inputs if operand.shape == brought][:1]
    return found


def _mark(node: Node, nodes: dict[str, Node]) -> None:
    node.status = "mismatch"
    parent = node.parent
    while parent is not None:
        nodes[parent].status = "mismatch"
        parent = nodes[parent].parent


def pronounce(graph: Graph) -> None:
    """Set the verdict and the headline by the mismatches, the error and the warnings that the graph has."""
    graph.fitting = f"{_counted(graph)}, every shape fits" if graph.nodes else ""
    graph.verdict, graph.headline = _verdict(graph)
    if graph.verdict == "ok" and graph.warnings:
        count = len(graph.warnings)
        graph.headline += f" · {count} warning" + ("s" if count > 1 else "")


def _verdict(graph: Graph) -> tuple[Verdict, str]:
    understood = any(mismatch.conflicts or mismatch.edges for mismatch in graph.mismatches)
    if graph.mismatches:
        first = graph.mismatches[0]
        more = len(graph.mismatches) - 1
        rest = f" · {more} more {'mismatch' if more == 1 else 'mismatches'}" if more else ""
        return ("mismatch" if understood else "error"), _headline(graph, first) + rest
    if graph.error is not None:
        place = f" in line {graph.error.line}" if graph.error.line is not None else ""
        return "error", f"The code raised {graph.error.type}{place}: {_shortened(graph.error.text)}"
    if not graph.nodes:
        return "empty", EMPTY
    return "ok", graph.fitting


def _headline(graph: Graph, mismatch: Mismatch) -> str:
    return headline_of(mismatch.message, graph.node(mismatch.node) if mismatch.node is not None else None)


def headline_of(message: str, node: Node | None) -> str:
    """The sentence of a mismatch as the verdict line has it."""
    short = message.partition(f" {ALSO}")[0].removesuffix(".").replace(", but gets ", ", gets ")
    return short if node is None else short.replace(who(node), node.label, 1)


def _counted(graph: Graph) -> str:
    groups = {node.parent for node in graph.nodes}
    layers = sum(1 for node in graph.nodes if node.kind == "module" and node.id not in groups)
    if layers:
        return f"{layers} layer" + ("s" if layers > 1 else "")
    calls = sum(1 for node in graph.nodes if node.kind == "call")
    return f"{calls} call" + ("s" if calls != 1 else "")


def _shortened(text: str) -> str:
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= LONGEST_ERROR else line[: LONGEST_ERROR - 1] + "…"
