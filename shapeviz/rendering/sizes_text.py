"""The sizes that a person may vary, in words: what each is, and at which of its values every shape fits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from shapeviz.graph.model import Graph, Ranges, Symbol
from shapeviz.rendering.formulas import has_formulas
from shapeviz.rendering.shapes_text import one_line

_MOST_RANGES = 5
_TIED = "if height and width are the same"
_STRUCTURAL = "other calls run at other sizes"


@dataclass(frozen=True, slots=True)
class SizeLine:
    """One size in words: what it is and was, where it comes from, and what is known of other values."""

    size: str
    origin: str
    known: str


def size_lines(graph: Graph) -> list[SizeLine]:
    """A line for each size of the graph; none if there is neither a formula to read nor anything known of them.

    >>> from shapeviz.graph.model import Source
    >>> height = Symbol("H", 64, 1, 256, "x axis 2", "height", valid=[(28, 29)])
    >>> size_lines(Graph(Source("", ""), symbols=[height]))
    [SizeLine(size='H height = 64', origin='x axis 2', known='fits for 28 to 29')]
    """
    telling = has_formulas(graph) or any(_known(symbol) for symbol in graph.symbols)
    return [_size_line(symbol, is_open=graph.is_open(symbol)) for symbol in graph.symbols] if telling else []


def _size_line(symbol: Symbol, *, is_open: bool) -> SizeLine:
    name, role = one_line(symbol.name), one_line(symbol.role)
    # A name such as `batch_size` says its role itself, and that of a knob is what its user made it for.
    words = name if symbol.kind == "knob" or role in name.lower() else f"{name} {role}"
    size = words if is_open else f"{words} = {symbol.value}"
    return SizeLine(size, one_line(symbol.origin), _known(symbol))


def _known(symbol: Symbol) -> str:
    parts = [_fitting(symbol), _STRUCTURAL if symbol.structural else ""]
    return "; ".join(part for part in parts if part)


def _fitting(symbol: Symbol) -> str:
    """At which values every shape fits. That of height and width together is told where it differs."""
    alone, tied = symbol.valid, symbol.valid_tied
    if not tied or tied == alone:
        return "" if alone is None else _ranges_text(alone, symbol)
    together = f"{_ranges_text(tied, symbol)} {_TIED}"
    return f"{_ranges_text(alone, symbol)}; {together}" if alone else together


def _ranges_text(ranges: Ranges, symbol: Symbol) -> str:
    """Ranges of sizes in words; what was never looked at is not said to fit or not to."""
    checked = f"{symbol.minimum} to {symbol.maximum}"
    if not ranges:
        return ""
    if ranges == [(symbol.minimum, symbol.maximum)]:
        return f"every size from {checked} fits"
    limit = ", the largest checked" if ranges[-1][1] == symbol.maximum else ""
    return f"fits for {_listed(ranges)}{limit}"


def _listed(ranges: Ranges) -> str:
    texts = [str(first) if first == last else f"{first} to {last}" for first, last in ranges]
    if len(texts) == 1:
        return texts[0] if ranges[0][0] < ranges[0][1] else f"{texts[0]} only"
    if len(texts) <= _MOST_RANGES:
        return f"{', '.join(texts[:-1])} and {texts[-1]}"
    if _evenly_spaced(ranges):
        return f"{texts[0]}, {texts[1]}, {texts[2]}, …, {texts[-1]}"
    return f"{', '.join(texts[:_MOST_RANGES])} and {len(texts) - _MOST_RANGES} more ranges"


def _evenly_spaced(ranges: Ranges) -> bool:
    """Whether all ranges are as long as each other, and as far apart."""
    lengths = {last - first for first, last in ranges}
    starts = [first for first, _ in ranges]
    steps = {after - before for before, after in pairwise(starts)}
    return len(lengths) == len(steps) == 1
