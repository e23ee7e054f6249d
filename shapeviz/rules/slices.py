"""How much a slice takes of an axis, by arithmetic that sizes remember."""

from __future__ import annotations

from shapeviz.shapes.size import divided_up, larger, smaller


def sliced(size: int, bounds: slice) -> int:
    """How many a slice takes of `size`. Sizes that remember their expression keep it.

    >>> sliced(10, slice(2, None)), sliced(10, slice(-3, 20)), sliced(10, slice(0, 10, 3)), sliced(2, slice(5, None))
    (8, 3, 4, 0)
    >>> sliced(10, slice(None, None, -1)), sliced(10, slice(None, 2, -2))
    (10, 4)
    """
    if bounds.step is not None and bounds.step < 0:
        return _sliced_backwards(size, bounds)
    start, stop, step = bounds.start or 0, bounds.stop, bounds.step or 1
    if start < 0 and stop is None:
        count = smaller(-start, size)
    else:
        first = start if start >= 0 else larger(size + start, 0)
        end = size if stop is None else smaller(stop, size) if stop >= 0 else size + stop
        count = larger(end - first, 0)
    return divided_up(count, step)


def _sliced_backwards(size: int, bounds: slice) -> int:
    """How many a slice with a negative step takes of `size`: from the last at or before `start` to behind `stop`."""
    first = size - 1
    if bounds.start is not None:
        first = smaller(bounds.start, first) if bounds.start >= 0 else larger(size + bounds.start, -1)
    end = -1
    if bounds.stop is not None:
        end = smaller(bounds.stop, size - 1) if bounds.stop >= 0 else larger(size + bounds.stop, -1)
    return divided_up(larger(first - end, 0), -bounds.step)
