"""The layers of Keras that prepare images."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.faults import rank_fault


def resized(call: Call) -> Outcome:
    """One image or a batch of them, brought to `height` × `width` by scaling or by cutting."""
    shape = call.shape("inputs")
    if shape is None:
        return None
    fault = rank_fault(call, "inputs", [4, 3], why="(height × width × channels, the batch optional)")
    size = (call.attribute("height"), call.attribute("width"))
    if call.attribute("data_format", "channels_last") == "channels_last":
        return fault or Accept([(*shape[:-3], *size, shape[-1])])
    return fault or Accept([(*shape[:-2], *size)])


def augmented(call: Call) -> Outcome:
    """One image or a batch of them, changed at random in what it shows; some layers need all three `colours`."""
    shape = call.shape("inputs")
    if shape is None or len(shape) not in (3, 4):
        return None  # what else is taken depends on the layer and on the backend
    channels = shape[-1 if call.attribute("data_format", "channels_last") == "channels_last" else -3]
    return None if call.attribute("colours", False) and channels != 3 else Accept([shape])


RULES: dict[str, Rule] = {"resized_images": resized, "augmented_images": augmented}
