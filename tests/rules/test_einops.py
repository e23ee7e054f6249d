"""Patterns of einops take what einops takes."""

from __future__ import annotations

import einops
import pytest
from einops.layers.torch import Rearrange, Reduce
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, AxisProblem, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_module

examples = settings(max_examples=40, derandomize=True, deadline=None)
PATTERNS = [
    ("rearrange", "b c h w -> b (h w) c", (2, 3, 4, 5), {}),
    ("rearrange", "b t (three h c) -> three b h t c", (2, 5, 24), {"three": 3, "h": 4}),
    ("rearrange", "b c (h p) (w q) -> b (h w) (p q c)", (2, 3, 4, 6), {"p": 2, "q": 3}),
    ("rearrange", "b t -> b 1 1 t", (2, 5), {}),
    ("rearrange", "b 1 t -> b t ()", (2, 1, 5), {}),
    ("rearrange", "b c -> c b", (2, 3), {"c": 3}),
    ("rearrange", "... h w -> ... (h w)", (2, 3, 4), {}),
    ("rearrange", "b ... c -> b c (...)", (2, 3, 5, 4), {}),
    ("rearrange", "b (x y) -> (x b) y", (2, 6), {"x": 2, "y": 3}),
    ("reduce", "b c (h 2) (w 2) -> b c h w", (2, 3, 4, 6), {}),
    ("reduce", "b ... -> b", (2, 3, 4), {}),
    ("reduce", "b c h w -> b c 1 1", (2, 3, 4, 5), {}),
    ("repeat", "h w -> h (w n) c", (3, 4), {"n": 2, "c": 3}),
    ("repeat", "n d -> b n d", (3, 4), {"b": 5}),
    ("repeat", "b d -> b 2 d", (3, 4), {}),
]
UNSOUND = [
    ("rearrange", "b c -> b"),
    ("rearrange", "b c -> b c d"),
    ("rearrange", "b b -> b"),
    ("rearrange", "b 2 -> b 2"),
    ("rearrange", "b (c -> b c"),
    ("rearrange", "b c"),
    ("rearrange", "... -> b"),
    ("rearrange", "b (h w) -> b h w"),
    ("rearrange", "(b ...) -> b ..."),
    ("repeat", "b c -> b"),
    ("repeat", "b c -> b c d"),
    ("reduce", "b c -> b 2"),
]


def run(operation, tensor, pattern, sizes):
    """The shape that einops gives, or None if it refuses."""
    arguments = (tensor, pattern, "mean") if operation == "reduce" else (tensor, pattern)
    try:
        return tuple(getattr(einops, operation)(*arguments, **sizes).shape)
    except einops.EinopsError:
        return None


@pytest.mark.parametrize("operation, pattern, shape, sizes", PATTERNS)
@given(data=st.data())
@examples
def test_a_pattern_takes_what_einops_takes(near, meta, data, operation, pattern, shape, sizes):
    shape = data.draw(near(shape))
    if 0 in shape:
        return  # what is empty is divided by anything
    verdict = judge(Call(f"einops_{operation}", {"input": shape}, {"pattern": pattern, "sizes": sizes}))
    actual = run(operation, meta(shape), pattern, sizes)
    if actual is not None:
        assert verdict == Accept([actual])
        return
    assert isinstance(verdict, Conflict)
    if verdict.expected_shapes:
        assert verdict.outputs == [run(operation, meta(verdict.expected_shapes["input"]), pattern, sizes)]


@pytest.mark.parametrize("operation, pattern", UNSOUND)
def test_a_pattern_that_makes_no_sense_is_not_judged(meta, operation, pattern):
    call = Call(f"einops_{operation}", {"input": (2, 2)}, {"pattern": pattern, "sizes": {}})
    assert judge(call) is None
    with pytest.raises((einops.EinopsError, ValueError)):
        getattr(einops, operation)(*((meta((2, 2)), pattern) + (("mean",) if operation == "reduce" else ())))


def test_a_size_that_the_pattern_does_not_use_is_not_judged():
    call = Call("einops_rearrange", {"input": (2, 2)}, {"pattern": "a b -> b a", "sizes": {"c": 2}})
    assert judge(call) is None


def test_layers_are_bound_with_their_patterns(meta):
    call = bind_module(Rearrange("b (h d) -> b h d", h=2), (meta((5, 6)),), {})
    assert call is not None and judge(call) == Accept([(5, 2, 3)])
    call = bind_module(Reduce("b c h w -> b c", "mean"), (meta((2, 3, 4, 5)),), {})
    assert call is not None and judge(call) == Accept([(2, 3)])


def verdict_on(pattern, shape, **sizes):
    verdict = judge(Call("einops_rearrange", {"input": shape}, {"pattern": pattern, "sizes": sizes}))
    assert isinstance(verdict, Conflict)
    return verdict


def refusal(pattern, shape, **sizes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = verdict_on(pattern, shape, **sizes)
    return verdict.expects, verdict.gets


def test_the_number_of_axes_is_told():
    verdict = verdict_on("b t -> b 1 1 t", (2, 1, 1, 17))
    assert (verdict.expects, verdict.gets) == ("an input with 2 axes for its pattern 'b t'", "4")
    assert verdict.problems == [AxisProblem("input", None, 2, 4, "axes")]
    assert verdict.outputs == [(2, 1, 1, 17)]
    assert verdict_on("b t -> b 1 t 1", (2, 1, 5, 1)).expected_shapes == {"input": (2, 5)}
    words = refusal("b ... c -> b c ...", (2,))
    assert words == ("an input with at least 2 axes for its pattern 'b ... c'", "1")


def test_an_axis_that_cannot_be_divided_is_told():
    verdict = verdict_on("b t (three h c) -> three b h t c", (2, 5, 20), three=3, h=4)
    assert verdict.problems == [AxisProblem("input", 2, 12, 20)] and verdict.outputs is None
    assert verdict.expects == "a multiple of 12 in axis 2 of its input ('(three h c)' with three = 3 and h = 4)"
    assert verdict.gets == "20"


def test_an_axis_of_another_size_is_told():
    words = refusal("b (h d) -> b h d", (2, 20), h=4, d=8)
    assert words == ("32 in axis 1 of its input ('(h d)' with h = 4 and d = 8)", "20")
    assert refusal("b 1 t -> b t", (2, 3, 5)) == ("1 in axis 1 of its input ('1' in its pattern)", "3")


def test_a_named_size_shows_in_the_axis_after_an_ellipsis():
    verdict = verdict_on("... c -> c ...", (2, 7, 5), c=3)
    assert verdict.problems == [AxisProblem("input", 2, 3, 5)]
