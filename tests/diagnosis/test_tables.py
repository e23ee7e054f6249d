"""Tables of positions: how long a sequence may be."""

from __future__ import annotations

from shapeviz.graph.formulas import Constraint
from shapeviz.graph.model import Graph
from shapeviz.shapes.conditions import condition_text

POSITIONS = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed, self.places = nn.Embedding(50, 8), nn.Embedding(32, 8)

    def forward(self, ids, past=0):
        return self.embed(ids) + self.places({positions})

y = Net()(torch.randint(0, 50, (4, 12)){past})
"""


def limit(graph: Graph) -> Constraint | None:
    """The constraint on the rows of a table, if there is one."""
    return next((k for k in graph.constraints if k.conflicts and k.conflicts[0].operand == "rows"), None)


def test_positions_counted_from_the_first_must_be_below_the_rows_of_the_table(run) -> None:
    graph = run(POSITIONS.format(positions="torch.arange(ids.size(1))", past="")).graph
    found = limit(graph)
    assert found is not None and found.message is not None and found.headline is not None
    assert (condition_text(found.expression), found.kind, found.holds) == ("L ≤ 32", "rule", True)
    assert found.message.text == (
        "places (Embedding) expects positions below 32, the rows of its table, but gets {0} of them."
    )
    assert found.message.values == found.headline.values == ["L"]
    assert graph.headline == "2 layers, every shape fits · works for L ≤ 32"


def test_positions_that_are_repeated_for_each_sample_count_once(run) -> None:
    for repeated in ("[None]", ".unsqueeze(0).expand(ids.size(0), -1)", ".to(ids.device).repeat(4, 1)"):
        graph = run(POSITIONS.format(positions="torch.arange(ids.size(1))" + repeated, past="")).graph
        found = limit(graph)
        assert found is not None and condition_text(found.expression) == "L ≤ 32", repeated


def test_positions_that_go_on_from_earlier_ones_are_as_many_as_come(run) -> None:
    positions = "torch.arange(past, past + ids.size(1))"
    found = limit(run(POSITIONS.format(positions=positions, past=", 4")).graph)
    assert found is None or condition_text(found.expression) in ("L ≤ 28", "L ≤ 32")


def test_words_are_no_positions(run) -> None:
    graph = run("ids = torch.randint(0, 50, (4, 12))\ny = nn.Embedding(50, 8)(ids)").graph
    assert limit(graph) is None and graph.headline == "1 layer, every shape fits"


def test_a_fixed_number_of_positions_says_nothing(run) -> None:
    graph = run(POSITIONS.format(positions="torch.arange(12)", past="")).graph
    assert limit(graph) is None


def test_the_edge_with_the_positions_is_at_fault(run) -> None:
    picture = run(POSITIONS.format(positions="torch.arange(ids.size(1))", past=""))
    found = limit(picture.graph)
    assert found is not None
    assert [(edge.edge, edge.formula) for edge in found.edges] == [(picture.edge_into("places").id, None)]
