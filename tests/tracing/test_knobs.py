"""Which whole numbers of a cell become knobs, and what is said to a request that cannot be met."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from shapeviz.tracing.knob_words import Request, parse_vary
from shapeviz.tracing.knobs import Knob, find_knobs, knob_rewriter
from shapeviz.tracing.literals import may_be_size
from shapeviz.tracing.rewriting import Hook, Rewriting
from shapeviz.tracing.source import CheckedSource

CELL = """\
hidden_size = 20
d, h = 64, 8
layers: int = 2

class Config:
    width = 32

class Net(nn.Module):
    def __init__(self, inner=128, *, classes=10, bias=True):
        super().__init__()
        self.attention = nn.MultiheadAttention(d, num_heads=4, dropout=0.1)
        self.first = nn.Linear(20, inner)
        self.second = nn.Linear(20, 20)
        local = 7

def build(features=16, seed=0):
    return Net(features)
"""


def source_of(text: str) -> CheckedSource:
    return CheckedSource("In[1]", text, "<cell>")


def knobs_of(text: str, *requests: str, every: bool = False) -> list[Knob]:
    return find_knobs(source_of(text), [parse_vary(request) for request in requests], every=every)


def named(text: str, *requests: str, every: bool = False) -> dict[str, int]:
    return {knob.name: knob.value for knob in knobs_of(text, *requests, every=every)}


def refusal(text: str, *requests: str) -> str:
    with pytest.raises(ValueError) as refused:
        knobs_of(text, *requests)
    return str(refused.value)


def test_every_number_with_a_name_of_its_own_is_a_knob() -> None:
    assert named(CELL, every=True) == {
        "hidden_size": 20,
        "d": 64,
        "h": 8,
        "layers": 2,
        "width": 32,
        "inner": 128,
        "classes": 10,
        "features": 16,
    }


@pytest.mark.parametrize(
    "text",
    [
        "flag = True",
        "padding = -1",
        "total = 0",
        "area = 2 * 32",
        "rate = 0.5",
        "name = '20'",
        "seed = 42",
        "random_state = 1",
        "torch.manual_seed(3)",
        "num_epochs = 5",
        "n_steps = 100",
        "print_every = 10",
        "num_workers = 2",
        "verbose: int = 1",
        "i = 1\nwhile i < 9:\n    i += 1",
        "n = 1\nfor n in range(3):\n    pass",
        "for epoch in range(3):\n    k = 5",
        "hidden = 20\nhidden = 30",
        "nn.Transformer(nhead=8)",
        "sizes = {'hidden': 8}",
        "def f():\n    hidden = 3",
        "self.hidden = 4",
        "f = lambda hidden=3: hidden",
        "class Color(enum.IntEnum):\n    RED = 1",
        "__version__ = 3",
        "hidden: Literal[20]",
    ],
)
def test_what_can_hardly_be_a_size_is_no_knob_unless_asked_for(text: str) -> None:
    assert named(text, every=True) == {}


@pytest.mark.parametrize(
    ("text", "knobs"),
    [
        ("a = b = 4", {"a": 4}),
        ("(d, [h, seed]) = 64, [8, 1]", {"d": 64, "h": 8}),
        ("with torch.no_grad():\n    hidden = 5", {"hidden": 5}),
        ("if large:\n    hidden = 5", {"hidden": 5}),
        ("class A:\n    class B:\n        width = 3", {"width": 3}),
        ("async def f(a, /, b=2, *, c, d=3): ...", {"b": 2, "d": 3}),
        ("@dataclass\nclass Config:\n    hidden: int = 20\n    seed: int = 3", {"hidden": 20}),
        ("def f(hidden=4):\n    hidden = hidden or 3", {"hidden": 4}),
        ("x = 3\ndef f():\n    x = 5\n    x = 6", {"x": 3}),
    ],
)
def test_where_knobs_may_stand(text: str, knobs: dict[str, int]) -> None:
    assert named(text, every=True) == knobs


def test_a_knob_knows_its_place_in_characters() -> None:
    (knob,) = knobs_of("größe, breite = 3, 40", "breite")
    assert (knob.span.line, knob.span.column, knob.span.end_line, knob.span.end_column) == (1, 19, 1, 21)


def test_the_slider_of_a_knob_reaches_as_far_as_that_of_an_axis_unless_a_range_is_given() -> None:
    ranges = {knob.name: (knob.minimum, knob.maximum) for knob in knobs_of(CELL, "hidden_size=8:50", every=True)}
    assert ranges["hidden_size"] == (8, 50)
    assert ranges["h"] == (1, 64) and ranges["d"] == (1, 256) and ranges["inner"] == (1, 512)


@pytest.mark.parametrize(
    ("request_", "knobs"),
    [
        ("hidden_size", {"hidden_size": 20}),
        ("width", {"width": 32}),
        ("Config.width", {"width": 32}),
        ("Net.inner", {"inner": 128}),
        ("build.features", {"features": 16}),
        ("num_heads", {"num_heads": 4}),
        ("local", {"local": 7}),
        ("4", {"num_heads": 4}),
        ("128", {"inner": 128}),
        ("20@12", {"20@12": 20}),
        ("20@1", {"hidden_size": 20}),
        ("d@2", {"d": 64}),
    ],
)
def test_any_whole_number_can_be_asked_for(request_: str, knobs: dict[str, int]) -> None:
    assert named(CELL, request_) == knobs


def test_knobs_stand_in_the_order_of_the_source_and_each_once() -> None:
    assert list(named(CELL, "width", "hidden_size", "20@1", "d")) == ["hidden_size", "d", "width"]


def test_the_later_range_counts() -> None:
    (knob,) = knobs_of("hidden = 20", "hidden=4:32", "hidden=8:64")
    assert (knob.minimum, knob.maximum) == (8, 64)


def test_a_name_alone_means_the_variable_and_parts_go_by_their_full_names() -> None:
    text = "hidden = 20\nclass A:\n    hidden = 3\nclass B:\n    hidden = 4\nf(hidden=5)"
    assert named(text, "hidden") == {"hidden": 20}
    assert named(text, every=True) == {"hidden": 20, "A.hidden": 3, "B.hidden": 4}
    assert named(text, "hidden", "hidden@6") == {"hidden": 20, "hidden@6": 5}


@pytest.mark.parametrize(
    ("text", "request_", "sentence"),
    [
        (CELL, "hiden_size", "There is no whole number named hiden_size in this cell. Did you mean hidden_size?"),
        ("d, h = 64, 8", "width", "There is no whole number named width in this cell. It has d, h."),
        ("print()", "width", "There is no whole number named width in this cell."),
        (CELL, "width@1", "There is no whole number named width in line 1 of this cell. It has hidden_size."),
        (CELL, "99", "There is no number 99 in this cell."),
        (CELL, "20@2", "There is no number 20 in line 2 of this cell."),
        (
            CELL,
            "20",
            "20 stands for several numbers in this cell, in lines 1, 12 and 13. Write 20@1 or 20@12.",
        ),
        (CELL, "20@13", "20 stands for several numbers in line 13. Put the one to vary into a variable."),
        (
            "hidden = 20\nhidden = 30",
            "hidden",
            "hidden stands for several numbers in this cell, in lines 1 and 2. Write hidden@1 or hidden@2.",
        ),
        (
            "\nhidden_size = 2 * 32",
            "hidden_size",
            "hidden_size = 2 * 32 in line 2 cannot be varied. "
            "That takes a whole number from 1 on, written out, such as hidden_size = 8.",
        ),
        (
            "total = 0",
            "total",
            "total = 0 in line 1 cannot be varied. "
            "That takes a whole number from 1 on, written out, such as total = 8.",
        ),
        (
            "class Config:\n    hidden = 'a long text that says so much that nobody would read all of it'",
            "hidden",
            "hidden = 'a long text that says so much that nobody would read all of… in line 2 cannot be varied. "
            "That takes a whole number from 1 on, written out, such as hidden = 8.",
        ),
        (
            "hidden = 20",
            "hidden=32:64",
            "hidden is 20 in line 1: write a range with it inside, such as hidden=20:64.",
        ),
        ("f(20)", "20@1=2:8", "The number is 20 in line 1: write a range with it inside, such as 20@1=2:20."),
    ],
)
def test_what_cannot_be_a_knob_is_told_in_a_sentence(text: str, request_: str, sentence: str) -> None:
    assert refusal(text, request_) == sentence


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("hidden_size", Request("hidden_size")),
        ("hidden_size=8:64", Request("hidden_size", None, (8, 64))),
        ("Config.hidden@3=1:9", Request("Config.hidden", 3, (1, 9))),
        ("20", Request("20")),
        ("20@6=8:64", Request("20", 6, (8, 64))),
        ("'größe=2:4'", Request("größe", None, (2, 4))),
    ],
)
def test_a_request_is_a_name_or_a_number_with_its_line_and_range(text: str, request_: Request) -> None:
    assert parse_vary(text) == request_


@pytest.mark.parametrize("text", ["", "a b", "a=8", "a=8:", "a=-1:3", "a@b", "-3", "2.5", "a=1:2:3", "3a"])
def test_another_text_is_told_what_to_write(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_vary(text)
    assert str(refused.value) == (f"write a name with or without a range, such as hidden_size=8:64, not {text!r}")


@pytest.mark.parametrize("range_", ["8:8", "9:8", "0:8"])
def test_a_range_goes_up_from_1_on(range_: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_vary(f"hidden={range_}")
    assert str(refused.value) == (
        f"write a range from a smaller to a larger number, from 1 on, such as 8:64, not {range_}"
    )


def test_the_words_that_speak_of_something_else_are_found_in_any_spelling() -> None:
    names = ["num_epochs", "numEpochs", "SEED", "RandomSeed", "lr", "epochs2", "log_every"]
    assert [name for name in names if may_be_size(name)] == []
    sizes = ["hidden_size", "seq_len", "time_major_width", "stepper", "d_model", "N", "nhead", "in2", "rank"]
    assert [name for name in sizes if may_be_size(name)] == sizes


def test_a_knob_hands_its_number_to_the_hook_wherever_it_stands() -> None:
    source = source_of("größe, h = 3, 4\nclass A:\n    def f(self, width=5): return width\nx = größe * h * A().f() * 7")
    knobs = find_knobs(source, [parse_vary("7@4")], every=True)
    heard: list[tuple[str, int]] = []

    def hook(index: int, value: Any) -> Any:
        heard.append((knobs[index].name, value))
        return value + 1

    scope: dict[str, Any] = {}
    rewriting = Rewriting(knob_rewriter(source, knobs, Hook(hook)))
    plain = compile(source.text, source.filename, "exec")
    exec(rewriting.rewritten(ast.parse(source.text), plain), scope)
    assert heard == [("größe", 3), ("h", 4), ("width", 5), ("7@4", 7)]
    assert scope["x"] == 4 * 5 * 6 * 8


def test_source_that_is_no_python_by_itself_has_no_knobs() -> None:
    assert knobs_of("hidden = = 20", every=True) == []


def test_a_long_sum_is_no_deep_recursion() -> None:
    assert named("hidden = 20\nx = " + " + ".join("1" for _ in range(2500)), every=True) == {"hidden": 20}
