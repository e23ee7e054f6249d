"""An operand that is too long along one axis is cut to the size of the other: a table of positions, a mask, a cache."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case, Proposal
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.local_sizes import number, size_text
from shapeviz.diagnosis.proposals.operand_sites import fits, short_text, taker
from shapeviz.diagnosis.weights import MISSING_CALL, NUANCE, UNDONE
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.shape import replaced as with_size

# A mask is put on a tensor as a summand is.
TAKES_MASKS = frozenset({"masked_fill", "masked_fill_", "masked_select"})


def propose(case: Case) -> Iterator[Proposal]:
    """Slices that cut an operand of an elementwise operation to the sizes of the other."""
    if case.node is None or case.node.op not in TAKES_MASKS | BROADCASTING or len(case.node.inputs) != 2:
        return
    for operand in range(2):
        expression = case.operand_expression(case.node, operand)
        if expression is not None and _may_be_cut(case, expression, operand):
            yield from _cut(case, expression, operand)


def _cut(case: Case, expression: ast.expr, operand: int) -> Iterator[Proposal]:
    assert case.node is not None
    spec, other = case.node.inputs[operand], case.node.inputs[1 - operand]
    made, axes = _cut_shape(spec.shape, other.shape)
    if not axes or not fits(case, {spec.name or "": made}):
        return
    lead = len(other.shape) - len(spec.shape)
    place = case.operand_expression(case.node, 1 - operand)
    apart = expression.id if isinstance(expression, ast.Name) else ""
    sizes = {axis: size_text(case, expression, made[axis], axis=axis + lead, apart=apart) for axis in axes}
    if isinstance(place, ast.Name) and len(axes) > 1:
        sizes = {axis: f"{place.id}.size({axis + lead})" for axis in axes}
    elif isinstance(place, ast.Name):
        own = {axis: f"{place.id}.size({axis + lead})" for axis in axes}
        sizes = {axis: own[axis] if text.isdigit() else text for axis, text in sizes.items()}
    text = _subscripted(case, expression, len(spec.shape), sizes)
    name = short_text(case, expression)
    reason = (
        f"{name} has the shape {shape_text(spec.shape)}, which is longer in {'axis' if len(axes) == 1 else 'axes'} "
        f"{listed(axes)} than the {shape_text(other.shape)} that {taker(case)} puts together with it."
    )
    edits = edits_of(case.source, replaced(case.source, expression, text))
    yield Proposal(f"Cut {name} to size", edits, reason, _weight(case, expression, operand))


def _may_be_cut(case: Case, expression: ast.expr, operand: int) -> bool:
    """Whether a tensor is a table, of which a part is used. To cut data would only silence the error."""
    made = case.producer(case.node, operand) if case.node is not None else None
    of_the_model = made is not None and made[0].kind in ("parameter", "constant")
    return of_the_model or isinstance(expression, (ast.Subscript, ast.Attribute))


def _weight(case: Case, expression: ast.expr, operand: int) -> float:
    """A tensor that is sliced already is the likeliest to be meant for it, then a model's own table."""
    assert case.node is not None
    made = case.producer(case.node, operand)
    if isinstance(expression, ast.Subscript):
        return UNDONE
    if made is not None and made[0].kind in ("parameter", "constant"):
        return UNDONE - NUANCE
    return MISSING_CALL - NUANCE


def _cut_shape(shape: Shape, other: Shape) -> tuple[Shape, list[int]]:
    """`shape` with what is too long cut off, and the axes where that is.

    A size that the other has in another axis is not too long: then the axes are in the wrong order.
    """
    lead = len(other) - len(shape)
    axes = [axis for axis, size in enumerate(shape) if axis + lead >= 0 and 1 < other[axis + lead] < size]
    if any(shape[axis] in other for axis in axes):
        return shape, []
    for axis in axes:
        shape = with_size(shape, axis, other[axis + lead])
    return shape, axes


def _subscripted(case: Case, expression: ast.expr, rank: int, sizes: dict[int, str]) -> str:
    """The expression with `:size` at each of the axes, in the subscript that it has if that can take it."""
    base, items = text_of(case.source, expression), [":"] * rank
    if isinstance(expression, ast.Subscript):
        present = _axis_items(case, expression, rank)
        if present is not None:
            base, items = text_of(case.source, expression.value), present
            # A cut that was made along another axis was meant for this one: `[:n]` becomes `[:, :n]`.
            wanted = {f":{size}" for size in sizes.values()}
            items = [":" if item in wanted else item for item in items]
    if not isinstance(expression, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
        base = f"({base})"
    for axis, size in sizes.items():
        items[axis] = f":{size}"
    if rank > 2 and isinstance(expression, ast.Subscript) and _starts_with_ellipsis(expression):
        first = next(axis for axis, item in enumerate(items) if item != ":")
        return f"{base}[..., {', '.join(items[first:])}]"
    last = max(axis for axis, item in enumerate(items) if item != ":")
    return f"{base}[{', '.join(items[: last + 1])}]"


def _starts_with_ellipsis(expression: ast.Subscript) -> bool:
    index = expression.slice
    first = index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
    return isinstance(first, ast.Constant) and first.value is Ellipsis


def _axis_items(case: Case, expression: ast.Subscript, rank: int) -> list[str] | None:
    """What a subscript of slices says of each axis of its result; None if it does more than slice."""
    index = expression.slice
    elements = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    before = after = 0
    texts: list[str] = []
    for element in elements:
        if isinstance(element, ast.Constant) and element.value is Ellipsis:
            before, after = len(texts), len(elements) - len(texts) - 1
        elif isinstance(element, ast.Slice) and (element.step is None or number(element.step) == 1):
            texts.append(text_of(case.source, element))
        else:
            return None
    if len(texts) > rank:
        return None
    if len(texts) < len(elements):
        return [*texts[:before], *[":"] * (rank - len(texts)), *texts[len(texts) - after :]]
    return [*texts, *[":"] * (rank - len(texts))]
