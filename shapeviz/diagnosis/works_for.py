"""For which sizes code works, in the words of the verdict line: `works for H, W ≥ 30`."""

from __future__ import annotations

from math import gcd

from shapeviz.diagnosis.ranges import sides_of
from shapeviz.diagnosis.warnings.resizing import size_name
from shapeviz.graph.model import Graph, Ranges, Symbol
from shapeviz.shapes.conditions import holds_at

MOST_LISTED = 3
_NORMS = {"batch_norm": "BatchNorm", "instance_norm": "InstanceNorm"}
# Sizes that a layer's weights fix are told by the slider; in the verdict they would say nothing that is not known.
_FIXED_BY_WEIGHTS = frozenset({"channels", "features"})


def works_for(graph: Graph) -> str:
    """The sizes for which the code works, or "" if that is not known or it works for all."""
    pair = next(sides_of(graph), None)
    clauses: list[str] = []
    if pair is not None and (graph.verdict == "mismatch" or _is_fixed(pair)):
        together = range_text(" = ".join(map(size_name, pair)), pair[0].valid_tied, pair[0])
        clauses += [together] if together is not None else []
    told = {symbol.name for symbol in pair} if clauses and pair is not None else set[str]()
    merged: dict[str, list[str]] = {}
    for symbol in graph.symbols:
        text = None if symbol.name in told or _is_obvious(symbol) else range_text("{}", symbol.valid, symbol)
        if text is not None:
            merged.setdefault(text + _reason(graph, symbol), []).append(size_name(symbol))
    clauses += [text.format(", ".join(names)) for text, names in merged.items()]
    return f"works for {' and '.join(clauses)}" if clauses else ""


def range_text(name: str, ranges: Ranges | None, symbol: Symbol) -> str | None:
    """Sizes in words; None if they are not known, are none, or are all of the slider's.

    >>> H = Symbol("H", 64, 1, 256, "x axis 2", "height")
    >>> range_text("H", [(30, 256)], H), range_text("H", [(28, 29)], H), range_text("H", [(32, 32), (64, 64)], H)
    ('H ≥ 30', 'H = 28 or 29', 'H = 32 or 64')
    >>> range_text("H", [(size, size) for size in range(32, 257, 32)], H)
    'H divisible by 32'
    """
    low, high = max(symbol.minimum, 1), symbol.maximum
    if not ranges or ranges == [(low, high)]:
        return None
    if len(ranges) == 1 and ranges[0][1] == high > ranges[0][0]:
        return f"{name} ≥ {ranges[0][0]}"
    if len(ranges) == 1 and ranges[0][0] == low < ranges[0][1]:
        return f"{name} ≤ {ranges[0][1]}"
    sizes = [size for first, last in ranges[: MOST_LISTED + 1] for size in range(first, min(last, first + 3) + 1)]
    if len(sizes) <= MOST_LISTED:
        return f"{name} = {' or '.join(map(str, sizes))}"
    if len(ranges) == 1:
        return f"{name} from {ranges[0][0]} to {ranges[0][1]}"
    return _multiples(name, ranges, low, high)


def _multiples(name: str, ranges: Ranges, low: int, high: int) -> str | None:
    """`H divisible by 32`, from some size on, if that is what the ranges are."""
    firsts = [first for first, _ in ranges]
    step = gcd(*firsts)
    if step < 2 or ranges != [(size, size) for size in range(firsts[0], high + 1, step)]:
        return None
    least = f" from {firsts[0]} on" if firsts[0] > max(step, low) else ""
    return f"{name} divisible by {step}{least}"


def _is_fixed(pair: list[Symbol]) -> bool:
    """Whether height and width each fit at a few sizes only while the other is as recorded."""
    return all(
        symbol.valid is not None and sum(last - first + 1 for first, last in symbol.valid) <= MOST_LISTED
        for symbol in pair
    )


def _is_obvious(symbol: Symbol) -> bool:
    return symbol.role in _FIXED_BY_WEIGHTS and symbol.valid == [(symbol.value, symbol.value)]


def _reason(graph: Graph, symbol: Symbol) -> str:
    """Why a size may not be 1, where that is a norm's doing, which takes one sample once it is trained."""
    at_one = {**graph.recorded_sizes, symbol.name: 1}
    failing = [k.node for k in graph.constraints if k.kind == "rule" and not holds_at(k.expression, at_one)]
    norms = [_NORMS[node.op] for node in graph.nodes if node.id in failing and node.op in _NORMS]
    return f" while training ({norms[0]})" if norms and len(norms) == len(failing) else ""
