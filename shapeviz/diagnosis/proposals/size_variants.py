"""`view`, `reshape` and `flatten` with other sizes: the batch kept apart, the same sizes in another order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import permutations
from typing import cast

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.axis_variants import Variant, undone
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.passage import given, shape_of
from shapeviz.diagnosis.proposals.written_calls import WrittenCall
from shapeviz.diagnosis.weights import LAYER_SIZE, NUANCE, OTHER_FUNCTION, REORDERED, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, product

SIZED = frozenset({"view", "reshape"})
MAKING_ONE = frozenset({"flatten", "view", "reshape", "ravel"})
_MOST_SIZES = 4


def size_variants(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """What else a call that gives a tensor other sizes could have been."""
    if written.name != node.op or node.op not in MAKING_ONE or not node.inputs:
        return
    if node is not case.node:
        yield from _batch_kept(case, node, written)
    if node.op in SIZED:
        yield from _other_order(case, node, written)
        yield from _with_layer(case, node, written)
        yield from _layer_before(case, node, written)
        yield from _any_batch(case, node, written)
    elif node is not case.node:
        yield undone(case, node, written, OTHER_FUNCTION)


def swallows_batch(node: Node) -> bool:
    """Whether the rows that come out are not those that went in."""
    before = node.inputs[0].shape
    return len(before) > 1 and bool(node.outputs) and node.outputs[0].shape[:1] != before[:1]


def _batch_kept(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    shape = node.inputs[0].shape
    if not swallows_batch(node):
        return
    made = (shape[0], product(shape[1:]))
    receiver = text_of(case.source, written.receiver)
    if library_of(case, node) == "numpy":
        change = replaced(
            case.source, written.call, wrapped(case.source, written.receiver, f".reshape(-1, {made[1]})").text
        )
    elif node.op in SIZED and isinstance(written.receiver, ast.Name):
        change = written.rewritten(f"{receiver}.size(0), -1")
    else:
        change = written.rewritten("1", name="flatten")
    reason = (
        f"`{written.name}` makes {shape_text(node.outputs[0].shape)} of {shape_text(shape)}, "
        f"so that the {shape[0]} samples of the batch are no longer its rows."
    )
    yield Variant(edits_of(case.source, change), made, "Keep the batch axis when flattening", reason, UNDONE)


def _other_order(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """The same sizes in another order."""
    items = written.items()
    after, known = given(case, node), _known_sizes(case, node)
    if items is None or not 2 <= len(items) <= _MOST_SIZES:
        return
    values = [_size(item, place, known) for place, item in enumerate(items)]
    texts = [text_of(case.source, item) for item in items]
    seen = {tuple(texts)}
    for order in permutations(range(len(items))):
        written_so = tuple(texts[place] for place in order)
        if written_so in seen:
            continue
        seen.add(written_so)
        sizes = [values[place] for place in order]
        if None in sizes:
            continue
        made = shape_of("view", node.inputs[0].shape, shape=tuple(size for size in sizes if size is not None))
        rows = node.inputs[0].shape[:1]
        if made is None or made == after or (made[:1] != rows and (swallows_batch(node) or values[0] in rows)):
            continue
        changes = [
            replaced(case.source, items[at], texts[place])
            for at, place in enumerate(order)
            if texts[at] != texts[place]
        ]
        reason = f"`{written.name}` gives the sizes {', '.join(texts)}, which fit in another order."
        yield Variant(
            edits_of(case.source, *changes),
            made,
            f"Give the sizes in the order {', '.join(written_so)}",
            reason,
            REORDERED - 0.02,
        )


def _size(item: ast.expr, place: int, known: Shape | None) -> int | None:
    value = number(item)
    return known[place] if value is None and known is not None and place < len(known) else value


def _known_sizes(case: Case, node: Node) -> Shape | None:
    """The sizes that a call was given, names looked up: those it made, or those that the failing call was to make."""
    if node is not case.node:
        return given(case, node)
    sizes = case.call.attribute("shape") if case.call is not None else None
    return tuple(cast("tuple[int, ...]", sizes)) if isinstance(sizes, (tuple, list)) else None


def _any_batch(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """A first size that is not the batch which came: the tensor itself says how many samples it holds."""
    shape, items, sizes = node.inputs[0].shape, written.items(), _known_sizes(case, node)
    if node is not case.node or not items or sizes is None or len(items) != len(sizes) or not shape:
        return
    made = shape_of("view", shape, shape=(shape[0], *sizes[1:]))
    if made is None or sizes[0] in (-1, shape[0]):
        return
    first = text_of(case.source, items[0])
    name = text_of(case.source, written.receiver) if isinstance(written.receiver, ast.Name) else ""
    text = f"{name}.size(0)" if name else str(-1)
    if not name and -1 in sizes:
        return
    edits = edits_of(case.source, replaced(case.source, items[0], text))
    reason = f"`{first}` is {sizes[0]}, and this batch has {shape[0]} samples."
    yield Variant(edits, made, "Take the batch size from the tensor", reason, UNDONE)


def _with_layer(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """`view(-1, n)` before `Linear(n, …)` with a wrong n: both say the size, so both are changed."""
    shape = node.inputs[0].shape
    items = written.items()
    if items is None or len(items) != 2 or number(items[0]) != -1 or len(shape) < 3:
        return
    features = product(shape[1:])
    after = given(case, node)
    wanted = after[-1] if after is not None else number(items[1])
    layer = next((user for user in _users(case, node) if user.op == "linear"), None)
    definition = case.definition(layer) if layer is not None else None
    if definition is None or not definition.args or features == wanted:
        return
    text = " * ".join(map(str, shape[1:]))
    edits = edits_of(
        case.source,
        replaced(case.source, items[1], text),
        replaced(case.source, definition.args[0], text),
    )
    reason = (
        f"Each sample has {text} = {features} numbers here, and `{written.name}` cuts them into rows of another length."
    )
    yield Variant(
        edits, (shape[0], features), f"Flatten to {features} features, and make the layer for them", reason, LAYER_SIZE
    )


def _layer_before(case: Case, node: Node, written: WrittenCall) -> Iterator[Variant]:
    """`view(-1, c, h, w)` behind a linear layer that gives another number of features than c · h · w."""
    items, after, shape = written.items(), given(case, node), node.inputs[0].shape
    if items is None or after is None or len(items) != len(after) or number(items[0]) != -1 or len(shape) != 2:
        return
    features = product(after[1:])
    layer = next((above for above, _ in case.upstream(node) if above.op == "linear"), None)
    definition = case.definition(layer) if layer is not None else None
    if features == shape[1] or layer is None or definition is None or len(definition.args) < 2:
        return
    if layer.attributes.get("out_features") != shape[1]:
        return
    text = " * ".join(text_of(case.source, item) for item in items[1:])
    edits = edits_of(case.source, replaced(case.source, definition.args[1], text))
    reason = (
        f"{layer.label} gives {shape[1]} features for each sample, and `{written.name}` takes {text} = {features} for "
        f"one, so that {shape[0]} samples become {after[0]}."
    )
    title = f"Let {layer.label} give {features} features"
    yield Variant(edits, (shape[0], *after[1:]), title, reason, LAYER_SIZE + NUANCE)


def _users(case: Case, node: Node) -> Iterator[Node]:
    """The layers that a tensor goes into, through calls that leave its shape alone."""
    waiting = [node]
    for _ in range(6):
        following = [case.nodes[edge.target] for edge in case.graph.edges if waiting and edge.source == waiting[0].id]
        if not following:
            return
        yield from following
        waiting = [after for after in following if after.kind == "module" or after.op in ("relu", "dropout")][:1]
