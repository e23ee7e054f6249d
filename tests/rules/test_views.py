"""A view moves no element, so what it makes one must lie together in memory."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_function

T = torch.Tensor


@given(st.data())
@settings(max_examples=300, derandomize=True, deadline=None)
def test_a_view_of_reordered_axes_takes_what_torch_takes(data):
    shape = data.draw(st.lists(st.sampled_from([1, 2, 3, 4]), min_size=1, max_size=4))
    tensor = torch.zeros(shape).permute(data.draw(st.permutations(range(len(shape)))))
    if data.draw(st.booleans()):
        tensor = tensor[:, ::2] if tensor.dim() > 1 else tensor[::2]
    sizes = data.draw(
        st.sampled_from([(-1,), (tensor.shape[0], -1), (-1, tensor.shape[-1]), (1, *tensor.shape), (2, -1)])
    )
    verdict = judge(bind_function(T.view, (tensor, *sizes), {}))
    try:
        result = tensor.view(*sizes)
    except RuntimeError:
        assert isinstance(verdict, Conflict)
    else:
        assert verdict == Accept([tuple(result.shape)])


def test_axes_that_lie_apart_are_told_and_the_shape_is_known_all_the_same():
    verdict = judge(bind_function(T.view, (torch.zeros(8, 10, 4, 16).transpose(1, 2), 8, 10, 64), {}))
    assert isinstance(verdict, Conflict)
    assert verdict.expects == "an input whose axes 2 and 3 lie in memory one after the other"
    assert verdict.gets == "strides (640, 16, 64, 1) for shape (8, 4, 10, 16)"
    assert (verdict.outputs, verdict.expected_shapes) == ([(8, 10, 64)], {})


def test_a_reshape_may_move_elements():
    call = bind_function(torch.reshape, (torch.zeros(3, 4).t(), (12,)), {})
    assert (call.strides, judge(call)) == ({}, Accept([(12,)]))


def test_a_view_like_another_tensor_is_judged_in_the_same_way():
    verdict = judge(bind_function(T.view_as, (torch.zeros(3, 4).t(), torch.zeros(12)), {}))
    assert isinstance(verdict, Conflict)


def test_a_view_with_too_many_elements_is_told_before_how_they_lie():
    verdict = judge(Call("view", {"input": (4, 3)}, {"shape": (5, 3)}, strides={"input": (1, 4)}))
    assert (verdict.expects, verdict.outputs) == ("an input of 15 elements (= 5 × 3)", [(5, 3)])
