"""Data that reaches a Keras model without a batch axis: one sample, or a dataset that was never batched."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.keras_sources import assigned, data_given, last_name, shape_of, training_of
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

_USUAL_BATCH = 32
_DATASETS = frozenset({"from_tensor_slices", "from_generator", "zip"})
_BATCHING = frozenset({"batch", "padded_batch", "ragged_batch"})


def propose(case: Case) -> Iterator[Proposal]:
    """`x_test[:1]` for `x_test[0]`, `image[None]` for `image`, `dataset.batch(32)` for `dataset`."""
    training = training_of(case, case.node)
    given = data_given(case, "x") if training is not None else None
    if training is None or given is None:
        return
    shape = shape_of(training, "x")
    if shape is None:
        yield from _batched(case, given)
    elif any(shape == features for features in _samples(case, training)):
        yield from _as_batch(case, given, shape)


def _samples(case: Case, training: Node) -> Iterator[Shape]:
    """The shapes of one sample in the other data that a model was given."""
    for other in case.graph.nodes:
        shape = shape_of(other, "x") if other.target.startswith("keras.Model.") else None
        if other is not training and shape is not None:
            yield shape[1:]


def _as_batch(case: Case, given: ast.expr, shape: Shape) -> Iterator[Proposal]:
    text = text_of(case.source, given)
    reason = f"`{text}` has the shape {shape_text(shape)}, which is that of one sample: the batch axis is missing."
    title = f"Give `{text}` a batch axis"
    made = assigned(case, given.id) if isinstance(given, ast.Name) else given
    if isinstance(made, ast.Subscript) and isinstance(made.slice, ast.Constant) and isinstance(made.slice.value, int):
        first = made.slice.value
        rows = f"{first or ''}:{first + 1 or ''}"
        edits = edits_of(case.source, replaced(case.source, made.slice, rows))
        yield Proposal(title, edits, reason, UNDONE + NUANCE / 2)
    edits = edits_of(case.source, wrapped(case.source, given, "[None]"))
    yield Proposal(title, edits, reason, MISSING_CALL + NUANCE)


def _batched(case: Case, given: ast.expr) -> Iterator[Proposal]:
    """A batch made before what is read ahead, in the last assignment to the dataset or where it is given."""
    made = [given, *(node.value for node in _assignments(case, given))]
    calls = [call for value in made for call in ast.walk(value) if isinstance(call, ast.Call)]
    names = {last_name(call) for call in calls}
    if not names & _DATASETS or names & _BATCHING:
        return
    for rank, value in enumerate((made[-1], given)):
        text = text_of(case.source, given)
        reason = f"`{text}` gives one sample after the other, and the model takes batches of them."
        edits = edits_of(case.source, _with_batch(case, value))
        yield Proposal(f"Batch the samples of `{text}`", edits, reason, MISSING_CALL + NUANCE - 0.01 * rank)


def _assignments(case: Case, given: ast.expr) -> list[ast.Assign]:
    """The assignments to the name that is given, in the order in which they are written."""
    name = given.id if isinstance(given, ast.Name) else None
    nodes = ast.walk(case.source.tree) if case.source.tree is not None and name is not None else ()
    found = [
        node
        for node in nodes
        if isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == name for to in node.targets)
    ]
    return sorted(found, key=lambda node: node.lineno)


def _with_batch(case: Case, value: ast.expr) -> Change:
    ahead = isinstance(value, ast.Call) and last_name(value) in ("prefetch", "repeat")
    if ahead and isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        value = value.func.value
    return wrapped(case.source, value, f".batch({_USUAL_BATCH})")
