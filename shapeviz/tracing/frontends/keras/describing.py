"""The description of a record of Keras."""

from __future__ import annotations

from typing import Any

import keras

from shapeviz.rules.core import Call
from shapeviz.rules.cost import multiply_adds
from shapeviz.tracing.description import Description
from shapeviz.tracing.frontends.keras.binding_layers import input_names, op_name
from shapeviz.tracing.frontends.keras.binding_losses import loss_target
from shapeviz.tracing.frontends.keras.describe_layers import attributes, bytes_of, elements, summary
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
        return Description("batch", "keras.batch", "batch", f"of {record.name}", input_names=["data"])
    if isinstance(subject, Training):
        names = [f"{link.place}{link.part}" for link in record.inputs]
        return Description(subject.label, f"keras.Model.{subject.label}", subject.label, input_names=names)
    if isinstance(subject, keras.losses.Loss):
        return Description(
            call.op if call is not None else record.name,
            loss_target(subject),
            record.name,
            input_names=["y_true", "y_pred", "sample_weight"][: len(record.inputs)],
            multiply_adds=cost,
        )
    return _of_layer(record, subject, call, cost)


def _of_layer(record: Record, layer: Any, call: Call | None, cost: int) -> Description:
    own = type(layer).__module__.startswith("keras.")
    count = elements(layer.weights)
    return Description(
        op=call.op if call is not None and not is_group(layer) else op_name(layer),
        target=f"keras.{'' if isinstance(layer, keras.Model) else 'layers.'}{type(layer).__name__}"
        if own
        else f"{type(layer).__module__}.{type(layer).__qualname__}",
        label=record.name,
        summary="" if is_group(layer) else summary(layer),
        attributes=attributes(layer),
        input_names=_input_names(record, layer),
        parameter_count=count,
        frozen_count=count - elements(layer.trainable_weights),
        parameter_bytes=sum(elements([weight]) * bytes_of(weight.dtype) for weight in layer.weights),
        multiply_adds=cost,
    )


def _input_names(record: Record, layer: Any) -> list[str]:
    """What the rules call the arguments of a layer: `inputs[1]` is the second of a list."""
    places = [link.place for link in record.inputs]
    names = input_names(layer, max([int(place) + 1 for place in places if isinstance(place, int)], default=0))
    return [
        (names[link.place] if isinstance(link.place, int) else str(link.place)) + link.part for link in record.inputs
    ]
