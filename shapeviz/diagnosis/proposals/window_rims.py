"""The rim of an image that a pool or a strided convolution without padding cuts off on one of two branches."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, with_keyword
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.layers import argument, layer_class
from shapeviz.diagnosis.weights import LAYER_OPTION, NUANCE
from shapeviz.graph.model import Node, Shape
from shapeviz.rules.wording import times

_WINDOWS = ("Conv", "MaxPool", "AvgPool")


def kept_rims(
    case: Case, layers: list[tuple[Node, ast.Call]], own: Shape, other: Shape, *, padded: bool
) -> Iterator[Proposal]:
    """Padding with which one layer gives what is missing at the join, if the layers after it scale as they did.

    A layer of stride 1 is meant to keep the sides; one that strides is suspected only if the other branch is `padded`.
    An even window cannot keep the sides with equal padding on both sides, so it becomes one larger.
    """
    for node, call in layers:
        stride, kernel = _first(node, "stride"), _first(node, "kernel_size")
        window = _with_padding(kernel, stride, _first(node, "dilation", 1))
        sides = node.inputs[0].shape[2:], node.outputs[0].shape[2:] if node.outputs else ()
        if not _has_no_padding(node) or not sides[1] or window is None or not (stride == 1 or padded):
            continue
        made = tuple((side + 2 * window[1] - window[2]) // stride + 1 for side in sides[0])
        if own == other or _reaching(made, sides[1], own) != other:
            continue
        yield _padded(case, (node, call), window, (own, other))


def _padded(
    case: Case, layer: tuple[Node, ast.Call], window: tuple[int, int, int], sides: tuple[Shape, Shape]
) -> Proposal:
    node, call = layer
    values = {"padding": window[1]}
    if window[0] != _first(node, "kernel_size"):
        values = {"kernel_size": window[0], **values}
    present = {name: argument(call, name) for name in values}
    changes = [replaced(case.source, at, str(values[name])) for name, at in present.items() if at is not None]
    for name in [name for name, at in present.items() if at is None]:
        changes.append(with_keyword(case.source, call, name, str(values[name])))
    told = " and ".join(f"{name}={value}" for name, value in values.items())
    reason = (
        f"{who(node)} has no padding and cuts the rim off its image, so that its branch ends with {times(sides[0])} "
        f"where the other has {times(sides[1])}."
    )
    return Proposal(f"Give {node.label} {told}", edits_of(case.source, *changes), reason, LAYER_OPTION - NUANCE)


def _with_padding(kernel: int, stride: int, dilation: int) -> tuple[int, int, int] | None:
    """The window and padding that keep the sides but for the stride, and the reach of that window; None if none do."""
    if kernel % 2 == 0:
        if stride > 1:
            return None
        kernel += 1
    reach = dilation * (kernel - 1) + 1
    return (kernel, reach // 2, reach) if kernel > 1 else None


def _has_no_padding(node: Node) -> bool:
    kind = layer_class(node)
    return kind.startswith(_WINDOWS) and not kind.startswith("ConvTranspose") and _first(node, "padding", 0) == 0


def _reaching(made: Shape, before: Shape, own: Shape) -> Shape | None:
    """The sides at the join if the layer gives `made` in place of `before`, which were scaled to `own` there."""
    if len(before) != len(own) or any(side % small for side, small in zip(own, before, strict=True)):
        return None
    return tuple(new * (side // small) for new, side, small in zip(made, own, before, strict=True))


def _first(node: Node, name: str, default: int = 1) -> int:
    value = node.attributes.get(name, default)
    found = value[0] if isinstance(value, list) and value else value
    return found if isinstance(found, int) else default
