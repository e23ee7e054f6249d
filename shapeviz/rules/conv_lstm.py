"""The recurrent layers of Keras whose steps are convolutions."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.input_specs import sizes_fault
from shapeviz.rules.keras_convolution import convolution
from shapeviz.rules.layouts import Layout
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape


def conv_lstm(spatial: int) -> Rule:
    """The rule of a layer over (batch, time, …), with a kernel that slides over `spatial` axes of each step.

    A first call settles the sizes of a step, `step_shape`.
    """
    step = convolution(spatial)

    def rule(call: Call) -> Outcome:
        shape, kernel, filters = call.shape("sequences"), call.shape("kernel"), call.attribute("filters")
        if shape is None:
            return None
        fault = _rank_fault(Layout.of(call, spatial), shape)
        settled = call.attribute("step_shape")
        if fault is None and settled is not None:
            fault = sizes_fault("sequences", shape, range(2, len(shape)), tuple(settled[1:]))
        if fault is not None:
            return fault
        # The kernel makes all four gates at once.
        weights = {} if kernel is None else {"kernel": (*kernel[:-1], filters)}
        outcome = step(replace(call, operands={"inputs": (shape[0], *shape[2:]), **weights}))
        if not isinstance(outcome, Accept):
            return None
        state = outcome.outputs[0]
        output = (state[0], shape[1], *state[1:]) if call.attribute("return_sequences", False) else state
        return Accept([output, state, state] if call.attribute("return_state", False) else [output])

    return rule


def _rank_fault(layout: Layout, shape: Shape) -> Fault | None:
    rank = layout.rank + 1
    if len(shape) == rank:
        return None
    axes = str(layout).replace("batch", "batch × time")
    problem = AxisProblem("sequences", None, rank, len(shape), "axes")
    mended = {"sequences": (1, *shape)} if len(shape) == rank - 1 else {}
    return Fault([problem], f"sequences with {counted(rank, 'axis')} ({axes})", str(len(shape)), mended)


RULES: dict[str, Rule] = {f"conv_lstm{n}d": conv_lstm(n) for n in (1, 2, 3)}
