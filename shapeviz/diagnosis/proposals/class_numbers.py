"""Class numbers where vectors of classes are compared: one-hot rows of them, or what a table holds for each of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, wrapped
from shapeviz.diagnosis.proposals.layers import called_class
from shapeviz.diagnosis.proposals.operand_sites import fits, short_text, site_name, sites_of, taker
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE, TARGET, UNDONE
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import shape_text

COMPARING = BROADCASTING | {"mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy"}


def propose(case: Case) -> Iterator[Proposal]:
    """`F.one_hot` of class numbers, and a table of classes indexed by the class numbers at hand."""
    node = case.node
    if node is None or node.op not in COMPARING or len(node.inputs) < 2:
        return
    for operand in range(2):
        yield from _one_hot(case, operand)
        if node.op in BROADCASTING:
            yield from _looked_up(case, operand)


def _one_hot(case: Case, operand: int) -> Iterator[Proposal]:
    assert case.node is not None
    spec, other = case.node.inputs[operand], case.node.inputs[1 - operand]
    numbers = spec.dtype == "int64" and other.dtype.startswith("float") and len(spec.shape) == 1
    if not numbers or len(other.shape) != 2 or other.shape[0] != spec.shape[0] or other.shape[1] < 2:
        return
    if not fits(case, {spec.name or "": other.shape}):
        return
    classes = other.shape[1]
    prefix = "F.one_hot(" if _has_functional(case) else "torch.nn.functional.one_hot("
    reason = (
        f"{taker(case)} compares {shape_text(other.shape)} with {shape_text(spec.shape)} whole numbers: each of these "
        f"names one of {classes} classes, as a row with a 1 among zeros would."
    )
    # Where the numbers are read more than once, one change further up serves all of them.
    weight = TARGET + NUANCE / 4 if case.node.op not in BROADCASTING else MISSING_CALL + NUANCE / 2
    if _is_drawn_from(case, operand, classes):
        weight = max(weight, UNDONE)
    for place, site in enumerate(sites_of(case, operand)):
        edits = edits_of(case.source, wrapped(case.source, site.expression, f", {classes}).float()", prefix))
        yield Proposal(f"Make one-hot rows of {site_name(case, site)}", edits, reason, weight - 0.002 * place)


def _is_drawn_from(case: Case, operand: int, classes: int) -> bool:
    """Whether the numbers were made as random numbers below that of the classes, and are multiplied as rows are."""
    assert case.node is not None
    made = next((site.expression for site in sites_of(case, operand) if site.made), None)
    if case.node.op != "mul" or not isinstance(made, ast.Call) or called_class(made) != "randint":
        return False
    return any(classes in Values.of(case).numbers(argument) for argument in made.args[:2])


def _has_functional(case: Case) -> bool:
    tree = case.source.tree
    return tree is not None and any(isinstance(node, ast.Name) and node.id == "F" for node in ast.walk(tree))


def _looked_up(case: Case, operand: int) -> Iterator[Proposal]:
    """A value for each class, put on numbers of each sample: the class of the sample says which value."""
    assert case.node is not None
    spec, other = case.node.inputs[operand], case.node.inputs[1 - operand]
    table = case.operand_expression(case.node, operand)
    if not isinstance(table, (ast.Name, ast.Attribute)) or len(spec.shape) != 1 or len(other.shape) != 1:
        return
    for name in _class_numbers(case, table, other.shape[0]) if fits(case, {spec.name or "": other.shape}) else ():
        reason = (
            f"{short_text(case, table)} holds {spec.shape[0]} values, one for each class, and `{name}` says the class "
            f"of each of the {other.shape[0]} samples."
        )
        edits = edits_of(case.source, wrapped(case.source, table, f"[{name}]"))
        yield Proposal(f"Take the value of each sample's class by `{name}`", edits, reason, MISSING_CALL + NUANCE)


def _class_numbers(case: Case, place: ast.expr, samples: int) -> list[str]:
    """The names of the function around a place that were given to a loss over classes there."""
    found: list[str] = []
    for node in case.graph.nodes:
        for index, spec in enumerate(node.inputs if node.op in ("cross_entropy", "nll_loss") else ()):
            written = case.operand_expression(node, index)
            if spec.name == "target" and spec.dtype == "int64" and spec.shape == (samples,):
                here = isinstance(written, ast.Name) and case.function_of(written) is case.function_of(place)
                found += [written.id] if here and isinstance(written, ast.Name) else []
    return list(dict.fromkeys(found))
