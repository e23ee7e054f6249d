"""The same recording at other sizes, shape-only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shapeviz import SizeError

CNN = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(16 * 14 * 14, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv(x)))
        return self.fc(x.view(x.size(0), -1))

x = torch.randn(4, 3, 64, 64)
out = Net()(x)
"""


def test_a_mismatch_vanishes_where_the_sizes_fit(run) -> None:
    picture = run(CNN)
    assert picture.graph.verdict == "mismatch"
    mended = picture.at(H=28, W=28)
    assert mended.graph.headline == "3 layers, every shape fits" and mended.outputs() == {"out": (4, 10)}
    assert {node.status for node in mended.graph.nodes} == {"ok"}
    assert {edge.status for edge in mended.graph.edges} == {"ok"}


def test_a_mismatch_appears_where_the_sizes_do_not_fit(run) -> None:
    picture = run(CNN.replace("64, 64", "28, 28"))
    assert picture.graph.verdict == "ok"
    broken = picture.at(H=32)
    assert broken.sentences == ["fc (Linear) expects 3136 features in the last axis of its input, but gets 3584."]
    edge = broken.edge_into("fc")
    assert (edge.status, edge.shape, edge.expected) == ("mismatch", (4, 3584), (4, 3136))
    assert broken.check.mismatches[0].error is None and broken.node("out").status == "assumed"


def test_ids_places_and_labels_stay(run) -> None:
    picture = run(CNN)
    other = picture.at(N=8, H=28, W=28)

    def fixed(graph):
        nodes = [(node.id, node.label, node.path, node.parent, node.span, node.summary) for node in graph.nodes]
        return nodes, [(edge.id, edge.source, edge.target, edge.dtype) for edge in graph.edges]

    assert fixed(other.graph) == fixed(picture.graph)


def test_the_recorded_sizes_give_the_recorded_graph(run) -> None:
    picture = run(CNN.replace("64, 64", "28, 28"))
    assert replace(picture.at().graph, headline=picture.graph.headline) == picture.graph


def test_code_at_the_top_level_follows_the_sizes(run) -> None:
    picture = run(
        """
        x = torch.randn(4, 3, 8)
        n, c, length = x.shape
        y = x.view(x.size(0), -1)
        z = torch.zeros(n, 2 * length + c)
        w = y.reshape(n * c, length)
        parts = torch.cat([y, z], dim=1)
        """
    )
    other = picture.at(n=7, length=10)
    shapes = {node.label: node.outputs[0].shape for node in other.graph.nodes if node.outputs}
    assert (shapes["view"], shapes["reshape"], shapes["cat"]) == ((7, 30), (21, 10), (7, 30 + 23))


def test_a_branch_on_a_size_is_taken_anew_inside_a_model(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                if x.shape[1] > 5:
                    return x.sum(1)
                return x.exp()
        y = Net()(torch.randn(3, 8))
        """
    )
    other = picture.at(F=4)
    assert other.node("sum").status == "unreached"


def test_the_way_taken_on_values_is_taken_again(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                if (x > 0).all():
                    return x.sum(1)
                return x.exp()
        y = Net()(torch.ones(3, 8))
        """
    )
    assert picture.at(N=5).outputs() == {"y": (5,)}


def test_axes_of_one_variable_move_together(run) -> None:
    picture = run(
        """
        batch_size, width = 4, 6
        x = torch.randn(batch_size, width)
        h = torch.zeros(batch_size, 2)
        y = torch.cat([x, h], dim=1)
        """
    )
    assert list(picture.check.symbols) == ["batch_size", "width", "F"]
    assert picture.at(batch_size=9).outputs() == {"y": (9, 8)}


def test_nothing_of_the_cell_runs_again(run) -> None:
    namespace: dict = {}
    picture = run("calls = []\ndef f(x):\n    calls.append(1)\n    return x + 1\ny = f(torch.ones(3))", namespace)
    picture.at(N=5)
    assert namespace["calls"] == [1]


def test_what_forward_prints_is_heard_once(run, capsys) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                print("hello")
                return x + 1
        y = Net()(torch.ones(3))
        """
    )
    picture.at(N=5)
    assert capsys.readouterr().out == "hello\n"


def test_a_size_may_go_down_to_one_and_up_to_the_maximum(run) -> None:
    picture = run(CNN)
    assert {name: (s.minimum, s.maximum) for name, s in picture.check.symbols.items()} == {
        "N": (1, 64), "C": (1, 64), "H": (1, 256), "W": (1, 256),
    }  # fmt: skip
    first, *_ = picture.at(H=1, W=1).sentences
    assert first == (
        "pool (MaxPool2d) expects an input of at least 2 × 2 in axes 2 and 3 for its 2×2 window, but gets 1 × 1."
    )


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ({"Q": 3}, "There is no size named 'Q'. This check has N, F."),
        ({"N": 0}, "N must be a whole number from 1 to 64, not 0."),
        ({"N": 65}, "N must be a whole number from 1 to 64, not 65."),
        ({"N": 2.5}, "N must be a whole number from 1 to 64, not 2.5."),
        ({"N": True}, "N must be a whole number from 1 to 64, not True."),
        ({"F": "8"}, "F must be a whole number from 1 to 64, not '8'."),
    ],
)
def test_sizes_that_cannot_be_are_refused(run, sizes, sentence) -> None:
    check = run("x = torch.ones(3, 4)\ny = x + 1").check
    with pytest.raises(SizeError) as refusal:
        check.at(**sizes)
    assert str(refusal.value) == sentence


def test_a_check_without_inputs_has_no_sizes(run) -> None:
    with pytest.raises(SizeError) as refusal:
        run("x = 1").check.at(N=3)
    assert str(refusal.value) == "There is no size named 'N'. This check has none that can be varied."


def test_a_model_that_cannot_be_copied_says_so(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __deepcopy__(self, memo):
                raise TypeError("one of a kind")
            def forward(self, x):
                return x + 1
        y = Net()(torch.ones(3))
        """
    )
    assert picture.graph.verdict == "ok" and picture.check.symbols == {}
    assert picture.graph.notes == ["The sizes cannot be varied: the model cannot be copied (TypeError: one of a kind)."]


def test_code_that_needs_the_numbers_in_its_tensors_says_so(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                return x * x.max().item()
        y = Net()(torch.ones(3))
        """
    )
    with pytest.raises(RuntimeError) as refusal:
        picture.at(N=5)
    assert str(refusal.value) == "The sizes cannot be varied: item needs the tensors' data."


def test_a_training_loop_can_be_resized(run) -> None:
    picture = run(
        """
        model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(3):
            x, y = torch.randn(16, 5), torch.randn(16, 1)
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
        """
    )
    other = picture.at(N=7)
    assert other.graph.verdict == "ok" and other.edge_into("mse_loss", 0).shape == (7, 1)


def test_updates_are_quick_enough_to_be_asked_often(run) -> None:
    check = run(CNN).check
    for height in range(1, 60):
        assert check.update({"H": height})["sizes"]["H"] == height
