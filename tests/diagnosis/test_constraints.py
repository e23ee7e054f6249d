"""What calls demand of the sizes, in sentences and numbers that follow the sizes."""

from __future__ import annotations

import json

from shapeviz.graph.document import to_document
from shapeviz.graph.formulas import Constraint, Template
from shapeviz.graph.model import Graph
from shapeviz.shapes.conditions import condition_text, holds_at
from shapeviz.shapes.expression_text import formula_text
from shapeviz.shapes.expressions import evaluated

SMALL = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(3, 8, 5), nn.Linear({features}, 10)

    def forward(self, x):
        return self.fc(self.conv(x).flatten(1))

y = Net()(torch.randn(2, 3, 8, 8))
"""


def filled(template: Template | None, **sizes: int) -> str:
    """A template's text at these sizes."""
    assert template is not None
    return template.text.format(*(evaluated(value, sizes) for value in template.values))


def constraint(graph: Graph, label: str, condition: str) -> Constraint:
    """The only constraint of the node of that label with that condition."""
    found = [
        k
        for k in graph.constraints
        if k.node is not None and graph.node(k.node).label == label and condition_text(k.expression) == condition
    ]
    [only] = found
    return only


def test_a_constraint_says_what_its_node_expects_and_gets_at_other_sizes(run) -> None:
    found = constraint(run(SMALL.format(features=128)).graph, "conv", "H ≥ 5")
    message = "conv (Conv2d) expects an input of at least 5 in axis 2 for its 5×5 kernel, but gets 4."
    assert found.message is not None and "{0}" in found.message.text
    assert filled(found.message, N=2, C=3, H=4, W=8) == message
    assert filled(found.message, N=2, C=3, H=3, W=8) == message.replace("gets 4", "gets 3")


def test_the_headline_of_a_constraint_is_that_of_the_mismatch_it_would_be(run) -> None:
    picture = run(SMALL.format(features=128))
    found = constraint(picture.graph, "conv", "H ≥ 5")
    headline = "conv expects an input of at least 5 in axis 2 for its 5×5 kernel, gets 4"
    assert filled(found.headline, N=2, C=3, H=4, W=8) == headline
    assert picture.at(H=4).graph.headline == headline + " · 1 more mismatch"


def test_the_sentences_of_all_constraints_are_those_of_a_run_at_these_sizes(run) -> None:
    picture = run("x = torch.randn(4, 12)\ny = nn.Linear(12, 3)(x)\nz = y.view(2, x.size(0) // 2, 3)")
    [refused] = picture.at(N=5).check.mismatches
    found = constraint(picture.graph, "view", "N divisible by 2")
    assert filled(found.message, N=5, F=12) == refused.message
    assert refused.message == "view expects an input of 12 elements (= 2 × 2 × 3), but gets 15 (= 5 × 3)."


def test_the_edge_at_fault_is_told_with_the_shape_that_is_expected_there(run) -> None:
    picture = run(SMALL.format(features=128))
    found = constraint(picture.graph, "conv", "H ≥ 5")
    [edge] = found.edges
    assert edge.edge == picture.edge_into("conv").id
    assert formula_text(edge.formula or ()) == "N × C × 5 × W"


def test_the_axis_at_fault_is_told_with_what_is_expected_and_what_comes(run) -> None:
    [problem] = constraint(run(SMALL.format(features=128)).graph, "fc", "H·W = 4·(H + W)").conflicts
    assert (problem.operand, problem.axis, problem.expected, problem.unit) == ("input", 1, 128, "size")
    assert evaluated(problem.actual, {"H": 9, "W": 8}) == 160


def test_every_constraint_of_what_runs_holds(run) -> None:
    graph = run(SMALL.format(features=128)).graph
    assert graph.constraints and all(k.holds for k in graph.constraints)


def test_the_constraint_of_a_call_that_fails_does_not_hold(run) -> None:
    picture = run(SMALL.format(features=72))
    found = constraint(picture.graph, "fc", "H·W + 7 = 4·(H + W)")
    assert not found.holds
    assert filled(found.message, N=2, C=3, H=8, W=8) == picture.check.mismatches[0].message
    assert holds_at(found.expression, {"H": 7, "W": 7})


def test_a_constraint_of_several_calls_is_told_for_each_and_once(run) -> None:
    graph = run(
        """
        layer, other = nn.Linear(6, 6), nn.Linear(6, 2)
        x = torch.randn(4, 6)
        for _ in range(3):
            y = layer(x)
        z = other(x)
        """
    ).graph
    assert [(graph.node(k.node or "").label, condition_text(k.expression)) for k in graph.constraints] == [
        ("layer", "F = 6"),
        ("other", "F = 6"),
    ]


def test_a_size_that_no_formula_follows_is_in_no_sentence(run) -> None:
    # There is no rule for vander.
    graph = run("x = torch.randn(4, 6)\ny = torch.vander(x[0])\nz = y + torch.zeros(2, 6, 4)").graph
    [refused] = [constraint for constraint in graph.constraints if not constraint.holds]
    assert refused.message is None and refused.headline is None and refused.conflicts == []
    assert [edge.formula for edge in refused.edges] == [None]
    assert json.dumps(to_document(graph))
