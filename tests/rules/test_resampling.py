"""Interpolation knows the axes of its mode, and leaves something of each."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.shapes.size import Size

F, nn = torch.nn.functional, torch.nn
MODES = ["nearest", "nearest-exact", "area", "linear", "bilinear", "bicubic", "trilinear"]


def refusal(shape, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call("interpolate", {"input": shape}, attributes))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def goal(data, spatial):
    """A size or a factor, for all axes or one each."""
    numbers = data.draw(st.sampled_from([st.integers(0, 5), st.sampled_from([0.3, 0.5, 1.5, 2, 2.0])]))
    value = data.draw(st.one_of(numbers, st.tuples(*[numbers] * spatial)))
    whole = all(isinstance(number, int) for number in (value if isinstance(value, tuple) else (value,)))
    return {"size" if whole and data.draw(st.booleans()) else "scale_factor": value}


@pytest.mark.parametrize("mode", MODES)
@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_interpolate_takes_what_torch_takes(cpu_oracle, near, meta, data, mode):
    # The meta device lets an empty output pass.
    usual = {"linear": 1, "trilinear": 3}.get(mode, 2)
    spatial = data.draw(st.sampled_from([usual, usual, usual, 1, 2, 3]))
    shape = data.draw(near((2, 3, *data.draw(st.tuples(*[st.integers(1, 4)] * spatial)))))
    arguments = {"mode": mode, **goal(data, spatial)}
    if "scale_factor" in arguments:
        arguments["recompute_scale_factor"] = data.draw(st.sampled_from([None, True]))
    cpu_oracle.function(F.interpolate, meta(shape), **arguments)


@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_settings_that_go_together_are_those_of_torch(cpu_oracle, meta, data):
    arguments = {
        "size": data.draw(st.sampled_from([None, 3])),
        "scale_factor": data.draw(st.sampled_from([None, 2.0])),
        "mode": data.draw(st.sampled_from(["nearest", "bilinear", "area"])),
        "align_corners": data.draw(st.sampled_from([None, True, False])),
        "recompute_scale_factor": data.draw(st.sampled_from([None, True, False])),
        "antialias": data.draw(st.booleans()),
    }
    cpu_oracle.function(F.interpolate, meta((2, 3, 4, 5)), **arguments)


@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_upsampling_layers_take_what_torch_takes(cpu_oracle, near, meta, data):
    layer = data.draw(st.sampled_from([nn.Upsample, nn.UpsamplingNearest2d, nn.UpsamplingBilinear2d]))
    arguments = goal(data, 2)
    cpu_oracle.module(lambda: layer(**arguments), meta(data.draw(near((2, 3, 4, 5)))))


def test_the_axes_of_a_mode_are_told():
    words = refusal((3, 8, 8), size=16, mode="bilinear")
    assert words == ("an input with 4 axes (batch × channels × its image, for mode bilinear)", "3")


def test_the_axes_of_several_sizes_are_told():
    assert refusal((8, 3, 9), size=(16, 16)) == ("an input with 4 axes (for size (16, 16))", "3")


def test_an_output_of_nothing_is_told():
    words = refusal((8, 3, 1, 9), scale_factor=0.5)
    assert words == ("an input of at least 2 in axis 2 for its scale_factor 0.5", "1")
    words = refusal((8, 3, 9, 9), size=(0, 9))
    assert words == ("a size that leaves at least 1 of each axis", "0 × 9")


def test_an_empty_input_is_told():
    assert refusal((8, 0, 9, 9), size=4) == ("at least 1 in axis 1 of its input", "0")


def test_settings_that_exclude_each_other_are_told():
    assert refusal((8, 3, 9, 9)) == ("either a size or a scale_factor", "neither")
    assert refusal((8, 3, 9, 9), size=3, scale_factor=2) == (
        "either a size or a scale_factor",
        "size and scale_factor",
    )
    assert refusal((8, 3, 9, 9), size=3, align_corners=True) == ("no align_corners with mode nearest", "True")
    assert refusal((8, 3, 9, 9), size=3, recompute_scale_factor=True) == (
        "no recompute_scale_factor with a size",
        "True",
    )
    assert refusal((8, 3, 9, 9), size=3, antialias=True) == (
        "mode bilinear, bicubic or lanczos with antialias",
        "nearest",
    )


def test_a_whole_factor_keeps_what_a_size_remembers():
    verdict = judge(Call("interpolate", {"input": (8, 3, Size(4, "height"), 9)}, {"scale_factor": 2.0}))
    assert isinstance(verdict, Accept)
    assert verdict.outputs == [(8, 3, 8, 18)]
    assert verdict.outputs[0][2].expression == ("*", "height", 2)
