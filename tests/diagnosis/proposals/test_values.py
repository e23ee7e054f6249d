"""Where a value in the source comes from."""

from __future__ import annotations

import ast

import pytest

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.products import as_multiple, beside, in_same_form
from shapeviz.diagnosis.proposals.settings import settings
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.graph.findings import Mismatch
from shapeviz.graph.model import Graph, Source
from shapeviz.tracing.source import CheckedSource

from .cases import plain

NET = """
WIDTH = 8


class Net:
    def __init__(self, width=64, heads=4):
        depth = 2
        self.width, self.heads = width, heads
        ask(depth * width + WIDTH)

    def forward(self):
        ask(self.width)


net = Net(width=32)
"""


def values_of(source: str) -> tuple[Values, ast.expr]:
    """The values of a source, and the expression in it that stands in `ask(…)`."""
    text = plain(source)
    case = Case(CheckedSource("cell", text, "<cell>"), Graph(Source("cell", text)), Mismatch(None, ""))
    assert case.source.tree is not None
    calls = [node for node in ast.walk(case.source.tree) if isinstance(node, ast.Call)]
    return Values(case), next(call.args[0] for call in calls if ast.unparse(call.func) == "ask")


def numbers(source: str) -> set[int]:
    values, expression = values_of(source)
    return values.numbers(expression)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ask(3 * 2 ** 2 - 1)", {11}),
        ("a = 1\na = 2\nask(a)\na = 3", {2}),
        ("a, b = 4, 5\nask(b)", {5}),
        ("def f(n=4):\n    ask(n)\nf(7)\nf()", {7, 4}),
        ("def f(*, n=4):\n    ask(n)\nf(n=9)", {9}),
        ("def f(n):\n    ask(n)\nf(*rest)", set[int]()),
        ("class C:\n    width = 16\nask(C.width)", {16}),
        (
            "class B:\n    def __init__(self):\n        self.n = 3\nclass C(B):\n    def f(self):\n        ask(self.n)",
            {3},
        ),
        ("hp = SimpleNamespace(width=12)\nask(hp.width)", {12}),
        ("config = {'width': 12}\nask(config['width'])", {12}),
        ("sizes = (3, 5)\nask(sizes[1])", {5}),
        ("[ask(m * 2) for m in (1, 2, 4)]", {2, 4, 8}),
        ("[ask(b) for a, b in zip((1, 2), (3, 4))]", {3, 4}),
        ("for i, c in enumerate((8, 16)):\n    ask(c)", {8, 16}),
        ("def f(n):\n    ask(n)\ndef g(k):\n    f(k + 1)\ng(2)", {3}),
        ("n = m\nm = n\nask(m)", set[int]()),
        ("def f(n):\n    ask(n)\nconfig = dict(n=6)\nf(**config)", {6}),
        ("def f(n):\n    ask(n)\nf(**{'n': 6})", {6}),
        ("base = {'n': 6}\nconfig = {**base, 'm': 2}\nask(config['n'])", {6}),
        ("config = {'model': {'width': 12}}\nask(config['model']['width'])", {12}),
        ("config = {'a': 12}\nask(config.get('a', 3) + config.get('b', 3))", {15}),
        ("table = {'small': [4, 'M', 8]}\ndef f(name):\n    for n in table[name]:\n        ask(n)\nf('small')", {4, 8}),
        ("class C:\n    width: int = 12\n    depth: int = 3\nc = C(7)\nask(c.width * c.depth)", {21}),
        ("c = SimpleNamespace(model=SimpleNamespace(width=5))\nask(c.model.width)", {5}),
        (
            "class N:\n    def __init__(self, c):\n        self.c = c\n    def f(self):\n        ask(self.c.width)\n"
            "class C:\n    width: int = 12\nN(C())",
            {12},
        ),
        ("c = C()\nc.width = 9\nask(c.width)", {9}),
        (
            "p = ArgumentParser()\np.add_argument('--hidden-size', type=int, default=64)\na = p.parse_args([])\n"
            "ask(a.hidden_size)",
            {64},
        ),
        ("n = 3\nfor k in (16, 32):\n    ask(n)\n    n = k", {3, 16, 32}),
        ("ask(x.shape[0])", set[int]()),
    ],
)
def test_a_number_is_found_through_names_without_running_anything(source: str, expected: set[int]) -> None:
    assert numbers(source) == expected


def test_the_places_of_a_value_are_listed_nearest_first() -> None:
    values, expression = values_of("def f(n):\n    width = n\n    ask(width)\nsize = 5\nf(size)")
    assert [(ast.unparse(place.node), place.name, place.distance) for place in values.places(expression)] == [
        ("width", "", 0),
        ("n", "width", 1),
        ("size", "n", 2),
        ("5", "size", 3),
    ]


def test_a_sum_can_be_set_at_each_number_that_it_is_made_of() -> None:
    values, expression = values_of(NET)
    found = list(settings(values, expression, 72, 136))
    assert [(setting.line, setting.name, setting.old, setting.new) for setting in found] == [
        (6, "depth", 2, 4),
        (14, "width", 32, 64),
        (1, "WIDTH", 8, 72),
    ]


def test_a_default_can_be_set_at_the_call_that_leaves_it() -> None:
    values, expression = values_of("def f(n=4):\n    ask(n)\nf()")
    at_call, at_default = settings(values, expression, 4, 6)
    assert (at_call.added, at_call.line, at_call.change.text) == (True, 3, "f(n=6)")
    assert (at_default.added, at_default.line, at_default.change.text) == (False, 1, "6")
    assert at_call.sentence == "Line 3 leaves n at its default, 4."
    assert at_default.sentence == "n is 4 in line 1."


def test_an_expression_of_another_value_is_left_alone() -> None:
    values, expression = values_of("ask(5)")
    assert list(settings(values, expression, 4, 6)) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("ask(16 * 14 * 14)", "16 * 32 * 32"),
        ("c = 16\nask(c * 14 * 14)", "c * 32 * 32"),
        ("ask(16 * 14 ** 2)", "16 * 32 ** 2"),
        ("ask(3136)", None),
        ("ask(16 * 196)", None),
    ],
)
def test_a_product_of_sizes_keeps_its_form(source: str, expected: str | None) -> None:
    values, expression = values_of(source)
    assert in_same_form(values, expression, (16, 32, 32)) == expected


@pytest.mark.parametrize(
    ("source", "current", "wanted", "expected"),
    [
        ("hidden = 8\nask(hidden)", 8, 16, "2 * hidden"),
        ("hidden = 8\nask(hidden * 2)", 16, 32, "hidden * 4"),
        ("hidden = 8\nask(2 * hidden)", 16, 8, "hidden"),
        ("hidden = 8\nask(hidden)", 8, 12, None),
    ],
)
def test_a_name_is_multiplied_where_that_gives_the_size(
    source: str, current: int, wanted: int, expected: str | None
) -> None:
    values, expression = values_of(source)
    assert as_multiple(values, expression, current, wanted) == expected


def test_a_name_that_is_one_too_small_gets_one_more() -> None:
    values, expression = values_of("patches = 16\nask(patches)")
    assert beside(values, expression, 16, 17) == "patches + 1"
