"""One step of a recurrent layer: RNN, LSTM and GRU cells."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.linear import feature_fault
from shapeviz.rules.recurrent import STATE_NAMES, StateAxes, given_states, pair_fault, state_fault


def recurrent_cell(call: Call) -> Outcome:
    """(batch, features) or (features,); the states have as many axes as the input."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = rank_fault(call, "input", [2, 1], why="(batch × features, the batch optional)") or pair_fault(call)
    features: int = call.attribute("input_size")
    if fault is not None:
        return fault
    if shape[-1] != features:
        return feature_fault("input", shape, features, flatten=False)
    wanted = (*shape[:-1], call.attribute("hidden_size"))
    axes: StateAxes = [("row", "the batch size of its input"), ("feature", "")][-len(shape) :]
    for index, (name, given) in enumerate(given_states(call)):
        fault = state_fault(name, STATE_NAMES[index], given, wanted, axes)
        if fault is not None:
            return fault
    return Accept([wanted] * (2 if call.op == "lstm_cell" else 1))


RULES: dict[str, Rule] = dict.fromkeys(("rnn_cell", "lstm_cell", "gru_cell"), recurrent_cell)
