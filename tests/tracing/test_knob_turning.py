"""Knobs while the cell runs and after it: sizes that remember their number, and plain numbers as soon as it is over."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from shapeviz import Check, check_cell
from shapeviz.shapes.size import Size

START = "import torch\nfrom torch import nn\n"


def turned(code: str, **options: Any) -> tuple[Check, dict[str, Any]]:
    namespace: dict[str, Any] = {}
    check = check_cell(START + code, namespace, **(options or {"knobs": True}))
    assert check.fault is None
    assert not [note for note in check.graph.notes if note.startswith("shapeviz could not")]
    return check, namespace


def formulas(check: Check) -> dict[str, Any]:
    return {node.label: node.outputs[0].formula for node in check.graph.nodes if node.outputs}


def kinds(check: Check) -> dict[str, str]:
    return {symbol.name: symbol.kind for symbol in check.graph.symbols}


def test_a_number_flows_through_the_layers_weights() -> None:
    check, _ = turned(
        "hidden = 20\nmodel = nn.Sequential(nn.Linear(10, hidden), nn.ReLU())\ny = model(torch.ones(4, 10))"
    )
    assert formulas(check)["model[1]"] == ("N", "hidden")
    assert check.symbols["hidden"].line == 3
    assert (check.symbols["hidden"].minimum, check.symbols["hidden"].maximum) == (1, 128)


def test_without_being_asked_for_no_number_is_a_knob() -> None:
    check = check_cell(START + "hidden = 20\ny = nn.Linear(10, hidden)(torch.ones(4, 10))")
    assert kinds(check) == {"N": "axis", "F": "axis"}


@pytest.mark.parametrize(
    ("code", "label", "formula"),
    [
        ("c = 8\ny = nn.Conv2d(3, c, 3)(torch.ones(1, 3, 9, 9))", "Conv2d", ("N", "c", ("+", "H", -2), ("+", "W", -2))),
        ("d = 8\ny = nn.Embedding(50, d)(torch.zeros(2, 5, dtype=torch.long))", "Embedding", ("N", "L", "d")),
        ("h = 6\ny, _ = nn.LSTM(5, h)(torch.ones(7, 2, 5))", "LSTM", ("L", "N", "h")),
        ("h = 6\ny, _ = nn.GRU(5, h, bidirectional=True)(torch.ones(7, 2, 5))", "GRU", ("L", "N", ("*", 2, "h"))),
        ("k = 3\nw = nn.Parameter(torch.zeros(4, 2 * k))\ny = torch.ones(5, 4) @ w", "matmul", ("x", ("*", 2, "k"))),
        ("n = 5\nl = nn.BatchNorm1d(n)\ny = l(torch.ones(4, n))", "l", ("N", "n")),
    ],
)
def test_every_kind_of_weight_is_followed(code: str, label: str, formula: tuple[Any, ...]) -> None:
    check, _ = turned(code)
    found = next(formula for name, formula in formulas(check).items() if label.lower() in name.lower())
    assert found is not None and found[1:] == formula[1:]


def test_a_parameter_and_a_buffer_of_the_users_own_are_followed() -> None:
    check, _ = turned(
        "d = 8\n"
        "class Scale(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.gain = nn.Parameter(torch.ones(d))\n"
        "        table = torch.zeros(50, d)\n"
        "        table[:, 0::2] = 1.0\n"
        "        self.register_buffer('table', table.unsqueeze(0))\n"
        "    def forward(self, x):\n"
        "        return x * self.gain + self.table[:, : x.size(1)]\n"
        "y = Scale()(torch.ones(2, 7, d))"
    )
    assert formulas(check)["gain"] == ("d",)
    assert formulas(check)["table"] == (1, 50, "d")
    assert formulas(check)["Scale"] == ("N", "L", "d")


def test_copies_of_a_layer_remember_the_knob_too() -> None:
    check, _ = turned(
        "d_model = 16\nlayer = nn.TransformerEncoderLayer(d_model, 4, 32, batch_first=True)\n"
        "y = nn.TransformerEncoder(layer, 2)(torch.ones(2, 5, d_model))"
    )
    assert all(edge.formula is not None for edge in check.graph.edges)
    assert formulas(check)["TransformerEncoder"] == ("N", "L", "d_model")


def test_a_number_that_is_only_the_size_of_an_axis_is_that_axis() -> None:
    check, _ = turned("batch_size = 4\nx = torch.ones(batch_size, 10)\ny = nn.Linear(10, 2)(x)")
    assert kinds(check) == {"batch_size": "axis", "F": "axis"}
    assert check.at(batch_size=7).graph.nodes[0].outputs[0].shape == (7, 10)


def test_a_number_of_an_axis_and_of_weights_is_one_slider() -> None:
    check, _ = turned("width = 6\nx = torch.ones(3, width)\ny = nn.Linear(width, 2)(x)")
    assert kinds(check) == {"N": "axis", "width": "knob"}
    assert check.at(width=9).ok
    assert check.at(width=9).graph.nodes[0].outputs[0].shape == (3, 9)


def test_after_the_cell_every_number_is_plain_again() -> None:
    _, names = turned(
        "from dataclasses import dataclass\n"
        "size, sizes = 20, {'inner': [(3, 4)]}\n"
        "@dataclass\n"
        "class Config:\n"
        "    hidden: int = 12\n"
        "class Model(nn.Module):\n"
        "    depth = 2\n"
        "    def __init__(self, width=size, *, out=5):\n"
        "        super().__init__()\n"
        "        self.config = Config()\n"
        "        self.fc = nn.Linear(width, out)\n"
        "        self.both = (width, [out, {width}])\n"
        "    def forward(self, x):\n"
        "        return self.fc(x)\n"
        "def scaled(n=2 * size):\n"
        "    return lambda: n\n"
        "model, later = Model(), scaled()\n"
        "y = model(torch.ones(3, size))"
    )
    model, config = names["Model"], names["Config"]
    built = names["model"]
    values = [
        names["size"],
        config.hidden,
        config().hidden,
        model.depth,
        model.__init__.__defaults__[0],
        model.__init__.__kwdefaults__["out"],
        built.fc.in_features,
        built.config.hidden,
        built.both[0],
        built.both[1][0],
        next(iter(built.both[1][1])),
        names["scaled"].__defaults__[0],
        names["later"](),
    ]
    assert [type(value) for value in values] == [int] * len(values)


def test_after_a_cell_that_raised_they_are_plain_too() -> None:
    check, names = turned("hidden = 20\nlayer = nn.Linear(hidden, 3)\nlayer(torch.ones(2, 21))")
    assert isinstance(check.error, RuntimeError)
    assert type(names["hidden"]) is int and type(names["layer"].in_features) is int


def test_functions_are_compiled_as_without_knobs() -> None:
    code = "size = 3\ndef make(n=4):\n    return torch.ones(n, 5)\ny = make()"
    _, names = turned(code)
    plain: dict[str, Any] = {}
    check_cell(START + code, plain)
    assert names["make"].__code__ == plain["make"].__code__
    assert inspect.getsource(names["make"]) == "def make(n=4):\n    return torch.ones(n, 5)\n"


def test_the_formulas_past_a_failing_call_have_the_knobs_in_them() -> None:
    check, _ = turned(
        "d_model, out = 32, 12\n"
        "class Model(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.one, self.two, self.three = nn.Linear(10, d_model), nn.Linear(out, 3), nn.Linear(3, d_model)\n"
        "        self.width = d_model\n"
        "    def forward(self, x):\n"
        "        return self.three(self.two(self.one(x))).view(-1, self.width, 1)\n"
        "Model()(torch.ones(2, 10))"
    )
    assert check.graph.verdict == "mismatch"
    assert formulas(check)["three"] == ("N", "d_model")
    assert formulas(check)["view"] == ("N", "d_model", 1)
    assert check.at(out=32).ok and check.at(d_model=12).ok


def test_only_so_many_numbers_have_a_slider_and_those_asked_for_come_first() -> None:
    names = [f"size{letter}" for letter in "abcdefghijklmn"]
    code = "".join(f"{name} = 3\n" for name in names)
    total = " + ".join(names)
    check, _ = turned(f"{code}y = torch.ones(2, {total}) * 2", knobs=True, vary=["sizen"])
    assert "sizen" in check.symbols and "sizel" not in check.symbols
    assert "Only 12 numbers of the cell have a slider. Without one are sizel and sizem." in check.graph.notes


def test_a_cell_without_such_numbers_says_so() -> None:
    check, _ = turned("y = torch.ones(2, 3)")
    assert (
        "No number of this cell has a name by which it could be varied, such as hidden_size = 20." in check.graph.notes
    )


def test_sizes_that_were_there_before_are_left_alone() -> None:
    earlier = [Size(4, "N")]
    turned("hidden = 20\ny = nn.Linear(10, hidden)(torch.ones(4, 10))")
    assert type(earlier[0]) is Size
