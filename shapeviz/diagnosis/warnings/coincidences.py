"""The batch meeting another size by chance: shown by re-runs in which the batch alone is another one."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.warnings.axes import Place, Step, way_back
from shapeviz.diagnosis.warnings.chance import RULE
from shapeviz.diagnosis.warnings.operations import FEATURE_LAYERS, REDUCTIONS
from shapeviz.diagnosis.warnings.resizing import Resizing, batch_symbols, size_name
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.findings import Cause, Mismatch, Warning
from shapeviz.graph.model import Node, Symbol
from shapeviz.rules.elementwise_names import BROADCASTING


def find(scene: Scene, resizing: Resizing) -> Iterator[Warning]:
    """A warning for a batch that must be as large as another size, which the code never says.

    That is another axis of the same input, if all fits once both are changed alike; or what a layer gives for each
    sample, if an operation puts the two on top of each other.
    """
    batch = batch_symbols(scene.graph)
    size = batch[0].value if batch else 0
    if size < 2:
        return
    others = _equal_axes(scene, batch)
    if not others and not _is_given_by_a_layer(scene, size):
        return
    unused = _unused_size(scene, size)
    changed = {symbol.name: unused for symbol in batch}
    broken = resizing.breaking(changed)
    if broken is None or broken.node is None:
        return
    met = _layer_met_by_batch(scene, scene.nodes[broken.node], size)
    if met is not None:
        yield _warning(scene, broken, batch[0], unused, f"the size that {met.label} gives", _path(scene, broken, size))
    elif len(others) == 1 and resizing.fits({**changed, others[0].name: unused}):
        yield _warning(scene, broken, batch[0], unused, size_name(others[0]), [])


def _equal_axes(scene: Scene, batch: list[Symbol]) -> list[Symbol]:
    """The other symbols of the batch's inputs that have its size, unless the two are the sides of one square."""
    inputs = {tied.node for symbol in batch for tied in symbol.axes}
    axes = [symbol for symbol in scene.graph.symbols if symbol.kind == "axis" and symbol not in batch]
    equal = [symbol for symbol in axes if symbol.value == batch[0].value]
    return [
        symbol
        for symbol in equal
        if {tied.node for tied in symbol.axes} <= inputs and _are_different_things(scene, batch[0], symbol)
    ]


def _are_different_things(scene: Scene, batch: Symbol, other: Symbol) -> bool:
    """Whether two equal axes are surely not the two sides of one square: they have names, or there are more axes."""
    node = scene.nodes[other.axes[0].node]
    named = not batch.name[:1].isupper() and not other.name[:1].isupper() and "[" not in batch.name + other.name
    return named or len(node.outputs[0].shape) >= 3


def _unused_size(scene: Scene, size: int) -> int:
    """A size that no axis in the graph has."""
    known = {axis for edge in scene.graph.edges for axis in edge.shape}
    return next(candidate for candidate in range(3, size + len(known) + 4) if candidate not in known)


def _is_given_by_a_layer(scene: Scene, size: int) -> bool:
    return any(node.op in FEATURE_LAYERS and node.outputs and size in _features(node) for node in scene.graph.nodes)


def _features(layer: Node) -> tuple[int, ...]:
    """The size that a layer gives its output for each sample."""
    shape = layer.outputs[0].shape
    return shape[-1:] if layer.op in ("linear", "embedding") else shape[1:2]


def _layer_met_by_batch(scene: Scene, node: Node, size: int) -> Node | None:
    """The layer whose features an elementwise operation puts on top of the batch, if it does that."""
    if node.op not in BROADCASTING or len(node.inputs) != 2:
        return None
    ends = [_end(scene, Place(node, operand, len(node.inputs[operand].shape) - 1)) for operand in (0, 1)]
    layers = [end.node for end in ends if end is not None and _is_feature_axis(end)]
    batches = [end for end in ends if end is not None and end.node.kind == "input" and end.axis == 0]
    return layers[0] if len(layers) == len(batches) == 1 and size in node.outputs[0].shape else None


def _end(scene: Scene, place: Place) -> Step | None:
    """Where the way of an axis ends: the call or input that made it."""
    steps = list(way_back(scene, place)) if place.axis >= 0 else []
    return steps[-1] if steps and not steps[-1].before else None


def _is_feature_axis(step: Step) -> bool:
    rank = len(step.node.outputs[0].shape)
    own = rank - 1 if step.node.op in ("linear", "embedding") else 1
    return step.node.op in FEATURE_LAYERS and step.axis == own


def _path(scene: Scene, broken: Mismatch, size: int) -> list[Cause]:
    """The reduction that left the wrong axis, on the way to where it shows."""
    assert broken.node is not None
    node = scene.nodes[broken.node]
    steps = [step for operand in (0, 1) for step in way_back(scene, Place(node, operand, 0))]
    found = [step.node for step in steps if step.node.op in REDUCTIONS and size in step.node.inputs[0].shape]
    return [scene.cause(made.span.line, f"{made.op} takes an axis away here.") for made in found if made.span][:1]


def _warning(scene: Scene, broken: Mismatch, batch: Symbol, unused: int, other: str, causes: list[Cause]) -> Warning:
    name = size_name(batch)
    message = (
        f"This works only because {name} and {other} are both {batch.value}: at {name} = {unused}, {broken.message}"
    )
    own = [scene.cause(broken.line, "It takes one axis for the other.")] if broken.line is not None else []
    return Warning(RULE, broken.node, broken.line, message, [*causes, *own])
