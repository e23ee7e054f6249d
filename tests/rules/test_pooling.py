"""Pools take an input on which their window fits."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


@pytest.mark.parametrize("spatial", [1, 2, 3])
@pytest.mark.parametrize("kind", ["max", "avg", "lp"])
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_a_pool_takes_what_torch_takes(oracle, near, meta, data, kind, spatial):
    size = st.integers(1, 3)
    arguments = {"ceil_mode": data.draw(st.booleans()), "stride": data.draw(st.one_of(st.none(), size))}
    if kind != "lp":
        arguments["padding"] = data.draw(st.integers(0, 2))
    if kind == "max":
        arguments |= {"dilation": data.draw(st.integers(1, 2)), "return_indices": data.draw(st.booleans())}
    norm = [2] if kind == "lp" else []
    kernel = data.draw(st.tuples(*[size] * spatial) if spatial > 1 else size)
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, 3, *data.draw(st.tuples(*[st.integers(1, 6)] * spatial)))))
    layer = getattr(torch.nn, f"{'LP' if kind == 'lp' else kind.title()}Pool{spatial}d")
    oracle.module(lambda: layer(*norm, kernel, **arguments), meta(shape))


@pytest.mark.parametrize("spatial", [1, 2, 3])
@pytest.mark.parametrize("kind", ["max", "avg"])
@given(data=st.data())
@settings(max_examples=40, derandomize=True, deadline=None)
def test_an_adaptive_pool_takes_what_torch_takes(cpu_oracle, near, meta, data, kind, spatial):
    # The meta device lets empty images pass.
    sizes = st.one_of(st.integers(1, 3), *([st.none()] if spatial > 1 else []))
    output = data.draw(st.tuples(*[sizes] * spatial))
    batch = data.draw(st.sampled_from([(), (2,)]))
    shape = data.draw(near((*batch, 3, *data.draw(st.tuples(*[st.integers(1, 5)] * spatial)))))
    layer = getattr(torch.nn, f"Adaptive{kind.title()}Pool{spatial}d")
    cpu_oracle.module(lambda: layer(output if spatial > 1 else output[0]), meta(shape))


def test_an_input_smaller_than_the_window_is_told():
    words = refusal("max_pool2d", {"input": (8, 64, 2, 1)}, kernel_size=2)
    assert words == ("an input of at least 2 in axis 3 for its 2×2 window", "1")


def test_a_number_of_axes_is_told():
    words = refusal("max_pool2d", {"input": (10, 10)}, kernel_size=2)
    assert words == ("an input with 4 or 3 axes (batch × channels × height × width, the batch optional)", "2")


def test_too_much_padding_is_told():
    words = refusal("max_pool2d", {"input": (8, 64, 9, 9)}, kernel_size=3, padding=2)
    assert words == ("a padding of at most half its window (1 × 1)", "2 × 2")


def test_an_empty_axis_is_told():
    words = refusal("avg_pool1d", {"input": (8, 0, 9)}, kernel_size=3)
    assert words == ("at least 1 in axis 1 of its input", "0")


def test_an_empty_image_is_told_of_an_adaptive_pool():
    words = refusal("adaptive_max_pool1d", {"input": (8, 3, 0)}, output_size=2)
    assert words == ("at least 1 in axis 2 of its input", "0")
