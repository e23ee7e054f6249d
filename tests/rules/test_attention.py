"""Attention takes queries, keys and values that go together."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Call, Conflict, judge

examples = settings(max_examples=100, derandomize=True, deadline=None)


@given(data=st.data())
@examples
def test_multi_head_attention_takes_what_torch_takes(oracle, near, meta, data):
    arguments = {"batch_first": data.draw(st.booleans()), "add_zero_attn": data.draw(st.booleans())}
    if data.draw(st.booleans()):
        arguments |= {"kdim": 3, "vdim": 5}
    query, key = [5, 4], [6, arguments.get("kdim", 4)]
    value = [6, arguments.get("vdim", 4)]
    if data.draw(st.booleans()):
        for shape in (query, key, value):
            shape.insert(0 if arguments["batch_first"] else 1, 2)
    shapes = [tuple(query), tuple(key), tuple(value)]
    wrong = data.draw(st.integers(0, 3))
    if wrong < 3:
        shapes[wrong] = data.draw(near(shapes[wrong]))
    if any(0 in shape for shape in shapes):
        return  # torch joins empty batches with anything
    calls = {"need_weights": data.draw(st.booleans()), "average_attn_weights": data.draw(st.booleans())}
    oracle.module(lambda: torch.nn.MultiheadAttention(4, 2, **arguments), *map(meta, shapes), **calls)


@given(data=st.data())
@examples
def test_masks_of_multi_head_attention_take_what_torch_takes(oracle, near, meta, data):
    batch = data.draw(st.sampled_from([(), (3,)]))
    query, key = meta((*batch, 5, 4)), meta((*batch, 6, 4))
    masks = {}
    if data.draw(st.booleans()):
        masks["key_padding_mask"] = meta(data.draw(near((*batch, 6))), torch.bool)
    if data.draw(st.booleans()):
        heads = data.draw(st.sampled_from([(), (2 * (batch or (1,))[0],)]))
        masks["attn_mask"] = meta(data.draw(near((*heads, 5, 6))), torch.bool)
    oracle.module(lambda: torch.nn.MultiheadAttention(4, 2, batch_first=True), query, key, key, **masks)


@given(data=st.data())
@examples
def test_the_scaled_dot_product_takes_what_torch_takes(oracle, near, meta, data):
    leading = data.draw(st.sampled_from([(), (3,), (2, 3)]))
    shapes = [(*leading, 5, 4), (*leading, 6, 4), (*leading, 6, 3)]
    wrong = data.draw(st.integers(0, 3))
    if wrong < 3:
        shapes[wrong] = data.draw(near(shapes[wrong]))
    if any(0 in shape for shape in shapes):
        return  # sums over nothing are taken by some kernels and refused by others
    if len(leading) == 2 and shapes[1][-2:-1] != shapes[2][-2:-1]:
        return  # the CPU's fused kernel takes values of another length than the keys, and reads past them
    oracle.function(torch.nn.functional.scaled_dot_product_attention, *map(meta, shapes))


@given(data=st.data())
@examples
def test_a_mask_of_the_scores_takes_what_torch_takes(cpu_oracle, near, meta, data):
    # The meta device lets a mask be larger than the scores.
    leading = data.draw(st.sampled_from([(), (3,), (2, 3)]))
    mask = data.draw(near((*leading[data.draw(st.integers(0, 2)) :], 5, 6)))
    query, key = meta((*leading, 5, 4)), meta((*leading, 6, 4))
    cpu_oracle.function(torch.nn.functional.scaled_dot_product_attention, query, key, key, attn_mask=meta(mask))


@given(st.sampled_from([1, 2, 3, 4, 8]), st.sampled_from([1, 2, 3, 4]))
@examples
def test_grouped_queries_take_what_torch_takes(oracle, meta, heads, groups):
    query, key = meta((2, heads, 5, 4)), meta((2, groups, 6, 4))
    oracle.function(torch.nn.functional.scaled_dot_product_attention, query, key, key, enable_gqa=True)


def refusal(op, shapes, masks=None, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    operands = {**dict(zip(("query", "key", "value"), shapes, strict=True)), **(masks or {})}
    verdict = judge(Call(op, operands, {"embed_dim": 8, "num_heads": 2, **attributes}))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_the_features_of_a_query_are_told():
    words = refusal("multi_head_attention", [(5, 2, 6)] * 3)
    assert words == ("8 features in the last axis of its query", "6")


def test_the_batch_of_a_key_is_told():
    words = refusal("multi_head_attention", [(5, 2, 8), (6, 3, 8), (6, 3, 8)])
    assert words == ("2 in axis 1 of its key (the batch size of its query, as it is sequence-first)", "3")


def test_the_length_of_a_value_is_told():
    words = refusal("multi_head_attention", [(2, 5, 8), (2, 6, 8), (2, 7, 8)], batch_first=True)
    assert words == ("6 in axis 1 of its value (the length of its key)", "7")


def test_a_padding_mask_is_told():
    words = refusal("multi_head_attention", [(5, 2, 8)] * 3, {"key_padding_mask": (5, 2)})
    assert words == ("a key_padding_mask of shape (2, 5) (batch × length of its key)", "(5, 2)")


def test_an_attention_mask_is_told():
    words = refusal("multi_head_attention", [(5, 2, 8)] * 3, {"attn_mask": (2, 5, 5)})
    assert words == ("an attn_mask of shape (4, 5, 5) (batch · heads × target × source)", "(2, 5, 5)")


def test_the_features_of_a_key_are_told():
    words = refusal("scaled_dot_product_attention", [(2, 5, 8), (2, 6, 4), (2, 6, 8)])
    assert words == ("8 in axis 2 of its key (the features of its query)", "4")


def test_a_mask_of_the_scores_is_told():
    words = refusal("scaled_dot_product_attention", [(2, 5, 8)] * 3, {"attn_mask": (6, 5)})
    assert words == ("an attn_mask of shape (5, 5) (its last axes are target × source)", "(6, 5)")


def test_heads_that_do_not_divide_are_told():
    words = refusal("scaled_dot_product_attention", [(2, 8, 5, 4), (2, 3, 5, 4), (2, 3, 5, 4)], enable_gqa=True)
    assert words == ("a divisor of 8 (the heads of its query) in axis 1 of its key", "3")
