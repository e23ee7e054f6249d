"""Every shape of a recording as an expression over the sizes of what went in, found from one run."""

from __future__ import annotations

import gc
import weakref

import pytest
import torch

from shapeviz import check_cell
from shapeviz.graph.model import Graph
from shapeviz.rules.core import Call
from shapeviz.rules.registry import RULES
from shapeviz.shapes.expression_text import formula_text
from shapeviz.shapes.size import Size
from shapeviz.shapes.unknown import Unknown
from shapeviz.tracing.judging import judge_symbolically


def formulas(graph: Graph) -> list[str]:
    """The formula of each edge in the order of the edges, `?` where there is none."""
    return [formula_text(edge.formula) if edge.formula is not None else "?" for edge in graph.edges]


def test_a_convolutional_network(run) -> None:
    picture = run(
        """
        net = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        out = net(torch.randn(8, 3, 64, 48))
        """
    )
    assert formulas(picture.graph) == [
        "N × C × H × W",
        "N × 16 × H × W",
        "N × 16 × ⌊H/2⌋ × ⌊W/2⌋",
        "N × 16 × 1 × 1",
        "N × 16",
    ]


def test_a_view_by_the_size_of_the_batch(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 8, 3)

            def forward(self, x):
                return self.conv(x).view(x.size(0), -1)

        out = Net()(torch.randn(8, 3, 20, 20))
        """
    )
    assert formulas(picture.graph) == ["N × C × H × W", "N × 8 × (H − 2) × (W − 2)", "N × 8·(H − 2)·(W − 2)"]


@pytest.mark.parametrize("indent", ["", "    "])
def test_sizes_unpacked_from_a_shape_inside_and_outside_of_a_module(run, indent: str) -> None:
    inside = "class Net(nn.Module):\n  def forward(self, x):\n    B, T, C = x.shape\n    return x.reshape(B * T, C)\n"
    outside = "x = torch.randn(4, 7, 6)\nB, T, C = x.shape\ny = x.reshape(B * T, C)"
    picture = run(inside + "y = Net()(torch.randn(4, 7, 6))" if indent else outside)
    assert formulas(picture.graph) == ["B × T × C", "B·T × C"]


def test_the_number_of_elements(run) -> None:
    picture = run("x = torch.randn(4, 7, 6)\nflat = x.view(x.numel())\nhalf = flat.view(2, x.numel() // 2)")
    assert formulas(picture.graph) == ["N × L × F", "N·L·F", "2 × ⌊N·L·F/2⌋"]


def test_the_patterns_of_einops(run) -> None:
    picture = run(
        """
        import einops
        x = torch.randn(4, 3, 32, 32)
        y = einops.rearrange(x, "b c (h p) (w q) -> b (h w) (p q c)", p=8, q=8)
        """
    )
    assert formulas(picture.graph)[-1] == "N × ⌊H/8⌋·⌊W/8⌋ × 64·C"


def test_a_recurrent_layer_with_its_states(run) -> None:
    picture = run(
        """
        lstm = nn.LSTM(10, 20, num_layers=2, batch_first=True)
        x = torch.randn(3, 15, 10)
        y, (h, c) = lstm(x)
        last = y[:, -1]
        """
    )
    assert formulas(picture.graph) == ["N × L × F", "N × L × 20", "2 × N × 20", "2 × N × 20", "N × 20"]


def test_attention_by_hand(run) -> None:
    picture = run(
        """
        class Attention(nn.Module):
            def __init__(self, d, heads):
                super().__init__()
                self.heads, self.query, self.key = heads, nn.Linear(d, d), nn.Linear(d, d)

            def forward(self, x):
                B, T, C = x.shape
                q = self.query(x).view(B, T, self.heads, C // self.heads).transpose(1, 2)
                k = self.key(x).view(B, T, self.heads, C // self.heads).transpose(1, 2)
                return (q @ k.transpose(-2, -1)).softmax(-1)

        weights = Attention(32, 4)(torch.randn(2, 9, 32))
        """
    )
    assert formulas(picture.graph)[-1] == "B × 4 × T × T"
    assert formula_text(picture.edge_into("softmax").formula) == "B × 4 × T × T"


def test_a_skip_connection(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.down, self.up = nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ConvTranspose2d(8, 8, 2, stride=2)

            def forward(self, x):
                return torch.cat([x, self.up(self.down(x))], 1)

        out = Net()(torch.randn(2, 3, 16, 24))
        """
    )
    assert formula_text(picture.edge_into("cat", 1).formula) == "N × 8 × 2·⌈H/2⌉ × 2·⌈W/2⌉"
    assert formula_text(picture.edge_into("out").formula) == "N × (C + 8) × H × W"


def test_a_loop_that_was_folded(run) -> None:
    picture = run("layer = nn.Linear(6, 6)\nx = torch.randn(4, 6)\nfor _ in range(5):\n    x = torch.relu(layer(x))")
    assert picture.node("layer").repeats == 5
    assert formulas(picture.graph) == ["N × F", "N × 6", "N × 6"]


def test_functions_without_layers(run) -> None:
    picture = run(
        """
        x, w = torch.randn(4, 3, 10), torch.randn(5, 3, 3)
        y = torch.conv1d(x, w, padding=1)
        z = y.mean(dim=2) @ torch.randn(5, 7)
        """
    )
    assert formula_text(picture.edge_into("matmul").formula) == "N × w[0]"
    assert formula_text(picture.edge_into("mean").formula) == "N × w[0] × (L − F + 3)"
    assert formula_text(picture.edge_into("z").formula) == "N × randn[1]"


def test_sizes_read_inside_modules_follow_a_slider(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                n, l = x.size(0), x.shape[-1]
                return x.reshape(n, l // 2, 2)

        y = Net()(torch.randn(4, 10))
        """
    )
    moved = picture.at(n=3, l=12)
    assert moved.outputs() == {"y": (3, 6, 2)}
    assert formulas(picture.graph)[-1] == "n × ⌊l/2⌋ × 2"


def test_behind_an_operation_without_a_rule_formulas_are_unknown_and_the_others_stand(run, monkeypatch) -> None:
    monkeypatch.delitem(RULES, "sum")
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                return torch.relu(x.sum(1)), torch.flatten(x)

        a, b = Net()(torch.randn(4, 6))
        """
    )
    assert formulas(picture.graph) == ["N × F", "?", "N × F", "?", "N·F"]


def test_a_failing_cell_has_the_formulas_of_what_should_have_been(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv, self.fc = nn.Conv2d(1, 8, 3), nn.Linear(100, 10)

            def forward(self, x):
                return self.fc(self.conv(x).flatten(1))

        out = Net()(torch.randn(8, 1, 28, 28))
        """
    )
    assert not picture.check.ok
    assert formulas(picture.graph) == [
        "N × C × H × W",
        "N × 8 × (H − 2) × (W − 2)",
        "N × 8·(H − 2)·(W − 2)",
        "N × 10",
    ]


def test_in_a_loop_that_fails_the_round_that_failed_counts(run) -> None:
    picture = run(
        """
        layer = nn.Linear(6, 6)
        for rows in range(1, 21):
            y = layer(torch.ones(rows, 6))
            if rows == 20:
                layer(y.t())
        """
    )
    assert picture.edge_into("t").shape == (20, 6)
    rows, columns = picture.edge_into("t").formula
    assert picture.check.symbols[rows].value == 20 and columns == 6


def test_a_size_that_went_through_a_float_is_taken_back_once_it_is_tried(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                return x[: int(x.shape[0] * 0.5)]

        out = Net()(torch.randn(8, 5))
        """
    )
    assert formulas(picture.graph) == ["N × F", "?"]


AFTERWARDS = """
import collections
from dataclasses import dataclass

@dataclass
class Config:
    rows: int

class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n, self.pair, self.table = n, (n, [n]), {"n": n, n: [n]}
        self.fc = nn.Linear(n, 2)

    def forward(self, x):
        self.seen = x.shape
        return self.fc(x)

x = torch.ones(4, 6)
n, shape, total = x.size(1), x.shape, x.numel()
row, table, sizes, config = [x.size(0), [n]], {"n": n, n: 1}, {n}, Config(n)
queue, count, fixed = collections.deque([n]), collections.Counter([n, n]), frozenset([n])
net = Net(n)
y = net(x)
"""


def test_afterwards_every_number_is_a_plain_int() -> None:
    scope = {"torch": torch, "nn": torch.nn}
    check_cell(AFTERWARDS, scope)
    net, row, table = scope["net"], scope["row"], scope["table"]
    numbers = [
        *(scope["n"], scope["total"], scope["config"].rows, row[0], row[1][0], table["n"]),
        *(net.n, net.pair[0], net.pair[1][0], net.table["n"], net.fc.in_features, net.seen[0]),
        *[*scope["shape"], *table, *scope["sizes"], *scope["queue"], *scope["count"], *scope["fixed"], *net.table],
    ]
    assert [number for number in numbers if not isinstance(number, str) and type(number) is not int] == []
    assert scope["count"] == {6: 2} and list(table) == ["n", 6]


def test_nothing_of_a_recording_is_kept_alive_by_its_sizes() -> None:
    scope = {"torch": torch}
    check_cell("x = torch.ones(4, 6)\nrows = lambda n=x.size(0): n", scope)
    (size,) = scope["rows"].__defaults__
    assert size == 4 and getattr(getattr(size, "expression", None), "record", None) is None
    tensor = weakref.ref(scope.pop("x"))
    gc.collect()
    assert tensor() is None


def test_a_call_is_judged_with_its_sizes_as_symbols() -> None:
    call = Call("linear", {"input": (Size(4, "N"), Size(7, "F")), "weight": (10, 8)})
    judged = judge_symbolically(call)
    assert judged is not None and judged.conflict is not None and judged.fitting is not None
    assert [size.expression if isinstance(size, Size) else size for size in judged.outputs[0]] == ["N", 10]
    assert judged.conditions == [("==", "F", 8)]
    assert tuple(judged.fitting.operands["input"]) == (4, 8)


def test_what_is_known_of_nothing_is_no_condition() -> None:
    call = Call("linear", {"input": (Size(4, "N"), Size(8, Unknown())), "weight": (10, 8)})
    judged = judge_symbolically(call)
    assert judged is not None and judged.conditions == []


def test_a_call_that_cannot_be_put_together_has_no_judgement() -> None:
    assert judge_symbolically(None) is None
    assert judge_symbolically(Call("no such rule", {})) is None
