"""Images that come out too small, or of other sides than those they meet: the padding of Keras's windows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, with_keyword
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.keras_sources import is_keras, written_layer
from shapeviz.diagnosis.weights import LAYER_OPTION, NUANCE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import times
from shapeviz.shapes.shape import Shape

_CONVOLUTIONS = ("Conv", "SeparableConv", "DepthwiseConv")
_PADDINGS = {"same": "valid", "valid": "same"}


def propose(case: Case) -> Iterator[Proposal]:
    """`padding="same"` for all convolutions on the way to a window without room, or the padding of one changed."""
    node = case.node
    if node is None or not is_keras(node) or case.conflict is None:
        return
    problems = case.conflict.problems
    if _is_windowed(node) and problems and all(problem.expected > problem.actual for problem in problems):
        yield from _all_padded(case, node)
    for operand, spec in enumerate(node.inputs):
        wanted = case.conflict.expected_shapes.get(spec.name or "")
        if wanted is not None and len(wanted) == len(spec.shape) > 3 and not _is_windowed(node):
            yield from _rims(case, operand, spec.shape[1:-1], wanted[1:-1])
            for other in range(len(node.inputs)):
                if other != operand:
                    yield from _rims(case, other, wanted[1:-1], spec.shape[1:-1])


def _all_padded(case: Case, node: Node) -> Iterator[Proposal]:
    before = [node, *(above for above, _ in case.upstream(node))]
    made = {
        call: above
        for above in before
        if _is_convolution(above) and above.attributes.get("padding") == "valid"
        and (call := written_layer(case, above)) is not None
    }  # fmt: skip
    if made:
        sides = times(node.inputs[0].shape[1:-1])
        reason = f"Each convolution without padding cuts a rim off, and {who(node)} is left with {sides}."
        changes = [with_keyword(case.source, call, "padding", '"same"') for call in made]
        title = 'Give the convolutions padding="same"'
        yield Proposal(title, edits_of(case.source, *changes), reason, LAYER_OPTION)


def _rims(case: Case, operand: int, sides: Shape, wanted: Shape) -> Iterator[Proposal]:
    """The convolutions whose rim, scaled as it is on the way, makes up for what is missing or too much."""
    assert case.node is not None
    if len(wanted) != len(sides) or 0 in sides or sides == wanted:
        return
    seen: set[ast.Call] = set()
    for above, distance in case.upstream(case.node, operand):
        call = written_layer(case, above) if _is_convolution(above) and above.outputs else None
        own = above.outputs[0].shape[1:-1] if call is not None else ()
        padding = above.attributes.get("padding")
        if call is None or call in seen or len(own) != len(sides) or padding not in _PADDINGS:
            continue
        seen.add(call)
        rim = _rim(above) * (1 if padding == "valid" else -1)
        reached = [(side + rim) * end // side for side, end in zip(own, sides, strict=True)]
        if rim and all(abs(made - goal) <= 1 for made, goal in zip(reached, wanted, strict=True)):
            yield _repadded(case, above, call, (sides, wanted), distance)


def _repadded(case: Case, layer: Node, call: ast.Call, sides: tuple[Shape, Shape], distance: int) -> Proposal:
    assert case.node is not None
    padding = layer.attributes["padding"]
    does = "cuts the rim off its image" if padding == "valid" else "keeps the sides of its image"
    ends = f"the image ends with {times(sides[0])} where {who(case.node)} needs {times(sides[1])}"
    reason = f"{who(layer)} {does}, and {ends}."
    edits = edits_of(case.source, with_keyword(case.source, call, "padding", f'"{_PADDINGS[padding]}"'))
    weight = LAYER_OPTION - NUANCE / 2 - min(0.002 * distance, NUANCE)
    return Proposal(f'Give {layer.label} padding="{_PADDINGS[padding]}"', edits, reason, weight)


def _rim(layer: Node) -> int:
    """What a convolution without padding takes off each side; 0 for one that strides."""
    kernel, strides = layer.attributes.get("kernel_size") or [1], layer.attributes.get("strides") or [1]
    dilation = layer.attributes.get("dilation_rate") or [1]
    return (kernel[0] - 1) * dilation[0] if max(strides) == 1 else 0


def _is_convolution(node: Node) -> bool:
    return node.target.rpartition(".")[2].startswith(_CONVOLUTIONS) and "Transpose" not in node.target


def _is_windowed(node: Node) -> bool:
    return bool(node.attributes.get("kernel_size") or node.attributes.get("pool_size"))
