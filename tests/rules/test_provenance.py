"""Rules say of what their outputs are made, and compare no more sizes than the answer rests on."""

from __future__ import annotations

import math

import pytest

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.rules.registry import RULES
from shapeviz.shapes.conditions import condition_text, simplified_condition
from shapeviz.shapes.expression_text import formula_text
from shapeviz.shapes.expressions import simplified
from shapeviz.shapes.listening import comparisons_heard
from shapeviz.shapes.size import Size, expression_of
from shapeviz.shapes.unknown import is_unknown
from tests.rules.provenance import check_provenance

N, C, H, W = Size(4, "N"), Size(3, "C"), Size(29, "H"), Size(28, "W")
L, F = Size(10, "L"), Size(6, "F")


def formulas(op, *shapes, names=("input", "other"), **attributes):
    """The formulas of the outputs, and the conditions under which they hold."""
    return judged(Call(op, dict(zip(names, shapes, strict=False)), attributes))


def judged(call):
    heard = []
    with comparisons_heard(heard.append):
        verdict = judge(call)
    assert isinstance(verdict, Accept)
    conditions = [simplified_condition(condition) for condition in heard]
    texts = [condition_text(condition) for condition in conditions if not isinstance(condition, bool)]
    shapes = [formula_text([simplified(expression_of(size)) for size in shape]) for shape in verdict.outputs]
    return shapes, list(dict.fromkeys(texts))


@pytest.mark.parametrize(
    ("told", "shapes", "conditions"),
    [
        (formulas("add", (N, L, F), (F,)), ["N × L × F"], []),
        (formulas("add", (N, 1, F), (L, 1)), ["N × L × F"], []),
        (formulas("add", (N, L), (4, L)), ["4 × L"], ["N = 4"]),
        (formulas("add", (Size(1, "N"), L), (7, L)), ["7 × L"], ["N = 1"]),
        (formulas("matmul", (N, L, F), (6, 5)), ["N × L × 5"], ["F = 6"]),
        (formulas("squeeze", (N, 1, L), dim=1), ["N × L"], []),
        (formulas("expand", (N, 1, L), size=(-1, F, -1)), ["N × F × L"], []),
        (formulas("view", (N, 16, L), shape=(N, -1)), ["N × 16·L"], []),
        (formulas("chunk", (N, 3 * F), chunks=3, dim=1), ["N × F"] * 3, []),
        (formulas("tensor_split", (L,), sections=2), ["⌈L/2⌉", "⌊L/2⌋"], []),
        (formulas("max_pool2d", (N, C, H, W), kernel_size=2), ["N × C × ⌊H/2⌋ × ⌊W/2⌋"], ["H ≥ 2", "W ≥ 2"]),
        (formulas("max_pool1d", (N, C, H), kernel_size=2, ceil_mode=True), ["N × C × ⌈H/2⌉"], []),
        (formulas("adaptive_avg_pool2d", (N, C, H, W), output_size=1), ["N × C × 1 × 1"], []),
        (formulas("interpolate", (N, C, H, W), scale_factor=2.0), ["N × C × 2·H × 2·W"], []),
        (formulas("interpolate", (N, C, H, W), scale_factor=1.5), ["N × C × ⌊3·H/2⌋ × ⌊3·W/2⌋"], []),
        (formulas("pad", (N, L), pad=(2, 1)), ["N × (L + 3)"], []),
        (formulas("arange", end=L, step=2), ["⌈L/2⌉"], []),
        (formulas("tril_indices", row=L, col=L), ["2 × ⌊L·(L + 1)/2⌋"], []),
        (formulas("diagonal", (L, L), offset=1), ["L − 1"], []),
        (formulas("linalg_svdvals", (N, L)), ["min(N, L)"], []),
        (formulas("unbind", (N, L), dim=0), ["L"] * 4, ["N = 4"]),
    ],
)
def test_formulas_hold_wherever_their_few_conditions_do(told, shapes, conditions):
    assert told == (shapes, conditions)


def test_tensors_that_are_joined_have_the_sizes_that_say_most():
    call = Call("cat", {"tensors": [(N, L, Size(8, "F")), (4, L, 8)]}, {"dim": 1})
    assert judged(call) == (["4 × 2·L × 8"], ["N = 4", "F = 8"])


def test_a_letter_of_an_einsum_has_one_size():
    call = Call("einsum", {"operands": [(N, L, F), (L, F)]}, {"equation": "nlf,lf->nl"})
    assert judged(call) == (["N × L"], [])


def test_what_a_float_makes_of_a_size_follows_no_formula():
    verdict = judge(Call("interpolate", {"input": (N, C, H, 30)}, {"scale_factor": 1.37}))
    assert isinstance(verdict, Accept)
    assert [is_unknown(expression_of(size)) for size in verdict.outputs[0]] == [False, False, True, False]


def test_a_conflict_keeps_the_expressions_of_what_is_not_at_fault():
    verdict = judge(Call("linear", {"input": (N, L, F), "weight": (10, 8)}))
    assert isinstance(verdict, Conflict) and verdict.outputs is not None
    expected = verdict.expected_shapes["input"]
    assert [expression_of(size) for size in (*expected, *verdict.outputs[0])] == ["N", "L", 8, "N", "L", 10]


@pytest.mark.parametrize(
    "rule",
    [
        lambda call: Accept([(int(call.shape("input")[0]) * 2,)]),
        lambda call: Accept([(math.ceil(call.shape("input")[0] / 2),)]),
        lambda call: Accept([(len(range(call.shape("input")[0])),)]),
        lambda call: Accept([()] * call.shape("input")[0]),
        lambda call: Accept([({4: 9}.get(int(call.shape("input")[0]), 0),)]),
        lambda call: Accept([(8 if int(call.shape("input")[0]) < 5 else 9,)]),
    ],
)
def test_a_rule_that_loses_what_a_size_came_from_is_found_out(monkeypatch, rule):
    monkeypatch.setitem(RULES, "lossy", rule)
    with pytest.raises(AssertionError, match="but at"):
        check_provenance(Call("lossy", {"input": (4,)}))
