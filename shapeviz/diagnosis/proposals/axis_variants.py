"""The same call with other axes, or without: what a person changes in a squeeze, a permute, a cat, a sum."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.edits import edits_of, replaced, with_keyword
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.passage import given, is_wanted, shape_of
from shapeviz.diagnosis.proposals.written_calls import WrittenCall, without
from shapeviz.diagnosis.weights import NUANCE, OTHER_AXIS, REORDERED, UNDONE
from shapeviz.graph.findings import Edit
from shapeviz.graph.model import Node
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.rules.reductions import ALONG_AXIS, EXTREMES, OVER_AXES, PAIRS
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape


@dataclass(frozen=True, slots=True)
class Variant:
    """A changed call and the shape that it gives instead."""

    edits: tuple[Edit, ...]
    shape: Shape
    title: str
    reason: str
    weight: float
    proves: bool = True  # that the numbers then fit is no chance


# An axis of size 1 that was put in at the wrong place is put in elsewhere, rather than moved by one more call.
MISPLACED = UNDONE + 0.01
# Where the tensor fits without the call that rearranged it, the call was not to be made at all, or was made twice.
NEEDLESS = REORDERED + 0.02
BATCH_AXIS = 0
JOINED_BY_CHANCE = 0.6

# What NumPy calls an operation.
_ALSO_CALLED = {
    "permute": ("transpose",),
    "transpose": ("swapaxes",),
    "unsqueeze": ("expand_dims",),
    "cat": ("concatenate", "concat"),
    "amax": ("max",),
    "amin": ("min",),
}

Maker = Callable[[Case, Node, WrittenCall], Iterator[Variant]]


def variants(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """What else a call that is drawn as `node` could have been."""
    maker = _MAKERS.get(node.op)
    if maker is not None and written.name in (node.op, *_ALSO_CALLED.get(node.op, ())) and node.inputs:
        yield from maker(case, node, written)


def undone(case: Case, node: Node, written: WrittenCall, weight: float = UNDONE) -> Variant:
    """The call taken away."""
    name, before, after = written.name, node.inputs[0].shape, given(case, node)
    edits = without(case.source, case.statement_of(written.call), written)
    reason = f"The tensor has the shape {shape_text(before)} before `{name}`, which is the one that is needed."
    if after is not None:
        reason = reason[:-1] + f"; `{name}` makes {shape_text(after)} of it."
    return Variant(edits, before, f"Take `{name}` away", reason, weight)


def _squeezes(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """`squeeze()` takes away every axis of size 1, so the batch axis too when there is one sample."""
    shape = node.inputs[0].shape
    ones = [axis for axis, size in enumerate(shape) if size == 1]
    named = written.argument(0, "dim", "axis")
    dims = ones if named is None else [(number(named) or 0) % max(len(shape), 1)]
    for count in range(len(ones) - 1, 0, -1):
        for kept in combinations(ones, count):
            made = shape_of("squeeze", shape, dim=kept)
            if made is None or list(kept) == dims:
                continue
            lost = [axis for axis in dims if axis not in kept]
            text = str(kept[0]) if count == 1 else shape_text(kept)
            reason = (
                f"`squeeze()` without an axis also took away {_batch_or(lost)}, of size 1 here."
                if named is None
                else f"`squeeze({dims[0]})` takes away axis {dims[0]} of {shape_text(shape)}, but another one is to go."
            )
            weight = UNDONE if 0 in lost else OTHER_AXIS
            title = f"{'Let squeeze drop only' if named is None else 'Squeeze'} {_axes(kept)}"
            yield Variant(edits_of(case.source, written.rewritten(text)), made, title, reason, weight)
    if ones and node is not case.node:
        yield undone(case, node, written, OTHER_AXIS)


def _batch_or(axes: list[int]) -> str:
    return "axis 0, the batch axis" if axes == [0] else _axes(axes)


def _axes(axes: Sequence[int]) -> str:
    return f"{'axis' if len(axes) == 1 else 'axes'} {listed(axes)}"


def _unsqueezes(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    shape, dim = node.inputs[0].shape, written.argument(0, "dim", "axis")
    current = number(dim) if dim is not None else None
    if node is not case.node:
        yield undone(case, node, written)
    if dim is None or current is None:
        return
    rank = len(shape) + 1
    for axis in range(rank):
        made = shape_of("unsqueeze", shape, dim=axis)
        if made is not None and axis != current % rank and made != given(case, node):
            now = shape_of("unsqueeze", shape, dim=current)
            makes = f"makes {shape_text(now)}" if now is not None else f"is too far for {shape_text(shape)}"
            reason = f"`unsqueeze({current})` {makes}; the new axis is needed at place {axis}."
            edits = edits_of(case.source, replaced(case.source, dim, str(axis)))
            yield Variant(edits, made, f"Put the new axis at place {axis}", reason, MISPLACED)


def _permutes(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    shape, dims = node.inputs[0].shape, written.numbers()
    if node is not case.node:
        yield undone(case, node, written, NEEDLESS)
    if dims is None or not 2 <= len(shape) <= 5:
        return
    order = ", ".join(map(str, dims))
    reason = f"`{written.name}({order})` does not put the axes of {shape_text(shape)} in the order that is needed."
    for order in permutations(range(len(shape))):
        made = tuple(shape[axis] for axis in order)
        if order in (dims, tuple(range(len(shape)))) or made == given(case, node):
            continue
        text = ", ".join(map(str, order))
        apart = written.is_method or written.name == "permute"
        edits = edits_of(case.source, written.rewritten(text if apart else f"({text})"))
        title = f"Put the axes in the order {', '.join(map(str, order))}"
        yield Variant(edits, made, title, reason, REORDERED - _distance(order, dims))


def _distance(order: tuple[int, ...], dims: tuple[int, ...]) -> float:
    """How far an order is from the one that is written.

    The fewer axes change places, the likelier just these were mixed up; the batch axis is the least likely. An order
    for one axis more or less is the same order with or without a batch axis in front.
    """
    current = tuple(axis % len(dims) for axis in dims)
    if len(current) == len(order):
        moved = sum(a != b for a, b in zip(order, current, strict=True))
        return 0.003 * moved + (0.02 if order[0] != current[0] else 0.0)
    without_batch = tuple(axis - 1 for axis in current[1:])
    with_batch = (0, *(axis + 1 for axis in current))
    return 0.0 if order in (without_batch, with_batch) else 0.03


def _transposes(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    shape = node.inputs[0].shape
    first, second = written.argument(0, "dim0", "axis1"), written.argument(1, "dim1", "axis2")
    axes = (number(first) if first else None, number(second) if second else None)
    if node is not case.node:
        yield undone(case, node, written, NEEDLESS)
    rank = len(shape)
    known = sorted(axis % rank for axis in axes if axis is not None) if rank else []
    for pair in combinations(range(rank), 2):
        made = shape_of("transpose", shape, dim0=pair[0], dim1=pair[1])
        if made is None or known == list(pair) or made == given(case, node):
            continue
        from_end = any(axis is not None and axis < 0 for axis in axes)
        text = ", ".join(str(axis - rank if from_end else axis) for axis in pair)
        edits = edits_of(case.source, written.rewritten(text))
        reason = f"Of {shape_text(shape)} not axes {listed(known)}, but axes {listed(pair)} have to change places."
        shared = len(set(known) & set(pair))
        title = f"Exchange axes {pair[0]} and {pair[1]} instead"
        yield Variant(edits, made, title, reason, REORDERED - 0.01 * (2 - shared) - 0.02 * (pair[0] == 0))


def _joins(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """`cat` and `stack` along another axis."""
    shapes = [spec.shape for spec in node.inputs]
    dim = written.argument(0, "dim", "axis")
    current = 0 if dim is None else number(dim)
    rank = len(shapes[0]) + (node.op == "stack")
    for axis in range(rank) if current is not None else ():
        verdict = judge(Call(node.op, {"tensors": [*shapes]}, {"dim": axis}))
        if current is None or axis == current % max(rank, 1) or not isinstance(verdict, Accept):
            continue
        # The last axis is written as -1 where the one that stands there counts from the end too.
        text = str(axis - rank if current < 0 else axis)
        change = (
            replaced(case.source, dim, text)
            if dim is not None
            else with_keyword(case.source, written.call, _axis_word(case, node), text)
        )
        gives = shape_text(verdict.outputs[0])
        reason = f"`{written.name}` joins the tensors along axis {current}; along axis {axis} it gives {gives}."
        # Along any axis but one the operands keep the size that they have: only a sum that is wanted tells of an axis.
        told = node is case.node or is_wanted(case, verdict.outputs[0], axis)
        if told or current == BATCH_AXIS:
            edits, title = edits_of(case.source, change), f"Join the tensors along axis {axis}"
            yield Variant(edits, verdict.outputs[0], title, reason, OTHER_AXIS if told else JOINED_BY_CHANCE, told)


def _reductions(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """A sum, mean or maximum over another axis, or one that leaves the axis with size 1."""
    shape, dim = node.inputs[0].shape, written.argument(0, "dim", "axis")
    current = number(dim) if dim is not None else None
    if dim is None or current is None or not shape:
        return
    kept = shape_of(node.op, shape, dim=current, keepdim=True)
    keep = any(keyword.arg in ("keepdim", "keepdims") for keyword in written.call.keywords)
    if kept is not None and not keep:
        word = "keepdim" if library_of(case, node) == "torch" else "keepdims"
        edits = edits_of(case.source, with_keyword(case.source, written.call, word, "True"))
        reason = f"`{written.name}` takes axis {current} away; kept, with size 1, it leaves {shape_text(kept)}."
        yield Variant(edits, kept, f"Keep the axis in `{written.name}`", reason, UNDONE)
    for axis in range(len(shape)):
        made = shape_of(node.op, shape, dim=axis, keepdim=keep)
        if made is None or (axis == current % len(shape) and -len(shape) <= current < len(shape)):
            continue
        if made == given(case, node):
            continue
        edits = edits_of(case.source, replaced(case.source, dim, str(axis)))
        now = f"`{written.name}` goes over axis {current} of {shape_text(shape)}"
        reason = f"{now}; over axis {axis} it gives {shape_text(made)}."
        yield Variant(edits, made, f"Take the {written.name} over axis {axis}", reason, OTHER_AXIS - 0.01 * (axis == 0))
    if node is case.node and not -len(shape) <= current < len(shape):
        edits = without(case.source, case.statement_of(written.call), written)
        reason = (
            f"The tensor has the shape {shape_text(shape)} here, without the axis that `{written.name}` takes away."
        )
        yield Variant(edits, shape, f"Take `{written.name}` away", reason, OTHER_AXIS - 0.02)


def _axis_word(case: Case, node: Node) -> str:
    return "dim" if library_of(case, node) == "torch" else "axis"


def _along(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """A softmax along an axis that the tensor does not have: along its last one, or another."""
    shape, dim = node.inputs[0].shape, written.argument(0, "dim", "axis")
    if dim is None or case.node is not node:
        return
    for axis in (-1, *range(len(shape) - 1)):
        edits = edits_of(case.source, replaced(case.source, dim, str(axis)))
        reason = f"The tensor has the shape {shape_text(shape)} here, which has no axis {number(dim)}."
        weight = OTHER_AXIS + NUANCE - 0.01 * (axis + 1)
        yield Variant(edits, shape, f"Use axis {axis} in `{written.name}`", reason, weight)


def _turned(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """A call that is right in itself, or one too many."""
    if node is not case.node:
        yield undone(case, node, written, NEEDLESS if node.op == "one_hot" else UNDONE)


_MAKERS: dict[str, Maker] = {
    "squeeze": _squeezes,
    "unsqueeze": _unsqueezes,
    "permute": _permutes,
    **dict.fromkeys(("transpose", "swapaxes", "swapdims"), _transposes),
    **dict.fromkeys(("cat", "concat", "concatenate", "stack"), _joins),
    **dict.fromkeys((*OVER_AXES, *EXTREMES, *PAIRS), _reductions),
    **dict.fromkeys(ALONG_AXIS, _along),
    **dict.fromkeys(("t", "movedim", "expand", "repeat", "one_hot"), _turned),
}
