"""What is claimed of knobs: formulas, demands and sizes that fit, all of them seen in rehearsals."""

from __future__ import annotations

from typing import Any

from shapeviz import Check, check_cell
from shapeviz.graph.formulas import Constraint
from shapeviz.shapes.conditions import holds
from shapeviz.shapes.expressions import evaluated

START = "import torch\nfrom torch import nn\n"
ATTENTION = (
    "d_model, nhead = 32, 4\nlayer = nn.MultiheadAttention(d_model, nhead)\nx = torch.ones(5, 2, d_model)\n"
    "y, _ = layer(x, x, x)"
)
OWN_CHECK = (
    "dim, heads = 48, 4\n"
    "class Heads(nn.Module):\n"
    "    def __init__(self):\n"
    "        super().__init__()\n"
    "        if dim % heads != 0:\n"
    "            raise ValueError(f'{dim} is not divisible by {heads}')\n"
    "        self.qkv = nn.Linear(dim, dim)\n"
    "    def forward(self, x):\n"
    "        return self.qkv(x).view(x.size(0), heads, dim // heads)\n"
    "y = Heads()(torch.ones(3, dim))"
)


def turned(code: str, **options: Any) -> Check:
    return check_cell(START + code, **(options or {"knobs": True}))


def demands(check: Check) -> list[Constraint]:
    return [constraint for constraint in check.graph.constraints if constraint.kind == "rule"]


def at(check: Check, **sizes: int) -> dict[str, int]:
    return {symbol.name: symbol.value for symbol in check.graph.symbols} | sizes


def test_by_formulas_alone_a_wrong_pairing_is_a_mismatch() -> None:
    check = turned("hidden = 20\nm = nn.Sequential(nn.Linear(10, hidden), nn.Linear(20, 3))\ny = m(torch.ones(4, 10))")
    (demand,) = [demand for demand in demands(check) if not holds(demand.expression, at(check, hidden=32))]
    assert demand.message is not None and demand.headline is not None
    assert demand.message.text == "m[1] (Linear) expects 20 features in the last axis of its input, but gets {0}."
    assert demand.message.values == ["hidden"]
    assert check.symbols["hidden"].valid == [(20, 20)]
    assert check.graph.headline == "2 layers, every shape fits · works for hidden = 20"


def test_what_a_constructor_asserts_is_a_demand_in_its_own_words() -> None:
    check = turned(ATTENTION)
    (demand,) = [demand for demand in demands(check) if demand.node is None]
    assert demand.message is not None
    assert demand.message.text == "AssertionError: embed_dim must be divisible by num_heads"
    assert not holds(demand.expression, at(check, d_model=33))
    assert "works for d_model divisible by 4" in check.graph.headline
    assert check.symbols["nhead"].valid == [(1, 2), (4, 4), (8, 8), (16, 16), (32, 32)]


def test_the_numbers_in_an_exceptions_text_follow_the_knobs() -> None:
    check = turned(OWN_CHECK)
    (demand,) = [demand for demand in demands(check) if demand.node is None]
    assert demand.message is not None
    values = [evaluated(value, at(check, heads=5)) for value in demand.message.values]
    assert demand.message.text.format(*values) == "ValueError: 48 is not divisible by 5"
    assert [mismatch.message for mismatch in check.at(heads=5).mismatches] == ["ValueError: 48 is not divisible by 5"]


def test_a_formula_that_a_rehearsal_contradicts_is_taken_back() -> None:
    check = turned(
        "width = 8\nlayer = nn.Linear(4, {8: 5}.get(width, 7))\ny = layer(torch.ones(2, 4)) + width * 0",
        vary=["width"],
    )
    assert check.at(width=9).graph.node("n2").outputs[0].shape == (2, 7)
    assert check.graph.node("n2").outputs[0].formula is None


def test_code_that_goes_another_way_without_raising_stays_a_branch() -> None:
    check = turned("width = 8\nout = 3 if width < 10 else 5\ny = nn.Linear(width, out)(torch.ones(2, width))")
    (branch,) = [constraint for constraint in check.graph.constraints if constraint.kind == "branch"]
    assert branch.expression == ("<=", "width", 9)
    assert check.at(width=16).graph.node("n2").outputs[0].shape == (2, 5)


def test_a_number_that_changes_what_a_loader_gives_leaves_the_formulas_alone() -> None:
    code = (
        "from torch.utils.data import DataLoader, TensorDataset\nwidth, batch_size = 6, 8\n"
        "loader = DataLoader(TensorDataset(torch.ones(20, width)), batch_size=batch_size)\n"
        "layer = nn.Linear(width, 3)\nfor (x,) in loader:\n    y = layer(x)"
    )
    check = turned(code)
    assert set(check.symbols) == {"N", "width"}
    assert [edge.formula for edge in check.graph.edges] == [("N", "width"), ("N", 3)]
    assert (
        "batch_size has no slider: it changes x in a way that no formula tells. Ask for it with --vary batch_size."
        in check.graph.notes
    )
