"""What the calls of a graph demand of the sizes, in words and numbers that follow the sizes."""

from __future__ import annotations

from shapeviz.diagnosis.mismatches import edges_at_fault, headline_of, sentence
from shapeviz.graph.formulas import ConflictFormula, Constraint, EdgeFormula, Expression, Sizes
from shapeviz.graph.model import Graph, Node
from shapeviz.rules import judge
from shapeviz.rules.core import Call, Conflict
from shapeviz.shapes.conditions import Condition, holds_at
from shapeviz.shapes.expressions import simplified
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import expression_of
from shapeviz.shapes.unknown import is_unknown
from shapeviz.tracing.demands import Demand
from shapeviz.tracing.formula_graph import Claims
from shapeviz.tracing.templates import template_of, templated


def constrain(graph: Graph, claims: Claims) -> None:
    """Add to a graph the constraints on its sizes that a recording has shown."""
    nodes = {node.id: node for node in graph.nodes}
    recorded = graph.recorded_sizes
    seen: set[tuple[str | None, Condition]] = set()
    for node, demand in claims.demands:
        if (node, demand.condition) not in seen:
            seen.add((node, demand.condition))
            graph.constraints.append(_constraint(graph, nodes[node], demand, recorded))
    for node, condition in claims.branches:
        if ("", condition) not in seen:
            seen.add(("", condition))
            graph.constraints.append(Constraint(node, "branch", condition, holds_at(condition, recorded)))


def _constraint(graph: Graph, node: Node, demand: Demand, recorded: Sizes) -> Constraint:
    constraint = Constraint(node.id, demand.kind, demand.condition, holds_at(demand.condition, recorded))
    if demand.refused is not None:
        _explain(graph, node, demand.refused, constraint)
    return constraint


def _explain(graph: Graph, node: Node, refused: Call, constraint: Constraint) -> None:
    """Say what the node expects and gets where the constraint does not hold."""
    (conflict, message), values = templated(lambda: _worded(node, refused))
    if conflict is None:
        return
    # What has a size that no formula follows cannot be said at other sizes; the page then has general words.
    constraint.message = template_of(message, values)
    constraint.headline = template_of(headline_of(message, node), values)
    conflicts = [
        ConflictFormula(
            problem.operand, problem.axis, _expression(problem.expected), _expression(problem.actual), problem.unit
        )
        for problem in conflict.problems
    ]
    constraint.conflicts = [
        found for found in conflicts if not (is_unknown(found.expected) or is_unknown(found.actual))
    ]
    for edge, operand in edges_at_fault(graph, node, conflict):
        expected = conflict.expected_shapes.get(operand.name or "")
        constraint.edges.append(EdgeFormula(edge.id, _formula(expected)))


def _worded(node: Node, refused: Call) -> tuple[Conflict | None, str]:
    conflict = judge(refused)
    return (conflict, sentence(node, conflict)) if isinstance(conflict, Conflict) else (None, "")


def _formula(shape: Shape | None) -> tuple[Expression, ...] | None:
    """The formula of a shape, None if it has a size that none follows."""
    expressions = tuple(map(_expression, shape or ()))
    return None if shape is None or any(map(is_unknown, expressions)) else expressions


def _expression(size: int) -> Expression:
    return simplified(expression_of(size))
