import pytest

from shapeviz.graph.formulas import Formula
from shapeviz.graph.model import Graph, Node, TensorSpec
from shapeviz.rendering.formulas import coverage_sentence, output_formulas, symbolic_text


def node_of(graph: Graph, label: str) -> Node:
    return next(node for node in graph.nodes if node.label == label)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (("N", ("*", 16, ("//", "H", 2), ("//", "W", 2))), "N × 16·⌊H/2⌋·⌊W/2⌋"),
        ((("-", "H", 2), 5), "(H − 2) × 5"),
        ((1, ("*", 2, 8)), ""),
        ((), ""),
        (None, ""),
    ],
)
def test_a_formula_is_told_only_where_it_says_more_than_numbers(formula: Formula | None, text: str):
    assert symbolic_text(formula) == text


def test_a_symbol_with_a_hostile_name_cannot_steer_the_terminal():
    assert symbolic_text(("x\x1b[31m\n", 3)) == "x�[31m × 3"


def test_of_several_outputs_one_that_is_not_known_is_a_question_mark(attention: Graph):
    split = node_of(attention, "split")
    split.outputs = [split.outputs[0], TensorSpec((5,), "int64", "cpu"), TensorSpec((), "int64", "cpu", formula=())]
    assert output_formulas(attention, split) == "batch_size × L × 64, ?, scalar"


def test_an_output_node_has_the_formulas_of_what_reaches_it(attention: Graph):
    assert output_formulas(attention, node_of(attention, "output")) == "batch_size × 5"


def test_the_coverage_is_told_only_where_a_formula_is_missing(attention: Graph):
    assert coverage_sentence(attention) == "Formulas on 6 of 7 edges."
    attention.edges = [edge for edge in attention.edges if edge.formula is not None]
    assert coverage_sentence(attention) == ""


def test_a_graph_without_any_formula_tells_no_coverage(branchy: Graph):
    assert coverage_sentence(branchy) == ""
