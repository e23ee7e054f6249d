"""Formulas are tried at other sizes, and taken back where they do not hold."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import Graph
from shapeviz.shapes.expression_text import formula_text


def formulas(graph: Graph) -> list[str]:
    return [formula_text(edge.formula) if edge.formula is not None else "?" for edge in graph.edges]


def structural(graph: Graph) -> list[str]:
    return [symbol.name for symbol in graph.symbols if symbol.structural]


def test_a_number_that_looked_constant_is_taken_back_with_the_demands_behind_it(run) -> None:
    graph = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                half = x[: int(x.shape[0] * 0.5)]
                return half.view(half.size(0), 5), x.relu()

        y, z = Net()(torch.randn(8, 5))
        """
    ).graph
    assert formulas(graph) == ["N × F", "?", "N × F", "?", "N × F"]
    assert graph.constraints == [] and structural(graph) == ["F"]  # it has lost its demand, that of `view`


def test_what_is_right_stays(run) -> None:
    graph = run("net = nn.Sequential(nn.Linear(6, 4), nn.ReLU())\ny = net(torch.randn(8, 6))").graph
    assert formulas(graph) == ["N × F", "N × 4", "N × 4"] and graph.notes == [] and structural(graph) == []


def test_a_loop_over_a_size_goes_another_number_of_times(run) -> None:
    graph = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.cell = nn.GRUCell(6, 8)

            def forward(self, x):
                h = x.new_zeros(x.size(0), 8)
                for t in range(x.size(1)):
                    h = self.cell(x[:, t], h)
                return h

        y = Net()(torch.randn(4, 7, 6))
        """
    ).graph
    assert structural(graph) == ["L"]
    assert formulas(graph)[-1] == "N × 8"


def test_a_loop_outside_of_the_model_is_no_other_number_of_times(run) -> None:
    graph = run("layer = nn.Linear(6, 6)\nx = torch.randn(4, 6)\nfor _ in range(5):\n    x = layer(x)").graph
    assert structural(graph) == [] and formulas(graph) == ["N × F", "N × 6"]


@pytest.mark.parametrize("comparison", ["x.size(1) > 5", "x.shape[1] % 2 == 0", "5 < x.size(1) <= 40"])
def test_a_way_that_the_code_chose_by_a_size_is_a_condition(run, comparison: str) -> None:
    graph = run(
        f"""
        class Net(nn.Module):
            def forward(self, x):
                if {comparison}:
                    x = x.relu()
                return x * 2

        y = Net()(torch.randn(8, 12))
        """
    ).graph
    assert "branch" in {k.kind for k in graph.constraints} and structural(graph) == []
    assert formulas(graph) == ["N × F", "N × F", "N × F"]


@pytest.mark.parametrize("comparison", ["len(x) > 5", "x.size(0) > 5.5", "bool(int(x.size(0) / 6))"])
def test_a_way_that_the_code_chose_unheard_makes_the_size_structural(run, comparison: str) -> None:
    graph = run(
        f"""
        class Net(nn.Module):
            def forward(self, x):
                if {comparison}:
                    x = x.relu()
                return x * 2

        y = Net()(torch.randn(8, 12))
        """
    ).graph
    assert structural(graph) in (["N"], []) and formulas(graph)[0] == "N × F"


UNCHECKED = "No formulas are shown, since they could not be checked at other sizes."


def without_formulas(graph: Graph) -> bool:
    edges, outputs = [edge.formula for edge in graph.edges], [t.formula for node in graph.nodes for t in node.outputs]
    return {*edges, *outputs} == {None} and graph.constraints == []


def test_hooks_of_the_users_are_not_called_for_it(run) -> None:
    picture = run(
        """
        heard = []
        net = nn.Linear(5, 2)
        handle = net.register_forward_hook(lambda module, inputs, output: heard.append(1))
        y = net(torch.randn(4, 5))
        count = len(heard)
        """,
        scope := {},
    )
    assert len(scope["heard"]) == scope["count"] == 1
    assert without_formulas(picture.graph)
    assert picture.graph.notes == [
        "Running this model again would call hooks of yours, which may leave traces. " + UNCHECKED
    ]


def test_a_model_that_needs_its_data_has_no_formulas(run) -> None:
    graph = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                return x[:, : int(x.abs().max().item() * 0) + 2]

        y = Net()(torch.randn(4, 5))
        """
    ).graph
    assert without_formulas(graph)
    assert graph.notes == ["The sizes cannot be varied: item needs the tensors' data. " + UNCHECKED]


def test_a_model_that_gives_other_shapes_when_called_again_has_no_formulas(run) -> None:
    graph = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.kept = []

            def forward(self, x):
                self.kept.append(x)
                return torch.cat(self.kept)

        y = Net()(torch.randn(4, 5))
        """
    ).graph
    assert without_formulas(graph)
    assert graph.notes == [
        "The sizes cannot be varied: called again, this code gives other shapes than the first time. " + UNCHECKED
    ]


def test_a_model_that_cannot_be_copied_says_so_once(run) -> None:
    graph = run(
        """
        class Net(nn.Module):
            def __deepcopy__(self, memo):
                raise TypeError("no copies")

            def forward(self, x):
                return x * 2

        y = Net()(torch.randn(4, 5))
        """
    ).graph
    assert without_formulas(graph)
    assert graph.notes == ["The sizes cannot be varied: the model cannot be copied (TypeError: no copies)."]


def test_code_without_tensors_says_nothing(run) -> None:
    assert run("x = 1 + 1").graph.notes == []
