"""Data that does not have the shape that a Keras model was told for its input."""

from __future__ import annotations

from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, wrapped
from shapeviz.diagnosis.proposals.keras_names import layer_named
from shapeviz.diagnosis.proposals.keras_sources import (
    data_given,
    is_keras,
    places_of,
    with_layer_before,
)
from shapeviz.diagnosis.proposals.keras_tellings import shape_written, tellings
from shapeviz.diagnosis.weights import LAYER_SIZE, MISSING_CALL, NUANCE
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, product


def propose(case: Case) -> Iterator[Proposal]:
    """The data reshaped, a layer that reshapes it in front of the first one, or the shape that the model is told."""
    node = case.node
    expected = case.conflict.expected_shapes if case.conflict is not None else None
    if not is_keras(node) or node is None or not expected or not node.inputs:
        return
    shape, wanted = node.inputs[0].shape, next(iter(expected.values()))
    if not node.target.startswith(("keras.Sequential", "keras.Model", "keras.Functional")) or len(wanted) < 2:
        return
    features, told = shape[1:], wanted[1:]
    both = f"The model was told that each sample has the shape {shape_text(told)}, and gets {shape_text(features)}"
    if product(features) == product(told):
        yield from _reshaped_data(case, told, f"{both}: the numbers are the same, in other axes.")
        yield from _reshaping_layer(case, features, told, f"{both}: the numbers are the same, in other axes.")
    elif len(features) == 3 and len(told) == 2:
        rows = (features[0], features[1] * features[2])
        reason = f"{both}: the rows of a picture are steps of {features[1]} · {features[2]} numbers."
        yield from _reshaping_layer(case, features, rows, reason)
    if len(features) == len(told):
        yield from _told_otherwise(case, features, f"{both}.")


def _reshaped_data(case: Case, told: Shape, reason: str) -> Iterator[Proposal]:
    given = data_given(case, "x")
    suffix = f".reshape({', '.join(['-1', *map(str, told)])})"
    for place, site in enumerate(places_of(case, given) if given is not None else ()):
        edits = edits_of(case.source, wrapped(case.source, site, suffix))
        yield Proposal(f"Give the data the shape {shape_text(told)}", edits, reason, LAYER_SIZE - 0.01 * place)


def _reshaping_layer(case: Case, features: Shape, told: Shape, reason: str) -> Iterator[Proposal]:
    """A layer in front of the one that tells the shape of the input."""
    name = "Flatten" if len(told) == 1 else "Reshape"
    for telling in tellings(case):
        layer = layer_named(case, name, telling.layer) if telling.keyword == "input_shape" else None
        if layer is None:
            continue
        sizes = "" if len(told) == 1 else f"{told}, "
        edits = with_layer_before(case, telling.layer, f"{layer.text}({sizes}input_shape={features})")
        if edits:
            title = f"Put {name} before the first layer"
            yield Proposal(title, (*layer.imports, *edits), reason, MISSING_CALL + NUANCE)


def _told_otherwise(case: Case, features: Shape, reason: str) -> Iterator[Proposal]:
    for telling in tellings(case):
        if telling.keyword != "batch_shape":
            edits = edits_of(case.source, replaced(case.source, telling.shape, shape_written(case, telling, features)))
            yield Proposal(f"Tell the model the shape {shape_text(features)}", edits, reason, LAYER_SIZE)
