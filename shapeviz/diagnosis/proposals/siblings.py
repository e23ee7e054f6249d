"""A function's or layer's sibling that fits the axes: stack for cat, matmul for dot and bmm, Conv1d for Conv2d."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import combinations

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.layers import constructor
from shapeviz.diagnosis.proposals.libraries import library_of
from shapeviz.diagnosis.proposals.operand_sites import shapes_fit, short_text
from shapeviz.diagnosis.proposals.passage import suits, ways
from shapeviz.diagnosis.proposals.written_calls import WrittenCall, written_call
from shapeviz.diagnosis.weights import NUANCE, OTHER_AXIS, OTHER_FUNCTION, REORDERED, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape, product

PRODUCTS = frozenset({"mm", "bmm", "mv", "dot", "mul"})
_LAYER = re.compile(
    r"(Conv|ConvTranspose|MaxPool|AvgPool|AdaptiveAvgPool|AdaptiveMaxPool|BatchNorm|InstanceNorm)([123])d"
)
_ANY_LAYER = re.compile(_LAYER.pattern.replace("|InstanceNorm", "|InstanceNorm|Dropout"))
# With it every number at the failing call fits: then it outranks one more call that would only mend what it did.
# Vectors are left out: joined end to end they are one long sample, which many layers take as well.
SURE = UNDONE + 0.01 - OTHER_FUNCTION
BY_CHANCE = 0.6  # the numbers meet since each of the joined tensors has the size that is wanted


def propose(case: Case) -> Iterator[Proposal]:
    """Another function in place of the one that is called."""
    if case.node is None:
        yield from _legal_axes(case)
        return
    written = written_call(case.source, case.expression(case.node))
    if written is not None:
        yield from _copying(case, written)
    yield from _products(case)
    yield from _joins(case)
    yield from _layers(case)
    yield from _masks(case)


def _copying(case: Case, written: WrittenCall) -> Iterator[Proposal]:
    """A view of a tensor whose elements do not lie in that order needs a copy; its sizes are right."""
    if written.name != "view" or not shapes_fit(case):
        return
    arguments = ", ".join(text_of(case.source, argument) for argument in written.arguments)
    reason = (
        f"The axes of {short_text(case, written.receiver)} were put in another order before, so its elements do not "
        "lie in memory as `view` needs them; `reshape` copies them."
    )
    edits = edits_of(case.source, written.rewritten(arguments, name="reshape"))
    yield Proposal("Use reshape in place of view", edits, reason, REORDERED)


def _products(case: Case) -> Iterator[Proposal]:
    node = case.node
    assert node is not None
    if node.op not in PRODUCTS or len(node.inputs) != 2:
        return
    operands = [case.operand_expression(node, index) for index in range(2)]
    left, right = operands
    if left is None or right is None:
        return
    shapes = [spec.shape for spec in node.inputs]
    if node.op == "dot" and _are_vectors(shapes):
        changes = [wrapped(case.source, operand, ".flatten()") for operand in (left, right)]
        reason = f"`dot` takes vectors with one axis, and these tensors have the shapes {_told(shapes)}."
        yield Proposal("Flatten both vectors", edits_of(case.source, *changes), reason, OTHER_FUNCTION + NUANCE)
    if node.op == "dot" and library_of(case, node) == "numpy":
        yield from _numpy_products(case, (left, right), shapes)
    else:
        yield from _matmuls(case, (left, right), shapes)


def _numpy_products(case: Case, operands: tuple[ast.expr, ast.expr], shapes: list[Shape]) -> Iterator[Proposal]:
    """`dot` of NumPy multiplies matrices itself: of its operands one is turned round, or the two change places."""
    for index, other in ((1, 0), (0, 1)):
        turned = shapes[index][::-1]
        pair = (shapes[0], turned) if index else (turned, shapes[1])
        if len(turned) != 2 or not isinstance(judge(Call("matmul", {"input": pair[0], "other": pair[1]})), Accept):
            continue
        operand = operands[index]
        text = _turned(operand, text_of(case.source, operand), shapes[index], True)
        name = short_text(case, operand)
        reason = (
            f"{name} has the shape {shape_text(shapes[index])} here; transposed it has {shape_text(turned)}, which "
            f"`dot` takes beside {shape_text(shapes[other])}."
        )
        edits = edits_of(case.source, replaced(case.source, operand, text))
        yield Proposal(f"Transpose {name}", edits, reason, OTHER_FUNCTION + NUANCE - 0.01 * other)
    if isinstance(judge(Call("matmul", {"input": shapes[1], "other": shapes[0]})), Accept):
        changes = [
            replaced(case.source, operand, _turned(other, text_of(case.source, other), (), False))
            for operand, other in (operands, operands[::-1])
        ]
        reason = f"`dot` gets the shapes {_told(shapes)}, which fit in the other order."
        title = f"Exchange {short_text(case, operands[0])} and {short_text(case, operands[1])}"
        yield Proposal(title, edits_of(case.source, *changes), reason, OTHER_FUNCTION + NUANCE / 2)


def _matmuls(case: Case, operands: tuple[ast.expr, ast.expr], shapes: list[Shape]) -> Iterator[Proposal]:
    """`matmul` of the operands as they are, or with one of them turned round."""
    node, expression = case.node, case.expression(case.node) if case.node is not None else None
    if node is None or expression is None:
        return
    texts = [text_of(case.source, operand) for operand in operands]
    for turned in ((), (1,), (0,)):
        if any(len(shapes[index]) < 2 for index in turned):
            continue
        swapped = [(*shape[:-2], *shape[:-3:-1]) if index in turned else shape for index, shape in enumerate(shapes)]
        verdict = judge(Call("matmul", {"input": swapped[0], "other": swapped[1]}))
        if not isinstance(verdict, Accept):
            continue
        written = [_turned(operands[index], texts[index], shapes[index], index in turned) for index in range(2)]
        text = " @ ".join(written)
        parent = case.parents.get(expression)
        if isinstance(parent, (ast.BinOp, ast.UnaryOp, ast.Attribute, ast.Subscript)):
            text = f"({text})"
        gives = shape_text(verdict.outputs[0])
        reason = f"`{node.op}` does not take the shapes {_told(shapes)}; `matmul` gives {gives}."
        edits = edits_of(case.source, replaced(case.source, expression, text))
        likely = OTHER_FUNCTION - 0.01 * len(turned) - (0.05 if node.op == "mul" else 0.0)
        yield Proposal(f"Use matmul: {text}", edits, reason, likely)


def _told(shapes: list[Shape]) -> str:
    return listed([shape_text(shape) for shape in shapes])


def _turned(operand: ast.expr, text: str, shape: Shape, turn: bool) -> str:
    loose = isinstance(operand, (ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Lambda, ast.Compare, ast.BoolOp))
    text = f"({text})" if loose else text
    if turn and isinstance(operand, ast.Attribute) and operand.attr in ("T", "mT"):
        return text[: -len(operand.attr) - 1]
    return text + (".T" if len(shape) == 2 else ".mT") if turn else text


def _are_vectors(shapes: list[Shape]) -> bool:
    return product(shapes[0]) == product(shapes[1]) and all(max(shape) == product(shape) for shape in shapes if shape)


def _joins(case: Case) -> Iterator[Proposal]:
    """`cat` joins along an axis that is there, `stack` along a new one."""
    for node, distance in ways(case):
        written = written_call(case.source, case.expression(node))
        if written is None or node.op not in ("cat", "stack") or written.name != node.op:
            continue
        other = "stack" if node.op == "cat" else "cat"
        dim = case.call.attribute("dim", 0) if node is case.node and case.call is not None else _dim_of(written)
        verdict = judge(Call(other, {"tensors": [spec.shape for spec in node.inputs]}, {"dim": dim}))
        fitting = suits(case, node, verdict.outputs[0]) if isinstance(verdict, Accept) else False
        if not isinstance(verdict, Accept) or fitting is False:
            continue
        assert isinstance(written.call.func, (ast.Attribute, ast.Name))
        function = text_of(case.source, written.call.func)
        if function == node.op:
            continue  # imported by its name, and its sibling perhaps not
        change = replaced(case.source, written.call.func, function[: -len(node.op)] + other)
        shape = node.inputs[0].shape
        reason = (
            f"`{node.op}` joins tensors of the shape {shape_text(shape)} here; `{other}` makes "
            f"{shape_text(verdict.outputs[0])} of them."
        )
        weight = OTHER_FUNCTION - 0.004 * distance
        if node is case.node:
            weight += NUANCE
        elif fitting and len(shape) > 1:
            weight = weight + SURE if _is_about_ranks(case) else BY_CHANCE
        yield Proposal(f"Use {other} in place of {node.op}", edits_of(case.source, change), reason, weight)


def _is_about_ranks(case: Case) -> bool:
    """Whether the failing call wants another number of axes, and not only another size in one of them."""
    assert case.node is not None
    shapes = {spec.name: spec.shape for spec in case.node.inputs}
    expected = case.conflict.expected_shapes if case.conflict is not None else {}
    return any(len(shape) != len(shapes.get(name, shape)) for name, shape in expected.items())


def _masks(case: Case) -> Iterator[Proposal]:
    """Attention takes two masks: one of positions by positions, and one of samples by positions, the padding."""
    node, expression = case.node, case.expression(case.node) if case.node is not None else None
    shapes = {spec.name: spec.shape for spec in node.inputs} if node is not None else {}
    mask, keys = shapes.get("attn_mask"), shapes.get("key")
    if not isinstance(expression, ast.Call) or mask is None or keys is None:
        return
    if len(mask) != 2 or mask[0] not in keys[:2]:
        return
    given = next((keyword for keyword in expression.keywords if keyword.arg == "attn_mask"), None)
    if given is not None and not any(keyword.arg == "key_padding_mask" for keyword in expression.keywords):
        edits = edits_of(
            case.source, replaced(case.source, given, f"key_padding_mask={text_of(case.source, given.value)}")
        )
        reason = (
            f"{short_text(case, given.value)} has the shape {shape_text(mask)}: it says for each sample which "
            "positions are padding, and that is the other mask of attention."
        )
        yield Proposal("Pass the mask as key_padding_mask", edits, reason, REORDERED)


def _dim_of(written: WrittenCall) -> int:
    dim = written.argument(0, "dim", "axis")
    return dim.value if isinstance(dim, ast.Constant) and isinstance(dim.value, int) else 0


def _layers(case: Case) -> Iterator[Proposal]:
    """A layer for pictures that gets sequences, or the other way round: this one alone, or all of its kind."""
    node = case.node
    assert node is not None
    name = node.target.rsplit(".", 1)[-1]
    found, definition = _LAYER.fullmatch(name), constructor(case, node) or case.definition(node)
    if found is None or definition is None or not node.inputs:
        return
    shape = node.inputs[0].shape
    axes, fewest = max(len(shape) - 2, 1), 2 if found[1] == "BatchNorm" else 3
    width = node.attributes.get("in_channels", node.attributes.get("num_features"))
    if axes > 3 or str(axes) == found[2] or len(shape) < fewest or (width is not None and shape[1] != width):
        return
    what = {1: "sequences", 2: "pictures", 3: "volumes"}[axes] if len(shape) > 2 else "rows of features"
    reason = (
        f"{node.label} gets a tensor of the shape {shape_text(shape)}, which {found[1]}{axes}d takes: these are {what}."
    )
    one = _renamed(case, definition.func, axes)
    weight = OTHER_FUNCTION + NUANCE
    if one is not None:
        yield Proposal(f"Make {node.label} a {found[1]}{axes}d", edits_of(case.source, one), reason, weight)
    every = [_renamed(case, call.func, axes) for call in case.calls]
    changes = [change for change in every if change is not None]
    if len(changes) > 1:
        title = f"Use the {axes}d layers throughout"
        yield Proposal(title, edits_of(case.source, *changes), reason, weight - 0.01)


def _renamed(case: Case, function: ast.expr, axes: int) -> Change | None:
    text = text_of(case.source, function)
    found = _ANY_LAYER.fullmatch(text.rsplit(".", 1)[-1])
    if found is None or "." not in text or found[2] == str(axes):
        return None
    return replaced(case.source, function, f"{text[:-2]}{axes}d")


def _legal_axes(case: Case) -> Iterator[Proposal]:
    """A `transpose` or `permute` that was given arguments it does not have."""
    for call in case.calls_in_line() if case.error_type == "TypeError" else ():
        written = written_call(case.source, call)
        if written is not None and written.name in ("transpose", "swapaxes", "swapdims"):
            yield from _legal_pairs(case, written)


def _legal_pairs(case: Case, written: WrittenCall) -> Iterator[Proposal]:
    shape = _last_shape(case, written.receiver)
    reason = f"`{written.name}` takes two axes and exchanges them"
    reason += f"; {short_text(case, written.receiver)} has the shape {shape_text(shape)} here." if shape else "."
    for first, second in combinations(range(len(shape) if shape else 3), 2):
        edits = edits_of(case.source, written.rewritten(f"{first}, {second}"))
        weight = OTHER_AXIS - 0.01 * (first + second - 1)
        yield Proposal(f"Exchange axes {first} and {second}", edits, reason, weight)


def _last_shape(case: Case, receiver: ast.expr) -> Shape | None:
    """The shape of the tensor that a name was last given before the line that raises."""
    if not isinstance(receiver, ast.Name):
        return None
    values = {statement.value for statement in case.source.assignments_to(receiver.id)}
    made = [node for node in case.graph.nodes if node.outputs and case.expression(node) in values]
    return _latest(made).outputs[0].shape if made else None


def _latest(nodes: list[Node]) -> Node:
    return max(nodes, key=lambda node: node.span.line if node.span is not None else 0)
