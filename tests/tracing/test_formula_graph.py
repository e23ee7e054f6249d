"""Formulas on a graph: which sizes are one, and by which conditions the code chose its way."""

from __future__ import annotations

from shapeviz.graph.model import Graph, Symbol
from shapeviz.shapes.conditions import condition_text
from shapeviz.shapes.expression_text import formula_text
from shapeviz.tracing.formula_graph import spans_of


def tied(graph: Graph) -> dict[str, list[tuple[str, int]]]:
    """The axes of each symbol, by the labels of the inputs."""
    return {s.name: [(graph.node(axis.node).label, axis.axis) for axis in s.axes] for s in graph.symbols}


def branches(graph: Graph) -> list[tuple[str | None, str]]:
    return [
        (graph.node(k.node).label if k.node is not None else None, condition_text(k.expression))
        for k in graph.constraints
        if k.kind == "branch"
    ]


def test_the_inner_axes_of_two_inputs_of_a_product_are_one_size(run) -> None:
    graph = run("a, b = torch.randn(4, 5), torch.randn(5, 6)\nc = a @ b").graph
    assert tied(graph) == {"N": [("a", 0)], "F": [("a", 1), ("b", 0)], "b[1]": [("b", 1)]}
    assert [formula_text(edge.formula or ()) for edge in graph.edges] == ["N × F", "F × b[1]", "N × b[1]"]


def test_samples_and_their_labels_are_one_size(run) -> None:
    graph = run(
        """
        model = nn.Linear(10, 3)
        x, y = torch.randn(16, 10), torch.randint(0, 3, (16,))
        loss = nn.CrossEntropyLoss()(model(x), y)
        """
    ).graph
    assert tied(graph) == {"N": [("x", 0), ("y", 0)], "F": [("x", 1)]}


def test_two_axes_of_one_input_stay_apart_though_a_call_wants_them_equal(run) -> None:
    graph = run("a = torch.randn(5, 5)\nc = a @ a").graph
    assert tied(graph) == {"N": [("a", 0)], "F": [("a", 1)]}
    assert [condition_text(k.expression) for k in graph.constraints] == ["N = F"]


def test_equal_sizes_that_nothing_compares_stay_apart(run) -> None:
    graph = run("a, b = torch.randn(4, 7), torch.randn(9, 7)\nc, d = a.relu(), b.relu()").graph
    assert tied(graph)["N"] == [("a", 0)] and len(graph.symbols) == 4


BRANCHES = """
class Net(nn.Module):
    def forward(self, x):
        if x.size(1) > 5:
            return x[:, :5]
        return x

x = torch.randn(8, 12)
{before}
y = Net()(x)
"""


def test_the_conditions_of_ones_own_code_are_told_with_the_module_they_stand_in(run) -> None:
    assert branches(run(BRANCHES.format(before="")).graph) == [("Net", "F ≥ 6")]


def test_a_condition_outside_of_every_module_has_no_node(run) -> None:
    graph = run(BRANCHES.format(before="assert x.shape[0] % 2 == 0")).graph
    assert branches(graph) == [(None, "N divisible by 2"), ("Net", "F ≥ 6")]


def test_what_torch_itself_compares_is_no_condition(run) -> None:
    assert branches(run("x = torch.randn(8, 12)\ny = nn.LayerNorm(12)(nn.Softmax(1)(x))").graph) == []


def test_each_condition_is_told_once(run) -> None:
    graph = run(
        """
        x = torch.randn(8, 12)
        for step in range(3):
            assert x.size(0) == 8
        y = x.relu()
        """
    ).graph
    assert branches(graph) == [(None, "N = 8")]


def test_formulas_stand_on_edges_and_outputs(run) -> None:
    graph = run("x = torch.randn(8, 12)\ny = nn.Linear(12, 3)(x)").graph
    [linear] = [node for node in graph.nodes if node.kind == "module"]
    assert linear.outputs[0].formula == ("N", 3)
    assert [edge.formula for edge in graph.edges] == [("N", "F"), ("N", 3)]


def test_an_empty_axis_is_no_size_that_can_be_varied(run) -> None:
    graph = run("x = torch.randn(0, 12)\ny = nn.Linear(12, 3)(x)").graph
    assert graph.edges[-1].formula in (None, (0, 3))


def test_no_symbol_is_smaller_than_one() -> None:
    symbol = Symbol("N", 8, 0, 64, "x axis 0", "batch")
    [span] = spans_of([symbol]).values()
    assert (span.value, span.minimum, span.maximum) == (8, 1, 64)
