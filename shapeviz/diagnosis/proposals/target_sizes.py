"""The target of a loss made with another size: one for each sample of the prediction."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.operand_sites import taker
from shapeviz.diagnosis.weights import TARGET
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

# Calls of torch that take their sizes one by one, or as one tuple.
_SIZED = frozenset({"zeros", "ones", "rand", "randn", "empty", "randint", "full", "interpolate"})


def resized_targets(case: Case, operand: int) -> Iterator[Proposal]:
    """The sizes in the call that made the target put right, where they are numbers."""
    assert case.node is not None
    spec = case.node.inputs[operand]
    wanted = case.conflict.expected_shapes.get(spec.name or "") if case.conflict is not None else None
    made = _origin(case, operand)
    if made is None or wanted is None or len(wanted) != len(spec.shape):
        return
    sizes = sizes_in_call(case.expression(made), spec.shape)
    wrong = [axis for axis, size in enumerate(spec.shape) if size != wanted[axis]]
    if sizes is None or not all(number(sizes[axis]) is not None for axis in wrong):
        return
    changes = [replaced(case.source, sizes[axis], str(wanted[axis])) for axis in wrong]
    reason = (
        f"The target is made with the shape {shape_text(spec.shape)}, and {taker(case)} needs {shape_text(wanted)} for "
        "this prediction."
    )
    yield Proposal(f"Make the target {shape_text(wanted)}", edits_of(case.source, *changes), reason, TARGET)


def _origin(case: Case, operand: int) -> Node | None:
    """The call that made the target, seen through calls that leave its shape alone."""
    assert case.node is not None
    shape = case.node.inputs[operand].shape
    made = case.producer(case.node, operand)
    while made is not None and made[0].kind == "call" and made[0].inputs and made[0].inputs[0].shape == shape:
        made = case.producer(made[0], 0)
    return made[0] if made is not None else None


def sizes_in_call(expression: ast.expr | None, shape: Shape) -> list[ast.expr] | None:
    """The expressions of the sizes in a call that makes a tensor of that shape."""
    if not isinstance(expression, ast.Call) or not isinstance(expression.func, ast.Attribute):
        return None
    if expression.func.attr not in _SIZED:
        return None
    for argument in (*expression.args, *(keyword.value for keyword in expression.keywords)):
        if isinstance(argument, (ast.Tuple, ast.List)) and len(argument.elts) == len(shape):
            return list(argument.elts)
    plain = list(expression.args)
    return plain if len(plain) == len(shape) else None
