"""Recurrent layers that give their last step alone where a sequence is wanted, or a sequence where one step is."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, with_keyword
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.keras_sources import is_keras, last_name, shape_of
from shapeviz.diagnosis.weights import LAYER_OPTION, NUANCE
from shapeviz.graph.model import Node

_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "RNN"})
_WRAPPING = frozenset({"Bidirectional"})
_OPTION = "return_sequences"


def propose(case: Case) -> Iterator[Proposal]:
    """`return_sequences=True` for the recurrent layer before, or without it."""
    node = case.node
    if node is None or not is_keras(node) or not node.inputs:
        return
    labels, prediction = shape_of(node, "y_true"), shape_of(node, "y_pred")
    if labels is None or prediction is None:
        problems = case.conflict.problems if case.conflict is not None else []
        if any(problem.unit == "axes" and problem.expected == problem.actual + 1 for problem in problems):
            yield from _told(case, node, sequences=True)
        return
    axes = len(labels) + ("sparse" in node.op)
    if axes == len(prediction) + 1 and labels[0] == prediction[0]:
        yield from _told(case, node, sequences=True)
    elif len(prediction) == axes + 1 and labels[0] == prediction[0]:
        yield from _told(case, node, sequences=False)


def _told(case: Case, taker: Node, *, sequences: bool) -> Iterator[Proposal]:
    """The nearest recurrent layer on the way told to give all its steps, or the last one alone."""
    for node, _ in case.upstream(taker):
        call = _constructor(case, node)
        if call is None or bool(node.attributes.get(_OPTION, not sequences)) is sequences:
            continue
        given = "the last of its steps alone" if sequences else "all its steps"
        wanted = "a sequence" if sequences else "one step of each sequence"
        title = f"Let {node.label} give {'all its steps' if sequences else 'its last step alone'}"
        reason = f"{who(node)} gives {given}, and {who(taker)} is to take {wanted}."
        edits = edits_of(case.source, with_keyword(case.source, call, _OPTION, str(sequences)))
        yield Proposal(title, edits, reason, LAYER_OPTION + NUANCE / 2)
        return


def _constructor(case: Case, node: Node) -> ast.Call | None:
    """The call that made a recurrent layer; for one in a wrapper the call inside it."""
    call = case.definition(node)
    if call is not None and last_name(call) in _WRAPPING and call.args and isinstance(call.args[0], ast.Call):
        call = call.args[0]
    return call if call is not None and last_name(call) in _RECURRENT else None
