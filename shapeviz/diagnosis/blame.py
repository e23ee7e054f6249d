"""How the numbers of a mismatch came about, in one or two sentences.

Everything said is either read off the recording or, where it tells what a size was meant for, tried by a re-run at
that size.
"""

from __future__ import annotations

from math import isqrt, prod

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.flow import FLATTENING, carriers, flattened_shape
from shapeviz.diagnosis.proposals.layers import OUTPUT_SIZES, layer_class, size_name
from shapeviz.graph.model import Graph, Node, Shape, Symbol
from shapeviz.tracing.places import made_elsewhere
from shapeviz.tracing.rerun import CannotRerun, Rerun

FLATTENED = "{actual} = {product}: {origin} before {flatten}."
MEANT = " {expected} = {meant} was meant for {ideal}×{ideal} images; these are {height}×{width}."
FROM_LAYER = "The {actual} {what} come from {layer}{line}."
FROM_JOINING = "{actual} = {sum}: {call}{line} joins them."
FROM_INPUT = "The {actual} is axis {axis} of {name}{line}, which has the shape {shape}."
ELSEWHERE = "{label} was made in {name}, line {line}: {text}"
# A size that was meant is looked for this near the one that the proportions suggest.
_NEAR = 3
_LARGEST_GRAPH = 400


def blame(case: Case, rerun: Rerun | None = None) -> str:
    """The sentences, or "" where nothing can be said for certain. `rerun` runs the recording at other sizes."""
    place = _place(case)
    if place is None or case.node is None:
        return ""
    operand, axis, expected, actual = place
    before = flattened_shape(case, case.node, operand, actual)
    if before is not None:
        words = _flattened(case, operand, before, expected, actual) + _meant(case, operand, before, expected, rerun)
    else:
        words = _made(case, operand, axis, actual)
    return " ".join(part for part in (words, _elsewhere(case)) if part)


def _elsewhere(case: Case) -> str:
    """Where the failing layer was made, if that is in another cell or file."""
    assert case.node is not None
    found = made_elsewhere(case.source, case.record) if case.record is not None and case.node.defined is None else None
    if found is None:
        return ""
    return ELSEWHERE.format(label=case.node.label, name=found.name, line=found.line, text=found.text)


def _place(case: Case) -> tuple[int, int, int, int] | None:
    """(operand, axis, expected, actual) of the first number that does not fit, if it is the size of an axis."""
    problem = case.conflict.problems[0] if case.conflict is not None and case.conflict.problems else None
    if problem is None or problem.axis is None or problem.unit != "size":
        return None
    operand = case.operand_index(problem.operand)
    return None if operand is None else (operand, problem.axis, problem.expected, problem.actual)


def _flattened(case: Case, operand: int, before: Shape, expected: int, actual: int) -> str:
    assert case.node is not None
    flatten = _flatten_node(case, operand)
    if flatten is None:
        return ""
    origin = _image_origin(case, flatten, before) or f"the shape is ({_listed(flatten.inputs[0].shape)})"
    words = f"{flatten.label}" + (f" in line {flatten.span.line}" if flatten.span is not None else "")
    return FLATTENED.format(actual=actual, product=_product(before), origin=origin, flatten=words)


def _image_origin(case: Case, flatten: Node, before: Shape) -> str:
    """Which layers gave a flattened image its channels and its sides; "" if it is no image."""
    channels = _maker(case, flatten, 1)
    image = next((node for node, _ in case.upstream(flatten, 0) if node.kind == "module" and not _keeps(node)), None)
    if channels is None or image is None or not layer_class(channels).startswith("Conv") or len(before) < 2:
        return ""
    return f"{before[0]} channels from {channels.label}, {_times(before[1:])} from {image.label}"


def _flatten_node(case: Case, operand: int) -> Node | None:
    assert case.node is not None
    return next((node for node, _ in case.upstream(case.node, operand) if node.op in FLATTENING), None)


def _keeps(node: Node) -> bool:
    """Whether a layer gives the shape that it gets, as activations and norms do."""
    return bool(node.inputs and node.outputs) and node.inputs[0].shape == node.outputs[0].shape


