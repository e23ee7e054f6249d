"""Unpools know where their maxima came from, and fractional pools where to put their windows."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_function

nn = torch.nn


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@pytest.mark.parametrize("spatial", [1, 2, 3])
@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_an_unpool_takes_what_torch_takes(oracle, near, meta, data, spatial):
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, 3, *data.draw(st.tuples(*[st.integers(1, 3)] * spatial)))))
    indices = data.draw(st.sampled_from([shape, shape, data.draw(near(shape))]))
    number = st.integers(1, 3)
    arguments = {"stride": data.draw(st.one_of(st.none(), number)), "padding": data.draw(st.integers(0, 2))}
    kernel = data.draw(number)
    output = data.draw(st.one_of(st.none(), st.lists(st.integers(0, 7), min_size=spatial, max_size=spatial)))
    layer = getattr(nn, f"MaxUnpool{spatial}d")
    oracle.module(lambda: layer(kernel, **arguments), meta(shape), meta(indices, torch.int64), output_size=output)


@pytest.mark.parametrize("spatial", [2, 3])
@given(data=st.data())
@settings(max_examples=80, derandomize=True, deadline=None)
def test_a_fractional_pool_takes_what_torch_takes(oracle, near, meta, data, spatial):
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, 3, *data.draw(st.tuples(*[st.integers(1, 6)] * spatial)))))
    sizes = {"output_size": data.draw(st.tuples(*[st.integers(1, 4)] * spatial))}
    ratios = {"output_ratio": data.draw(st.tuples(*[st.sampled_from([0.2, 0.5, 0.7])] * spatial))}
    arguments = {**data.draw(st.sampled_from([sizes, ratios])), "return_indices": data.draw(st.booleans())}
    layer = getattr(nn, f"FractionalMaxPool{spatial}d")
    kernel = data.draw(st.integers(1, 3))
    oracle.module(lambda: layer(kernel, **arguments), meta(shape))


def test_pools_that_are_asked_for_indices_give_two_tensors(meta):
    for name in ("max_pool2d", "adaptive_max_pool2d", "fractional_max_pool2d"):
        seen = []

        class Watch(torch.overrides.TorchFunctionMode):
            def __torch_function__(self, function, types, args=(), kwargs=None, seen=seen):
                seen.append((function, args, kwargs or {}))
                return function(*args, **(kwargs or {}))

        image = meta((1, 3, 6, 6))
        sizes = {"output_size": (3, 3)} if name.startswith("fractional") else {}
        with Watch():
            getattr(nn.functional, name)(image, 2, **sizes, return_indices=True)
        call = bind_function(*seen[0])
        assert call is not None
        verdict = judge(call)
        assert isinstance(verdict, Accept)
        assert len(verdict.outputs) == 2, name


def test_indices_of_another_shape_are_told():
    words = refusal("max_unpool2d", {"input": (8, 3, 4, 4), "indices": (8, 3, 5, 4)}, kernel_size=2)
    assert words == (
        "indices of shape (8, 3, 4, 4) (one place for each element of its input)",
        "(8, 3, 5, 4)",
    )


def test_an_output_size_that_no_pool_makes_is_told():
    operands = {"input": (8, 3, 4, 4), "indices": (8, 3, 4, 4)}
    words = refusal("max_unpool2d", operands, kernel_size=2, output_size=(8, 12))
    assert words == ("an output_size from 7 × 7 to 9 × 9", "8 × 12")
    words = refusal("max_unpool2d", operands, kernel_size=2, output_size=(8,))
    assert words == ("an output_size of 2 numbers", "1")


def test_padding_that_leaves_nothing_is_told():
    operands = {"input": (8, 3, 1), "indices": (8, 3, 1)}
    words = refusal("max_unpool1d", operands, kernel_size=1, padding=1)
    assert words == ("a padding that leaves something of its output", "1")


def test_an_input_too_small_for_its_output_is_told():
    words = refusal("fractional_max_pool2d", {"input": (8, 3, 6, 9)}, kernel_size=2, output_size=6)
    assert words == ("an input of at least 7 in axis 2 for its 2×2 window and an output of 6 × 6", "6")


def test_a_fractional_pool_without_a_size_is_told():
    words = refusal("fractional_max_pool2d", {"input": (8, 3, 6, 9)}, kernel_size=2)
    assert words == ("an output_size or an output_ratio", "neither")
