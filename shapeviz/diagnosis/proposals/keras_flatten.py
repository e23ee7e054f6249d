"""Predictions with more axes than the labels: the axes between were never flattened before the output layer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, text_of, wrapped
from shapeviz.diagnosis.proposals.keras_names import layer_named
from shapeviz.diagnosis.proposals.keras_sources import (
    data_given,
    last_name,
    places_of,
    shape_of,
    with_layer_before,
    written_layer,
)
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE, TARGET
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text


def propose(case: Case) -> Iterator[Proposal]:
    """`Flatten()` or a global pooling before the last dense layers, or the labels of the last step alone."""
    node = case.node
    if node is None or not node.target.startswith("keras.losses."):
        return
    labels, prediction = shape_of(node, "y_true"), shape_of(node, "y_pred")
    if not labels or not prediction or labels[0] != prediction[0]:
        return
    both = f"The predictions have the shape {shape_text(prediction)} and the labels {shape_text(labels)}"
    sparse = "sparse" in node.op
    if len(prediction) > max(len(labels) + sparse, 2):
        yield from _flattened(case, f"{both}: the axes between were never flattened.")
    elif len(labels) == len(prediction) + 1 - sparse and len(labels) > 2 - sparse and len(prediction) == 2:
        yield from _last_step(case, f"{both}: there is a label for each step, and one prediction for each sequence.")


def _flattened(case: Case, reason: str) -> Iterator[Proposal]:
    """The layers at the end of the model that work on each position alone, the first of them first."""
    assert case.node is not None
    before = [node for node, _ in case.upstream(case.node) if node.op == "dense" and len(node.inputs[0].shape) > 2]
    for place, node in enumerate(reversed(before)):
        written = written_layer(case, node)
        for rank, name in enumerate(_layers(node) if written is not None else ()):
            assert written is not None
            layer = layer_named(case, name, written)
            edits = with_layer_before(case, written, f"{layer.text}()") if layer is not None else ()
            if layer is not None and edits:
                weight = MISSING_CALL + NUANCE - 0.01 * min(place, 2) - 0.015 * rank
                yield Proposal(f"Put {name} before {node.label}", (*layer.imports, *edits), reason, weight)


def _layers(node: Node) -> Iterator[str]:
    yield "Flatten"
    axes = len(node.inputs[0].shape) - 2
    if axes <= 3:
        yield f"GlobalAveragePooling{axes}D"


def _last_step(case: Case, reason: str) -> Iterator[Proposal]:
    """The labels of the last step, taken before they are made one-hot, where that is done."""
    given = data_given(case, "y")
    for place, site in enumerate(places_of(case, given) if given is not None else ()):
        one_hot = isinstance(site, ast.Call) and last_name(site) == "to_categorical" and site.args
        inner = site.args[0] if isinstance(site, ast.Call) and one_hot else site
        edits = edits_of(case.source, wrapped(case.source, inner, "[:, -1]"))
        title = f"Take the last step of `{text_of(case.source, inner)}`"
        yield Proposal(title, edits, reason, TARGET + NUANCE - 0.01 * place)
