"""The recurrent layers of Keras, in one direction or in both."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.rules.linear import feature_fault
from shapeviz.shapes.shape import Shape, broadcast


def recurrent(call: Call) -> Outcome:
    """(batch, time, features); the outputs are the last step or all of them, then the last states if asked for.

    `state_sizes` are the widths of the states of one direction, `units` that of its output. `kernel` is the first
    weight that the features meet.
    """
    shape, kernel = call.shape("sequences"), call.shape("kernel")
    if shape is None:
        return None
    fault = rank_fault(call, "sequences", [3], why="(batch × time × features)")
    if fault is None and kernel is not None and shape[-1] != kernel[0]:
        fault = feature_fault("sequences", shape, kernel[0], flatten=False)
    if fault is not None:
        return fault
    merge_mode = call.attribute("merge_mode", "one direction")
    widths: list[int] = list(call.attribute("state_sizes"))
    states: list[Shape] = [(shape[0], width) for width in widths * (1 if merge_mode == "one direction" else 2)]
    given = call.shapes("initial_state")
    if given and len(given) != len(states):
        return Fault([], f"{len(states)} tensors as its initial_state", str(len(given)))
    fault = _state_fault(call, states)
    if fault is not None:
        # One that stretches to the shape is taken by some backends.
        return fault if any(broadcast(pair) is None for pair in zip(given, states, strict=True)) else None
    outputs = _outputs(call, shape, merge_mode)
    return Accept([*outputs, *states] if call.attribute("return_state", False) else outputs)


def _outputs(call: Call, shape: Shape, merge_mode: str | None) -> list[Shape]:
    """The output, of which there are two if the directions are not merged."""
    units = call.attribute("units")
    width = units * 2 if merge_mode == "concat" else units
    output = (*shape[: 2 if call.attribute("return_sequences", False) else 1], width)
    return [output, output] if merge_mode is None else [output]


def _state_fault(call: Call, states: list[Shape]) -> Fault | None:
    """The fault of the first state that is not (batch, units), preferably of one that does not even stretch to it."""
    given = {name: shape for name, shape in call.named_shapes().items() if name.startswith("initial_state")}
    rows = [(name, shape, wanted) for (name, shape), wanted in zip(given.items(), states, strict=False)]
    wrong = [row for row in rows if row[1] != row[2]]
    wrong.sort(key=lambda row: broadcast(row[1:]) is not None)
    return shape_fault(wrong[0][0], wrong[0][2], wrong[0][1], "batch × units") if wrong else None


_LAYERS = ("simple_rnn", "keras_lstm", "keras_gru", "keras_rnn", "bidirectional")

RULES: dict[str, Rule] = dict.fromkeys(_LAYERS, recurrent)
