"""Other numbers in the cell: its code is rehearsed with them, and what comes of it is laid over the graph."""

from __future__ import annotations

from typing import Any

import pytest

from shapeviz import Check, SizeError, check_cell

START = "import torch\nfrom torch import nn\n"
PAIR = "hidden = 20\nmodel = nn.Sequential(nn.Linear(10, hidden), nn.Linear(20, 3))\ny = model(torch.ones(4, 10))"
LAYERS = (
    "num_layers, width = 2, 8\n"
    "model = nn.Sequential(*[nn.Linear(width, width) for _ in range(num_layers)])\n"
    "y = model(torch.ones(4, width))"
)


def turned(code: str, **options: Any) -> Check:
    return check_cell(START + code, **(options or {"knobs": True}))


def test_a_wrong_pairing_is_a_mismatch_of_its_layer() -> None:
    (mismatch,) = turned(PAIR).at(hidden=32).mismatches
    assert mismatch.message == ("model[1] (Linear) expects 20 features in the last axis of its input, but gets 32.")
    assert mismatch.line == 5 and mismatch.edges


def test_numbers_and_axes_move_together() -> None:
    graph = turned("hidden = 20\nmodel = nn.Linear(10, hidden)\ny = model(torch.ones(4, 10))").at(hidden=32, N=7).graph
    assert [edge.shape for edge in graph.edges] == [(7, 10), (7, 32)]


def test_the_code_is_not_run_again_for_real() -> None:
    namespace: dict[str, Any] = {"log": []}
    check = check_cell(START + f"runs = globals().get('runs', 0) + 1\nlog.append(1)\n{PAIR}", namespace, knobs=True)
    model = namespace["model"]
    assert not check.at(hidden=32).ok
    assert namespace["runs"] == 1 and namespace["log"] == [1] and namespace["hidden"] == 20
    assert namespace["model"] is model and model[0].out_features == 20


def test_a_number_in_a_class_and_in_a_default_argument() -> None:
    check = turned(
        "class Net(nn.Module):\n"
        "    width = 8\n"
        "    def __init__(self, classes=5):\n"
        "        super().__init__()\n"
        "        self.one, self.two = nn.Linear(4, self.width), nn.Linear(self.width, classes)\n"
        "    def forward(self, x):\n"
        "        return self.two(self.one(x))\n"
        "y = Net()(torch.ones(2, 4))"
    )
    shapes = [edge.shape for edge in check.at(width=11, classes=3).graph.edges]
    assert shapes == [(2, 4), (2, 11), (2, 3)]


def test_two_numbers_that_must_go_together() -> None:
    check = turned(
        "d_model, nhead = 32, 4\nlayer = nn.MultiheadAttention(d_model, nhead)\nx = torch.ones(5, 2, d_model)\n"
        "y, _ = layer(x, x, x)"
    )
    refused = check.at(nhead=5)
    assert [(found.message, found.line) for found in refused.mismatches] == [
        ("AssertionError: embed_dim must be divisible by num_heads", 4)
    ]
    assert refused.graph.verdict == "error"
    assert all(node.status == "unreached" for node in refused.graph.nodes if node.kind == "module")
    assert check.at(nhead=5, d_model=35).ok


def test_a_number_of_layers_has_no_slider_unless_it_is_asked_for() -> None:
    check = turned(LAYERS)
    assert set(check.symbols) == {"N", "width"}
    assert (
        "num_layers has no slider: it decides which calls run. Ask for it with --vary num_layers." in check.graph.notes
    )


def test_one_that_is_asked_for_draws_another_graph() -> None:
    check = turned(LAYERS, vary=["num_layers=1:6", "width"])
    assert check.symbols["num_layers"].structural and not check.symbols["width"].structural
    other = check.at(num_layers=4, width=9)
    assert len(other.graph.nodes) == len(check.graph.nodes) + 2
    assert other.graph.headline == "4 layers, every shape fits"
    assert {edge.shape for edge in other.graph.edges} == {(4, 9)}


def test_a_layer_count_that_draws_nothing_else_is_a_size_like_others() -> None:
    check = turned("layers = 2\nrnn = nn.LSTM(5, 6, num_layers=layers)\ny, (h, c) = rnn(torch.ones(7, 3, 5))")
    assert not check.symbols["layers"].structural
    assert check.at(layers=3).graph.node("n2").outputs[1].shape == (3, 3, 6)


def test_loops_that_train_are_cut_short_and_still_the_same() -> None:
    check = turned(
        "hidden = 8\nmodel = nn.Sequential(nn.Linear(4, hidden), nn.Linear(hidden, 2))\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "for epoch in range(5):\n"
        "    optimizer.zero_grad()\n"
        "    loss = model(torch.ones(3, 4)).sum()\n"
        "    loss.backward()\n"
        "    optimizer.step()"
    )
    assert check.at(hidden=16).ok and not check.symbols["hidden"].structural


def test_a_cell_that_does_more_than_compute_has_no_sliders_for_its_numbers() -> None:
    check = turned(
        "import subprocess\nhidden = 20\nout = subprocess.list2cmdline([str(hidden)])\n"
        "y = nn.Linear(10, hidden)(torch.ones(len(out), 10))"
    )
    assert "hidden" not in check.symbols
    assert "hidden has no slider: line 5 may not run again, since it does more than compute." in check.graph.notes


def test_a_number_that_does_nothing_has_no_slider() -> None:
    assert set(turned("unused = 20\ny = nn.Linear(10, 3)(torch.ones(2, 10))").symbols) == {"N", "F"}
    assert "unused" in turned("unused = 20\ny = nn.Linear(10, 3)(torch.ones(2, 10))", vary=["unused"]).symbols


@pytest.mark.parametrize("size", [0, 200])
def test_a_number_out_of_its_range_is_refused(size: int) -> None:
    with pytest.raises(SizeError) as refused:
        turned(PAIR).at(hidden=size)
    assert str(refused.value) == f"hidden must be a whole number from 1 to 128, not {size}."


def test_what_is_not_there_is_told_before_the_cell_runs() -> None:
    namespace: dict[str, Any] = {}
    with pytest.raises(ValueError, match=r"There is no whole number named hiden in this cell\. Did you mean hidden\?"):
        check_cell(START + PAIR, namespace, vary=["hiden"])
    assert "model" not in namespace
