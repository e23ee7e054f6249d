"""The fully connected layer of Keras: `inputs · kernel + bias`, over the last axis."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, Call, Outcome, Rule
from shapeviz.rules.linear import feature_fault


def dense(call: Call) -> Outcome:
    """Any axes between the batch and the features; `kernel` is (features, units), and not there before a first call."""
    shape, kernel = call.shape("inputs"), call.shape("kernel")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 2, why="(batch × features)", operand="inputs")
    if fault is None and kernel is not None and shape[-1] != kernel[0]:
        fault = feature_fault("inputs", shape, kernel[0])
    units = call.attribute("units") if kernel is None else kernel[1]
    return fault or Accept([(*shape[:-1], units)])


def embedding(call: Call) -> Outcome:
    """Any shape of indices; each becomes a vector."""
    shape, table = call.shape("inputs"), call.shape("embeddings")
    if shape is None:
        return None
    return Accept([(*shape, call.attribute("output_dim") if table is None else table[1])])


RULES: dict[str, Rule] = {"dense": dense, "keras_embedding": embedding}
