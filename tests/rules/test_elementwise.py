"""Element-wise operations keep one shape or broadcast several."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, AxisProblem, Call, Conflict, judge
from shapeviz.rules.elementwise_names import BROADCASTING, UNARY
from shapeviz.tracing.frontends.torch.binding import bind_function

examples = settings(max_examples=100, derandomize=True, deadline=None)
shapes = st.lists(st.sampled_from([0, 1, 2, 3]), max_size=4).map(tuple)


def tensor(shape: tuple[int, ...]) -> torch.Tensor:
    return torch.empty(shape, device="meta")


@given(shapes, shapes)
@examples
def test_two_operands_broadcast_as_in_torch(oracle, left, right):
    oracle.function(torch.add, tensor(left), tensor(right))


@given(shapes, shapes)
@examples
def test_an_in_place_result_keeps_the_shape_of_its_first_operand(oracle, left, right):
    oracle.function(torch.Tensor.mul_, tensor(left), tensor(right))


@given(shapes, shapes, shapes)
@examples
def test_three_operands_broadcast_as_in_torch(oracle, condition, left, right):
    oracle.function(torch.where, tensor(condition).bool(), tensor(left), tensor(right))


@pytest.mark.parametrize(
    "function",
    [torch.sub, torch.Tensor.pow, torch.maximum, torch.eq, torch.Tensor.__and__, torch.fmod],
)
def test_every_spelling_of_an_operator_broadcasts(oracle, function):
    kind = torch.bool if "and" in function.__name__ else torch.float32
    oracle.function(function, tensor((3, 1)).to(kind), tensor((4,)).to(kind))
    oracle.function(function, tensor((3, 2)).to(kind), tensor((4,)).to(kind))


@pytest.mark.parametrize("op", sorted(UNARY))
def test_one_operand_keeps_its_shape(op):
    assert judge(Call(op, {"input": (2, 3)})) == Accept([(2, 3)])


@pytest.mark.parametrize("op", sorted(BROADCASTING))
def test_a_plain_number_fits_every_operand(op):
    assert judge(Call(op, {"input": (2, 3)}, {"other": 1.5})) == Accept([(2, 3)])


def test_sizes_that_differ_are_told_with_their_axis():
    verdict = judge(Call("add", {"input": (8, 32, 16), "other": (8, 153, 16)}))
    assert isinstance(verdict, Conflict)
    assert verdict.expects == "equal sizes (or 1) in axis 1 of input and other"
    assert verdict.gets == "32 and 153"
    assert verdict.problems == [AxisProblem("other", 1, 32, 153)]
    assert verdict.expected_shapes == {"other": (8, 32, 16)}
    assert verdict.outputs == [(8, 32, 16)]


def test_operands_of_different_rank_each_name_their_own_axis():
    verdict = judge(Call("add", {"input": (4, 64, 10), "other": (32, 10)}))
    assert isinstance(verdict, Conflict)
    assert verdict.expects == "equal sizes (or 1) in axis 1 of input and axis 0 of other"
    assert verdict.gets == "64 and 32"


def test_an_in_place_result_that_would_grow_is_refused_in_words():
    verdict = judge(Call("add", {"input": (4, 1), "other": (4, 10)}, {"inplace": True}))
    assert isinstance(verdict, Conflict)
    assert verdict.expects == "other to broadcast to (4, 1), as an in-place result keeps the shape of input"
    assert verdict.gets == "(4, 10)"


@pytest.mark.parametrize(
    "function", [torch.complex, torch.polar, torch.special.xlog1py, torch.special.zeta, torch.Tensor.copy_]
)
@given(left=shapes, right=shapes)
@settings(max_examples=30, derandomize=True, deadline=None)
def test_rarer_pairs_of_operands_broadcast_as_in_torch(oracle, function, left, right):
    oracle.function(function, tensor(left), tensor(right))


@pytest.mark.parametrize(
    "function, numbers",
    [
        (torch.special.expit, ()),
        (torch.special.multigammaln, (2,)),
        (torch.Tensor.uniform_, (0.0, 1.0)),
        (torch.Tensor.exponential_, ()),
        (torch.Tensor.pow_, (2,)),
    ],
)
@given(shape=shapes)
@settings(max_examples=10, derandomize=True, deadline=None)
def test_rarer_single_operands_keep_their_shape_as_in_torch(meta, function, numbers, shape):
    call = bind_function(function, (meta(shape), *numbers), {})
    assert call is not None
    assert judge(call) == Accept([shape])
    assert tuple(function(meta(shape), *numbers).shape) == shape


@given(shape=shapes)
@settings(max_examples=10, derandomize=True, deadline=None)
def test_the_order_of_a_polygamma_comes_before_its_operand(oracle, shape):
    oracle.function(torch.polygamma, 1, tensor(shape))
    oracle.function(torch.special.polygamma, 1, tensor(shape))
