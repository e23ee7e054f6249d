"""Loops are drawn once, with the number of their rounds."""

from __future__ import annotations

import pytest

TRAINING = """
from torch.utils.data import DataLoader, TensorDataset
loader = DataLoader(TensorDataset(torch.randn({samples}, 5), torch.randn({samples}, 1)), batch_size={batch})
model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters())
loss_fn = nn.MSELoss()
for epoch in range({epochs}):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
"""


def test_a_training_loop_of_a_thousand_steps_is_drawn_once(run) -> None:
    picture = run(TRAINING.format(samples=200, batch=2, epochs=10))
    assert [(node.label, node.repeats) for node in picture.graph.nodes] == [
        ("xb", 1), ("model", 1000), ("model[0]", 1000), ("model[1]", 1000), ("model[2]", 1000),
        ("yb", 1), ("loss_fn", 1000), ("loss", 1),
    ]  # fmt: skip
    assert picture.flow() == [
        ("xb", "model[0]"), ("model[0]", "model[1]"), ("model[1]", "model[2]"),
        ("model[2]", "loss_fn"), ("yb", "loss_fn"), ("loss_fn", "loss"),
    ]  # fmt: skip


def test_a_smaller_last_batch_is_part_of_the_loop(run) -> None:
    picture = run(TRAINING.format(samples=10, batch=4, epochs=2))
    assert picture.node("model[0]").repeats == 6
    assert picture.node("xb").outputs[0].shape == (4, 5)


def test_workers_of_a_data_loader_are_left_alone(run) -> None:
    source = TRAINING.format(samples=6, batch=2, epochs=1).replace("batch_size=2", "batch_size=2, num_workers=1")
    picture = run(source)
    assert picture.labels("input") == ["xb", "yb"] and picture.node("model[0]").repeats == 3


def test_what_a_dataset_does_with_each_sample_is_not_drawn(run) -> None:
    picture = run(
        """
        from torch.utils.data import DataLoader, Dataset
        class Squares(Dataset):
            def __len__(self): return 6
            def __getitem__(self, index): return torch.full((5,), float(index)) ** 2
        for batch in DataLoader(Squares(), batch_size=3):
            y = torch.relu(batch)
        """
    )
    assert [node.label for node in picture.graph.nodes] == ["batch", "relu", "y"]


def test_a_recurrent_cell_over_time_is_drawn_once(run) -> None:
    picture = run(
        """
        cell = nn.LSTMCell(5, 7)
        x = torch.randn(6, 3, 5)
        h, c = torch.zeros(3, 7), torch.zeros(3, 7)
        seen = []
        for t in range(6):
            h, c = cell(x[t], (h, c))
            seen.append(h)
        y = torch.stack(seen)
        """
    )
    assert picture.node("cell").repeats == 6 and picture.node("getitem").repeats == 6
    assert picture.outputs() == {"c": (3, 7), "y": (6, 3, 7)}
    assert ("h", "cell") in picture.flow() and ("cell", "cell") not in picture.flow()


def test_a_loop_inside_forward_is_folded_in_every_call(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.cell = nn.GRUCell(4, 4)
            def forward(self, x):
                h = torch.zeros(2, 4)
                for step in x:
                    h = self.cell(step, h)
                return h

        net = Net()
        for _ in range(3):
            y = net(torch.ones(5, 2, 4))
        """
    )
    assert picture.node("Net").repeats == 3 and picture.node("cell").repeats == 15


def test_nested_loops_multiply(run) -> None:
    picture = run("x = torch.ones(2)\nfor i in range(3):\n    for j in range(4):\n        x = x + 1\n    x = x * 2")
    assert picture.node("add").repeats == 12 and picture.node("mul").repeats == 3


def test_the_same_layer_in_two_places_is_two_nodes(run) -> None:
    picture = run("fc = nn.Linear(4, 4)\nx = torch.ones(2, 4)\ny = fc(x)\nz = fc(y)")
    assert [node.repeats for node in picture.nodes("fc")] == [1, 1]


@pytest.mark.parametrize(("widths", "repeats"), [((4, 4, 4), [2]), ((4, 8, 2), [1, 1])])
def test_layers_in_a_plain_list_are_folded_only_if_they_are_alike(run, widths, repeats) -> None:
    picture = run(
        """
        layers = [nn.Linear(*pair) for pair in zip(widths, widths[1:])]
        x = torch.ones(3, 4)
        for layer in layers:
            x = layer(x)
        """,
        {"widths": widths},
    )
    assert [node.repeats for node in picture.graph.nodes if node.op == "linear"] == repeats
    assert picture.graph.edges[-1].shape == (3, widths[-1])


def test_the_rounds_of_a_short_loop_with_other_shapes_are_shown_one_by_one(run) -> None:
    picture = run("for n in (2, 3, 4):\n    y = torch.ones(n, 5).sum(1)")
    assert [node.inputs[0].shape for node in picture.graph.nodes if node.op == "sum"] == [(2, 5), (3, 5), (4, 5)]


def test_of_a_long_loop_with_other_shapes_the_last_round_shown_stands_for_the_rest(run) -> None:
    picture = run("for n in range(2, 20):\n    y = torch.ones(n, 5).sum(1)")
    rounds = [(node.inputs[0].shape, node.repeats) for node in picture.graph.nodes if node.op == "sum"]
    assert rounds == [((2, 5), 1), ((3, 5), 1), ((4, 5), 1), ((5, 5), 1), ((6, 5), 14)]


def test_a_re_run_shows_the_rounds_that_the_recording_showed_whatever_its_shapes(run) -> None:
    picture = run(
        """
        class Pyramid(nn.Module):
            def forward(self, x):
                return [nn.functional.max_pool2d(x, size).mean() for size in (1, 2, 3)]
        y = Pyramid()(torch.randn(2, 3, 12, 12))
        """
    )
    ones = picture.at(H=3, W=3)
    assert {node.status for node in ones.graph.nodes} == {"ok"}
    assert [node.outputs[0].shape[2:] for node in ones.graph.nodes if node.op == "max_pool2d"] == [
        (3, 3),
        (1, 1),
        (1, 1),
    ]


def test_a_failure_in_the_middle_of_a_loop_shows_the_shapes_that_failed(run) -> None:
    picture = run(
        """
        model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
        for n in (4, 4, 4, 5, 4):
            x = torch.ones(3, n)
            y = model(x)
            loss = y.sum()
        """
    )
    assert picture.sentences == ["model[0] (Linear) expects 4 features in the last axis of its input, but gets 5."]
    assert picture.node("x").outputs[0].shape == (3, 5)
    edge = picture.edge_into("model[0]")
    assert (edge.status, edge.shape, edge.expected) == ("mismatch", (3, 5), (3, 4))
    assert picture.node("model[0]").repeats == 4 and picture.node("model[1]").status == "assumed"


def test_a_loop_over_data_fails_at_the_batch_that_does_not_fit(run) -> None:
    picture = run(
        """
        fc = nn.Linear(4, 2)
        for batch in [torch.ones(3, 4), torch.ones(3, 4), torch.ones(2, 6)]:
            y = fc(batch * 2)
        """
    )
    edge = picture.edge_into("fc")
    assert (edge.status, edge.shape, edge.expected) == ("mismatch", (2, 6), (2, 4))
    assert picture.node("mul").outputs[0].shape == (2, 6)


def test_a_loop_that_grows_a_tensor_is_one_node(run) -> None:
    picture = run("x = torch.ones(1, 2)\nfor _ in range(50):\n    x = torch.cat([x, x[:1]])")
    assert picture.node("cat").repeats == 50
