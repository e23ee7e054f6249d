"""Thousands of calls that the code writes out one by one are drawn once, and the picture says so."""

from __future__ import annotations

from shapeviz.tracing import runs


def test_a_straight_line_of_twenty_thousand_calls_is_one_node(run) -> None:
    lines = "\n".join(f"x = x + {number}" for number in range(20_000))
    picture = run(f"x = torch.ones(4, 4)\n{lines}")
    assert [(node.label, node.repeats) for node in picture.graph.nodes] == [
        ("x", 1),
        ("add", 20_000),
        ("x", 1),
    ]
    assert picture.graph.notes == ["20000 calls in a row are alike (add) and are drawn once."]


def test_a_loop_of_twenty_thousand_rounds_is_one_node(run) -> None:
    picture = run("x = torch.ones(4, 4)\nfor _ in range(20_000):\n    x = x + 1")
    assert picture.node("add").repeats == 20_000 and picture.graph.notes == []


def test_a_model_of_thousands_of_equal_blocks_is_drawn_with_one(run, monkeypatch) -> None:
    monkeypatch.setattr(runs, "MOST_CHILDREN", 20)
    picture = run(
        """
        blocks = [layer for _ in range(30) for layer in (nn.Linear(4, 4), nn.ReLU())]
        model = nn.Sequential(*blocks, nn.Linear(4, 2))
        y = model(torch.ones(3, 4))
        """
    )
    assert [(node.label, node.repeats) for node in picture.graph.nodes] == [
        ("input", 1), ("model", 1), ("model[0]", 30), ("model[1]", 30), ("model[60]", 1), ("y", 1),
    ]  # fmt: skip
    assert picture.graph.notes == ["60 calls in a row are alike (model[0], model[1]) and are drawn once."]
    assert picture.flow() == [
        ("input", "model[0]"), ("model[0]", "model[1]"), ("model[1]", "model[60]"), ("model[60]", "y"),
    ]  # fmt: skip
    assert picture.at(N=5).outputs() == {"y": (5, 2)}


def test_a_call_that_fails_is_never_folded_away(run, monkeypatch) -> None:
    monkeypatch.setattr(runs, "MOST_CHILDREN", 20)
    lines = "\n".join(["x = fc(x)"] * 30)
    picture = run(f"fc, last = nn.Linear(4, 4), nn.Linear(5, 5)\nx = torch.ones(3, 4)\n{lines}\nx = last(x)")
    assert picture.sentences == ["last (Linear) expects 5 features in the last axis of its input, but gets 4."]
    assert [(node.label, node.repeats) for node in picture.graph.nodes if node.kind == "module"] == [
        ("fc", 30), ("last", 1),
    ]  # fmt: skip


def test_a_picture_of_ordinary_size_is_left_as_it_is(run) -> None:
    picture = run("x = torch.ones(2)\n" + "\n".join(["x = x + 1"] * 100))
    assert len(picture.nodes("add")) == 100 and picture.graph.notes == []
