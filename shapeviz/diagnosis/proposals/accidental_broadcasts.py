"""Another variable where two tensors were broadcast by accident: `slope(guess)` for `slope(hidden)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.passage import suits, ways
from shapeviz.diagnosis.weights import NUANCE, REORDERED
from shapeviz.graph.model import Node
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

MOST = 4
OTHER_MAKER = 0.02  # less for a variable that was not made as the one that is written


def propose(case: Case) -> Iterator[Proposal]:
    """The variables of the smaller tensor's shape, in place of the one that made the larger tensor."""
    for node, distance in ways(case):
        if distance == 0 or node.op not in BROADCASTING or len(node.inputs) != 2 or not node.outputs:
            continue
        for larger, smaller in ((0, 1), (1, 0)):
            shape, goal = node.inputs[larger].shape, node.inputs[smaller].shape
            stretched = len(shape) == len(goal) > 1 and shape != goal and node.outputs[0].shape == shape
            if stretched and suits(case, node, goal) is not False:
                yield from _others(case, node, larger, goal, REORDERED + NUANCE / 2 - 0.004 * distance)


def _others(case: Case, node: Node, operand: int, goal: Shape, weight: float) -> Iterator[Proposal]:
    """The operand's own variable exchanged for each that has the shape `goal`, those made the same way first."""
    written, made = case.operand_expression(node, operand), _variables(case)
    shape = node.inputs[operand].shape
    names = [part for part in ast.walk(written) if isinstance(part, ast.Name)] if written is not None else []
    for name in names:
        current = made.get(name.id)
        if current is None or current[0] != shape:
            continue
        near = [
            (other, _is_made_alike(current[1].value, statement.value))
            for other, (other_shape, statement) in made.items()
            if other_shape == goal and _is_before(case, statement, name)
        ]
        for other, alike in sorted(near, key=lambda item: not item[1])[:MOST]:
            reason = (
                f"`{name.id}` has the shape {shape_text(shape)}, so that {who(node)} stretches {shape_text(goal)} to "
                f"{shape_text(shape)}; `{other}` has the shape {shape_text(goal)}, which fits without."
            )
            edits = edits_of(case.source, replaced(case.source, name, other))
            yield Proposal(
                f"Write `{other}` in place of `{name.id}`", edits, reason, weight - OTHER_MAKER * (not alike)
            )


def _variables(case: Case) -> dict[str, tuple[Shape, ast.Assign]]:
    """The names that a statement of their own gave a tensor, with its shape and that statement."""
    found: dict[str, tuple[Shape, ast.Assign]] = {}
    for node in case.graph.nodes:
        around = case.source.assignment_around(node.span) if node.span is not None else None
        if not isinstance(around, ast.Assign) or len(around.targets) != 1 or len(node.outputs) != 1:
            continue
        target = around.targets[0]
        whole = case.source.span_of(around.value) == node.span
        if isinstance(target, ast.Name) and whole and node.status == "ok":
            found[target.id] = (node.outputs[0].shape, around)
    return found | _returned(case, found)


def _returned(case: Case, known: dict[str, tuple[Shape, ast.Assign]]) -> dict[str, tuple[Shape, ast.Assign]]:
    """The names that were given what a function of the cell returned, as far as a later call tells the shape."""
    found: dict[str, tuple[Shape, ast.Assign]] = {}
    for node in case.graph.nodes:
        for index, spec in enumerate(node.inputs):
            written = case.operand_expression(node, index)
            if not isinstance(written, ast.Name) or written.id in known or written.id in found:
                continue
            statements = [
                statement
                for statement in case.source.assignments_to(written.id)
                if case.function_of(statement) is case.function_of(written)
            ]
            if len(statements) == 1:
                found[written.id] = (spec.shape, statements[0])
    return found


def _is_made_alike(first: ast.expr, second: ast.expr) -> bool:
    """Whether two expressions are calls of the same function."""
    if not isinstance(first, ast.Call) or not isinstance(second, ast.Call):
        return False
    return ast.dump(first.func) == ast.dump(second.func)


def _is_before(case: Case, statement: ast.Assign, name: ast.Name) -> bool:
    return case.function_of(statement) is case.function_of(name) and statement.lineno < name.lineno
