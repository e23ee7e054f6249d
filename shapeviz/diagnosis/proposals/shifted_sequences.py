"""Two sequences whose lengths differ by exactly one: the longer one is cut, as each step is to meet the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.losses import ELEMENTWISE, OVER_CLASSES
from shapeviz.diagnosis.proposals.operand_sites import short_text
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE, UNDONE
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

FLATTENING = frozenset({"view", "reshape", "flatten", "transpose", "permute", "float", "long", "contiguous"})
LONGEST_CHAIN = 4


@dataclass(frozen=True, slots=True)
class Sequence:
    """An operand as it was before it was flattened."""

    expression: ast.expr
    shape: Shape


def propose(case: Case) -> Iterator[Proposal]:
    """The longer of two sequences without its first or its last step."""
    node = case.node
    if node is None or node.op not in OVER_CLASSES | ELEMENTWISE | BROADCASTING or len(node.inputs) < 2:
        return
    first, second = _sequence(case, 0), _sequence(case, 1)
    if first is None or second is None:
        return
    for longer, shorter in ((first, second), (second, first)):
        for axis in _axes(longer.shape, shorter.shape):
            yield from _cut(case, longer, shorter, axis, is_target=longer is second and node.op not in BROADCASTING)


def _axes(longer: Shape, shorter: Shape) -> list[int]:
    """The axis along which one is a step longer, if all other axes that both have agree."""
    common = min(len(longer), len(shorter))
    apart = [axis for axis in range(common) if longer[axis] != shorter[axis]]
    fits = len(apart) == 1 and apart[0] < 2 and longer[apart[0]] - shorter[apart[0]] == 1
    return apart if fits and shorter[apart[0]] > 1 else []


def _cut(case: Case, longer: Sequence, shorter: Sequence, axis: int, *, is_target: bool) -> Iterator[Proposal]:
    name = text_of(case.source, longer.expression)
    if not isinstance(longer.expression, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
        name = f"({name})"
    told = (
        f"{short_text(case, longer.expression)} has the shape {shape_text(longer.shape)}, one step more in axis {axis} "
        f"than {short_text(case, shorter.expression)} of shape {shape_text(shorter.shape)}"
    )
    # What one of the two lost at its end, the other loses at its beginning; a target is what comes next.
    known = _written_cut(case, shorter.expression) or (_cut_of_input(case, longer) if is_target else "")
    if not known and (axis == 0 or not is_target):
        return
    cuts = [":-1", "1:"] if known == "1:" else ["1:", ":-1"]
    for rank, cut in enumerate(cuts):
        weight = (UNDONE + NUANCE / 2 if known else MISSING_CALL + NUANCE) - NUANCE * rank
        text = f"{name}[{':, ' * axis}{cut}]"
        edits = edits_of(case.source, replaced(case.source, longer.expression, text))
        end = "first" if cut == "1:" else "last"
        yield Proposal(f"Leave out the {end} step of {short_text(case, longer.expression)}", edits, f"{told}.", weight)


def _written_cut(case: Case, expression: ast.expr) -> str:
    """The slice `1:` or `:-1` that an expression takes of a tensor."""
    if not isinstance(expression, ast.Subscript):
        return ""
    index = expression.slice
    items = index.elts if isinstance(index, ast.Tuple) else [index]
    texts = [text_of(case.source, item) for item in items]
    return next((text for text in texts if text in ("1:", ":-1")), "")


def _cut_of_input(case: Case, target: Sequence) -> str:
    """The slice of the same name that another call of the source takes: `model(tokens[:, :-1])`."""
    name = text_of(case.source, target.expression)
    tree = case.source.tree
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Subscript) and text_of(case.source, node.value) == name:
            cut = _written_cut(case, node)
            if cut:
                return cut
    return ""


def _sequence(case: Case, operand: int) -> Sequence | None:
    """An operand before the calls that only rearrange it."""
    assert case.node is not None
    node, index = case.node, operand
    for _ in range(LONGEST_CHAIN):
        made = case.producer(node, index)
        if made is None or made[0].op not in FLATTENING or not made[0].inputs:
            break
        if case.operand_expression(made[0], 0) is None:
            break
        node, index = made[0], 0
    expression = case.operand_expression(node, index)
    return Sequence(expression, node.inputs[index].shape) if expression is not None else None