def _meant(case: Case, operand: int, before: Shape, expected: int, rerun: Rerun | None) -> str:
    """For which image size the expected number would be right, if a re-run at that size says so."""
    flatten = _flatten_node(case, operand)
    if rerun is None or flatten is None or len(before) != 3 or expected % before[0] or len(case.nodes) > _LARGEST_GRAPH:
        return ""
    side = isqrt(expected // before[0])
    images = [symbol for symbol in case.graph.symbols if symbol.role in ("height", "width")]
    if side * side != expected // before[0] or len(images) != 2:
        return ""
    ideal = _ideal_size(case.graph, rerun, images, flatten.id, before[1], side)
    if ideal is None:
        return ""
    meant = _product((before[0], side, side))
    height, width = (next(s.value for s in images if s.role == role) for role in ("height", "width"))
    return MEANT.format(expected=expected, meant=meant, ideal=ideal, height=height, width=width)


def _ideal_size(graph: Graph, rerun: Rerun, images: list[Symbol], flatten: str, now: int, wanted: int) -> int | None:
    """The image size at which the flattened image is `wanted` pixels high and wide."""
    recorded = graph.recorded_sizes
    guess = round(images[0].value * wanted / now)
    for size in sorted(range(max(1, guess - _NEAR), guess + _NEAR + 1), key=lambda size: abs(size - guess)):
        try:
            resized, forest, _ = rerun.at({**recorded, **{symbol.name: size for symbol in images}})
        except CannotRerun:
            return None
        shape = resized.node(flatten).inputs[0].shape
        forest.release()
        if shape[-2:] == (wanted, wanted):
            return size
    return None


def _made(case: Case, operand: int, axis: int, actual: int) -> str:
    """Where the size of an axis came from: a layer, a joining of several tensors, an input."""
    assert case.node is not None
    for node, at in carriers(case, case.node, operand, axis):
        shape = node.outputs[0].shape if node.outputs else ()
        if shape.count(actual) != 1 or shape[at] != actual:
            return ""  # with two axes of that size nobody can tell which of them came along
        if node.kind in ("input", "constant") and node.op != "arange":
            words = {"name": node.label, "shape": f"({_listed(shape)})", "line": _in(node)}
            return FROM_INPUT.format(actual=actual, axis=at, **words)
        if _made_features(node, at, actual):
            what = "channels" if layer_class(node).startswith("Conv") else "features"
            layer = f"{node.label} ({layer_class(node)})"
            return FROM_LAYER.format(actual=actual, what=what, layer=layer, line=_made_in(node))
        if node.op in ("cat", "concat"):
            sizes = [spec.shape[at] for spec in node.inputs if at < len(spec.shape)]
            if len(sizes) == len(node.inputs) and sum(sizes) == actual:
                total = " + ".join(map(str, sizes))
                return FROM_JOINING.format(actual=actual, sum=total, call=node.label, line=_in(node))
        if _gives_own_size(node):
            return ""
    return ""


def _made_features(node: Node, axis: int, size: int) -> bool:
    """Whether an axis of a layer's output holds the features that the layer was made for."""
    name = size_name(layer_class(node), OUTPUT_SIZES)
    at = 1 if layer_class(node).startswith("Conv") else len(node.outputs[0].shape) - 1
    return name is not None and node.attributes.get(name) == size and axis == at


def _maker(case: Case, node: Node, axis: int) -> Node | None:
    return next((maker for maker, _ in carriers(case, node, 0, axis) if _gives_own_size(maker)), None)


def _gives_own_size(node: Node) -> bool:
    """Whether a layer's output has as many features as it was made for."""
    return size_name(layer_class(node), OUTPUT_SIZES) is not None


def _in(node: Node) -> str:
    return f" (line {node.span.line})" if node.span is not None else ""


def _made_in(node: Node) -> str:
    return f" (made in line {node.defined.line})" if node.defined is not None else ""


def _product(sizes: Shape) -> str:
    return "·".join(map(str, sizes)) if len(sizes) > 1 else str(prod(sizes))


def _times(sizes: Shape) -> str:
    return "×".join(map(str, sizes))


def _listed(shape: Shape) -> str:
    return ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
