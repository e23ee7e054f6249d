"""The sizes a person may vary: the axes of the inputs, under the names people use for them."""

from __future__ import annotations

from typing import NamedTuple

from shapeviz.graph.model import Graph, Symbol, SymbolAxis
from shapeviz.rules.wording import listed
from shapeviz.tracing.axis_names import Tier, named_axes
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.name_words import SizeNames
from shapeviz.tracing.roles import role_of
from shapeviz.tracing.size_names import Group, grouped, named
from shapeviz.tracing.source import CheckedSource

# The slider reaches four times as far as the recorded size, rounded up to a power of two, and at least to 64.
SMALLEST_MAXIMUM = 64
MOST_SYMBOLS = 12
MOST_LISTED = 6


class Found(NamedTuple):
    """The symbols of a recording, and what a person should know of them."""

    symbols: list[Symbol]
    notes: list[str]


def find_symbols(
    graph: Graph, source: CheckedSource, forest: Forest, ids: dict[int, str], names: SizeNames | None = None
) -> Found:
    """A symbol for each axis of each input; axes that must be equal share one.

    Equal are axes that go by one name, the batch axes of several inputs of one size, and the sequence axes of several
    inputs of whole numbers (token ids and their mask). The name is the one in `names`, else one that the code has for
    the size, else the letter of the axis's role. `ids` has the node of each record.
    """
    axes, notes = named_axes(graph, source, forest, ids, names or SizeNames())
    groups, more = named(grouped(axes))
    notes += more
    kept = _most_wanted(groups)
    if len(kept) < len(groups):
        notes.append(_without_slider([group.name for group in groups if group not in kept]))
    return Found([_symbol(group) for group in kept], notes)


def _most_wanted(groups: list[Group]) -> list[Group]:
    """As many groups as get a slider: those that a person named before all others, in the order of all."""
    ranked = sorted(groups, key=lambda group: group.tier is not Tier.GIVEN)
    wanted = {id(group) for group in ranked[:MOST_SYMBOLS]}
    return [group for group in groups if id(group) in wanted]


def _without_slider(names: list[str]) -> str:
    shown = names if len(names) <= MOST_LISTED else [*names[: MOST_LISTED - 1], f"{len(names) - MOST_LISTED + 1} more"]
    verb = "is" if len(names) == 1 else "are"
    return f"Only {MOST_SYMBOLS} sizes have a slider. Without one {verb} {listed(shown)}."


def _symbol(group: Group) -> Symbol:
    first, size = group.axes[0], group.size
    role = role_of(first.letter, group.name if group.tier < Tier.LETTER else "")
    origin = f"{first.node.label} axis {first.axis}"
    axes = [SymbolAxis(axis.node.id, axis.axis) for axis in group.axes]
    return Symbol(group.name, size, min(1, size), reach(size), origin, role, axes)


def reach(size: int) -> int:
    """The largest size that a slider offers, given the one that was recorded."""
    maximum = SMALLEST_MAXIMUM
    while maximum < 4 * size:
        maximum *= 2
    return maximum
