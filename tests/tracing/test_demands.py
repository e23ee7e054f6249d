"""From the comparisons that a rule made to what a call demands of the sizes."""

from __future__ import annotations

from typing import Any

from shapeviz.rules import judge
from shapeviz.rules.core import Call, Conflict
from shapeviz.shapes.conditions import condition_text
from shapeviz.shapes.size import Size
from shapeviz.tracing.demands import NEVER, Demand, Span, call_at, demands_of
from shapeviz.tracing.judging import judge_symbolically
from shapeviz.tracing.templates import templated

N, F = Size(4, "N"), Size(8, "F")


def demands(op: str, operands: dict[str, Any], smallest: int = 1, **attributes: Any) -> list[Demand]:
    """What a call demands whose sizes named `N`, `M` and so on may go from `smallest` to 64."""
    judged = judge_symbolically(Call(op, operands, attributes))
    assert judged is not None
    shapes = [shape for operand in operands.values() for shape in (operand if isinstance(operand, list) else [operand])]
    named = [size for shape in shapes for size in shape if isinstance(size, Size) and isinstance(size.expression, str)]
    return demands_of(judged, {size.expression: Span(int(size), smallest, 64) for size in named})


def told(found: list[Demand]) -> list[tuple[str, str]]:
    return [(condition_text(demand.condition), demand.kind) for demand in found]


def test_a_size_that_weights_fix_is_demanded() -> None:
    [demand] = demands("linear", {"input": (N, F), "weight": (10, 8)})
    assert told([demand]) == [("F = 8", "rule")]


def test_the_call_that_refuses_tells_what_it_expects_in_terms_of_the_sizes() -> None:
    [demand] = demands("linear", {"input": (N, F), "weight": (10, 8)})
    assert demand.refused is not None
    conflict, values = templated(lambda: judge(demand.refused))
    assert isinstance(conflict, Conflict)
    [problem] = conflict.problems
    assert (problem.axis, problem.expected, problem.actual.expression, values) == (1, 8, "F", ["F"])


def test_a_demand_that_fails_as_recorded_is_told_at_the_recorded_sizes() -> None:
    [demand] = demands("linear", {"input": (N, Size(7, "F")), "weight": (10, 8)})
    assert told([demand]) == [("F = 8", "rule")]
    assert demand.refused is not None and demand.refused.operands["input"] == (4, 7)


def test_what_fits_at_no_size_is_told_so() -> None:
    [demand] = demands("linear", {"input": (N, 7), "weight": (10, 8)})
    assert (demand.condition, demand.kind) == (NEVER, "rule")


def test_a_size_that_may_be_stretched_need_not_be_equal_if_it_is_1() -> None:
    found = demands("add", {"input": (N, 3), "other": (Size(4, "M"), 3)})
    assert told(found) == [("N = M or N = 1 or M = 1", "rule"), ("N ≠ 1", "branch"), ("M ≠ 1", "branch")]


def test_a_size_that_cannot_be_1_is_not_stretched() -> None:
    assert told(demands("add", {"input": (N, 3), "other": (4, 3)}, smallest=2)) == [("N = 4", "rule")]


def test_a_size_that_was_stretched_stays_so_or_nothing_is_known() -> None:
    assert told(demands("add", {"input": (Size(1, "N"), 3), "other": (4, 3)})) == [("N = 1", "branch")]


def test_the_inner_axes_of_a_product_are_never_stretched() -> None:
    found = demands("matmul", {"input": (N, F), "other": (Size(8, "G"), 3)})
    assert told(found) == [("F = G", "rule")]


def test_sizes_with_a_rest_are_demanded_to_have_none() -> None:
    halves = Size(8, ("*", 2, ("//", "F", 2)))
    found = demands("cat", {"tensors": [(N, F), (N, halves)]}, dim=0)
    assert set(told(found)) == {("F divisible by 2", "rule")}


def test_what_always_holds_is_no_demand() -> None:
    assert demands("relu", {"input": (N, F)}) == []
    assert demands("add", {"input": (N, F), "other": (N, F)}) == []


def test_a_choice_between_two_ways_is_no_demand() -> None:
    """`split` gives as many parts as there are: others at other sizes, and nothing that does not fit."""
    found = demands("split", {"input": (N, F)}, split_size=4, dim=1)
    assert {demand.kind for demand in found} <= {"branch"} and found != []


def test_a_call_at_other_sizes_keeps_their_expressions() -> None:
    moved = call_at(Call("linear", {"input": (N, Size(16, ("*", 2, "F"))), "weight": (10, 16)}), {"N": 5, "F": 3})
    assert moved.operands == {"input": (5, 6), "weight": (10, 16)}
    assert moved.operands["input"][1].expression == ("*", 2, "F")
