"""Random sizes for the symbols of a graph, within what people use, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from shapeviz.graph.model import Symbol

LARGEST_BATCH = 9
KEPT = 1 / 3
_SPATIAL = frozenset({"height", "width", "depth"})
_STEPS = (0.5, 1, 1.5, 2)


def vectors(symbols: Sequence[Symbol], count: int, seed: str) -> Iterator[dict[str, int]]:
    """Sizes of these symbols, `count` times.

    In every fourth vector one symbol alone changes, and in the others each is now and then left as it was recorded,
    so that a model which takes one height only is still seen with other batches. In every second vector sizes that
    were equal stay equal, and in every fourth height and width are simple multiples of what was recorded: many models
    halve them several times.
    """
    random = Random(seed)
    for turn in range(count):
        step = random.choice(_STEPS) if turn % 4 == 0 else None
        alone = random.choice(symbols) if turn % 4 == 3 else None
        sizes: dict[str, int] = {}
        for symbol in symbols:
            alike = next((one.name for one in symbols if one.value == symbol.value and one.name in sizes), None)
            if turn % 2 == 0 and alike is not None:
                sizes[symbol.name] = _within(symbol, sizes[alike])
            else:
                kept = symbol is not alone if alone is not None else random.random() < KEPT
                sizes[symbol.name] = symbol.value if kept else _size(symbol, random, step)
        yield sizes


def _size(symbol: Symbol, random: Random, step: float | None) -> int:
    if symbol.role == "batch":
        wanted = random.randint(1, LARGEST_BATCH)
    elif symbol.role in _SPATIAL:
        wanted = round(symbol.value * (random.uniform(0.5, 2) if step is None else step))
    elif symbol.role == "sequence":
        wanted = random.randint(1, 2 * symbol.value)
    else:
        # What the weights or the user's own code prescribe: nearly always wrong at any other size.
        other = random.choice((symbol.value - 1, symbol.value + 1, round(symbol.value * random.uniform(0.5, 2))))
        wanted = symbol.value if random.random() < 0.8 else other
    return _within(symbol, wanted)


def _within(symbol: Symbol, wanted: int) -> int:
    return max(symbol.minimum, 1, min(symbol.maximum, wanted))
