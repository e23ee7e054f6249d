"""The small pieces of which workings are written. Sizes are only ever formatted, so that each can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape

Working = Callable[[Call, list[Shape]], list[str]]


def factors(sizes: Iterable[int]) -> str:
    """Sizes as a product: `16·14·14`."""
    return "·".join(f"{size}" for size in sizes)


def terms(sizes: Iterable[int]) -> str:
    """Sizes as a sum: `8 + 8`."""
    return " + ".join(f"{size}" for size in sizes)


def plus(amount: int) -> str:
    """What stands behind another term: `+ 2`, or `− 2` for a negative number."""
    return f"− {-amount}" if amount < 0 else f"+ {amount}"


def signed(number: int) -> str:
    """A number that may be negative, with the sign for it."""
    return f"−{-number}" if number < 0 else f"{number}"


def becomes(what: str, before: int, after: int, why: str = "") -> str:
    """A size that an argument sets: `features: 3136 → 10 (its out_features)`."""
    return f"{what}: {before} → {after}{f' ({why})' if why else ''}"


def spatial_names(spatial: int) -> Sequence[str]:
    """What the last axes of an image are called.

    >>> spatial_names(1), spatial_names(2)
    (('length',), ('height', 'width'))
    """
    return ("length",) if spatial == 1 else ("depth", "height", "width")[-spatial:]
