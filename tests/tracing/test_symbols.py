"""The sizes a person may vary, under the names people use for them."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("source", "symbols"),
    [
        ("y = nn.Conv2d(3, 4, 3)(torch.ones(2, 3, 8, 9))", {"N": 2, "C": 3, "H": 8, "W": 9}),
        ("y = nn.Conv2d(3, 4, 3)(torch.ones(3, 8, 9))", {"C": 3, "H": 8, "W": 9}),
        ("y = nn.Conv1d(3, 4, 3)(torch.ones(2, 3, 8))", {"N": 2, "C": 3, "L": 8}),
        ("y = nn.Conv3d(3, 4, 1)(torch.ones(2, 3, 4, 5, 6))", {"N": 2, "C": 3, "D": 4, "H": 5, "W": 6}),
        ("y = nn.Linear(4, 2)(torch.ones(3, 4))", {"N": 3, "F": 4}),
        ("y = nn.Embedding(9, 4)(torch.zeros(2, 7, dtype=torch.long))", {"N": 2, "L": 7}),
        ("y = nn.LSTM(4, 5, batch_first=True)(torch.ones(2, 7, 4))", {"N": 2, "L": 7, "F": 4}),
        ("y = nn.LSTM(4, 5)(torch.ones(7, 2, 4))", {"L": 7, "N": 2, "F": 4}),
        ("steps = 7\ny = torch.ones(2, steps).sum()", {"N": 2, "steps": 7}),
        ("y = torch.ones(()) + 1", {}),
        ("y = torch.ones(0, 3) + 1", {"N": 0, "F": 3}),
    ],
)
def test_axes_are_called_after_their_role(run, source, symbols) -> None:
    assert {symbol.name: symbol.value for symbol in run(source).graph.symbols} == symbols


def test_a_symbol_tells_where_it_comes_from(run) -> None:
    batch, height = [run("x = torch.ones(2, 3, 8, 8)\ny = nn.Conv2d(3, 4, 3)(x)").check.symbols[name] for name in "NH"]
    assert (batch.origin, batch.role) == ("x axis 0", "batch") and (height.origin, height.role) == (
        "x axis 2",
        "height",
    )


def test_the_batch_axes_of_several_inputs_are_one(run) -> None:
    picture = run("x, target = torch.ones(4, 3), torch.ones(4, 3)\nloss = nn.functional.mse_loss(x, target)")
    assert [len(symbol.axes) for symbol in picture.graph.symbols] == [2, 1, 1]
    assert [symbol.name for symbol in picture.graph.symbols] == ["N", "F", "target[1]"]


def test_ids_and_their_mask_share_batch_and_sequence(run) -> None:
    picture = run(
        """
        ids, mask = torch.zeros(2, 7, dtype=torch.long), torch.ones(2, 7, dtype=torch.long)
        y = nn.Embedding(9, 4)(ids) * mask[..., None]
        """
    )
    assert [(symbol.name, len(symbol.axes)) for symbol in picture.graph.symbols] == [("N", 2), ("L", 2)]
    assert picture.at(L=5).outputs() == {"y": (2, 5, 4)}


def test_two_inputs_without_names_have_sizes_of_their_own(run) -> None:
    picture = run("y = torch.add(torch.ones(2, 2), torch.ones(2, 2))")
    names = [symbol.name for symbol in picture.graph.symbols]
    assert len(set(names)) == len(names) == 3


def test_a_variable_of_another_value_is_another_size(run) -> None:
    picture = run("n = 4\na = torch.ones(n)\nn = 5\nb = torch.ones(n)\ny = torch.cat([a, b])")
    assert {symbol.name: symbol.value for symbol in picture.graph.symbols} == {"n": 4, "N": 5}
