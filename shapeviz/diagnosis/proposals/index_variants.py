"""Subscripts: a new axis at another place, the last step instead of the last sample, an axis that stays."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.diagnosis.proposals.axis_variants import Variant
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.passage import given
from shapeviz.diagnosis.weights import OTHER_AXIS, UNDONE
from shapeviz.graph.model import Node
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape

# ":" for a whole axis, a number for one place of it, or the name of such a number; None for a new axis.
Item = str | int | None


def index_variants(case: Case, node: Node, expression: ast.Subscript) -> Iterator[Variant]:
    """What else a subscript of whole axes, new axes and single places could have been."""
    shape = node.inputs[0].shape if node.inputs else ()
    items = _items(expression.slice, names_are_places=len(node.inputs) == 1)
    if items is None or not shape or node.op != "getitem":
        return
    for changed, title, reason, weight in (*_new_axes(items, shape), *_single_places(items, shape)):
        # A subscript that fails has more places than the tensor has axes: it was applied before.
        weight += 0.07 if node is case.node and not changed else 0.0
        made = indexed(shape, changed)
        if made is None or made == given(case, node):
            continue
        base = text_of(case.source, expression.value)
        text = f"{base}[{_written(changed)}]" if changed else base
        yield Variant(edits_of(case.source, replaced(case.source, expression, text)), made, title, reason, weight)


def indexed(shape: Shape, items: list[Item]) -> Shape | None:
    """The shape that a subscript gives; None if the tensor has too few axes or a place is not there.

    >>> indexed((4, 7, 16), [":", -1]), indexed((4,), [":", None]), indexed((4,), [0, 0])
    ((4, 16), (4, 1), None)
    """
    made: list[int] = []
    rest = list(shape)
    for item in items:
        if item is None:
            made.append(1)
            continue
        if not rest:
            return None
        size = rest.pop(0)
        if item == ":":
            made.append(size)
        elif isinstance(item, int) and not -size <= item < size:
            return None
    return (*made, *rest)


def _items(index: ast.expr, *, names_are_places: bool) -> list[Item] | None:
    """What a subscript takes of each axis. A name is a place if the call had no other operand: no array of places."""
    found: list[Item] = []
    for element in index.elts if isinstance(index, ast.Tuple) else [index]:
        place = number(element)
        if isinstance(element, ast.Slice) and element.lower is element.upper is element.step is None:
            found.append(":")
        elif isinstance(element, ast.Constant) and element.value is None:
            found.append(None)
        elif place is not None:
            found.append(place)
        elif isinstance(element, ast.Name) and names_are_places:
            found.append(element.id)
        else:
            return None
    return found


def _new_axes(items: list[Item], shape: Shape) -> Iterator[tuple[list[Item], str, str, float]]:
    """A new axis at another place, or none."""
    if items.count(None) != 1 or any(map(_is_place, items)):
        return
    for place in range(len(shape) + 1):
        changed: list[Item] = [*[":"] * place, None]
        reason = f"The new axis of size 1 stands at place {items.index(None)}, but belongs at {place}."
        yield changed, f"Put the new axis at place {place}", reason, OTHER_AXIS
    reason = f"The tensor has the shape {shape_text(shape)} already, as it is needed."
    yield [], f"Leave the subscript `[{_written(items)}]` out", reason, UNDONE


def _single_places(items: list[Item], shape: Shape) -> Iterator[tuple[list[Item], str, str, float]]:
    """One place of another axis (`[:, -1]` for `[-1]`), all places of it, or the place kept as an axis of size 1."""
    places = [item for item in items if _is_place(item)]
    if len(places) != 1 or None in items:
        return
    place = places[0]
    now = items.index(place)
    for axis in range(min(len(shape), 3)):
        if axis != now:
            changed: list[Item] = [*[":"] * axis, place]
            reason = f"The subscript takes one place of axis {now} of {shape_text(shape)}, not of axis {axis}."
            yield changed, f"Take place {place} of axis {axis}", reason, UNDONE - 0.01 * axis
    reason = f"The subscript takes axis {now} of {shape_text(shape)} away, which is needed."
    yield [], f"Leave the subscript `[{_written(items)}]` out", reason, OTHER_AXIS


def _is_place(item: Item) -> bool:
    return item is not None and item != ":"


def _written(items: list[Item]) -> str:
    return ", ".join("None" if item is None else str(item) for item in items)
