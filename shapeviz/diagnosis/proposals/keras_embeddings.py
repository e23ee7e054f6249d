"""One-hot rows where an embedding takes class numbers: they get an axis more than was meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.keras_sources import is_keras, last_name
from shapeviz.diagnosis.weights import NUANCE, UNDONE

_ONE_HOT = frozenset({"to_categorical", "one_hot"})


def propose(case: Case) -> Iterator[Proposal]:
    """The class numbers themselves, in place of the one-hot rows that were made of them."""
    if case.node is None or not is_keras(case.node):
        return
    for node, _ in case.upstream(case.node):
        shape = node.inputs[0].shape if node.target == "keras.layers.Embedding" and node.inputs else ()
        if len(shape) < 3 or shape[-1] != node.attributes.get("input_dim"):
            continue
        for call in case.calls:
            if last_name(call) in _ONE_HOT and call.args and not isinstance(call.args[0], ast.Starred):
                text = text_of(case.source, call.args[0])
                edits = edits_of(case.source, replaced(case.source, call, text))
                reason = (
                    f"{who(node)} takes class numbers, and its input has an axis of {shape[-1]}, as one-hot rows have."
                )
                yield Proposal(f"Use the class numbers `{text}`", edits, reason, UNDONE + NUANCE / 2)
