"""Class numbers and one-hot labels in Keras: the loss exchanged for its sibling, or the labels brought to its form."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.keras_names import named
from shapeviz.diagnosis.proposals.keras_sources import labels_given, places_of, shape_of
from shapeviz.diagnosis.weights import NUANCE, OTHER_FUNCTION, TARGET
from shapeviz.rules.wording import shape_text

_LOSSES = {
    "keras_categorical_crossentropy": ("categorical_crossentropy", "CategoricalCrossentropy"),
    "keras_sparse_categorical_crossentropy": ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
    "keras_binary_crossentropy": ("binary_crossentropy", "BinaryCrossentropy"),
}
_SPARSE = "keras_sparse_categorical_crossentropy"
_ONE_HOT = "keras_categorical_crossentropy"


def propose(case: Case) -> Iterator[Proposal]:
    """`sparse_categorical_crossentropy` for class numbers, `categorical_crossentropy` for one-hot labels."""
    node = case.node
    if node is None or node.op not in _LOSSES:
        return
    labels, prediction = shape_of(node, "y_true"), shape_of(node, "y_pred")
    if labels is None or prediction is None or len(prediction) < 2 or prediction[-1] < 2:
        return
    both = f"The labels have the shape {shape_text(labels)} and the predictions {shape_text(prediction)}"
    classes = prediction[-1]
    if node.op != _SPARSE and labels in (prediction[:-1], (*prediction[:-1], 1)):
        reason = f"{both}: the labels are class numbers, one of {classes} for each sample, and not one-hot."
        yield from _with_loss(case, _SPARSE, reason)
        if node.op == _ONE_HOT:
            yield from _one_hot(case, classes, reason)
    if node.op == _SPARSE and labels == prediction:
        reason = f"{both}: the labels are one-hot, and not class numbers."
        yield from _with_loss(case, _ONE_HOT, reason)
        yield from _class_numbers(case, reason)


def _with_loss(case: Case, op: str, reason: str) -> Iterator[Proposal]:
    """The loss exchanged where its name stands as a text, or where its class or function is named."""
    assert case.node is not None
    changes = [
        change for pair in zip(_LOSSES[case.node.op], _LOSSES[op], strict=True) for change in _renamed(case, *pair)
    ]
    for change in changes:
        yield Proposal(f"Use {_LOSSES[op][0]}", edits_of(case.source, change), reason, OTHER_FUNCTION + NUANCE)


def _renamed(case: Case, old: str, new: str) -> Iterator[Change]:
    for node in ast.walk(case.source.tree) if case.source.tree is not None else ():
        if isinstance(node, ast.Constant) and node.value == old:
            yield replaced(case.source, node, text_of(case.source, node).replace(old, new))
        elif isinstance(node, ast.Attribute) and node.attr == old:
            yield replaced(case.source, node, f"{text_of(case.source, node.value)}.{new}")


def _one_hot(case: Case, classes: int, reason: str) -> Iterator[Proposal]:
    function = named(case, "utils", "to_categorical")
    if function is not None:
        for weight, site in _places(case):
            change = wrapped(case.source, site, f", {classes})", prefix=f"{function.text}(")
            edits = (*function.imports, *edits_of(case.source, change))
            yield Proposal("Make the labels one-hot", edits, reason, weight)


def _class_numbers(case: Case, reason: str) -> Iterator[Proposal]:
    for weight, site in _places(case):
        edits = edits_of(case.source, wrapped(case.source, site, ".argmax(axis=-1)"))
        yield Proposal("Make the labels class numbers", edits, reason, weight)


def _places(case: Case) -> Iterator[tuple[float, ast.expr]]:
    """Where the labels are made and where they are given, each with how likely they are changed there."""
    given = labels_given(case)
    for place, site in enumerate(places_of(case, given) if given is not None else ()):
        yield TARGET + NUANCE - 0.01 * place, site
