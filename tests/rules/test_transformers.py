"""Whole transformer layers take sequences, memories and masks that go together."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from shapeviz.rules import Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_module

pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor")

# Stacked layers look into their masks for causal ones, which the meta device cannot do.
examples = settings(max_examples=15, derandomize=True, deadline=None)
SIZES = {"d_model": 4, "nhead": 2, "dim_feedforward": 3, "dropout": 0.0}


def _sequence(batch_first, length, batch=2):
    return ((batch, length) if batch_first else (length, batch)) + (4,)


def _encoder(batch_first, stacked):
    layer = nn.TransformerEncoderLayer(**SIZES, batch_first=batch_first)
    return nn.TransformerEncoder(layer, 1, enable_nested_tensor=False) if stacked else layer


def _decoder(batch_first, stacked):
    layer = nn.TransformerDecoderLayer(**SIZES, batch_first=batch_first)
    return nn.TransformerDecoder(layer, 1) if stacked else layer


@pytest.mark.parametrize("stacked", [False, True])
@given(data=st.data())
@examples
def test_an_encoder_takes_what_torch_takes(cpu_oracle, near, meta, data, stacked):
    batch_first = data.draw(st.booleans())
    src = data.draw(near(data.draw(st.sampled_from([_sequence(batch_first, 5), (5, 4)]))))
    if 0 in src:
        return  # torch joins empty batches with anything
    masks = {}
    if data.draw(st.booleans()):
        masks["mask" if stacked else "src_mask"] = meta(data.draw(near((5, 5))), torch.bool)
    if data.draw(st.booleans()):
        masks["src_key_padding_mask"] = meta(data.draw(near((2, 5))), torch.bool)
    cpu_oracle.module(lambda: _encoder(batch_first, stacked), meta(src), **masks)


@pytest.mark.parametrize("stacked", [False, True])
@given(data=st.data())
@examples
def test_a_decoder_takes_what_torch_takes(cpu_oracle, near, meta, data, stacked):
    batch_first = data.draw(st.booleans())
    tgt, memory = data.draw(near(_sequence(batch_first, 5))), data.draw(near(_sequence(batch_first, 6)))
    if 0 in (*tgt, *memory):
        return  # torch joins empty batches with anything
    shapes = {"tgt_mask": (5, 5), "memory_mask": (5, 6), "memory_key_padding_mask": (2, 6)}
    name = data.draw(st.sampled_from(["", *shapes]))
    masks = {name: meta(data.draw(near(shapes[name])), torch.bool)} if name else {}
    cpu_oracle.module(lambda: _decoder(batch_first, stacked), meta(tgt), meta(memory), **masks)


@given(data=st.data())
@examples
def test_a_transformer_takes_what_torch_takes(cpu_oracle, near, meta, data):
    batch_first = data.draw(st.booleans())
    src, tgt = data.draw(near(_sequence(batch_first, 5))), data.draw(near(_sequence(batch_first, 6)))
    if 0 in (*src, *tgt):
        return  # torch joins empty batches with anything
    shapes = {"src_mask": (5, 5), "memory_mask": (6, 5), "tgt_key_padding_mask": (2, 6)}
    name = data.draw(st.sampled_from(["", *shapes]))
    masks = {name: meta(data.draw(near(shapes[name])), torch.bool)} if name else {}
    layers = {"num_encoder_layers": 1, "num_decoder_layers": 1, "batch_first": batch_first}
    cpu_oracle.module(lambda: nn.Transformer(**SIZES, **layers), meta(src), meta(tgt), **masks)


def test_layers_of_ones_own_in_an_encoder_are_not_judged(meta):
    class Halves(nn.Module):
        def forward(self, src, **masks):
            return src[..., :2]

    call = bind_module(nn.TransformerEncoder(Halves(), 1, enable_nested_tensor=False), (meta((2, 5, 4)),), {})
    assert call is not None and judge(call) is None


def refusal(op, operands):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, {"d_model": 8, "nhead": 2, "batch_first": True}))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_the_features_of_a_sequence_are_told():
    words = refusal("transformerencoder", {"src": (2, 5, 6)})
    assert words == ("8 features in the last axis of its src", "6")


def test_the_axes_of_a_sequence_are_told():
    words = refusal("transformerencoder", {"src": (2, 5, 3, 8)})
    assert words == ("a src with 3 or 2 axes (batch × time × features, the batch optional)", "4")


def test_the_batch_of_a_memory_is_told():
    words = refusal("transformerdecoder", {"tgt": (2, 5, 8), "memory": (3, 6, 8)})
    assert words == ("2 in axis 0 of its memory (the batch size of its tgt, as it is batch-first)", "3")


def test_the_axes_of_a_target_are_told():
    words = refusal("transformer", {"src": (2, 5, 8), "tgt": (6, 8)})
    assert words == ("a tgt with 3 axes like its src", "2")


def test_a_mask_of_a_decoder_is_told():
    words = refusal("transformerdecoder", {"tgt": (2, 5, 8), "memory": (2, 6, 8), "memory_mask": (6, 5)})
    assert words == ("a memory_mask of shape (5, 6) (length of its tgt × length of its memory)", "(6, 5)")


def test_a_padding_mask_of_an_encoder_is_told():
    words = refusal("transformerencoder", {"src": (2, 5, 8), "src_key_padding_mask": (5, 2)})
    assert words == ("a src_key_padding_mask of shape (2, 5) (batch × the length of its src)", "(5, 2)")
