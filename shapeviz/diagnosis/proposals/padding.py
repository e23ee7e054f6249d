"""Feature maps that differ in height or width and are to be joined: a size in the wrong place, a crop, a resize."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.flow import SPATIAL
from shapeviz.diagnosis.proposals.passage import given, suits, ways
from shapeviz.diagnosis.proposals.target_sizes import sizes_in_call
from shapeviz.diagnosis.weights import ADAPTED, INPUT_SIZE, MISSING_CALL, NUANCE, REORDERED
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape

JOINING = frozenset({"cat", "concat", "concatenate", "add", "sub", "mul"})
# Data of random numbers is left out: it stands for what a person really has, which cannot be turned round so.
SIZED = frozenset({"interpolate", "zeros", "ones", "full", "empty"})
_PICTURING = (*SPATIAL, "interpolate", "upsample")
_MATRICES = frozenset({"matmul", "bmm", "baddbmm", "einsum"})


def propose(case: Case) -> Iterator[Proposal]:
    """Ways to make two feature maps meet that differ in height and width alone."""
    yield from _size_orders(case)
    yield from _meetings(case)


def _size_orders(case: Case) -> Iterator[Proposal]:
    """Two sizes that stand in the wrong order where a tensor is made or resized: width before height."""
    for node, distance in ways(case):
        expression, shape = case.expression(node), given(case, node)
        if node.op not in SIZED or shape is None or not isinstance(expression, ast.Call):
            continue
        sizes = sizes_in_call(expression, shape[-2:] if node.op == "interpolate" else shape) or []
        for first, second in pairwise(range(len(sizes))):
            offset = len(shape) - len(sizes)
            made = list(shape)
            made[first + offset], made[second + offset] = shape[second + offset], shape[first + offset]
            if tuple(made) == shape or not suits(case, node, tuple(made)):
                continue
            one, other = sizes[first], sizes[second]
            texts = text_of(case.source, one), text_of(case.source, other)
            changes = [replaced(case.source, one, texts[1]), replaced(case.source, other, texts[0])]
            reason = f"`{node.op}` gets `{texts[0]}` before `{texts[1]}`, and the other way round the sizes fit."
            title = f"Exchange `{texts[0]}` and `{texts[1]}`"
            weight = _weight(case, 1 in (made[first + offset], made[second + offset])) - 0.004 * distance
            yield Proposal(title, edits_of(case.source, *changes), reason, weight)


def _weight(case: Case, turns_row: bool) -> float:
    """How likely two sizes were confused. A row may as well be turned to a column where it is used.

    Where tensors stretch, a row and a column always go together, which tells nothing of what was meant.
    """
    if not turns_row:
        return REORDERED
    stretches = case.node is not None and case.node.op in BROADCASTING
    return INPUT_SIZE - NUANCE if stretches else MISSING_CALL - NUANCE


def _meetings(case: Case) -> Iterator[Proposal]:
    """The one map resized, padded or cropped to the other's height and width."""
    node = case.node
    if node is None or node.op not in JOINING or len(node.inputs) != 2:
        return
    shapes = [spec.shape for spec in node.inputs]
    operands = [case.operand_expression(node, index) for index in range(2)]
    joining = node.op.startswith(("cat", "concat"))
    if not _differ_in_space(shapes[0], shapes[1], joining=joining) or not _are_pictures(case):
        return
    # It is the larger one that has the details: the smaller, which was enlarged before, is brought to its size.
    smaller = 0 if shapes[0][-2:] <= shapes[1][-2:] else 1
    for index in (smaller, 1 - smaller):
        changed, other = operands[index], operands[1 - index]
        if changed is None or other is None or not isinstance(other, (ast.Name, ast.Attribute)):
            continue
        rank = ADAPTED - 0.02 * (index != smaller)
        yield from _adapted(case, changed, text_of(case.source, other), (shapes[index], shapes[1 - index]), rank)


def _adapted(
    case: Case, changed: ast.expr, other: str, shapes: tuple[Shape, Shape], weight: float
) -> Iterator[Proposal]:
    name = text_of(case.source, changed)
    namespace = _functional(case)
    reason = (
        f"Heights and widths differ: `{name}` has {listed(shapes[0][-2:])}, `{other}` has {listed(shapes[1][-2:])}; "
        "an odd size was halved and doubled on the way, or a layer without padding cut off the border."
    )
    if namespace is not None:
        text = f"{namespace}.interpolate({name}, size={other}.shape[-2:])"
        edits = edits_of(case.source, replaced(case.source, changed, text))
        yield Proposal(f"Resize `{name}` to the size of `{other}`", edits, reason, weight)
    if all(mine >= theirs for mine, theirs in zip(shapes[0][-2:], shapes[1][-2:], strict=True)):
        edits = edits_of(case.source, wrapped(case.source, changed, f"[..., :{other}.size(-2), :{other}.size(-1)]"))
        yield Proposal(f"Crop `{name}` to the size of `{other}`", edits, reason, weight + NUANCE / 2)
    elif namespace is not None:
        sizes = f"0, {other}.size(-1) - {name}.size(-1), 0, {other}.size(-2) - {name}.size(-2)"
        edits = edits_of(case.source, replaced(case.source, changed, f"{namespace}.pad({name}, ({sizes}))"))
        yield Proposal(f"Pad `{name}` to {shape_text(shapes[1][-2:])}", edits, reason, weight - NUANCE / 4)


def _differ_in_space(first: Shape, second: Shape, *, joining: bool) -> bool:
    """Whether height or width differ, and all else fits."""
    if len(first) != len(second) or len(first) != 4 or first[-2:] == second[-2:]:
        return False
    lead = len(first) - 3 if joining else len(first) - 2
    return first[:lead] == second[:lead]


def _are_pictures(case: Case) -> bool:
    """Whether convolutions or pools work before the call, and neither tensor is a product: those have no pixels."""
    assert case.node is not None
    for index, spec in enumerate(case.node.inputs):
        for before, _ in case.upstream(case.node, index):
            if before.op in _MATRICES and before.outputs and before.outputs[0].shape[-2:] == spec.shape[-2:]:
                return False
    return any(before.op.startswith(_PICTURING) for before, _ in case.upstream(case.node))


def _functional(case: Case) -> str | None:
    """How the source calls `torch.nn.functional`."""
    text = case.source.text
    if "import torch.nn.functional as F" in text or "functional as F" in text:
        return "F"
    tree = case.source.tree
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if tree is not None else set[str]()
    if "F" in names:
        return "F"
    if "nn" in names:
        return "nn.functional"
    return "torch.nn.functional" if "torch" in names else None
