"""Tables of positions: an embedding that is asked for its rows 0, 1, 2, … has only so many of them."""

from __future__ import annotations

from shapeviz.diagnosis.mismatches import headline_of, who
from shapeviz.diagnosis.warnings.operations import CASTS, MOVES
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.formulas import ConflictFormula, Constraint, EdgeFormula, Expression, Template
from shapeviz.graph.model import Edge, Node
from shapeviz.shapes.conditions import simplified_condition

# The operand in a conflict about rows: the table, of which shapes tell nothing.
ROWS = "rows"
_PASSING_ON = MOVES | CASTS | {"expand", "expand_as", "repeat", "unsqueeze", "view", "reshape", "to", "getitem"}


def find_row_limits(scene: Scene) -> list[Constraint]:
    """What the tables of positions demand of the sequences: not to be longer than they have rows."""
    found = [_row_limit(scene, node) for node in scene.graph.nodes if node.op == "embedding" and node.inputs]
    return [constraint for constraint in found if constraint is not None]


def _row_limit(scene: Scene, node: Node) -> Constraint | None:
    rows = node.attributes.get("num_embeddings")
    edge = next((edge for edge in scene.graph.edges if edge.target == node.id and edge.target_input == 0), None)
    count = _count(scene, node)
    if not isinstance(rows, int) or edge is None or count is None or isinstance(count, int):
        return None
    condition = simplified_condition(("<=", count, rows))
    return None if isinstance(condition, bool) else _constraint(node, edge, condition, rows, count)


def _count(scene: Scene, node: Node) -> Expression | None:
    """How many rows are asked for, counted from the first: as many as the `arange` has that they come from."""
    made = scene.origin(node, 0, _PASSING_ON)
    if made is None or made[0].op != "arange" or not made[0].outputs or made[0].outputs[0].formula is None:
        return None
    (count,) = made[0].outputs[0].formula
    return count


def _constraint(node: Node, edge: Edge, condition: tuple[object, ...], rows: int, count: Expression) -> Constraint:
    message = f"{who(node)} expects positions below {rows}, the rows of its table, but gets {{0}} of them."
    values = [count]
    return Constraint(
        node.id,
        "rule",
        condition,
        True,
        Template(message, values),
        Template(headline_of(message, node), values),
        [ConflictFormula(ROWS, None, rows, count, "elements")],
        [EdgeFormula(edge.id)],
    )
