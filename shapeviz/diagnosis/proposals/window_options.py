"""Proposals about the windows of convolutions and pools: padding, stride, rounding, and pooling to a fixed size.

Where two images that are to be joined differ, one branch lost a rim or was not halved as the other was: the layer
that has lost exactly what is missing is the one to change.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import isqrt

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of, with_keyword
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.flow import FLATTENING
from shapeviz.diagnosis.proposals.layers import argument, constructor, layer_class
from shapeviz.diagnosis.proposals.window_rims import kept_rims
from shapeviz.diagnosis.weights import ADAPTED, ARGUMENT_VALUE, LAYER_OPTION, NUANCE
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.wording import times

MOST_MISSING = 8  # more rows than this are not lost by rounding
_NO_PADDING = (None, 0, [0], [0, 0], [0, 0, 0])
_CHANNEL_AXES = 2  # batch and channels stand before the sides of an image


def window_proposals(case: Case) -> Iterator[Proposal]:
    """Padding, stride and rounding of the layers before two unequal images; pooling before a layer of fixed size."""
    if case.node is None:
        return
    pair = unequal_images(case.node)
    for own, other in (pair, pair[::-1]) if pair is not None else ():
        layers = list(_own_layers(case, own, other))
        sides = [case.node.inputs[index].shape[_CHANNEL_AXES:] for index in (own, other)]
        yield from _paddings(case, layers, sides[0], sides[1])
        padded = any(node.attributes.get("padding") not in _NO_PADDING for node, _ in _own_layers(case, other, own))
        yield from kept_rims(case, layers, sides[0], sides[1], padded=padded)
        yield from _strides(case, layers, sides[0], sides[1])
        yield from _roundings(case, layers, sides[0], sides[1])
    yield from _pooled(case)
    yield from _smaller_window(case)


def unequal_images(node: Node) -> tuple[int, int] | None:
    """The two operands of a call that are images alike in all but their sides."""
    shapes = [spec.shape for spec in node.inputs]
    is_loss = any(spec.name == "target" for spec in node.inputs)
    for second in range(1, len(shapes) if node.kind == "call" or is_loss else 0):
        first = shapes[second - 1]
        same_rank = len(first) == len(shapes[second]) > _CHANNEL_AXES
        if same_rank and first[0] == shapes[second][0] and first[_CHANNEL_AXES:] != shapes[second][_CHANNEL_AXES:]:
            return second - 1, second
    return None


def _own_layers(case: Case, own: int, other: int) -> Iterator[tuple[Node, ast.Call]]:
    """The layers with windows that worked on one operand and not on the other."""
    assert case.node is not None
    shared = {node.id for node, _ in case.upstream(case.node, other)}
    for node, _ in case.upstream(case.node, own):
        call = constructor(case, node) if node.id not in shared else None
        if call is not None and node.attributes.get("kernel_size") is not None and len(node.inputs[0].shape) > 2:
            yield node, call


def _paddings(case: Case, layers: list[tuple[Node, ast.Call]], own: Shape, other: Shape) -> Iterator[Proposal]:
    """Padding where the rim that is missing was lost: in one layer, or in all of them together."""
    missing = {large - small for large, small in zip(other, own, strict=True)}
    if len(missing) != 1 or min(missing) <= 0:
        return
    unpadded = [(node, call, lost) for node, call in layers if (lost := _lost_rim(node)) is not None]
    for chosen in [unpadded, *([one] for one in unpadded)] if len(unpadded) > 1 else [unpadded]:
        if not chosen or sum(lost for _, _, lost in chosen) != min(missing):
            continue
        node = chosen[0][0]
        changes = {call: _with(case, call, "padding", _same_padding(node)) for node, call, _ in chosen}
        reason = (
            f"{' and '.join(who(node) for node, _, _ in chosen)} cut {min(missing)} off each side of the image, "
            f"which {who(case.node) if case.node is not None else 'the call'} then misses."
        )
        title = f"Give {' and '.join(node.label for node, _, _ in chosen)} padding={_same_padding(node)}"
        yield Proposal(title, edits_of(case.source, *changes.values()), reason, LAYER_OPTION - NUANCE)


def _lost_rim(node: Node) -> int | None:
    """By how much a convolution of stride 1 makes each side smaller; None if it does not, or unevenly."""
    if not layer_class(node).startswith("Conv") or layer_class(node).startswith("ConvTranspose"):
        return None
    sides = zip(node.inputs[0].shape[2:], node.outputs[0].shape[2:] if node.outputs else (), strict=False)
    lost = {before - after for before, after in sides}
    even = len(lost) == 1 and min(lost) > 0 and min(lost) % 2 == 0
    return min(lost) if even and set(node.attributes.get("stride", [1])) == {1} else None


def _same_padding(node: Node) -> int:
    """The padding with which a convolution of stride 1 keeps its sides."""
    return _first(node, "dilation") * (_first(node, "kernel_size") - 1) // 2


def _first(node: Node, name: str) -> int:
    value = node.attributes.get(name, 1)
    return value[0] if isinstance(value, list) else value


def _strides(case: Case, layers: list[tuple[Node, ast.Call]], own: Shape, other: Shape) -> Iterator[Proposal]:
    """The stride of the other branch in this one, where this one is larger by a whole factor; or none in the other."""
    for node, call in layers:
        stride = _first(node, "stride")
        factor = round(own[0] / other[0]) if other[0] else 0
        if stride == 1 and factor > 1 and _is_shrunk(own, other, factor):
            # A shortcut of kernel 1 exists only to follow the other branch.
            weight = LAYER_OPTION - NUANCE if _first(node, "kernel_size") == 1 else ARGUMENT_VALUE
            reason = f"The other branch makes its sides {factor} times smaller, and {who(node)} does not."
            edits = edits_of(case.source, _with(case, call, "stride", factor))
            yield Proposal(f"Give {node.label} stride={factor}", edits, reason, weight)
        if stride > 1 and _is_shrunk(other, own, stride):
            reason = f"{who(node)} makes its sides {stride} times smaller, and the other branch does not."
            edits = edits_of(case.source, _with(case, call, "stride", 1))
            yield Proposal(f"Give {node.label} stride=1", edits, reason, ARGUMENT_VALUE)


def _is_shrunk(large: Shape, small: Shape, factor: int) -> bool:
    """Whether the sides of one image are those of the other divided by a factor, rounded up."""
    return all(-(-before // factor) == after for before, after in zip(large, small, strict=True))


def _roundings(case: Case, layers: list[tuple[Node, ast.Call]], own: Shape, other: Shape) -> Iterator[Proposal]:
    """One more row at the end, where a side was rounded down on its way."""
    missing = {large - small for large, small in zip(other, own, strict=True)} - {0}
    growing = [(node, call) for node, call in layers if _grows(node)]
    chosen = [[one] for one in growing] + ([growing] if len(growing) > 1 else [])
    for group in chosen if missing and min(missing) > 0 and max(missing) < MOST_MISSING else ():
        names = " and ".join(node.label for node, _ in group)
        reason = f"{names} may give as many rows as are wanted, or fewer: output_padding says which."
        changes = [_with(case, call, "output_padding", 1) for _, call in group]
        # What is compared to its own original has to come out as it went in.
        weight = LAYER_OPTION - NUANCE if case.node is not None and case.node.op not in ("cat", "add") else ADAPTED
        yield Proposal(f"Give {names} output_padding=1", edits_of(case.source, *changes), reason, weight)
    for node, call in layers if missing == {1} else ():
        uneven = any(side % _first(node, "stride") for side in node.inputs[0].shape[_CHANNEL_AXES:])
        if "Pool" in layer_class(node) and uneven and not node.attributes.get("ceil_mode"):
            reason = f"{who(node)} rounds a side down, so that one row less comes out than on the other branch."
            edits = edits_of(case.source, _with(case, call, "ceil_mode", True))
            yield Proposal(f"Give {node.label} ceil_mode=True", edits, reason, ADAPTED)


def _grows(node: Node) -> bool:
    """Whether a transposed convolution could give one row more than it does."""
    transposed = layer_class(node).startswith("ConvTranspose") and _first(node, "stride") > 1
    return transposed and _first(node, "output_padding") == 0


def _smaller_window(case: Case) -> Iterator[Proposal]:
    """A window as large as the image that comes, for a layer whose window finds no place in it."""
    assert case.node is not None
    call = constructor(case, case.node)
    sides = case.node.inputs[0].shape[_CHANNEL_AXES:] if case.node.inputs else ()
    kernel = case.node.attributes.get("kernel_size")
    largest = max(kernel) if isinstance(kernel, list) else kernel
    if call is None or case.conflict is None or not sides or not isinstance(largest, int) or largest <= min(sides):
        return
    reason = f"{who(case.node)} has a window of {largest}, but the image that comes has sides of {times(sides)}."
    edits = edits_of(case.source, _with(case, call, "kernel_size", min(sides)))
    yield Proposal(f"Give {case.node.label} kernel_size={min(sides)}", edits, reason, ARGUMENT_VALUE - NUANCE)


def _pooled(case: Case) -> Iterator[Proposal]:
    """Pooling to the sides for which a linear layer after a flattened image was made."""
    assert case.node is not None
    wanted = case.node.attributes.get("in_features")
    if not isinstance(wanted, int):
        return
    for node, _ in case.upstream(case.node):
        if node.op not in FLATTENING or not node.inputs or len(node.inputs[0].shape) != 4:
            continue
        channels = node.inputs[0].shape[1]
        side = isqrt(wanted // channels) if channels and wanted % channels == 0 else 0
        change = _pooling_before(case, node, side) if side and side * side * channels == wanted else None
        if change is not None:
            reason = f"{who(case.node)} is made for {channels} channels of {side} × {side}, whatever the image's size."
            title = f"Pool to {side} × {side} before {node.label}"
            yield Proposal(title, edits_of(case.source, change), reason, ADAPTED)
        return


def _pooling_before(case: Case, node: Node, side: int) -> Change | None:
    """A pooling layer before a `Flatten` of a `Sequential`, or a pooling call around what is flattened."""
    definition = case.definition(node)
    if definition is not None and isinstance(definition.func, ast.Attribute):
        pool = f"{ast.unparse(definition.func.value)}.AdaptiveAvgPool2d({side})"
        return replaced(case.source, definition, f"{pool}, {text_of(case.source, definition)}")
    operand = case.operand_expression(node, 0) if node.kind == "call" else None
    if operand is None:
        return None
    text = f"torch.nn.functional.adaptive_avg_pool2d({text_of(case.source, operand)}, {side})"
    return replaced(case.source, operand, text)


def _with(case: Case, call: ast.Call, name: str, value: object) -> Change:
    present = argument(call, name)
    if present is not None:
        return replaced(case.source, present, str(value))
    return with_keyword(case.source, call, name, str(value))
