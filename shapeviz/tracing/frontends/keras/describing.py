"""The description of a record of Keras."""

from __future__ import annotations

from typing import Any

import keras

from shapeviz.rules.core import Call
from shapeviz.rules.cost import multiply_adds
from shapeviz.tracing.description import Description
from shapeviz.tracing.frontends.keras.binding_layers import input_names, op_name
from shapeviz.tracing.frontends.keras.describe_layers import attributes, parameter_count, summary
from shapeviz.tracing.frontends.keras.subjects import BATCH, Training, is_group
from shapeviz.tracing.records import Record


def describe(record: Record, call: Call | None) -> Description:
    """The description of a record, whose call is as the rules see it."""
    subject = record.subject
    if record.kind not in ("module", "call"):
        kind = "Variable" if isinstance(subject, type) and issubclass(subject, keras.Variable) else "KerasTensor"
        return Description(record.kind, f"keras.{kind}", record.name or record.kind)
    cost = multiply_adds(call, [tuple(spec.shape) for spec in record.outputs]) if call is not None else 0
    if subject is BATCH:
        rows = record.outputs[0].shape[0] if record.outputs and record.outputs[0].shape else 0
        return Description("batch", "keras.batch", "batch", f"{rows} of {record.name}", input_names=["data"])
    if isinstance(subject, Training):
        names = [f"{link.place}{link.part}" for link in record.inputs]
        return Description(subject.label, f"keras.Model.{subject.label}", subject.label, input_names=names)
    if isinstance(subject, keras.losses.Loss):
        return Description(
            call.op if call is not None else record.name,
            f"keras.losses.{type(subject).__name__}",
            record.name,
            input_names=["y_true", "y_pred", "sample_weight"][: len(record.inputs)],
            multiply_adds=cost,
        )
    return _of_layer(record, subject, call, cost)


def _of_layer(record: Record, layer: Any, call: Call | None, cost: int) -> Description:
    own = type(layer).__module__.startswith("keras.")
    trainable = sum(_count(weight) for weight in layer.trainable_variables)
    count = parameter_count(layer)
    return Description(
        op=call.op if call is not None and not is_group(layer) else op_name(layer),
        target=f"keras.{'' if isinstance(layer, keras.Model) else 'layers.'}{type(layer).__name__}"
        if own
        else f"{type(layer).__module__}.{type(layer).__qualname__}",
        label=record.name,
        summary="" if is_group(layer) else summary(layer),
        attributes=attributes(layer),
        input_names=list(input_names(layer, len(record.inputs))),
        parameter_count=count,
        frozen_count=count - trainable,
        multiply_adds=cost,
    )


def _count(weight: Any) -> int:
    total = 1
    for size in weight.shape:
        total *= size
    return total
