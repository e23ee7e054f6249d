"""Channels made into pixels, pixels into channels, and channels shuffled between groups."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import multiple_fault

IMAGES = "(… × channels × height × width)"


def pixel_shuffle(call: Call) -> Outcome:
    """(…, channels · r², height, width) becomes (…, channels, height · r, width · r)."""
    shape, factor = call.shape("input"), call.attribute("upscale_factor")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 3, why=IMAGES)
    if fault is not None or factor < 1:
        return fault or Fault([], "an upscale_factor of at least 1", str(factor))
    area = factor * factor
    meaning = f"its upscale_factor {factor}, squared"
    channels, height, width = shape[-3:]
    fault = multiple_fault("input", shape, len(shape) - 3, area, meaning)
    return fault or Accept([(*shape[:-3], channels // area, height * factor, width * factor)])


def pixel_unshuffle(call: Call) -> Outcome:
    """(…, channels, height · r, width · r) becomes (…, channels · r², height, width)."""
    shape, factor = call.shape("input"), call.attribute("downscale_factor")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 3, why=IMAGES)
    if fault is not None or factor < 1:
        return fault or Fault([], "a downscale_factor of at least 1", str(factor))
    for axis in (len(shape) - 2, len(shape) - 1):
        fault = fault or multiple_fault("input", shape, axis, factor, "its downscale_factor")
    if fault is None and 0 in shape:
        return None  # torch leaves an empty image as it is or not, as the device does it
    channels, height, width = shape[-3:]
    return fault or Accept([(*shape[:-3], channels * factor * factor, height // factor, width // factor)])


def channel_shuffle(call: Call) -> Outcome:
    """(batch, channels, …); the channels are dealt out from equal groups."""
    shape, groups = call.shape("input"), call.attribute("groups")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 3, why="(batch × channels × …)")
    if fault is not None or groups < 1:
        return fault or Fault([], "groups of at least 1", str(groups))
    return multiple_fault("input", shape, 1, groups, "its groups") or Accept([shape])


RULES: dict[str, Rule] = {
    "pixel_shuffle": pixel_shuffle,
    "pixel_unshuffle": pixel_unshuffle,
    **dict.fromkeys(("channel_shuffle", "native_channel_shuffle"), channel_shuffle),
}
