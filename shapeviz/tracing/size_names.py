"""One name for each size: axes that must be equal go together, and later those that a call demands to be equal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from shapeviz.graph.model import Symbol
from shapeviz.tracing.axis_names import Axis, Tier
from shapeviz.tracing.roles import ROLE_OF_LETTER

# Axes of different names of these tiers are told apart by the user, even where their roles and sizes are the same.
_TOLD_APART = (Tier.GIVEN, Tier.ANNOTATED, Tier.VARIABLE)
_NAMES = (*_TOLD_APART, Tier.UNPACKED)


@dataclass(slots=True)
class Group:
    """Axes of one size, in the order in which they were met; `tier` tells where the name comes from."""

    axes: list[Axis]
    name: str = ""
    tier: Tier = Tier.PLACE

    @property
    def size(self) -> int:
        return self.axes[0].size

    def names(self, tier: Tier) -> list[str]:
        """What its axes are called in that tier."""
        return [axis.names[tier] for axis in self.axes if tier in axis.names]


def grouped(axes: list[Axis]) -> list[Group]:
    """The groups of the axes of all inputs.

    Together are axes of one size that go by one name, the batch axes of different inputs, and the sequence axes of
    different inputs of whole numbers.
    """
    groups: list[Group] = []
    for axis in axes:
        same_size = [group for group in groups if group.size == axis.size]
        group = next((group for group in same_size if _share_name(group, axis)), None)
        group = group or next((group for group in same_size if _share_role(group, axis)), None)
        if group is None:
            groups.append(Group([axis]))
        else:
            group.axes.append(axis)
    return groups


def _share_name(group: Group, axis: Axis) -> bool:
    mine = {_best(known) for known in group.axes}
    return _best(axis) in mine - {""}


def _best(axis: Axis) -> str:
    return next((axis.names[tier] for tier in _NAMES if tier in axis.names), "")


def _share_role(group: Group, axis: Axis) -> bool:
    first = group.axes[0]
    if first.letter != axis.letter or any(known.node is axis.node for known in group.axes):
        return False
    if axis.letter != "N" and not (axis.letter in "LT" and _is_whole(first) and _is_whole(axis)):
        return False
    mine, own = _told(group.axes), _told([axis])
    return not mine or not own or bool(mine & own)


def _told(axes: list[Axis]) -> set[str]:
    return {axis.names[tier] for axis in axes for tier in _TOLD_APART if tier in axis.names}


def _is_whole(axis: Axis) -> bool:
    return axis.node.outputs[0].dtype.startswith(("int", "bool"))


def named(groups: list[Group]) -> tuple[list[Group], list[str]]:
    """(the groups, each with a name of its own, notes on names that were given to different sizes)."""
    taken: dict[str, Group] = {}
    notes: list[str] = []
    for tier in (*_NAMES, Tier.LETTER):
        for group in groups:
            for name in _candidates(group, tier):
                known = taken.setdefault(name, group) if not group.name else taken.get(name)
                if known is group and not group.name:
                    group.name, group.tier = name, tier
                elif tier is Tier.GIVEN and known is not None and known is not group:
                    notes.append(_two_sizes(name, known.axes[0], group.axes[0]))
    for group in groups:
        if not group.name:
            group.name = _unique(group.axes[0].place, taken)
            taken[group.name] = group
    return groups, list(dict.fromkeys(notes))


def _candidates(group: Group, tier: Tier) -> list[str]:
    return [group.axes[0].letter.upper()] if tier is Tier.LETTER else group.names(tier)


def _two_sizes(name: str, first: Axis, second: Axis) -> str:
    places = [f"axis {axis.axis} of {axis.node.label} is {axis.size}" for axis in (first, second)]
    return f"The name {name} was given to different sizes: {places[0]}, {places[1]}. Give them different names."


def _unique(name: str, taken: dict[str, Group]) -> str:
    """The name, with a number behind it where two inputs are called alike."""
    count = 2
    candidate = name
    while candidate in taken:
        candidate = f"{name} {count}"
        count += 1
    return candidate


def tie(symbols: list[Symbol], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Merge, in place, the symbols of each pair of names, which must be equal; what became of the names that are gone.

    The symbol that comes first stays, under its own name unless only the other's is a name of the user's. Left alone
    are pairs of different values, of symbols that there are not, and of two axes of one input: that these are equal
    may well be chance, and a mistake.

    >>> x, y = Symbol("F", 4, 1, 64, "x axis 1", "features"), Symbol("y[0]", 4, 1, 64, "y axis 0", "batch")
    >>> symbols = [x, y]
    >>> tie(symbols, [("y[0]", "F")]), [symbol.name for symbol in symbols]
    ({'y[0]': 'F'}, ['F'])
    """
    renamed: dict[str, str] = {}
    for pair in pairs:
        names = {renamed.get(name, name) for name in pair}
        found = [symbol for symbol in symbols if symbol.name in names]
        if len(found) != 2 or found[0].value != found[1].value or _share_input(*found):
            continue
        stays, goes = found
        merged = _merged(stays, goes)
        gone = goes.name if merged.name == stays.name else stays.name
        symbols[:] = [merged if symbol is stays else symbol for symbol in symbols if symbol is not goes]
        renamed = {old: merged.name if new == gone else new for old, new in renamed.items()} | {gone: merged.name}
    return renamed


def _share_input(first: Symbol, second: Symbol) -> bool:
    return not {axis.node for axis in first.axes}.isdisjoint(axis.node for axis in second.axes)


def _merged(stays: Symbol, goes: Symbol) -> Symbol:
    users = _is_automatic(stays.name) and not _is_automatic(goes.name)
    return replace(
        stays,
        name=goes.name if users else stays.name,
        minimum=max(stays.minimum, goes.minimum),
        maximum=max(stays.maximum, goes.maximum),
        axes=[*stays.axes, *goes.axes],
    )


def _is_automatic(name: str) -> bool:
    return not name.isidentifier() or name in {letter.upper() for letter in ROLE_OF_LETTER}
