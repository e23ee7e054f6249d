"""For which sizes code works, in words."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.warnings.resizing import size_name
from shapeviz.diagnosis.works_for import range_text, works_for
from shapeviz.graph.formulas import Constraint
from shapeviz.graph.model import Graph, Node, Ranges, Source, Symbol, Verdict


def symbol(name: str, valid: Ranges | None, role: str = "batch", **options: object) -> Symbol:
    """A size of 8 that goes from 1 to 64."""
    found = Symbol(name, 8, 1, 64, f"x axis {name}", role)
    found.valid = valid
    for option, value in options.items():
        setattr(found, option, value)
    return found


def sides(alone: Ranges | None, tied: Ranges | None) -> list[Symbol]:
    return [symbol(name, alone, role, valid_tied=tied) for name, role in (("H", "height"), ("W", "width"))]


def words(*symbols: Symbol, verdict: Verdict = "ok") -> str:
    return works_for(Graph(Source("cell", ""), verdict, symbols=list(symbols)))


def multiples(step: int, first: int = 0) -> Ranges:
    return [(size, size) for size in range(first or step, 65, step)]


@pytest.mark.parametrize(
    ("ranges", "text"),
    [
        (None, None),
        ([], None),
        ([(1, 64)], None),
        ([(4, 64)], "H ≥ 4"),
        ([(1, 32)], "H ≤ 32"),
        ([(8, 8)], "H = 8"),
        ([(28, 29)], "H = 28 or 29"),
        ([(8, 8), (16, 16)], "H = 8 or 16"),
        ([(1, 1), (8, 9)], "H = 1 or 8 or 9"),
        ([(3, 40)], "H from 3 to 40"),
        (multiples(2), "H divisible by 2"),
        (multiples(8), "H divisible by 8"),
        (multiples(8, first=24), "H divisible by 8 from 24 on"),
        ([*multiples(16)[1:3], (60, 60)], "H = 32 or 48 or 60"),
        ([(1, 5), (9, 64)], None),
        ([(2, 3), (6, 7), (10, 11), (14, 15)], None),
    ],
)
def test_ranges_in_words(ranges: Ranges | None, text: str | None) -> None:
    assert range_text("H", ranges, symbol("H", None)) == text


def test_a_size_that_may_be_0_in_torch_is_looked_at_from_1_on() -> None:
    assert range_text("N", [(1, 64)], symbol("N", None, minimum=0)) is None


def test_nothing_is_said_of_what_works_for_all_sizes_or_is_not_known() -> None:
    assert words(symbol("N", [(1, 64)]), symbol("L", None, "length")) == ""
    assert words() == ""


def test_the_same_range_is_told_once_for_all_sizes_that_have_it() -> None:
    assert words(*sides([(30, 64)], [(30, 64)])) == "works for H, W ≥ 30"


def test_several_ranges_are_told_one_after_the_other() -> None:
    assert words(symbol("N", [(2, 64)]), symbol("L", [(1, 32)], "length")) == "works for N ≥ 2 and L ≤ 32"


def test_height_and_width_that_are_fixed_are_told_as_one() -> None:
    assert words(*sides([(28, 29)], [(28, 29)])) == "works for H = W = 28 or 29"


def test_of_a_mismatch_it_is_told_which_square_would_fit() -> None:
    assert words(*sides([], [(28, 29)]), verdict="mismatch") == "works for H = W = 28 or 29"
    assert words(*sides([], []), verdict="mismatch") == ""


def test_what_the_weights_fix_needs_no_words() -> None:
    assert words(symbol("F", [(8, 8)], "features"), symbol("C", [(8, 8)], "channels")) == ""
    assert words(symbol("F", [(6, 6)], "features")) == "works for F = 6"


def test_a_size_without_a_letter_is_called_by_its_shape() -> None:
    unnamed = symbol("w[2]", [(1, 11)])
    assert size_name(unnamed) == "w.shape[2]" and words(unnamed) == "works for w.shape[2] ≤ 11"


def norm(op: str) -> Graph:
    """A graph in which a layer refuses a single sample."""
    graph = Graph(Source("cell", ""), "ok", symbols=[symbol("N", [(2, 64)])])
    graph.nodes.append(Node("n1", "module", op, "", "norm"))
    graph.constraints.append(Constraint("n1", "rule", ("<=", 2, "N"), True))
    return graph


def test_a_norm_that_takes_no_single_sample_is_given_as_the_reason() -> None:
    assert works_for(norm("batch_norm")) == "works for N ≥ 2 while training (BatchNorm)"
    assert works_for(norm("instance_norm")) == "works for N ≥ 2 while training (InstanceNorm)"


def test_the_reason_is_left_out_if_something_else_refuses_a_single_sample_too() -> None:
    graph = norm("batch_norm")
    graph.nodes.append(Node("n2", "call", "view", "", "view"))
    graph.constraints.append(Constraint("n2", "rule", ("!=", "N", 1), True))
    assert works_for(graph) == "works for N ≥ 2"
