"""Axes of size 1 put into the operands of a whole elementwise expression, so that its sizes stand where they belong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import Change, edits_of, replaced, wrapped
from shapeviz.diagnosis.proposals.libraries import Library, library_of, spelled
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.operand_sites import short_text, taker
from shapeviz.diagnosis.proposals.rearrangements import EXPLAINS, Rearrangement, alignments
from shapeviz.diagnosis.proposals.spellings import in_library
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import NUANCE, OTHER_FUNCTION
from shapeviz.graph.model import Node
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape

MOST = 6
MOST_TRIED = 24
_SUMS = frozenset({"sum", "mean", "amax", "amin", "prod", "logsumexp"})


@dataclass(frozen=True, slots=True)
class Part:
    """An operand of an elementwise expression that is no such expression itself, with its shape."""

    expression: ast.expr
    shape: Shape


def propose(case: Case) -> Iterator[Proposal]:
    """New axes for all operands of the failing expression at once, or a product of rows for each sample."""
    if case.node is None:
        return
    if case.node.op in BROADCASTING:
        yield from _aligned(case)
    if case.node.op in ("outer", "ger"):
        yield from _outer_of_each(case)


def _outer_of_each(case: Case) -> Iterator[Proposal]:
    """An outer product takes two vectors; of two batches of vectors it is a product with new axes."""
    assert case.node is not None
    expression, shapes = case.expression(case.node), [spec.shape for spec in case.node.inputs]
    operands = [case.operand_expression(case.node, index) for index in range(len(shapes))]
    if expression is None or len(shapes) != 2 or any(operand is None for operand in operands):
        return
    if any(len(shape) != 2 for shape in shapes) or shapes[0][0] != shapes[1][0]:
        return
    first, second = (wrapped(case.source, operand, "").text for operand in operands if operand is not None)
    text = f"{first}[:, :, None] * {second}[:, None, :]"
    if isinstance(case.parents.get(expression), (ast.Attribute, ast.Subscript, ast.BinOp, ast.UnaryOp)):
        text = f"({text})"
    told = f"{shape_text(shapes[0])} and {shape_text(shapes[1])}"
    reason = (
        f"`outer` takes two vectors, but gets {told}: an outer product is meant for each of the {shapes[0][0]} rows."
    )
    edits = edits_of(case.source, replaced(case.source, expression, text))
    yield Proposal("Take the outer product of each row", edits, reason, OTHER_FUNCTION + NUANCE)


def _aligned(case: Case) -> Iterator[Proposal]:
    """The operands with fewer axes aligned with the one that has the most, those of one expression together."""
    assert case.node is not None
    expression = case.expression(case.node)
    parts = list(_parts(case, _whole(case, expression))) if isinstance(expression, ast.BinOp) else []
    goal = max((part.shape for part in parts), key=len, default=())
    lacking = [part for part in parts if part.shape and not _broadcasts(part.shape, goal)]
    library = library_of(case, case.node)
    choices = [list(_spelled(case, alignments(part.shape, goal), library)) for part in lacking]
    if not lacking or not all(choices):
        return
    summed = _summed_axis(case, _whole(case, expression), len(goal))
    found = [(_likelihood(chosen, summed), chosen) for chosen in islice(product(*choices), MOST_TRIED)]
    for rank, (_, chosen) in enumerate(sorted(found, key=lambda item: -item[0])[:MOST]):
        weight = EXPLAINS + NUANCE / 2 * (len(lacking) > 1) - 0.004 * rank
        yield _together(case, lacking, chosen, goal, weight)
        if rank == 0:
            yield from _where_made(case, lacking, chosen, goal, weight - 0.005)


def _spelled(case: Case, changes: Iterator[Rearrangement], library: Library) -> Iterator[Rearrangement]:
    yield from (written for change in changes if (written := in_library(case, change, library)) is not None)


def _together(case: Case, parts: list[Part], chosen: tuple[Rearrangement, ...], goal: Shape, weight: float) -> Proposal:
    pairs = zip(parts, chosen, strict=True)
    changes = [wrapped(case.source, part.expression, new.suffix, new.prefix) for part, new in pairs]
    edits = edits_of(case.source, *changes)
    return Proposal(_title(case, parts), edits, _reason(case, parts, chosen, goal), weight)


def _where_made(
    case: Case, parts: list[Part], chosen: tuple[Rearrangement, ...], goal: Shape, weight: float
) -> Iterator[Proposal]:
    """Constants of a model or a transform (`self.mean = torch.tensor(mean)`) get their axes where they are made."""
    changes: list[Change] = []
    for part, change in zip(parts, chosen, strict=True):
        made = _making(case, part.expression)
        if made is None or not isinstance(part.expression, ast.Attribute) or len(part.shape) != 1:
            return
        sizes = ", ".join("-1" if size == part.shape[0] else "1" for size in change.shape)
        suffix = spelled(f".view({sizes})", change.shape, library_of(case, case.node))
        changes.append(wrapped(case.source, made, suffix))
    if len({(change.span.line, change.span.column) for change in changes}) == len(changes):
        edits = edits_of(case.source, *changes)
        yield Proposal(_title(case, parts), edits, _reason(case, parts, chosen, goal), weight)


def _title(case: Case, parts: list[Part]) -> str:
    names = list(dict.fromkeys(short_text(case, part.expression) for part in parts))
    return f"Put the axes of {listed(names)} where their sizes belong"


def _reason(case: Case, parts: list[Part], chosen: tuple[Rearrangement, ...], goal: Shape) -> str:
    told = [
        f"{short_text(case, part.expression)} of shape {shape_text(part.shape)} becomes {shape_text(change.shape)}"
        for part, change in zip(parts, chosen, strict=True)
    ]
    return f"Sizes are to stand where those of {shape_text(goal)} do: {listed(told)}, which {taker(case)} takes."


def _likelihood(chosen: tuple[Rearrangement, ...], summed: int | None) -> float:
    """What is summed over is what the expression weighs: a vector of weights lies along that axis."""
    score = 0.0
    for change in chosen:
        vector = sum(size != 1 for size in change.shape) == 1
        if vector and summed is not None and len(change.shape) >= summed:
            score += change.shape[-summed] != 1
        # Sizes that may stand in several places mostly stand for the first of them.
        score -= 0.01 * next((index for index, size in enumerate(change.shape) if size != 1), 0)
        score += 0.02 * (len(change.shape) - sum(size == 1 for size in change.shape))
    return score


def _summed_axis(case: Case, whole: ast.expr, rank: int) -> int | None:
    """The axis, counted from the end, that is summed over directly after the expression: `(m * d).sum(dim=1)`."""
    access = case.parents.get(whole)
    call = case.parents.get(access) if isinstance(access, ast.Attribute) and access.attr in _SUMS else None
    if not isinstance(call, ast.Call):
        return None
    dim = next((keyword.value for keyword in call.keywords if keyword.arg in ("dim", "axis")), None)
    given = dim if dim is not None else call.args[0] if call.args else None
    axis = number(given) if given is not None else None
    return rank - axis % rank if axis is not None and -rank <= axis < rank else None


def _broadcasts(shape: Shape, goal: Shape) -> bool:
    sizes = zip(reversed(shape), reversed(goal), strict=False)
    return len(shape) <= len(goal) and all(size in (1, other) or other == 1 for size, other in sizes)


def _whole(case: Case, expression: ast.expr | None) -> ast.expr:
    """The outermost expression of operators around one of them."""
    assert expression is not None
    parent = case.parents.get(expression)
    while isinstance(parent, (ast.BinOp, ast.UnaryOp)):
        expression, parent = parent, case.parents.get(parent)
    return expression


def _parts(case: Case, expression: ast.expr) -> Iterator[Part]:
    """The operands of an expression of operators whose shapes are known."""
    if isinstance(expression, ast.UnaryOp):
        yield from _parts(case, expression.operand)
    elif isinstance(expression, ast.BinOp) and not isinstance(expression.op, (ast.MatMult, ast.Pow)):
        yield from _parts(case, expression.left)
        yield from _parts(case, expression.right)
    else:
        shape = _shape_of(case, expression) or _shape_like_another(case, expression)
        if shape is not None:
            yield Part(expression, shape)


def _shape_like_another(case: Case, expression: ast.expr) -> Shape | None:
    """The shape of a constant that no call has got to yet, if one was made with it: `mean, std = f(a), f(b)`."""
    made = _making(case, expression)
    for other, shape in _known(case).items() if made is not None else ():
        like = _making(case, other)
        if made is not None and like is not None and case.statement_of(like) is case.statement_of(made):
            return shape if ast.dump(like.func) == ast.dump(made.func) else None
    return None


def _making(case: Case, expression: ast.expr) -> ast.Call | None:
    """The one call that an attribute or a name was given, if that is all it was given."""
    named = isinstance(expression, (ast.Name, ast.Attribute))
    sources = Values.of(case).sources(expression) if named else []
    made = sources[0].node if len(sources) == 1 else None
    return made if isinstance(made, ast.Call) else None


def _shape_of(case: Case, expression: ast.expr) -> Shape | None:
    """The shape of what an expression stands for: as an operand of a call there, or as the name was given."""
    known = _known(case)
    if expression in known:
        return known[expression]
    sources = Values.of(case).sources(expression) if isinstance(expression, (ast.Name, ast.Attribute)) else []
    shapes = {known[source.node] for source in sources if source.node in known}
    return shapes.pop() if len(shapes) == 1 else None


def _known(case: Case) -> dict[ast.expr, Shape]:
    """The expressions of the source whose shapes the graph tells."""
    if _known not in case.memo:
        case.memo[_known] = dict(_known_shapes(case))
    return case.memo[_known]


def _known_shapes(case: Case) -> Iterator[tuple[ast.expr, Shape]]:
    for node in case.graph.nodes:
        made = case.expression(node) if node is not case.node else None
        if made is not None and len(node.outputs) == 1 and node.status == "ok":
            yield made, node.outputs[0].shape
        if node.op in BROADCASTING:
            yield from _operands(case, node)


def _operands(case: Case, node: Node) -> Iterator[tuple[ast.expr, Shape]]:
    for index, spec in enumerate(node.inputs):
        written = case.operand_expression(node, index)
        # What an assumed call gives is assumed too.
        if written is not None and not isinstance(written, ast.BinOp):
            yield written, spec.shape
