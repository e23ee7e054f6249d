"""Arrays that Keras is given with different numbers of samples, since one of them lacks the batch axis."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.keras_sources import assigned, data_given, is_keras, last_name
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.rules.wording import shape_text

_FILLED = frozenset({"zeros", "ones", "empty"})


def propose(case: Case) -> Iterator[Proposal]:
    """`np.zeros((1, n))` for `np.zeros(n)`, or `x[None]` where the array is given."""
    node = case.node
    if node is None or not is_keras(node) or not node.target.startswith("keras.Model."):
        return
    given = data_given(case, "x")
    parts = list(given.elts) if isinstance(given, (ast.List, ast.Tuple)) else [given] if given is not None else []
    inputs = [spec for spec in node.inputs if spec.name == "x" or (spec.name or "").startswith("x[")]
    if len(parts) != len(inputs) or not any(spec.shape[:1] == (1,) for spec in inputs):
        return
    for part, spec in zip(parts, inputs, strict=True):
        if spec.shape[:1] == (1,):
            continue
        reason = f"`{text_of(case.source, part)}` has the shape {shape_text(spec.shape)}: the batch axis is missing."
        title = f"Give `{text_of(case.source, part)}` a batch axis"
        made = assigned(case, part.id) if isinstance(part, ast.Name) else part
        if isinstance(made, ast.Call) and last_name(made) in _FILLED and made.args and len(spec.shape) == 1:
            size = made.args[0]
            change = replaced(case.source, size, f"(1, {text_of(case.source, size)})")
            yield Proposal(title, edits_of(case.source, change), reason, MISSING_CALL + NUANCE)
        yield Proposal(title, edits_of(case.source, wrapped(case.source, part, "[None]")), reason, MISSING_CALL + 0.01)
