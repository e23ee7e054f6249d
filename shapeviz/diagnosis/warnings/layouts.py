"""Recurrent and attention layers that take the batch for the sequence, or the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.warnings.axes import Place, batch_axis, way_back
from shapeviz.diagnosis.warnings.batches import TAKEN_AS_BATCH, batch_evidence
from shapeviz.diagnosis.warnings.operations import ATTENTION, CASTS, ELEMENTWISE, NORMS, RECURRENT
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Cause, Warning
from shapeviz.graph.model import Node, SourceSpan
from shapeviz.rules.wording import shape_text

RULE = "batch-second"
_POOLING = frozenset({"mean", "sum", "max", "amax"})
_ON_THE_WAY = ELEMENTWISE | CASTS | NORMS | {"squeeze", "cat"}


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each layer whose `batch_first` contradicts its data, or what is done with its output."""
    layers = [node for node in scene.graph.nodes if is_sequence_layer(node)]
    told: set[str] = set()
    for node in layers:
        reason = _by_input(scene, node)
        if reason:
            told.add(node.id)
            yield _warning(scene, node, reason)
    for found in [*_by_neighbour(scene, layers), *(_by_use(scene, node) for node in scene.written)]:
        if found is not None and found[0].id not in told:
            told.add(found[0].id)
            yield _warning(scene, *found)


def is_sequence_layer(node: Node) -> bool:
    """Whether a node is a recurrent or attention layer on a batch of sequences."""
    known = node.op in RECURRENT | ATTENTION and node.kind == "module" and node.status == "ok"
    return known and bool(node.inputs) and len(node.inputs[0].shape) == 3


def _by_input(scene: Scene, layer: Node) -> str:
    """Why the axis that a layer takes as the sequence is the batch, "" if it is not known to be."""
    batch = batch_axis(layer)
    sequence = 1 - batch
    evidence = batch_evidence(scene, Place(layer, 0, sequence))
    if not evidence or batch_evidence(scene, Place(layer, 0, batch)):
        return ""
    if evidence.endswith(TAKEN_AS_BATCH) and layer.inputs[0].shape[batch] == 1:
        # The images are the frames of one film: a batch to the convolution, a sequence to this layer.
        return ""
    return f"axis {sequence} of its input is the batch: {evidence}"


def _by_neighbour(scene: Scene, layers: list[Node]) -> Iterator[tuple[Node, str]]:
    """The layers without `batch_first` whose output goes, with its axes as they are, into one that has it."""
    for layer in layers:
        if layer.attributes.get("batch_first"):
            for made, output, axis, _ in way_back(scene, Place(layer, 0, 0)):
                if is_sequence_layer(made) and batch_axis(made) == 1 and (axis, output) == (0, 0):
                    yield made, f"{layer.label} (batch_first=True) takes axis 0 of its output as the batch"


def _by_use(scene: Scene, node: Node) -> tuple[Node, str] | None:
    """The layer whose output is cut or pooled along what it takes as the batch, and why that tells the layout."""
    taken = _taken_axis(scene, node)
    if taken is None or node.parent is None or not _goes_on(scene, node):
        return None
    axis, words = taken
    for made, output, axis_there, before in way_back(scene, Place(node, 0, axis)):
        if is_sequence_layer(made) and output == 0:
            batch = batch_axis(made)
            if axis_there != batch or not before or batch_evidence(scene, Place(made, 0, batch)):
                return None
            return made, f"{words}, and that is axis {batch}"
    return None


def _taken_axis(scene: Scene, node: Node) -> tuple[int, str] | None:
    """The axis along which a call takes the first or last element, or pools, and how to say so."""
    if not node.inputs:
        return None
    rank = len(node.inputs[0].shape)
    if node.op == "getitem":
        index = scene.argument(node, "index", 1)
        parts = index if isinstance(index, tuple) else (index,)
        axes = [axis for axis, part in enumerate(parts) if isinstance(part, int) and not isinstance(part, bool)]
        others = [part for axis, part in enumerate(parts) if axis not in axes]
        if len(axes) != 1 or parts[axes[0]] not in (0, -1) or any(part != slice(None) for part in others):
            return None
        return axes[0], f"line {scene.line_of(node)} takes {'the last' if parts[axes[0]] == -1 else 'the first'} step"
    if node.op in _POOLING and len(node.inputs) == 1:
        dim = scene.argument(node, "dim", 1)
        if isinstance(dim, int) and not isinstance(dim, bool) and dim % rank in (0, 1):
            return dim % rank, f"line {scene.line_of(node)} pools over the steps"
    return None


def _goes_on(scene: Scene, node: Node) -> bool:
    """Whether the result goes into a layer with weights, or is what a module returns."""
    waiting, seen = [node], set[str]()
    while waiting:
        current = waiting.pop()
        users = [user for user, _ in scene.users(current)]
        if not users:
            return True
        for user in users:
            if user.op == "linear" or user.parent is None:
                return True
            if user.op in _ON_THE_WAY and user.id not in seen:
                seen.add(user.id)
                waiting.append(user)
    return False


def reported(scene: Scene, layer: Node) -> Node:
    """The layer, or the one around it that the source itself calls."""
    current = layer
    while not scene.is_written(current) and current.parent is not None:
        current = scene.nodes[current.parent]
    return current


def _warning(scene: Scene, layer: Node, reason: str) -> Warning:
    node = reported(scene, layer)
    shape = shape_text(layer.inputs[0].shape)
    if layer.attributes.get("batch_first"):
        claim, advice = "(batch, sequence, features)", "Leave batch_first=True away, or take the other axis."
    else:
        claim, advice = "(sequence, batch, features)", "Write batch_first=True where the layer is made."
    message = f"{node.label} reads {shape} as {claim}, but {reason}. So it runs along the wrong axis. {advice}"
    line = scene.line_of(node)
    causes: list[Cause] = []
    if node.defined is not None:
        causes.append(scene.cause(_option_line(scene, node.defined), "batch_first is set here, or left out."))
    if line is not None:
        causes.append(scene.cause(line, "The layer gets its input here."))
    return Warning(RULE, node.id, line, message, causes)


def option_call(scene: Scene, call: ast.Call) -> ast.Call:
    """The constructor call that takes `batch_first`: of an encoder that of the layer that it repeats."""
    if not ast.unparse(call.func).endswith(("Encoder", "Decoder")) or not call.args:
        return call
    layer = call.args[0]
    if isinstance(layer, ast.Call):
        return layer
    made = list(scene.source.assignments_to(layer.id)) if isinstance(layer, ast.Name) else []
    values = [item.value for item in made if item.lineno <= call.lineno]
    return next((value for value in reversed(values) if isinstance(value, ast.Call)), call)


def _option_line(scene: Scene, defined: SourceSpan) -> int:
    """The line of the constructor that takes `batch_first`."""
    call = scene.source.expression_at(defined)
    return option_call(scene, call).lineno if isinstance(call, ast.Call) else defined.line
