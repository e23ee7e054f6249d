"""Tables of positions that are added along the batch instead of along the sequence."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.warnings import layouts
from shapeviz.diagnosis.warnings.axes import Place, batch_axis, way_back
from shapeviz.diagnosis.warnings.batches import batch_evidence
from shapeviz.diagnosis.warnings.operations import CASTS, MOVES
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Cause, Warning
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text

RULE = "positions-along-batch"
_SELECTING = MOVES | CASTS | {"getitem", "expand", "mul"}


def find(scene: Scene) -> Iterator[Warning]:
    """A warning for each addition of a table whose rows go with the batch."""
    told: set[str] = set()
    # A layer that takes the wrong axis for the batch says nothing of the positions.
    wrong = {warning.node for warning in layouts.find(scene)}
    for layer in scene.graph.nodes:
        if layouts.is_sequence_layer(layer) and layouts.reported(scene, layer).id not in wrong:
            for node, _, axis, before in way_back(scene, Place(layer, 0, batch_axis(layer))):
                if node.id not in told and any(_adds_table_along(scene, node, axis, place) for place in before):
                    told.add(node.id)
                    claim = "batch_first=True" if batch_axis(layer) == 0 else "batch_first=False"
                    yield _warning(scene, node, axis, f"axis {axis} is the batch for {layer.label} ({claim})")
    for node in scene.written:
        if node.op == "add" and node.id not in told and node.outputs and len(node.outputs[0].shape) == 3:
            yield from _by_evidence(scene, node)


def _by_evidence(scene: Scene, node: Node) -> Iterator[Warning]:
    for axis in (0, 1):
        for operand in (0, 1):
            place = Place(node, operand, axis)
            if len(node.inputs) == 2 and _adds_table_along(scene, node, axis, place):
                evidence = batch_evidence(scene, place)
                if evidence and not batch_evidence(scene, place._replace(axis=1 - axis)):
                    yield _warning(scene, node, axis, f"axis {axis} is the batch: {evidence}")


def _adds_table_along(scene: Scene, node: Node, axis: int, data: Place) -> bool:
    """Whether a call adds to the data a table that changes along this one of the first two axes alone."""
    if node.op != "add" or len(node.inputs) != 2 or not scene.is_written(node) or len(node.outputs[0].shape) != 3:
        return False
    after, table = node.outputs[0].shape, node.inputs[1 - data.operand].shape
    aligned = (1,) * (len(after) - len(table)) + table
    other = 1 - axis
    if axis not in (0, 1) or len(node.inputs[data.operand].shape) != 3 or aligned[axis] < 2 or aligned[other] != 1:
        return False
    return aligned[2] > 1 and _is_table(scene, node, 1 - data.operand)


def _is_table(scene: Scene, node: Node, operand: int) -> bool:
    """Whether an operand is cut out of what the model owns, and does not depend on the data."""
    made = scene.origin(node, operand, _SELECTING)
    if made is None:
        return False
    sources = [made[0], *(upstream for upstream, _ in scene.upstream(made[0]))]
    if any(source.kind == "input" for source in sources):
        return False
    return made[0].kind in ("parameter", "constant") or made[0].op == "embedding"


def _warning(scene: Scene, node: Node, axis: int, reason: str) -> Warning:
    shapes = [spec.shape for spec in node.inputs]
    table = 0 if _is_table(scene, node, 0) else 1
    line = scene.line_of(node)
    rows = shapes[1 - table]
    advice = (
        f"Give the table the shape {shape_text((1, *rows[1:]))}, cut to x.size(1)."
        if axis == 0
        else f"Give the table the shape {shape_text((rows[0], 1, rows[2]))}, cut to x.size(0)."
    )
    message = (
        f"The positions {shape_text(shapes[table])} are added to {scene.words(node, 1 - table)} "
        f"{shape_text(rows)} along axis {axis}, and {reason}: each sample gets one position for all its steps. {advice}"
    )
    causes = [scene.cause(line, "The positions are added here.")] if line is not None else list[Cause]()
    return Warning(RULE, node.id, line, message, causes)
