"""Sizes that nobody gave, with a number that stands for them until somebody does."""

from __future__ import annotations

from shapeviz.graph.letters import Letters
from shapeviz.graph.model import Edge, Graph, Symbol, TensorSpec
from shapeviz.shapes.expression_text import expression_text
from shapeviz.shapes.expressions import leaves

_UNNAMED = "?"


class Assumed(int):
    """A size that is not known: the batch of a model that was only built. It counts as the number that it is."""


def open_axes(shape: tuple[int, ...]) -> Letters | None:
    """Which axes of a shape have no size, each without a name so far; None if all have one.

    >>> open_axes((Assumed(32), 10)), open_axes((32, 10))
    (['?', ''], None)
    """
    found = [_UNNAMED if isinstance(size, Assumed) else "" for size in shape]
    return found if any(found) else None


def name_open_axes(graph: Graph) -> None:
    """Write letters on every tensor of a graph in place of the sizes that are not known."""
    nodes = {node.id: node for node in graph.nodes}
    symbols = [symbol for symbol in graph.symbols if graph.is_open(symbol)]
    if not symbols:
        return
    for edge in graph.edges:
        edge.letters = _named(edge, symbols)
        nodes[edge.target].inputs[edge.target_input].letters = edge.letters
    for node in graph.nodes:
        for tensor in node.outputs:
            tensor.letters = _named(tensor, symbols)


def _named(tensor: TensorSpec | Edge, symbols: list[Symbol]) -> Letters | None:
    """A letter is the formula of its size; where there is none, the symbol of that value."""
    names = {symbol.name for symbol in symbols}
    by_value = {symbol.value: symbol.name for symbol in reversed(symbols)}
    formula, found = tensor.formula, tensor.letters or [""] * len(tensor.shape)
    if formula is not None:
        found = [expression_text(size) if leaves(size) & names else "" for size in formula]
    else:
        found = [by_value.get(size, "") if letter else "" for letter, size in zip(found, tensor.shape, strict=True)]
    return found if any(found) else None
