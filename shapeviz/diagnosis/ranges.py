"""The sizes at which code works: by its constraints over a slider's whole range, checked by re-runs at the borders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from math import isqrt

from shapeviz.diagnosis.fitting import Contradicted, Fitting, Unsettled
from shapeviz.diagnosis.warnings.certainty import uncertain_nodes
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.formulas import Sizes
from shapeviz.graph.model import Graph, Ranges, Symbol
from shapeviz.shapes.conditions import condition_leaves
from shapeviz.tracing.rerun import CannotRerun, Rerun
from shapeviz.tracing.session import Recording

# Re-runs are bounded by the calls that they make, so that the same code gets the same answer on every machine.
MOST_NODE_RUNS = 1_500
MOST_NODE_RUNS_ASKED_FOR = 30_000
MOST_SIZES = 4_096
# Sizes of which the constraints cannot tell are tried one by one, if they are few.
MOST_TRIED = 3
# Of many ranges (every multiple of 32) the borders of these at either end are tried.
RANGES_TRIED = 2


def find_ranges(recording: Recording) -> None:
    """Note for each symbol the sizes at which every shape fits, where that could be made sure of.

    Where a re-run contradicts the constraints, the symbol counts as structural: its slider asks the kernel.
    """
    graph = recording.graph
    if recording.explorer is None or not any(edge.formula for edge in graph.edges):
        return
    fitting = Fitting(graph, recording.explorer, MOST_NODE_RUNS, graph.recorded_sizes)
    scene = Scene.of(recording)
    movable = [symbol for symbol in graph.symbols if not symbol.structural and symbol.value > 0]
    movable = [symbol for symbol in movable if not _is_doubtful(scene, symbol)]
    try:
        free = [symbol for symbol in movable if _is_free(fitting, symbol)]
        sure = _fits_all_over(fitting, free)
        for symbol in sorted(movable, key=_usefulness):
            whole = [(lowest(symbol), symbol.maximum)]
            symbol.valid = whole if sure and symbol in free else _settled(fitting, [symbol])
        for pair in sides_of(graph):
            for symbol in pair if all(side in movable for side in pair) else []:
                symbol.valid_tied = _settled(fitting, pair)
    except CannotRerun:
        return


def _is_doubtful(scene: Scene, symbol: Symbol) -> bool:
    """Whether a call that refuses sizes might, run for real, get other numbers with them."""
    if symbol.kind == "knob":
        return False
    rules = [k for k in scene.graph.constraints if k.kind == "rule" and k.node is not None]
    refusing = {k.node for k in rules if symbol.name in condition_leaves(k.expression)}
    doubted = uncertain_nodes(scene, [symbol]) if refusing else set[str]()
    if not doubted:
        return False
    before = (made.id for node in refusing for made, _ in scene.upstream(scene.nodes[node or ""]))
    return not doubted.isdisjoint(refusing) or not doubted.isdisjoint(before)


def lowest(symbol: Symbol) -> int:
    """The smallest size that is looked at: nobody means an empty axis."""
    return max(symbol.minimum, 1)


def _usefulness(symbol: Symbol) -> bool:
    """Channels and features come last, as the weights fix them and the number of re-runs is bounded."""
    return symbol.role in ("channels", "features")


def _is_free(fitting: Fitting, symbol: Symbol) -> bool:
    """Whether the constraints say that every size of a symbol fits."""
    try:
        return _promised(fitting, [symbol]) == [(lowest(symbol), symbol.maximum)]
    except Unsettled:
        return False


def _fits_all_over(fitting: Fitting, symbols: list[Symbol]) -> bool:
    """Whether re-runs at the smallest and the largest sizes of all these symbols at once bear the constraints out."""
    ends = [{symbol.name: lowest(symbol) for symbol in symbols}, {symbol.name: symbol.maximum for symbol in symbols}]
    try:
        for end in ends:
            promise = fitting.promised({**fitting.others, **end}, fitting.graph.constraints)
            if promise is None:
                return False
            fitting.check({**fitting.others, **end}, promise)
    except (Unsettled, Contradicted):
        return False
    return bool(symbols)


def sides_of(graph: Graph) -> Iterator[list[Symbol]]:
    """Height and width, where there is one of each and the same sizes can be given to both."""
    sides = [[symbol for symbol in graph.symbols if symbol.role == role] for role in ("height", "width")]
    if all(len(side) == 1 for side in sides):
        yield [side[0] for side in sides]


def valid_sizes(graph: Graph, rerun: Rerun, names: Iterable[str], others: Sizes) -> Ranges | None:
    """The sizes at which everything fits if the symbols of these names all have them, the rest as in `others`.

    Where the constraints cannot tell, every size is tried. None if that would be too many, or shows nothing.
    """
    symbols = [symbol for symbol in graph.symbols if symbol.name in names]
    fitting = Fitting(graph, rerun, MOST_NODE_RUNS_ASKED_FOR, {**graph.recorded_sizes, **others})
    try:
        if any(edge.formula for edge in graph.edges) and not any(symbol.structural for symbol in graph.symbols):
            with contextlib.suppress(Unsettled, Contradicted):
                return _checked(fitting, symbols)
        low, high = _span(symbols)
        return _ranges([size for size in range(low, high + 1) if fitting.fits(_sizes_at(fitting, symbols, size))])
    except (Unsettled, CannotRerun):
        return None


def _settled(fitting: Fitting, symbols: list[Symbol]) -> Ranges | None:
    """The sizes that fit if all of `symbols` have them and the others are as recorded; None if that is not sure."""
    if any(symbol.structural for symbol in symbols):
        return None
    try:
        return [] if _promised_of_others(fitting, symbols) is False else _checked(fitting, symbols)
    except Unsettled:
        return None
    except Contradicted:
        for symbol in symbols:
            symbol.structural = True
        return None


def _promised_of_others(fitting: Fitting, symbols: list[Symbol]) -> bool | None:
    """What the constraints say of that in which these symbols have no part; None if they cannot tell.

    If something does not fit there, the recorded run has shown it already.
    """
    names = {symbol.name for symbol in symbols}
    others = [k for k in fitting.graph.constraints if not condition_leaves(k.expression) & names]
    return fitting.promised(_sizes_at(fitting, symbols, symbols[0].value), others)


def _checked(fitting: Fitting, symbols: list[Symbol]) -> Ranges:
    """The ranges by the constraints, which re-runs at their borders bear out."""
    low, high = _span(symbols)
    found = _promised(fitting, symbols)
    for size, promise in _borders(found, low, high):
        fitting.check(_sizes_at(fitting, symbols, size), promise)
    for size in _spots(fitting.graph, symbols, found):
        fitting.check(_sizes_at(fitting, symbols, size), False)
    return found


def _span(symbols: list[Symbol]) -> tuple[int, int]:
    low, high = max(map(lowest, symbols)), min(symbol.maximum for symbol in symbols)
    if high - low > MOST_SIZES:
        raise Unsettled
    return low, high


def _sizes_at(fitting: Fitting, symbols: list[Symbol], size: int) -> Sizes:
    return {**fitting.others, **{symbol.name: size for symbol in symbols}}


def _promised(fitting: Fitting, symbols: list[Symbol]) -> Ranges:
    """The ranges by the constraints; sizes of which they cannot tell are tried, if they are few."""
    names = {symbol.name for symbol in symbols}
    low, high = _span(symbols)
    about = [k for k in fitting.graph.constraints if condition_leaves(k.expression) & names]
    others = _promised_of_others(fitting, symbols)
    if others is None:
        raise Unsettled
    if not others:
        return []
    sizes = {size: _sizes_at(fitting, symbols, size) for size in range(low, high + 1)}
    promises = {size: fitting.promised(values, about) for size, values in sizes.items()}
    unknown = [size for size, promise in promises.items() if promise is None]
    if len(unknown) > MOST_TRIED:
        raise Unsettled
    promises |= {size: fitting.seen(sizes[size]) for size in unknown}
    if None in promises.values():
        raise Unsettled
    return _ranges([size for size, promise in promises.items() if promise])


def _ranges(sizes: list[int]) -> Ranges:
    found: Ranges = []
    for size in sizes:
        if found and found[-1][1] == size - 1:
            found[-1] = (found[-1][0], size)
        else:
            found.append((size, size))
    return found


def _spots(graph: Graph, symbols: list[Symbol], found: Ranges) -> list[int]:
    """Sizes that no range has, and that fit if a function was given a number that its caller worked out of a size.

    Half of it or its root, taken as a `float`, looks like a number that is always the same.
    """
    names, nodes = {symbol.name for symbol in symbols}, {node.id: node for node in graph.nodes}
    rules = [k for k in graph.constraints if k.kind == "rule" and condition_leaves(k.expression) & names]
    if not any(k.node is not None and nodes[k.node].kind == "call" for k in rules):
        return []
    (low, high), size = _span(symbols), symbols[0].value
    squares = [(isqrt(size) + step) ** 2 for step in (1, -1)] if isqrt(size) ** 2 == size else []
    spots = [2 * size, size // 2, size + 2, size + 3, *squares]
    return [size for size in spots if low <= size <= high and not any(a <= size <= b for a, b in found)]


def _borders(ranges: Ranges, low: int, high: int) -> Iterator[tuple[int, bool]]:
    """The sizes at which ranges begin and end, and those beside them, with what is claimed of each."""
    told = ranges if len(ranges) <= 2 * RANGES_TRIED else [*ranges[:RANGES_TRIED], *ranges[-RANGES_TRIED:]]
    for first, last in told:
        yield from ((size, True) for size in sorted({first, last}))
        yield from ((size, False) for size in (first - 1, last + 1) if low <= size <= high)
    if not ranges:
        yield from ((size, False) for size in (low, high))
