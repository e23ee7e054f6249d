"""Ways to write a size where another stands: in the form that it has, by a name, or as a number."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.layers import INPUT_SIZES, OUTPUT_SIZES, argument, constructor
from shapeviz.diagnosis.proposals.names import is_at_hand
from shapeviz.diagnosis.proposals.products import as_multiple, in_same_form
from shapeviz.diagnosis.proposals.values import Values
from shapeviz.diagnosis.weights import LAYER_SIZE, NUANCE
from shapeviz.graph.model import Shape

MOST_NAMED = 2
MOST_SHARED = 3
SECOND = 2 * NUANCE  # less for the second of two names
BARE_NUMBER = 0.5  # a number in place of a name, in a constructor
JOINING = frozenset({"cat", "concat", "concatenate", "stack"})
_NAMES = (ast.Name, ast.Attribute, ast.Subscript)


@dataclass(frozen=True, slots=True)
class Sizing:
    """A size to be written anew: `current` stands there, `wanted` is needed.

    `shape` is what was flattened to that many features, `partner` the size that it has to be equal to, as the other
    layer writes it. A `shared` expression makes several layers of several sizes, so that no single number will do.
    """

    expression: ast.expr
    current: int
    wanted: int
    shape: Shape | None = None
    partner: ast.expr | None = None
    shared: bool = False


def size_texts(case: Case, sizing: Sizing) -> Iterator[tuple[str, float]]:
    """Ways to write a size, the likeliest first, each with the most that it can weigh."""
    values, expression, shape = Values.of(case), sizing.expression, sizing.shape
    fits = shape is not None and prod(shape) == sizing.wanted
    product = in_same_form(values, expression, shape) if shape is not None and fits else None
    if product is not None:
        yield product, LAYER_SIZE + NUANCE
        return
    named = any(isinstance(part, (ast.Name, ast.Attribute)) for part in ast.walk(expression))
    sides = [size for size in shape if size != 1] if shape is not None and fits else []
    if len(sides) > 1 and not named:
        yield " * ".join(map(str, sides)), LAYER_SIZE + NUANCE / 2
        return
    names = list(dict.fromkeys(_named(case, values, sizing)))
    for rank, text in enumerate(names[: MOST_SHARED if sizing.shared else MOST_NAMED]):
        yield text, LAYER_SIZE - rank * SECOND
    # With a name for it at hand, the number is only a worse way to write the same.
    if not names and not sizing.shared:
        yield str(sizing.wanted), BARE_NUMBER if named else LAYER_SIZE


def _named(case: Case, values: Values, sizing: Sizing) -> Iterator[str]:
    """The size by the names of the function: as the other layer writes it, as a multiple, or by another name.

    What is written as a multiple stays one; a bare name is more often the wrong name.
    """
    expression, current, wanted = sizing.expression, sizing.current, sizing.wanted
    own = values.text(expression)
    if _partner_is_at_hand(case, sizing):
        assert sizing.partner is not None
        yield values.text(sizing.partner)
    multiple = as_multiple(values, expression, current, wanted)
    if multiple is not None and isinstance(expression, ast.BinOp):
        yield multiple
    yield from _other_items(values, expression, wanted)
    sizes = _sizes_of_layers(case, expression)
    for name in values.scopes.names_read_with(expression):
        text = values.text(name)
        if text != own and _may_be(values, name, sizes.get(text, set()), sizing):
            yield text
    if multiple is not None and not isinstance(expression, ast.BinOp) and wanted // current in _factors(case):
        yield multiple
    for name in values.scopes.names_read_with(expression) if not isinstance(expression, ast.Constant) else ():
        text = values.text(name)
        if text != own and wanted > current and values.numbers(name) == {wanted - current}:
            yield _sum(values, expression, text)


def _sum(values: Values, expression: ast.expr, text: str) -> str:
    """`2 * a + b` for one more `a` in `a + b`, `a + b + c` for another summand."""
    terms, rest = list[str](), expression
    while isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Add):
        terms.insert(0, values.text(rest.right))
        rest = rest.left
    terms.insert(0, values.text(rest))
    return " + ".join(f"2 * {term}" if term == text else term for term in terms) + (
        f" + {text}" if text not in terms else ""
    )


def _other_items(values: Values, expression: ast.expr, wanted: int) -> Iterator[str]:
    """`sizes[-1]` for `sizes[0]`, where that item of the same list has the size."""
    if not isinstance(expression, ast.Subscript):
        return
    for place in values.places(expression.value):
        items = place.node.elts if isinstance(place.node, (ast.List, ast.Tuple)) else []
        for index, item in enumerate(items):
            if values.numbers(item) == {wanted}:
                yield f"{values.text(expression.value)}[{-1 if index == len(items) - 1 else index}]"


def _factors(case: Case) -> set[int]:
    """How many times a size may be wanted: two directions, heads in fours, or as often as tensors were joined."""
    assert case.node is not None
    joined = {len(node.inputs) for node, _ in case.upstream(case.node) if node.op in JOINING}
    return {2, 4} | joined


def _partner_is_at_hand(case: Case, sizing: Sizing) -> bool:
    """Whether the other layer's size can be written here too: it is no number, and of the same function."""
    partner, expression = sizing.partner, sizing.expression
    if partner is None or not any(isinstance(part, _NAMES) for part in ast.walk(partner)):
        return False
    if case.function_of(partner) is not case.function_of(expression) or not is_at_hand(case, partner, expression):
        return False
    return ast.unparse(partner) != ast.unparse(expression)


def _may_be(values: Values, name: ast.expr, sizes: set[int], sizing: Sizing) -> bool:
    """Whether a name may hold the size. In place of a number only names that other layers are made with count."""
    if isinstance(sizing.expression, ast.Constant):
        return sizes == {sizing.wanted}
    if sizing.shared:
        return sizing.wanted in sizes | values.numbers(name)
    return values.numbers(name) == {sizing.wanted} or sizes == {sizing.wanted}


def _sizes_of_layers(case: Case, expression: ast.expr) -> dict[str, set[int]]:
    """The sizes that layers were really made with in the same function, by what is written for them there."""
    function = case.function_of(expression)
    key = (_sizes_of_layers, function)
    if key not in case.memo:
        found: dict[str, set[int]] = {}
        for node in case.graph.nodes:
            call = constructor(case, node) if node.kind == "module" else None
            if call is None or case.function_of(call) is not function:
                continue
            for name in (*INPUT_SIZES, *OUTPUT_SIZES):
                written, size = argument(call, name), node.attributes.get(name)
                if written is not None and isinstance(size, int):
                    found.setdefault(ast.unparse(written), set()).add(size)
        case.memo[key] = found
    return case.memo[key]
