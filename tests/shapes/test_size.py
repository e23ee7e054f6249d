"""A `Size` is an int in every respect, and knows how it was computed."""

from __future__ import annotations

import collections
import copy
import json
import pickle
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from shapeviz.shapes.expressions import evaluated
from shapeviz.shapes.listening import comparisons_heard
from shapeviz.shapes.plain import make_plain, plain
from shapeviz.shapes.size import (
    Size,
    UnhashableSize,
    divided_up,
    expression_of,
    larger,
    sizes_written,
    smaller,
)
from shapeviz.shapes.unknown import is_unknown

EXPRESSIONS = st.recursive(
    st.integers(1, 50) | st.just("n"),
    lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "//", "%"]), inner, inner),
    max_leaves=6,
)


def compute(expression: Any, n: int) -> int:
    """The expression computed by Python itself, with `n` as the unknown."""
    if isinstance(expression, tuple):
        sign, left, right = expression
        return eval(f"a {sign} b", {"a": compute(left, n), "b": compute(right, n)})
    return n if expression == "n" else expression


@given(EXPRESSIONS, st.integers(1, 40), st.integers(1, 40))
def test_arithmetic_on_sizes_can_be_done_again_with_another_value(expression, then, now) -> None:
    try:
        recorded, wanted = compute(expression, Size(then, "n")), compute(expression, now)
    except ZeroDivisionError:
        return
    assert recorded == compute(expression, then)
    assert evaluated(expression_of(recorded), {"n": now}) == wanted


def test_a_size_is_an_int_to_whoever_uses_it() -> None:
    n = Size(4, "n")
    assert isinstance(n, int) and n == 4 and hash(n) == hash(4) and repr(n) == "4" and f"{n:>3}" == "  4"
    assert [10, 20, 30, 40, 50][n] == 50 and list(range(n)) == [0, 1, 2, 3]
    assert json.dumps({"n": n}) == '{"n": 4}'
    assert torch.zeros(n, n).shape == (4, 4) and np.zeros((n, 2)).shape == (4, 2)
    assert torch.nn.Linear(n, 2).in_features == 4


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_a_copy_is_a_plain_int(copied) -> None:
    assert type(copied(Size(4, "n"))) is int


def test_arithmetic_with_anything_but_whole_numbers_is_that_of_int() -> None:
    n = Size(4, "n")
    assert n * 2.5 == 10.0 and 2.5 * n == 10.0 and n / 2 == 2.0 and type(n + True) is int
    assert (n * np.array([1, 2])).tolist() == [4, 8]
    assert (n + torch.ones(2)).tolist() == [5.0, 5.0] and (torch.ones(2) * n).tolist() == [4.0, 4.0]
    with pytest.raises(TypeError, match="unsupported operand"):
        n + "a"


