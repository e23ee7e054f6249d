"""Shapes at any sizes, as the text that stands beside the numbers: `N × 16 × ⌊H/2⌋ × ⌊W/2⌋`."""

from __future__ import annotations

from shapeviz.graph.formulas import Formula
from shapeviz.graph.model import Graph, Node
from shapeviz.rendering.shapes_text import count_text, limited, one_line
from shapeviz.shapes.expression_text import formula_text
from shapeviz.shapes.expressions import leaves


def symbolic_text(formula: Formula | None) -> str:
    """A formula as text; nothing where there is none, or where it is mere numbers and would tell nothing new.

    >>> symbolic_text(("N", 16, ("//", "H", 2))), symbolic_text((1, 16))
    ('N × 16 × ⌊H/2⌋', '')
    """
    if formula is None or not any(leaves(axis) for axis in formula):
        return ""
    return one_line(formula_text(formula))


def output_formulas(graph: Graph, node: Node) -> str:
    """The formulas of the shapes that leave a node (for an output node: that reach it).

    Nothing where none of them depends on a symbol; `?` stands for one that is not known.
    """
    known = _arriving(graph, node) if node.kind == "output" else [spec.formula for spec in node.outputs]
    if not any(map(symbolic_text, known)):
        return ""
    return ", ".join(limited("?" if formula is None else one_line(formula_text(formula)) for formula in known))


def has_formulas(graph: Graph) -> bool:
    """Whether some tensor's shape is known as a formula that depends on a symbol."""
    return any(symbolic_text(edge.formula) for edge in graph.edges)


def coverage_sentence(graph: Graph) -> str:
    """On how many edges there is a formula; nothing if there is one on all of them, or on none.

    >>> from shapeviz.graph.model import Edge, Source
    >>> known = Edge("e1", "n1", 0, "n2", 0, (4, 8), "float32", "cpu", formula=("N", 8))
    >>> unknown = Edge("e2", "n2", 0, "n3", 0, (4, 9), "float32", "cpu")
    >>> coverage_sentence(Graph(Source("", ""), edges=[known, unknown]))
    'Formulas on 1 of 2 edges.'
    """
    count, total = sum(edge.formula is not None for edge in graph.edges), len(graph.edges)
    if count == total or not has_formulas(graph):
        return ""
    return f"Formulas on {count_text(count)} of {count_text(total)} edges."


def _arriving(graph: Graph, node: Node) -> list[Formula | None]:
    edges = [edge for edge in graph.edges if edge.target == node.id]
    return [edge.formula for edge in sorted(edges, key=lambda edge: edge.target_input)]
