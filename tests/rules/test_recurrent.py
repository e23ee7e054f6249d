"""Recurrent layers take sequences of features and states that go with them."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_module

examples = settings(max_examples=100, derandomize=True, deadline=None)

LAYERS = [torch.nn.RNN, torch.nn.GRU, torch.nn.LSTM]


@pytest.mark.parametrize("layer", LAYERS)
@given(data=st.data())
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_recurrent_layer_takes_what_torch_takes(oracle, near, meta, data, layer):
    arguments = {
        "num_layers": data.draw(st.integers(1, 2)),
        "batch_first": data.draw(st.booleans()),
        "bidirectional": data.draw(st.booleans()),
    }
    if layer is torch.nn.LSTM:
        arguments["proj_size"] = data.draw(st.sampled_from([0, 2]))
    shape = data.draw(near((*data.draw(st.sampled_from([(), (2,)])), 3, 4)))
    layers = arguments["num_layers"] * (2 if arguments["bidirectional"] else 1)
    batch = (shape[0 if arguments["batch_first"] else 1],) if len(shape) == 3 else ()
    hidden = data.draw(near((layers, *batch, arguments.get("proj_size") or 3)))
    state = meta(hidden)
    if layer is torch.nn.LSTM:
        state = (state, meta(data.draw(near((layers, *batch, 3)))))
    if 0 in shape[:2] or not shape:
        return  # torch's states of empty batches and sequences differ between devices
    given_state = [state] if data.draw(st.booleans()) else []
    oracle.module(lambda: layer(4, 3, **arguments), meta(shape), *given_state)


@pytest.mark.parametrize("layer", [torch.nn.RNNCell, torch.nn.GRUCell, torch.nn.LSTMCell])
@given(data=st.data())
@examples
def test_a_recurrent_cell_takes_what_torch_takes(oracle, near, meta, data, layer):
    shape = data.draw(near((*data.draw(st.sampled_from([(), (2,)])), 4)))
    state = meta(data.draw(near((*shape[:-1], 3))))
    if layer is torch.nn.LSTMCell:
        state = (state, meta(data.draw(near((*shape[:-1], 3)))))
    given_state = [state] if data.draw(st.booleans()) else []
    states = given_state if layer is not torch.nn.LSTMCell or not given_state else given_state[0]
    if any(len(shape) == 1 and tuple(state.shape[:1]) == (3,) and state.dim() == 2 for state in states):
        return  # as many rows as features: torch then takes a batch of states for one without
    oracle.module(lambda: layer(4, 3), meta(shape), *given_state)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_packed_sequence_takes_what_torch_takes(layer):
    packed = torch.nn.utils.rnn.pack_sequence([torch.zeros(3, 4), torch.zeros(2, 4)])
    module = layer(4, 3, bidirectional=True)
    call = bind_module(module, (packed,), {})
    output, state = module(packed)
    states = state if isinstance(state, tuple) else (state,)
    assert call is not None
    assert judge(call) == Accept([tuple(output.data.shape), *(tuple(one.shape) for one in states)])


def test_the_batch_of_a_packed_sequence_is_told():
    packed = torch.nn.utils.rnn.pack_sequence([torch.zeros(3, 4), torch.zeros(2, 4)])
    call = bind_module(torch.nn.GRU(4, 3), (packed, torch.zeros(1, 5, 3)), {})
    assert call is not None
    verdict = judge(call)
    assert isinstance(verdict, Conflict)
    assert verdict.expects == "a hidden state with 2 sequences in axis 1 of hx (the batch size of its packed input)"
    assert verdict.gets == "5"


def refusal(op, operands, **attributes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call(op, operands, {"input_size": 4, "hidden_size": 3, **attributes}))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_the_batch_of_a_batch_first_layer_is_told():
    words = refusal("rnn", {"input": (10, 32, 4), "hx": (1, 32, 3)}, batch_first=True)
    assert words == (
        "a hidden state with 10 sequences in axis 1 of hx (the batch size of its input, which is batch-first)",
        "32",
    )


def test_the_batch_of_a_sequence_first_layer_is_told():
    words = refusal("lstm", {"input": (10, 32, 4), "hx": [(1, 32, 3), (1, 10, 3)]})
    assert words == (
        "a cell state with 32 sequences in axis 1 of hx[1] (the batch size of its input, which is sequence-first)",
        "10",
    )


def test_the_layers_of_a_state_are_told():
    words = refusal("gru", {"input": (10, 32, 4), "hx": (1, 32, 3)}, bidirectional=True)
    assert words == ("a hidden state with 2 layers in axis 0 of hx (its layers × directions)", "1")


def test_the_features_of_a_state_are_told():
    words = refusal("gru", {"input": (10, 32, 4), "hx": (1, 32, 5)})
    assert words == ("a hidden state with 3 features in axis 2 of hx", "5")


def test_a_state_that_differs_in_several_axes_is_told_whole():
    words = refusal("gru", {"input": (10, 32, 4), "hx": (2, 10, 3)})
    assert words == ("a hidden state of shape (1, 32, 3) as hx", "(2, 10, 3)")


def test_a_state_without_a_batch_is_told():
    words = refusal("rnn", {"input": (10, 32, 4), "hx": (1, 3)})
    assert words == ("a hidden state of shape (1, 32, 3) as hx", "(1, 3)")


def test_a_single_state_for_an_lstm_is_told():
    words = refusal("lstm", {"input": (10, 32, 4), "hx": (1, 32, 3)})
    assert words == ("a pair (hidden state, cell state) as hx", "a single tensor")


def test_the_features_of_the_input_are_told():
    words = refusal("lstm", {"input": (10, 32, 5)})
    assert words == ("4 features in the last axis of its input", "5")


def test_the_number_of_axes_of_the_input_is_told():
    words = refusal("lstm", {"input": (10, 1, 32, 4)}, batch_first=True)
    assert words == ("an input with 3 or 2 axes (batch × time × features, the batch optional)", "4")


def test_a_sequence_without_steps_is_told():
    words = refusal("rnn", {"input": (0, 32, 4)})
    assert words == ("at least 1 time step in axis 0 of its input", "0")


def test_the_batch_of_a_cell_is_told():
    words = refusal("gru_cell", {"input": (32, 4), "hx": (10, 3)})
    assert words == ("a hidden state with 32 rows in axis 0 of hx (the batch size of its input)", "10")