def test_division_by_a_size_that_became_zero_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        evaluated(expression_of(12 // Size(4, "n")), {"n": 0})


def test_plain_looks_into_tuples_and_lists() -> None:
    n = Size(4, "n")
    assert type(plain(n)) is int
    assert [type(item) for item in plain((n, n))] == [int, int]
    assert type(plain(torch.Size([n]))) is torch.Size and type(plain(torch.Size([n]))[0]) is int
    untouched = ("a", [1])
    assert plain(untouched) is untouched


def test_the_variables_of_a_namespace_become_plain() -> None:
    sizes = [Size(4, "n")]
    namespace = {"n": Size(4, "n"), "shape": (Size(2, "m"), 3), "sizes": sizes, "other": "x"}
    make_plain(namespace)
    assert type(namespace["n"]) is int and type(namespace["shape"][0]) is int
    assert namespace["sizes"] is sizes and type(sizes[0]) is int and namespace["other"] == "x"


def test_a_power_and_a_negative_are_remembered_too() -> None:
    n = Size(4, "n")
    assert [evaluated(expression_of(value), {"n": 5}) for value in (n**2, -n)] == [25, -5]
    assert (n**-1, n**0.5, pow(n, 2, 3)) == (0.25, 2.0, 1)


def test_the_parts_of_a_division_are_remembered() -> None:
    whole, rest = divmod(Size(17, "n"), 5)
    assert (whole, rest) == (3, 2) and (whole.expression, rest.expression) == (("//", "n", 5), ("%", "n", 5))
    assert round(Size(17, "n")).expression == "n" and (+Size(17, "n")).expression == "n"


def test_the_smaller_the_larger_and_the_part_rounded_up_keep_both_sides() -> None:
    n = Size(4, "n")
    sizes = [smaller(n, 9), larger(n, 9), divided_up(n, 3)]
    assert sizes == [4, 9, 2]
    assert [size.expression for size in sizes] == [("min", "n", 9), ("max", "n", 9), ("ceil", "n", 3)]
    assert type(smaller(2, 3)) is int


@pytest.mark.parametrize(
    ("compare", "heard"),
    [
        (lambda n: n == 4, ("==", "n", 4)),
        (lambda n: n == 5, ("!=", "n", 5)),
        (lambda n: n != 5, ("!=", "n", 5)),
        (lambda n: n < 5, ("<", "n", 5)),
        (lambda n: n > 5, ("<=", "n", 5)),
        (lambda n: n >= 5, ("<", "n", 5)),
        (lambda n: n >= 4, ("<=", 4, "n")),
        (bool, ("!=", "n", 0)),
        (lambda n: (n, 2) == (4, 2), ("==", "n", 4)),
        (lambda n: max(n, 2), ("<=", 2, "n")),
    ],
)
def test_a_comparison_is_heard_as_it_was_found(compare, heard) -> None:
    found: list[Any] = []
    with comparisons_heard(found.append):
        compare(Size(4, "n"))
    compare(Size(4, "n"))
    assert found in ([heard], [("<", 2, "n")])


def test_sizes_in_a_text_are_written_by_whoever_asks_for_it() -> None:
    n = Size(4, "n")
    with sizes_written(lambda expression: f"<{expression}>"):
        assert f"{n} rows, {n * 2}, {7}" == "<n> rows, <('*', 'n', 2)>, 7"
    assert f"{n} rows" == "4 rows"


def test_a_size_that_grew_through_a_long_loop_follows_no_formula() -> None:
    total: int = Size(1, "n")
    for _ in range(1000):
        total += Size(1, "n")
    assert total == 1001 and is_unknown(expression_of(total)) and len(str(expression_of(total))) < 5000


def test_a_size_for_code_that_keeps_tables_cannot_be_a_key() -> None:
    size = UnhashableSize(4, "n")
    with pytest.raises(TypeError, match="unhashable"):
        hash((size,))
    assert size == 4 and (size * 2).expression == ("*", "n", 2)


FLOATS = np.ones(3, np.float32)


@pytest.mark.parametrize(
    "compute",
    [
        lambda n: FLOATS * n,
        lambda n: n * FLOATS,
        lambda n: np.float32(2) + n,
        lambda n: n - np.float32(2),
        lambda n: np.uint8(2) * n,
        lambda n: np.where(FLOATS > 0, FLOATS, n),
        lambda n: np.maximum(FLOATS, n),
        lambda n: FLOATS.clip(0, n),
        lambda n: np.add(FLOATS, n, out=FLOATS.copy()),
        lambda n: FLOATS // n,
    ],
)
def test_an_array_keeps_its_type_as_with_a_plain_int(compute) -> None:
    found, wanted = compute(Size(4, "n")), compute(4)
    assert found.dtype == wanted.dtype and found.tolist() == wanted.tolist()


class Odd(int):
    """An int that answers in its own way."""

    def __radd__(self, other: int) -> str:
        return f"{other} and odd"

    def __eq__(self, other: object) -> bool:
        return other == 5

    def __gt__(self, other: int) -> str:
        return f"more than {other}"

    __hash__ = int.__hash__


def test_an_int_of_another_class_answers_as_to_a_plain_int() -> None:
    n = Size(4, "n")
    assert n + Odd(3) == 4 + Odd(3) == "4 and odd"
    assert (n == Odd(4)) is (Odd(4) == 4) and (n < Odd(1)) == (Odd(1) > 4) == "more than 4"


@pytest.mark.parametrize(
    "fail",
    [
        lambda n: n + "a",
        lambda n: "a" + n,
        lambda n: n < "a",
        lambda n: n > "a",
        lambda n: n // 0,
        lambda n: n % 0,
        lambda n: n[0],
        lambda n: len(n),
        lambda n: n ** "a",
        lambda n: n @ n,
        lambda n: {}[n],
        lambda n: [][n],
    ],
)
def test_an_error_says_what_it_says_of_an_int(fail) -> None:
    texts: list[str] = []
    for n in (Size(4, "n"), 4):
        with pytest.raises(Exception) as raised:
            fail(n)
        texts.append(f"{raised.type.__name__}: {raised.value}")
    assert texts[0] == texts[1]


def test_containers_in_containers_become_plain() -> None:
    n = Size(4, "n")
    row: list[Any] = [n, {"n": [n], n: (n, {n})}]
    row.append(row)
    assert plain(row) is row and type(row[0]) is int
    table = row[1]
    assert list(table) == ["n", 4] and type(list(table)[1]) is int
    assert type(table["n"][0]) is int and type(table[4][0]) is int and type(next(iter(table[4][1]))) is int


def test_containers_of_the_collections_module_become_plain_and_stay_what_they_are() -> None:
    n = Size(4, "n")
    count, queue = collections.Counter([n, n, 3]), collections.deque([n, 1], maxlen=2)
    ordered, pair = collections.OrderedDict([(n, 1), (9, n)]), collections.namedtuple("Pair", "a b")(n, 2)
    for value in (count, queue, ordered):
        assert plain(value) is value
    assert count == {4: 2, 3: 1} and queue.maxlen == 2 and list(ordered) == [4, 9]
    assert {type(item) for item in (*count, *queue, *ordered, ordered[9], *plain(pair))} == {int}
    assert type(plain(pair)) is type(pair)


class Shape(tuple):
    def __new__(cls, height: int, width: int) -> Shape:
        return super().__new__(cls, (height, width))


class Stubborn(list[int]):
    def clear(self) -> None:
        raise ValueError("never")

    __setitem__ = clear


def test_what_cannot_be_changed_safely_is_left_as_it_is() -> None:
    n = Size(4, "n")
    for value in (Shape(n, n), Stubborn([n])):
        assert plain(value) is value and value[0] == 4
    deep: Any = ()
    for _ in range(5000):
        deep = (deep, n)
    assert plain(deep)[1] == 4


def test_objects_of_ones_own_classes_become_plain() -> None:
    scope: dict[str, Any] = {"__name__": "mine", "n": Size(4, "n")}
    exec("class Config:\n    def __init__(self, n): self.n, self.row = n, [n]\nconfig = Config(n)", scope)
    make_plain(scope)
    assert type(scope["config"].n) is int and type(scope["config"].row[0]) is int
