"""Lists of arrays that a Keras model is given in another order than that of its inputs or outputs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.keras_sources import data_given, training_of
from shapeviz.diagnosis.weights import REORDERED
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape


def propose(case: Case) -> Iterator[Proposal]:
    """Two arrays of the list exchanged, the one at fault for one that has the shape which is wanted."""
    training, conflict = training_of(case, case.node), case.conflict
    if case.node is None or training is None or conflict is None:
        return
    for spec in case.node.inputs:
        wanted = conflict.expected_shapes.get(spec.name or "")
        for name in ("x", "y") if wanted is not None else ():
            arrays = [given.shape for given in training.inputs if (given.name or "").startswith(f"{name}[")]
            yield from _exchanged(case, name, arrays, spec.shape, wanted or ())


def _exchanged(case: Case, name: str, arrays: list[Shape], given: Shape, wanted: Shape) -> Iterator[Proposal]:
    written = data_given(case, name)
    if not isinstance(written, (ast.List, ast.Tuple)) or len(written.elts) != len(arrays):
        return
    items = written.elts
    for one, shape in enumerate(arrays):
        for other, second in enumerate(arrays):
            if one == other or shape[1:] != given[1:] or second[1:] != wanted[1:]:
                continue
            texts = [text_of(case.source, items[place]) for place in (one, other)]
            edits = edits_of(
                case.source,
                replaced(case.source, items[one], texts[1]),
                replaced(case.source, items[other], texts[0]),
            )
            reason = (
                f"`{texts[0]}` of shape {shape_text(shape)} stands where {shape_text(wanted)} is wanted, and "
                f"`{texts[1]}` has the shape {shape_text(second)}: the two are in the wrong order."
            )
            yield Proposal(f"Exchange `{texts[0]}` and `{texts[1]}`", edits, reason, REORDERED)
