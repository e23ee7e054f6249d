"""Recurrent layers over whole sequences: RNN, LSTM and GRU."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.faults import rank_fault, shape_problems
from shapeviz.rules.linear import feature_fault
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape, replaced

STATE_NAMES = ("hidden state", "cell state")

StateAxes = list[tuple[str, str]]  # for each axis of a state: what it counts, and why so many


def recurrent(call: Call) -> Outcome:
    """(time, batch, features), (batch, time, features) or (time, features); or the packed rows of all steps.

    The outputs are the output sequence and the last state, or both last states of an LSTM.
    """
    shape = call.shape("input")
    if shape is None:
        return None
    packed = call.attribute("batch_sizes") is not None
    fault = _input_fault(call, shape, packed) or pair_fault(call)
    if fault is not None:
        return fault
    states = state_shapes(call, shape)
    for index, (name, given) in enumerate(given_states(call)):
        fault = state_fault(name, STATE_NAMES[index], given, states[index], _state_axes(call, shape))
        if fault is not None:
            return fault
    directions = 2 if call.attribute("bidirectional", False) else 1
    return Accept([(*shape[:-1], directions * states[0][-1]), *states])


def state_shapes(call: Call, shape: Shape) -> list[Shape]:
    """(layers × directions, batch, features) of the hidden state and, for an LSTM, of the cell state."""
    width: int = call.attribute("hidden_size")
    directions = 2 if call.attribute("bidirectional", False) else 1
    layers = call.attribute("num_layers", 1) * directions
    batch_sizes = call.attribute("batch_sizes")
    if batch_sizes is not None:
        batch: Shape = (batch_sizes[0],)
    elif len(shape) == 3:
        batch = (shape[0 if call.attribute("batch_first", False) else 1],)
    else:
        batch = ()
    hidden: Shape = (layers, *batch, call.attribute("proj_size", 0) or width)
    return [hidden, (layers, *batch, width)] if call.op == "lstm" else [hidden]


def _input_fault(call: Call, shape: Shape, packed: bool) -> Fault | None:
    fault = rank_fault(call, "input", [2] if packed else [3, 2], why=_axes(call, packed))
    features: int = call.attribute("input_size")
    if fault is not None:
        return fault
    if shape[-1] != features:
        return feature_fault("input", shape, features, flatten=False)
    time = 1 if len(shape) == 3 and call.attribute("batch_first", False) else 0
    if shape[time] == 0:
        mended = {"input": replaced(shape, time, 1)}
        expects = f"at least 1 time step in axis {time} of its input"
        return Fault([AxisProblem("input", time, 1, 0)], expects, "0", mended)
    return None


def _axes(call: Call, packed: bool) -> str:
    if packed:
        return "(rows × features)"
    order = "batch × time" if call.attribute("batch_first", False) else "time × batch"
    return f"({order} × features, the batch optional)"


def given_states(call: Call) -> list[tuple[str, Shape]]:
    """The states that the call gives, under the names by which they are spoken of."""
    operand = call.operands.get("hx")
    if isinstance(operand, list):
        return [(item_name("hx", index), shape) for index, shape in enumerate(operand)]
    return [] if operand is None else [("hx", operand)]


def pair_fault(call: Call) -> Fault | None:
    """An LSTM's state is a pair, the others' a single tensor."""
    operand = call.operands.get("hx")
    wants_pair = call.op.startswith("lstm")
    if operand is None or isinstance(operand, list) == wants_pair:
        return None
    pair, single = "a pair (hidden state, cell state) as hx", "a single tensor as hx"
    return Fault([], pair, "a single tensor") if wants_pair else Fault([], single, "a pair")


def _state_axes(call: Call, shape: Shape) -> StateAxes:
    """What the axes of a state of this call hold, and why they have their size."""
    layers = ("layer", "its layers × directions" if call.attribute("bidirectional", False) else "its layers")
    features = ("feature", "")
    if call.attribute("batch_sizes") is not None:
        return [layers, ("sequence", "the batch size of its packed input"), features]
    if len(shape) == 2:
        return [layers, features]
    order = "batch-first" if call.attribute("batch_first", False) else "sequence-first"
    return [layers, ("sequence", f"the batch size of its input, which is {order}"), features]


def state_fault(name: str, title: str, given: Shape, wanted: Shape, axes: StateAxes) -> Fault | None:
    """The fault of a state that does not have the shape `wanted`, or None."""
    if given == wanted:
        return None
    mended = {name: wanted}
    problems = shape_problems(name, wanted, given)
    axis = problems[0].axis
    if len(problems) > 1 or axis is None:
        expects = f"a {title} of shape {shape_text(wanted)} as {name}"
        return Fault(problems, expects, shape_text(given), mended)
    unit, reason = axes[axis]
    because = f" ({reason})" if reason else ""
    expects = f"a {title} with {counted(wanted[axis], unit)} in axis {axis} of {name}{because}"
    return Fault(problems, expects, str(given[axis]), mended)


RULES: dict[str, Rule] = dict.fromkeys(("rnn", "lstm", "gru"), recurrent)
