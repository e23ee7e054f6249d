"""Tensors inside whatever people pass and return: dicts, tuples, dataclasses, packed sequences, keywords."""

from __future__ import annotations

import dataclasses
from collections import namedtuple

import pytest
import torch

from shapeviz.tracing.values import MAXIMUM_DEPTH, map_values, walk_tensors

Pair = namedtuple("Pair", "mean spread")


@dataclasses.dataclass
class Batch:
    image: object
    label: object = None


VALUES = [
    ("t", [""]),
    (["t", ("t", 1)], ["[0]", "[1][0]"]),
    ({"a": "t", "b": {"c": "t"}}, ["['a']", "['b']['c']"]),
    (Pair("t", "t"), [".mean", ".spread"]),
    (Batch({"x": "t"}), [".image['x']"]),
    (None, []),
]


@pytest.mark.parametrize(("value", "places"), VALUES)
def test_tensors_are_found_where_they_are(value, places) -> None:
    assert [place for place, _ in walk_tensors(value, lambda item: item == "t")] == places


def test_a_structure_that_contains_itself_comes_to_an_end() -> None:
    loop: list[object] = ["t"]
    loop.append(loop)
    assert 1 <= len(list(walk_tensors(loop, lambda item: item == "t"))) <= MAXIMUM_DEPTH


def test_map_values_keeps_the_kinds_of_containers() -> None:
    value = {"a": [1, (2, Pair(3, 4))], "b": slice(5, None)}
    assert map_values(value, lambda item: item + 1 if isinstance(item, int) else item) == {
        "a": [2, (3, Pair(4, 5))],
        "b": slice(6, None),
    }


MODEL = """
import dataclasses
from collections import namedtuple
Pair = namedtuple("Pair", "mean spread")

@dataclasses.dataclass
class Result:
    logits: torch.Tensor
    extra: dict

class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 2), nn.Linear(4, 2)
    def forward(self, batch, *, scale):
        return Pair(self.a(batch["x"]), self.b(batch["x"]) * scale)

class Top(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.head = Encoder(), nn.Linear(2, 3)
    def forward(self, batch, scale):
        pair = self.encoder(batch, scale=scale)
        return Result(self.head(pair.mean), {"spread": pair.spread, "count": 3})

batch = {"x": torch.randn(5, 4), "note": "hello"}
out = Top()(batch, scale=torch.tensor(2.0))
"""


def test_a_model_may_take_and_give_dicts_named_tuples_and_dataclasses(run) -> None:
    picture = run(MODEL)
    assert picture.labels("input") == ["batch['x']", "scale"]
    assert [spec.name for spec in picture.node("Top").inputs] == ["batch['x']", "scale"]
    assert picture.outputs() == {"out.logits": (5, 3), "out.extra['spread']": (5, 2)}
    assert picture.flow() == [
        ("batch['x']", "a"), ("batch['x']", "b"), ("b", "mul"), ("scale", "mul"), ("a", "head"),
        ("head", "out.logits"), ("mul", "out.extra['spread']"),
    ]  # fmt: skip


def test_the_same_holds_at_other_sizes(run) -> None:
    picture = run(MODEL).at(N=9)
    assert picture.outputs() == {"out.logits": (9, 3), "out.extra['spread']": (9, 2)}
    assert [spec.shape for spec in picture.node("Top").inputs] == [(9, 4), ()]


def test_packed_sequences_pass_through_recurrent_layers(run) -> None:
    picture = run(
        """
        from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
        class Tagger(nn.Module):
            def __init__(self):
                super().__init__()
                self.embed, self.lstm, self.fc = nn.Embedding(20, 6), nn.LSTM(6, 8, batch_first=True), nn.Linear(8, 2)
            def forward(self, ids, lengths):
                packed = pack_padded_sequence(self.embed(ids), lengths, batch_first=True, enforce_sorted=False)
                out, (h, c) = self.lstm(packed)
                out, _ = pad_packed_sequence(out, batch_first=True)
                return self.fc(h[-1]), out

        ids = torch.randint(0, 20, (3, 7))
        scores, out = Tagger()(ids, torch.tensor([7, 5, 2]))
        """
    )
    assert picture.outputs() == {"scores": (3, 2), "out": (3, 7, 8)}
    assert picture.node("lstm").op == "lstm" and picture.node("lstm").multiply_adds > 0


def test_a_list_of_tensors_names_each_of_them(run) -> None:
    picture = run("y = torch.cat([torch.ones(2), torch.ones(3)])")
    assert [spec.name for spec in picture.node("cat").inputs] == ["tensors[0]", "tensors[1]"]


def test_out_arguments_are_operands(run) -> None:
    picture = run("a = torch.ones(2)\nz = torch.empty(2)\ntorch.add(a, a, out=z)\ns = z.sum()")
    assert picture.flow()[-2:] == [("add", "sum"), ("sum", "s")]


def test_a_callable_that_returns_no_tensor_is_fine(run) -> None:
    picture = run("class Net(nn.Module):\n    def forward(self, x): x.sum()\ny = Net()(torch.ones(3))")
    assert picture.graph.verdict == "ok" and picture.node("Net").outputs == []


def test_tensors_with_rows_of_different_lengths_are_left_out(run) -> None:
    picture = run(
        """
        rows = torch.nested.nested_tensor([torch.randn(2, 3), torch.randn(4, 3)])
        y = nn.Linear(3, 5)(rows)
        padded = y.to_padded_tensor(0.0)
        total = padded.sum()
        """
    )
    assert picture.outputs() == {"total": ()}


def test_sparse_tensors_have_shapes_like_others(run) -> None:
    picture = run("s = torch.eye(3).to_sparse()\ny = torch.sparse.mm(s, torch.ones(3, 2))")
    assert picture.outputs() == {"y": (3, 2)}


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.int64, torch.bool, torch.complex64])
def test_every_edge_knows_dtype_and_device(run, dtype) -> None:
    picture = run("y = torch.ones(2, dtype=dtype).t()", {"dtype": dtype})
    assert {(edge.dtype, edge.device) for edge in picture.graph.edges} == {(str(dtype)[6:], "cpu")}
