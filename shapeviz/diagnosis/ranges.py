"""The sizes at which code works: by its constraints over a slider's whole range, checked by re-runs at the borders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shapeviz.diagnosis.constraints import holds_at
from shapeviz.diagnosis.mismatches import diagnose
from shapeviz.diagnosis.tables import ROWS
from shapeviz.graph.model import Constraint, Graph, Ranges, Symbol
from shapeviz.shapes.conditions import condition_leaves
from shapeviz.tracing.session import CannotRerun, Recording, Rerun

Sizes = dict[str, int]

# Re-runs are bounded by the calls that they make, so that the same code gets the same answer on every machine.
MOST_NODE_RUNS = 1_500
MOST_SIZES = 4_096
# Sizes of which the constraints cannot tell are tried one by one, if they are few.
MOST_TRIED = 3
# Of many ranges (every multiple of 32) the borders of these at either end are tried.
RANGES_TRIED = 2


class Contradicted(Exception):
    """A re-run says otherwise than the constraints."""


class Unsettled(Exception):
    """The constraints cannot tell, and there are too many sizes to try."""


@dataclass(slots=True)
class Fitting:
    """Says at which sizes everything fits: by the constraints (None: they cannot tell), and by a re-run."""

    graph: Graph
    rerun: Rerun
    left: int
    tried: dict[tuple[tuple[str, int], ...], bool] = field(default_factory=dict[tuple[tuple[str, int], ...], bool])

    def promised(self, sizes: Sizes, constraints: list[Constraint]) -> bool | None:
        """What the constraints say of these sizes."""
        branches = [constraint for constraint in constraints if constraint.kind == "branch"]
        if not all(holds_at(constraint.expression, sizes) for constraint in branches):
            return None
        return all(holds_at(k.expression, sizes) for k in constraints if k.kind == "rule")

    def seen(self, sizes: Sizes) -> bool:
        """Whether a re-run at these sizes fits.

        Raises
        ------
        Unsettled
            If as many calls were made as may be.
        CannotRerun
            If the code does not run on shapes alone.
        """
        key = tuple(sizes.items())
        if key not in self.tried:
            if self.left < len(self.graph.nodes):
                raise Unsettled
            self.left -= len(self.graph.nodes)
            other, forest, ids = self.rerun.at(sizes)
            diagnose(other, forest, ids, rerun=True)
            forest.release()
            self.tried[key] = other.verdict == "ok" and all(node.status == "ok" for node in other.nodes)
        return self.tried[key]

    def check(self, sizes: Sizes, promise: bool) -> None:
        """Hold a promise against a re-run.

        Raises
        ------
        Contradicted
            If the re-run does not bear it out.
        """
        rows = [k for k in self.graph.constraints if k.conflicts and k.conflicts[0].operand == ROWS]
        if not promise and any(not holds_at(k.expression, sizes) for k in rows):
            return  # Shapes alone do not tell that a table is asked for a row that it has not got.
        if self.seen(sizes) != promise:
            raise Contradicted


def find_ranges(recording: Recording) -> None:
    """Note for each symbol the sizes at which every shape fits, where that could be made sure of.

    Where a re-run contradicts the constraints, the symbol counts as structural: its slider asks the kernel.
    """
    graph = recording.graph
    if recording.explorer is None or not any(edge.formula for edge in graph.edges):
        return
    fitting = Fitting(graph, recording.explorer, MOST_NODE_RUNS)
    movable = [symbol for symbol in graph.symbols if not symbol.structural and symbol.value > 0]
    try:
        free = [symbol for symbol in movable if _is_free(fitting, symbol)]
        sure = _fits_all_over(fitting, free)
        for symbol in sorted(movable, key=_usefulness):
            whole = [(lowest(symbol), symbol.maximum)]
            symbol.valid = whole if sure and symbol in free else _settled(fitting, [symbol])
        for pair in sides_of(graph):
            for symbol in pair:
                symbol.valid_tied = _settled(fitting, pair)
    except CannotRerun:
        return


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
    recorded = {symbol.name: symbol.value for symbol in fitting.graph.symbols}
    ends = [{symbol.name: lowest(symbol) for symbol in symbols}, {symbol.name: symbol.maximum for symbol in symbols}]
    try:
        for end in ends:
            promise = fitting.promised({**recorded, **end}, fitting.graph.constraints)
            if promise is None:
                return False
            fitting.check({**recorded, **end}, promise)
    except (Unsettled, Contradicted):
        return False
    return bool(symbols)


def sides_of(graph: Graph) -> Iterator[list[Symbol]]:
    """Height and width, where there is one of each and the same sizes can be given to both."""
    sides = [[symbol for symbol in graph.symbols if symbol.role == role] for role in ("height", "width")]
    if all(len(side) == 1 for side in sides):
        yield [side[0] for side in sides]


def _settled(fitting: Fitting, symbols: list[Symbol]) -> Ranges | None:
    """The sizes that fit if all of `symbols` have them and the others are as recorded; None if that is not sure."""
    if any(symbol.structural for symbol in symbols):
        return None
    low, high = _span(symbols)
    try:
        found = _promised(fitting, symbols)
        for size, promise in _borders(found, low, high):
            fitting.check(_sizes_at(fitting, symbols, size), promise)
        return found
    except Unsettled:
        return None
    except Contradicted:
        for symbol in symbols:
            symbol.structural = True
        return None


def _span(symbols: list[Symbol]) -> tuple[int, int]:
    low, high = max(map(lowest, symbols)), min(symbol.maximum for symbol in symbols)
    return low, min(high, low + MOST_SIZES)


def _sizes_at(fitting: Fitting, symbols: list[Symbol], size: int) -> Sizes:
    recorded = {symbol.name: symbol.value for symbol in fitting.graph.symbols}
    return {**recorded, **{symbol.name: size for symbol in symbols}}


def _promised(fitting: Fitting, symbols: list[Symbol]) -> Ranges:
    """The ranges by the constraints; sizes of which they cannot tell are tried, if they are few."""
    names = {symbol.name for symbol in symbols}
    low, high = _span(symbols)
    about = [k for k in fitting.graph.constraints if condition_leaves(k.expression) & names]
    always = [k for k in fitting.graph.constraints if not condition_leaves(k.expression) & names]
    if not fitting.promised(_sizes_at(fitting, symbols, symbols[0].value), always):
        return []
    sizes = {size: _sizes_at(fitting, symbols, size) for size in range(low, high + 1)}
    promises = {size: fitting.promised(values, about) for size, values in sizes.items()}
    unknown = [size for size, promise in promises.items() if promise is None]
    if len(unknown) > MOST_TRIED:
        raise Unsettled
    promises |= {size: fitting.seen(sizes[size]) for size in unknown}
    return _ranges([size for size, promise in promises.items() if promise])


def _ranges(sizes: list[int]) -> Ranges:
    found: Ranges = []
    for size in sizes:
        if found and found[-1][1] == size - 1:
            found[-1] = (found[-1][0], size)
        else:
            found.append((size, size))
    return found


def _borders(ranges: Ranges, low: int, high: int) -> Iterator[tuple[int, bool]]:
    """The sizes at which ranges begin and end, and those beside them, with what is claimed of each."""
    told = ranges if len(ranges) <= 2 * RANGES_TRIED else [*ranges[:RANGES_TRIED], *ranges[-RANGES_TRIED:]]
    for first, last in told:
        yield from ((size, True) for size in sorted({first, last}))
        yield from ((size, False) for size in (first - 1, last + 1) if low <= size <= high)
    if not ranges:
        yield from ((size, False) for size in (low, high))
