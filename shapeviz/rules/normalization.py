"""Normalisation over a batch, over layers, groups and instances."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import multiple_fault, rank_fault, shape_fault, shape_problems
from shapeviz.rules.nearest import channels_first
from shapeviz.rules.wording import counted, shape_text
from shapeviz.shapes.shape import Shape, product, replaced

STATISTICS = ("running_mean", "running_var", "weight", "bias")


def batch_norm(call: Call) -> Outcome:
    """(batch, channels, …); each channel is normalised over all the rest."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = _norm_rank_fault(call, [2, 3, 4, 5, 6, 7, 8]) or _channel_fault(call, shape, 1)
    if fault is None and call.attribute("training", False):
        fault = _one_value_fault(shape)
    return fault or Accept([shape])


def instance_norm(call: Call) -> Outcome:
    """(batch, channels, …) or (channels, …); each channel of each instance is normalised alone."""
    shape = call.shape("input")
    if shape is None:
        return None
    ranks = call.attribute("ranks")
    fault = _norm_rank_fault(call, [3, 4, 5, 6, 7, 8])
    # A module takes the lower of its two numbers of axes for an input without a batch.
    axis = 0 if ranks is not None and len(shape) == min(ranks) else 1
    fault = fault or _channel_fault(call, shape, axis)
    if fault is None and call.attribute("use_input_stats", True) and product(shape[axis + 1 :]) == 1:
        fault = Fault(
            [AxisProblem("input", len(shape) - 1, 2, shape[-1])],
            "more than one element for each channel of its input",
            "1",
            {"input": replaced(shape, -1, 2)},
        )
    return fault or Accept([shape])


def _norm_rank_fault(call: Call, default: list[int]) -> Fault | None:
    return rank_fault(call, "input", call.attribute("ranks", default))


def _channel_fault(call: Call, shape: Shape, axis: int) -> Fault | None:
    """The fault of a number of channels for which the layer has no weights or running statistics."""
    widths = [product(size) for name in STATISTICS if (size := call.shape(name)) is not None]
    wrong = next((width for width in widths if width != shape[axis]), None)
    if wrong is None:
        return None
    return _width_fault(shape, axis, wrong)


def _width_fault(shape: Shape, axis: int, channels: int) -> Fault:
    return Fault(
        [AxisProblem("input", axis, channels, shape[axis])],
        f"{counted(channels, 'channel')} in axis {axis} of its input",
        str(shape[axis]),
        {"input": channels_first(shape, axis, channels) or replaced(shape, axis, channels)},
    )


def _one_value_fault(shape: Shape) -> Fault | None:
    """In training one value has no variance."""
    if shape[0] * product(shape[2:]) != 1:
        return None
    return Fault(
        [AxisProblem("input", 0, 2, shape[0])],
        "more than one value for each channel while it trains (a batch of at least 2, or model.eval())",
        "1",
        {"input": replaced(shape, 0, 2)},
    )


def layer_norm(call: Call) -> Outcome:
    """The last axes are those of `normalized_shape`; weight and bias have exactly that shape."""
    shape = call.shape("input")
    if shape is None:
        return None
    wanted = sizes_of(call.attribute("normalized_shape"))
    if not wanted:
        return Fault([], "a normalized_shape with at least 1 axis", "none")
    for name in ("weight", "bias"):
        given = call.shape(name)
        if given is not None and given != wanted:
            return shape_fault(name, wanted, given)
    return _trailing_fault(shape, wanted) or Accept([shape])


def _trailing_fault(shape: Shape, wanted: Shape) -> Fault | None:
    """The fault of an input whose last axes are not `wanted`."""
    count = len(wanted)
    ending = shape[-count:]
    if ending == wanted:
        return None
    first = len(shape) - len(ending)
    problems = [
        replace(problem, axis=None if problem.axis is None else problem.axis + first)
        for problem in shape_problems("input", wanted, ending)
    ]
    mended = {"input": (*shape[:-count], *wanted)}
    if count == 1 and shape:
        expects = f"{counted(wanted[0], 'feature')} in the last axis of its input"
        return Fault(problems, expects, str(shape[-1]), mended)
    return Fault(problems, f"an input that ends in {shape_text(wanted)}", shape_text(ending), mended)


def group_norm(call: Call) -> Outcome:
    """(batch, channels, …); the channels are divided into equal groups."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = rank_fault(call, "input", [2, 3, 4, 5, 6, 7, 8])
    if fault is not None:
        return fault
    groups: int = call.attribute("num_groups")
    channels, rest = shape[1], product(shape[2:])
    fault = _group_width_fault(call, shape)
    if fault is not None:
        return fault
    fault = multiple_fault("input", shape, 1, groups, "its groups")
    if fault is not None:
        return fault
    # torch joins the batch with the groups before it counts, so two instances hide a group of one value.
    if (shape[0] * channels // groups) * rest == 1:
        return Fault(
            [AxisProblem("input", 0, 2, shape[0])],
            "more than one value to normalise in its input",
            "1",
            {"input": replaced(shape, 0, 2)},
        )
    return Accept([shape])


def _group_width_fault(call: Call, shape: Shape) -> Fault | None:
    """Weight and bias hold one number for each channel."""
    for name in ("weight", "bias"):
        given = call.shape(name)
        if given is not None and len(given) != 1:
            return shape_fault(name, (shape[1],), given)
        if given is not None and given[0] != shape[1]:
            return _width_fault(shape, 1, given[0])
    return None


RULES: dict[str, Rule] = {
    "batch_norm": batch_norm,
    "instance_norm": instance_norm,
    "layer_norm": layer_norm,
    "rms_norm": layer_norm,
    "group_norm": group_norm,
}
