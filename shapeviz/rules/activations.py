"""Activations that need more than single elements: gates, one slope for each channel, samples of classes."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.arguments import position
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, empty_fault, multiple_fault, rank_fault
from shapeviz.rules.nearest import channels_first
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, product, replaced


def glu(call: Call) -> Outcome:
    """The axis `dim` is halved: one half gates the other."""
    shape, dim = call.shape("input"), call.attribute("dim", -1)
    if shape is None:
        return None
    fault = few_axes_fault(shape, 1) or axis_fault("input", shape, dim, keyword=call.axis_word)
    axis = position(dim, len(shape))
    if fault is not None or axis is None:
        return fault
    fault = multiple_fault("input", shape, axis, 2, "two halves")
    return fault or Accept([replaced(shape, axis, shape[axis] // 2)])


def prelu(call: Call) -> Outcome:
    """`weight` holds one slope for all elements, or one for each channel of (batch, channels, …)."""
    shape, weight = call.shape("input"), call.shape("weight")
    if shape is None or weight is None:
        return None
    fault = rank_fault(call, "weight", [1, 0])
    slopes = product(weight)
    if fault is not None or slopes == 1:
        return fault or Accept([shape])
    fault = few_axes_fault(shape, 2, why=f"(batch × channels × …, for its {counted(slopes, 'slope')})")
    return fault or _channel_fault(shape, slopes) or Accept([shape])


def _channel_fault(shape: Shape, slopes: int) -> Fault | None:
    if shape[1] == slopes:
        return None
    return Fault(
        [AxisProblem("input", 1, slopes, shape[1])],
        f"{counted(slopes, 'channel')} in axis 1 of its input",
        str(shape[1]),
        {"input": channels_first(shape, 1, slopes) or replaced(shape, 1, slopes)},
    )


def softmax2d(call: Call) -> Outcome:
    """(batch, channels, height, width) or (channels, height, width); the channels of each pixel sum to 1."""
    shape = call.shape("input")
    if shape is None:
        return None
    why = "(batch × channels × height × width, the batch optional)"
    return rank_fault(call, "input", [4, 3], why=why) or Accept([shape])


def gumbel_softmax(call: Call) -> Outcome:
    """The shape of its logits; `dim` must be one of their axes, and hold a largest where it is `hard`."""
    shape, dim = call.shape("logits"), call.attribute("dim", -1)
    if shape is None:
        return None
    fault = axis_fault("logits", shape, dim, keyword=call.axis_word)
    axis = position(dim, len(shape))
    if fault is not None or axis is None:
        return fault
    if shape and call.attribute("hard", False):
        fault = empty_fault("logits", shape, (axis,))
    return fault or Accept([shape])


RULES: dict[str, Rule] = {
    "glu": glu,
    "prelu": prelu,
    "softmax2d": softmax2d,
    "gumbel_softmax": gumbel_softmax,
}
