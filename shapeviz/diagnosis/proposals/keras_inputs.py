"""Data that does not have the shape that a Keras model was told for its input."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, wrapped
from shapeviz.diagnosis.proposals.keras_sources import (
    data_given,
    is_keras,
    places_of,
    sibling_name,
    with_layer_before,
)
from shapeviz.diagnosis.weights import LAYER_SIZE, MISSING_CALL, NUANCE
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, product

_TOLD = ("input_shape", "shape", "batch_shape")


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
    for layer, _, _ in _tellings(case, "input_shape"):
        if len(told) == 1:
            text = f"{sibling_name(case, layer, 'Flatten')}(input_shape={features})"
        else:
            text = f"{sibling_name(case, layer, 'Reshape')}({told}, input_shape={features})"
        edits = with_layer_before(case, layer, text)
        if edits:
            name = "Flatten" if len(told) == 1 else "Reshape"
            yield Proposal(f"Put {name} before the first layer", edits, reason, MISSING_CALL + NUANCE)


def _told_otherwise(case: Case, features: Shape, reason: str) -> Iterator[Proposal]:
    for _, value, name in _tellings(case, *_TOLD):
        if name != "batch_shape":
            text = f"({features[0]},)" if len(features) == 1 else str(tuple(map(int, features)))
            edits = edits_of(case.source, replaced(case.source, value, text))
            yield Proposal(f"Tell the model the shape {shape_text(features)}", edits, reason, LAYER_SIZE)


def _tellings(case: Case, *names: str) -> Iterator[tuple[ast.Call, ast.expr, str]]:
    """The layers that tell the shape of the input, with the expression and keyword that do."""
    for call in case.calls:
        for keyword in call.keywords:
            if keyword.arg in names and isinstance(call.func, (ast.Attribute, ast.Name)):
                yield call, keyword.value, keyword.arg or ""
        written = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if written == "Input" and "shape" in names and call.args:
            yield call, call.args[0], "shape"
