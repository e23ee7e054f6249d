"""A call is judged by the rule of its operation, to the end of its faults."""

from __future__ import annotations

from shapeviz.rules import AxisProblem, Call, Conflict, has_rule, judge


def test_an_unknown_operation_is_not_judged():
    assert not has_rule("fold_paper")
    assert judge(Call("fold_paper", {"input": (2, 3)})) is None


def test_every_fault_of_a_call_is_reported_with_the_words_of_the_first():
    verdict = judge(Call("conv2d", {"input": (8, 1, 4, 28), "weight": (16, 3, 5, 5)}))
    assert isinstance(verdict, Conflict)
    assert (verdict.expects, verdict.gets) == ("3 channels in axis 1 of its input", "1")
    assert verdict.problems == [AxisProblem("input", 1, 3, 1), AxisProblem("input", 2, 5, 4)]
    assert verdict.expected_shapes == {"input": (8, 3, 5, 28)}
    assert verdict.outputs == [(8, 16, 1, 24)]


def test_a_fault_of_a_plain_argument_leaves_the_outputs_unknown():
    verdict = judge(Call("view", {"input": (4, 6)}, {"shape": (-1, -1)}))
    assert isinstance(verdict, Conflict)
    assert verdict.outputs is None
    assert verdict.expected_shapes == {}


class Size(int):
    """A size that stays of its kind through arithmetic, as one that remembers its expression does."""

    def __floordiv__(self, other):
        return Size(int(self) // other)

    def __add__(self, other):
        return Size(int(self) + other)

    def __sub__(self, other):
        return Size(int(self) - other)

    def __mul__(self, other):
        return Size(int(self) * other)

    __radd__, __rmul__ = __add__, __mul__


def test_arguments_that_are_wrong_whatever_the_shapes_are_not_judged():
    images, weight = (8, 3, 9, 9), (16, 3, 3, 3)
    assert judge(Call("conv2d", {"input": images, "weight": weight}, {"stride": (1, 1, 1)})) is None
    assert judge(Call("conv2d", {"input": images, "weight": weight}, {"stride": 0})) is None
    assert judge(Call("max_pool2d", {"input": images}, {"kernel_size": "two"})) is None


def test_sizes_that_are_a_kind_of_int_are_calculated_with():
    pooled = judge(Call("max_pool2d", {"input": (8, 3, Size(28), 28)}, {"kernel_size": 2}))
    assert type(pooled.outputs[0][2]) is Size
    flat = judge(Call("flatten", {"input": (8, 3, Size(4), 4)}, {"start_dim": 1}))
    assert type(flat.outputs[0][1]) is Size
    assert flat.outputs == [(8, 48)]
