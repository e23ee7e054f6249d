"""The weights of a loss's classes, of which there are too few or too many."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, text_of, wrapped
from shapeviz.diagnosis.mismatches import who
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import NUANCE, TARGET

# Where the weights stand among the positional arguments: in the layer's constructor, and in the function.
_IN_LAYER = {"CrossEntropyLoss": 0, "NLLLoss": 0}
_IN_FUNCTION = {"cross_entropy": 2, "nll_loss": 2}
_LISTED = frozenset({"tensor", "FloatTensor", "Tensor", "as_tensor"})


def propose(case: Case) -> Iterator[Proposal]:
    """One weight for each class: the missing ones are 1, as if there were no weights; those too many are cut off."""
    given = next(_given(case), None)
    problem = next((p for p in case.conflict.problems if p.operand == "weight"), None) if case.conflict else None
    if given is None or problem is None or problem.axis != 0 or case.node is None:
        return
    classes, count = problem.expected, problem.actual
    text = text_of(case.source, given)
    reason = f"{who(case.node)} takes one weight for each of {classes} classes, but `{text}` holds {count}."
    if count > classes:
        edits = edits_of(case.source, wrapped(case.source, given, f"[:{classes}]"))
        yield Proposal(f"Take the first {classes} weights", edits, reason, TARGET - NUANCE)
        return
    number = "a weight" if classes - count == 1 else f"{classes - count} weights"
    title = f"Put {number} of 1 before the others"
    changes = [(_joined(case, given, classes - count), TARGET - NUANCE)]
    changes += [(change, TARGET) for change in _listed(case, given, classes - count)]
    yield from (Proposal(title, edits_of(case.source, change), reason, weight) for change, weight in changes)


def _given(case: Case) -> Iterator[ast.expr]:
    """The expression of the weights: an argument of the layer that is the loss, or of the function."""
    if case.node is None:
        return
    for call, places in ((case.definition(case.node), _IN_LAYER), (case.expression(case.node), _IN_FUNCTION)):
        if not isinstance(call, ast.Call):
            continue
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "weight")
        place = places.get(call.func.attr if isinstance(call.func, ast.Attribute) else "")
        if place is not None and not any(isinstance(argument, ast.Starred) for argument in call.args):
            yield from call.args[place : place + 1]


def _joined(case: Case, given: ast.expr, missing: int) -> Change:
    text = text_of(case.source, given)
    return replaced(case.source, given, f"torch.cat([torch.ones({missing}), {text}])")


def _listed(case: Case, given: ast.expr, missing: int) -> Iterator[Change]:
    """The list that the weights are made of, with some more."""
    for place in Values.of(case).places(given):
        match place.node:
            case ast.Call(func=ast.Attribute(attr=name), args=[ast.List(elts=[first, *_]), *_]) if name in _LISTED:
                yield replaced(case.source, first, "1.0, " * missing + text_of(case.source, first))
            case _:
                pass
