"""Which of the user's arrays a tensor is, that Keras made of one: the whole of it, or a batch."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapeviz.shapes.shape import product
from shapeviz.tracing.frontends.keras.subjects import USUAL_BATCH, Training
from shapeviz.tracing.frontends.keras.tensors import shape_of


@dataclass(frozen=True, eq=False)
class Feed:
    """An array that training goes over in batches: its place among the arguments, and the share kept back."""

    place: str
    array: Any
    split: float


class Feeds:
    """The arrays that are gone over now. A tensor goes to the first one that it may be of.

    A batch has as many rows as was asked for in `asked` (None: all), or fewer if there are not so many: `batch`.
    """

    def __init__(self) -> None:
        self.batch: int | None = None
        self.asked: int | None = None
        self._feeds: list[Feed] = []
        self._given: list[list[Any]] = []

    @contextlib.contextmanager
    def feeding(self, training: Training, given: dict[str, Any]) -> Iterator[None]:
        """Training goes over its data in here."""
        before = self.batch, self.asked, self._feeds
        split = float(given.get("validation_split") or 0.0)
        self._feeds = [Feed(place, array, split) for place, array in training.data(given)]
        rows = [int(feed.array.shape[0] * (1 - split)) for feed in self._feeds if len(feed.array.shape)]
        self.asked = None if training.whole else int(given.get("batch_size") or USUAL_BATCH)
        self.batch = min(rows if self.asked is None else [self.asked, *rows]) if rows else None
        try:
            yield
        finally:
            self.batch, self.asked, self._feeds = before

    def feed_of(self, tensor: Any, argument: str) -> Feed | None:
        """The array that a tensor may be a batch of: one that is given as this argument rather than another."""
        shape = shape_of(tensor, self.batch)
        fitting = [feed for feed in self._feeds if _is_batch(shape, tuple(feed.array.shape))]
        return min(fitting, key=lambda feed: not feed.place.startswith(argument), default=None)

    def begin(self, tensors: list[Any]) -> None:
        """A model begins that was given these tensors."""
        self._given.append(tensors)

    def end(self) -> None:
        """The innermost running model has ended."""
        self._given.pop()

    def original_of(self, tensor: Any) -> Any:
        """The tensor among those given to the running models that this one was made of: one of as many elements."""
        count = product(shape_of(tensor, self.batch))
        given = [original for tensors in reversed(self._given) for original in tensors]
        return next((original for original in given if product(shape_of(original, self.batch)) == count), None)

    def forget(self) -> None:
        """Keep no array any longer."""
        self._feeds, self._given, self.batch, self.asked = [], [], None, None


def _is_batch(shape: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    """Whether a tensor may hold rows of an array, but for axes of size 1 at its end."""
    return _bare(shape[1:]) == _bare(whole[1:]) and bool(shape) and bool(whole)


def _bare(sizes: tuple[int, ...]) -> tuple[int, ...]:
    while sizes and sizes[-1] == 1:
        sizes = sizes[:-1]
    return sizes
