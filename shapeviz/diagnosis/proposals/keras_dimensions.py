"""Keras layers for another number of axes: Conv1D on pictures, Conv2D on sequences, in all layers of the model."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.keras_sources import is_keras
from shapeviz.diagnosis.weights import NUANCE, OTHER_FUNCTION
from shapeviz.rules.wording import shape_text

_DIMENSIONED = re.compile(r"(\w*(?:Conv|Pooling|Padding|UpSampling|Cropping|SpatialDropout))(\d)(D(?:Transpose)?)")


def propose(case: Case) -> Iterator[Proposal]:
    """`Conv2D` in place of each `Conv1D`, and so for pooling, padding and their imports, in one fix."""
    node = case.node
    if node is None or not is_keras(node) or not node.inputs or case.source.tree is None:
        return
    named = _DIMENSIONED.fullmatch(node.target.rpartition(".")[2])
    shape = node.inputs[0].shape
    axes = len(shape) - 2
    if named is None or axes not in (1, 2, 3) or int(named[2]) == axes:
        return
    changes = [
        replaced(case.source, place, _DIMENSIONED.sub(rf"\g<1>{axes}\g<3>", text_of(case.source, place)))
        for place in _places(case.source.tree)
        if _DIMENSIONED.search(text_of(case.source, place)) and f"{named[2]}D" in text_of(case.source, place)
    ]
    if not changes:
        return
    reason = (
        f"{named[0]} works along {named[2]} {'axis' if named[2] == '1' else 'axes'}, and the data of shape "
        f"{shape_text(shape)} has {axes} between the samples and the channels."
    )
    title = f"Use {named[1]}{axes}{named[3]} in place of {named[0]}"
    yield Proposal(title, edits_of(case.source, *changes), reason, OTHER_FUNCTION + NUANCE)


def _places(tree: ast.AST) -> Iterator[ast.AST]:
    """The names that are called, and those that are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
            yield node.func
        elif isinstance(node, ast.ImportFrom):
            yield from node.names
