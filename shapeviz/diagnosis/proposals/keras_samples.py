"""Arrays that Keras is given with different numbers of samples: one lacks the batch axis, or has rows too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.proposals.keras_sources import (
    assigned,
    data_given,
    is_keras,
    last_name,
    places_of,
    shape_of,
)
from shapeviz.diagnosis.proposals.size_names import size_named
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text

_FILLED = frozenset({"zeros", "ones", "empty"})


def propose(case: Case) -> Iterator[Proposal]:
    """`np.zeros((1, n))` for `np.zeros(n)`, `x[None]` where the array is given, or `y[n:]` for windows of n."""
    node = case.node
    if node is None or not is_keras(node) or not node.target.startswith("keras.Model."):
        return
    yield from _surplus_rows(case, node)
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


def _surplus_rows(case: Case, node: Node) -> Iterator[Proposal]:
    """The last rows of the array that has more of them, where it is made or where it is given."""
    shapes = {name: shape_of(node, name) for name in ("x", "y")}
    x, y = shapes["x"], shapes["y"]
    if x is None or y is None or x[0] == y[0] or min(x[0], y[0]) <= abs(x[0] - y[0]):
        return
    name, surplus = ("y", y[0] - x[0]) if y[0] > x[0] else ("x", x[0] - y[0])
    given = data_given(case, name)
    for place, site in enumerate(_makings(case, given) if given is not None else ()):
        rows = size_named(case, site, surplus)
        reason = f"x has {x[0]} samples and y has {y[0]}: {name} has {surplus} more."
        for rank, taken in enumerate((f"[{rows}:]", f"[:-{rows}]")):
            edits = edits_of(case.source, wrapped(case.source, site, taken))
            what = "first" if rank == 0 else "last"
            title = f"Leave out the {what} {surplus} samples of `{text_of(case.source, given)}`" if given else ""
            yield Proposal(title, edits, reason, MISSING_CALL - 0.01 * place - 0.03 * rank)


def _makings(case: Case, given: ast.expr) -> Iterator[ast.expr]:
    """What a function of the source returns for the array, then where it is assigned, then where it is given."""
    for node in ast.walk(case.source.tree) if case.source.tree is not None and isinstance(given, ast.Name) else ():
        match node:
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Call() as call):
                at = next((at for at, name in enumerate(names) if ast.unparse(name) == ast.unparse(given)), None)
                yield from _returned(case, last_name(call), at) if at is not None else ()
            case _:
                pass
    yield from places_of(case, given)


def _returned(case: Case, function: str, at: int) -> Iterator[ast.expr]:
    """Part number `at` of each tuple that a function of the source returns."""
    for node in ast.walk(case.source.tree) if case.source.tree is not None else ():
        if isinstance(node, ast.FunctionDef) and node.name == function:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Tuple):
                    yield from inner.value.elts[at : at + 1]
