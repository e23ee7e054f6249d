"""The places of the source where a size was written that does not fit: layers, tensors made, views and repeats."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import lcm

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.creations import KEPT, kept_value
from shapeviz.diagnosis.proposals.flow import FLATTENING, carriers, feature_axis, made_axis
from shapeviz.diagnosis.proposals.layers import (
    ARGUMENTS,
    INPUT_SIZES,
    OUTPUT_SIZES,
    argument,
    called_class,
    constructor,
    layer_class,
    size_name,
)
from shapeviz.diagnosis.proposals.scope_sizes import ScopeSizes
from shapeviz.graph.model import Node

# Calls whose numbers are sizes; those of others (transpose, cat, sum) may be axes.
SIZED = frozenset(
    [
        "eye",
        "zeros",
        "ones",
        "empty",
        "full",
        "rand",
        "randn",
        "randint",
        "normal",
        "arange",
        "linspace",
        "logspace",
        "new_zeros",
        "new_ones",
        "new_full",
        "expand",
        "view",
        "reshape",
        "repeat",
        "unflatten",
        "one_hot",
        "tile",
        "repeat_interleave",
        "broadcast_to",
    ]
)


@dataclass(frozen=True, slots=True)
class Need:
    """A size on the way of an operand, `current` now, that would fit as `wanted`; `node` made it or takes it."""

    node: Node
    current: int
    wanted: int
    takes: bool = False  # the size of what comes in, not of what goes out
    distance: int = 0
    exchanged: bool = False  # another axis has the wanted size, and would have to be as long as this one is


@dataclass(frozen=True, slots=True)
class Slot:
    """An expression of a size that was given to a call, and the need that another would serve."""

    expression: ast.expr
    need: Need


def slots(case: Case) -> Iterator[Slot]:
    """The expressions, nearest first, that were worth a size that does not fit."""
    sizes = ScopeSizes.of(case)
    seen: set[tuple[ast.expr, int]] = set()
    for need in _needs(case):
        for expression in _written(case, need):
            told = need.current in sizes.numbers(expression) or _is_told(need, expression, case)
            if told and (expression, need.wanted) not in seen:
                seen.add((expression, need.wanted))
                yield Slot(expression, need)
    for slot in _cut_up(case, sizes):
        if (slot.expression, slot.need.wanted) not in seen:
            yield slot


def _needs(case: Case) -> Iterator[Need]:
    """What each operand would have to be for the others, and what the layer would have to take."""
    node, conflict = case.node, case.conflict
    if node is None or conflict is None:
        return
    for name, expected in conflict.expected_shapes.items():
        operand = case.operand_index(name)
        given = node.inputs[operand].shape if operand is not None else ()
        differing = [axis for axis, size in enumerate(expected) if axis < len(given) and size != given[axis]]
        pairs = {(given[axis], expected[axis]) for axis in differing}
        if operand is None or len(expected) != len(given) or not pairs:
            continue
        axis = differing[-1]
        actual, wanted = given[axis], expected[axis]
        if pairs == {(actual, wanted), (wanted, actual)}:
            made = _made_before(case, operand, axis, (actual, wanted))
            yield from (replace(need, exchanged=True) for need in made)
        if len(pairs) > 1:
            continue
        if layer_class(node) not in ARGUMENTS or axis == feature_axis(node, given):
            yield Need(node, wanted, actual, takes=True)
        for fitting in _fitting(case, actual, wanted):
            yield from _made_before(case, operand, axis, (actual, fitting))
        for other in range(len(node.inputs)):
            at = axis - len(given) + len(node.inputs[other].shape)
            if other != operand and at >= 0 and node.inputs[other].shape[at] == wanted:
                yield from _made_before(case, other, at, (wanted, actual))


def _fitting(case: Case, actual: int, wanted: int) -> list[int]:
    """The sizes that would do: where a multiple is needed, the first of what comes rather than the nearest of all."""
    factor = case.call.attribute("upscale_factor") if case.call is not None else None
    multiple = lcm(actual, factor**2) if isinstance(factor, int) else wanted
    return list(dict.fromkeys((multiple, wanted)))


def _made_before(case: Case, operand: int, axis: int, sizes: tuple[int, int]) -> Iterator[Need]:
    assert case.node is not None
    for distance, (before, at) in enumerate(carriers(case, case.node, operand, axis), 1):
        shape = before.outputs[0].shape if before.outputs else ()
        other_axis = layer_class(before) in ARGUMENTS and at != made_axis(before, shape)
        if shape[at : at + 1] == (sizes[0],) and not other_axis:
            yield Need(before, *sizes, distance=distance)


def _written(case: Case, need: Need) -> Iterator[ast.expr]:
    """The size arguments of the calls that made a node, or the layer that it is."""
    node = need.node
    if node.kind == "module":
        known = size_name(layer_class(node), INPUT_SIZES if need.takes else OUTPUT_SIZES)
        for call in _makers(case, node):
            size = argument(call, known) if known is not None else None
            if size is not None:
                yield size
            elif layer_class(node) not in ARGUMENTS:
                yield from _numbers_given(call)
        return
    root = kept_value(case, node.label.rsplit(".", 1)[-1]) if node.op in KEPT else case.expression(node)
    for part in ast.walk(root) if root is not None else ():
        if isinstance(part, ast.Call) and called_class(part) in SIZED:
            yield from _numbers_given(part)


def _is_told(need: Need, expression: ast.expr, case: Case) -> bool:
    """Whether the layer itself says that this argument was worth the size, where the text does not tell."""
    known = size_name(layer_class(need.node), INPUT_SIZES if need.takes else OUTPUT_SIZES)
    unknown = not ScopeSizes.of(case).numbers(expression)
    return known is not None and unknown and need.node.attributes.get(known) == need.current


def _makers(case: Case, node: Node) -> list[ast.Call]:
    """The calls of the source that may have made a layer."""
    call = constructor(case, node) or case.definition(node)
    kind = layer_class(node).rpartition(".")[2]
    if call is not None and called_class(call) == kind:
        return [call]
    # A method that goes over data (`fit`) is drawn as a module is, and no class made it.
    return [other for other in case.calls if called_class(other) == kind] if kind[:1].isupper() else []


def _numbers_given(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call, those in tuples one by one."""
    for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
        yield from given.elts if isinstance(given, (ast.Tuple, ast.List)) else (given,)


def _cut_up(case: Case, sizes: ScopeSizes) -> Iterator[Slot]:
    """The sizes of a failing view with which it would have as many elements as there are."""
    node, conflict = case.node, case.conflict
    expression = case.expression(node) if node is not None and node.op in (*FLATTENING, "unflatten") else None
    if node is None or conflict is None or not isinstance(expression, ast.Call):
        return
    for problem in conflict.problems:
        for given in _numbers_given(expression) if problem.unit == "elements" else ():
            for current in sizes.numbers(given):
                rest = problem.expected // current if current > 0 and problem.expected % current == 0 else 0
                if rest and problem.actual % rest == 0:
                    yield Slot(given, Need(node, current, problem.actual // rest, takes=True))
