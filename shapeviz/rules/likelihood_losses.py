"""Losses that are likelihoods: of numbers with a variance, and of sequences without an alignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import empty_fault, rank_fault, shape_problems
from shapeviz.rules.losses import reduced
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, broadcast, product, replaced

LENGTHS = ("input_lengths", "target_lengths")


def gaussian_nll_loss(call: Call) -> Outcome:
    """Input and target broadcast; `var` is a number, or has the input's shape with one axis of size 1 or gone."""
    shape, target, variance = (call.shape(name) for name in ("input", "target", "var"))
    if shape is None or target is None:
        return None
    spread_out = shape if variance is None else _variances(shape, variance)
    if isinstance(spread_out, Fault):
        return spread_out
    shapes = {"input": shape, "target": target}
    fault, result = broadcast_fault(shapes), broadcast([shape, target, spread_out])
    return fault if fault is not None or result is None else Accept([reduced(call, result)])


def _variances(shape: Shape, variance: Shape) -> Shape | Fault:
    """The shape of the variances beside the input, axis by axis."""
    if variance == shape:
        return variance
    if variance == shape[:-1]:
        return (*variance, 1)
    other = [size for size, wanted in zip(variance, shape, strict=False) if size != wanted]
    if len(variance) == len(shape) and sum(other) == 1:
        return variance
    expects = f"a var of the same shape as its input, {shape_text(shape)}, or with 1 in one axis of it"
    return Fault(shape_problems("var", shape, variance), expects, shape_text(variance), {"var": shape})


def ctc_loss(call: Call) -> Outcome:
    """log_probs (steps, batch, classes) and targets (batch, labels) or all labels in one row, with their lengths.

    Lengths in tensors are not known to a rule, and so not compared with the sizes.
    """
    steps, targets = call.shape("log_probs"), call.shape("targets")
    if steps is None or targets is None:
        return None
    why = "(steps × batch × classes, the batch optional)"
    fault = rank_fault(call, "log_probs", [3, 2], why=why)
    fault = fault or empty_fault("log_probs", steps, range(len(steps)))
    fault = fault or rank_fault(call, "targets", [2, 1], why="(batch × labels, or all labels in one row)")
    if fault is not None:
        return fault
    batch = steps[1] if len(steps) == 3 else 1
    fault = _blank_fault(call, steps[-1]) or _batch_first_fault(call, steps, targets)
    for name in LENGTHS:
        fault = fault or _lengths_fault(call, name, batch)
    fault = fault or _longest_fault(call, steps[0]) or _labels_fault(call, targets, batch)
    return fault or Accept([reduced(call, steps[1:-1])])


def _blank_fault(call: Call, classes: int) -> Fault | None:
    blank: int = call.attribute("blank", 0)
    if 0 <= blank < classes:
        return None
    return Fault([], f"a blank from 0 to {classes - 1}, as its log_probs have {classes} classes", str(blank))


def _batch_first_fault(call: Call, steps: Shape, targets: Shape) -> Fault | None:
    """The fault of log_probs whose first axis is the batch that everything else is for."""
    counts = {_count(call, name) for name in LENGTHS} | ({targets[0]} if len(targets) == 2 else set())
    if len(steps) < 3 or counts != {steps[0]} or steps[0] == steps[1]:
        return None
    expects = f"{steps[0]} in axis 1 of its log_probs (steps × batch × classes, with {steps[0]} sequences to a batch)"
    problem = AxisProblem("log_probs", 1, steps[0], steps[1])
    return Fault([problem], expects, str(steps[1]), {"log_probs": (steps[1], steps[0], steps[2])})


def _lengths_fault(call: Call, name: str, batch: int) -> Fault | None:
    """The fault of lengths that are not one for each sequence."""
    shape, count = call.shape(name), _count(call, name)
    if count is None or count == batch:
        return None
    expects = f"{batch} {name}, one for each sequence of its log_probs"
    problem = AxisProblem(name, None, batch, count, "elements")
    return Fault([problem], expects, str(count), {} if shape is None else {name: (batch,)})


def _longest_fault(call: Call, steps: int) -> Fault | None:
    lengths = _known(call, "input_lengths")
    if not lengths or max(lengths) <= steps:
        return None
    return Fault([], f"input_lengths of at most {steps} (the steps of its log_probs)", str(max(lengths)))


def _labels_fault(call: Call, targets: Shape, batch: int) -> Fault | None:
    """The fault of targets for another batch, or with another number of labels than their lengths say."""
    lengths = _known(call, "target_lengths")
    if len(targets) == 2 and targets[0] != batch:
        expects = f"{batch} in axis 0 of its targets (the batch size of its log_probs)"
        mended = {"targets": replaced(targets, 0, batch)}
        return Fault([AxisProblem("targets", 0, batch, targets[0])], expects, str(targets[0]), mended)
    if lengths is None:
        return None
    labels = targets[-1]
    fits = labels == sum(lengths) if len(targets) == 1 else labels >= max(lengths, default=0)
    if fits:
        return None
    wanted = sum(lengths) if len(targets) == 1 else max(lengths)
    few = "" if len(targets) == 1 else "at least "
    expects = f"{few}{wanted} labels in the last axis of its targets (by its target_lengths)"
    problem = AxisProblem("targets", len(targets) - 1, wanted, labels)
    return Fault([problem], expects, str(labels), {"targets": replaced(targets, -1, wanted)})


def _count(call: Call, name: str) -> int | None:
    """How many lengths there are; None if the call has none of that name."""
    shape, given = call.shape(name), _known(call, name)
    return product(shape) if shape is not None else None if given is None else len(given)


def _known(call: Call, name: str) -> Sequence[int] | None:
    """Lengths that are plain numbers, not in a tensor."""
    given: Any = call.attribute(name)
    return cast("Sequence[int]", given) if isinstance(given, Sequence) else None


RULES: dict[str, Rule] = {"gaussian_nll_loss": gaussian_nll_loss, "ctc_loss": ctc_loss}
