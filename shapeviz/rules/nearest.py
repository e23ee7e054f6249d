"""Guesses at the shape that was meant, from the mistakes that people make with layouts.

Each returns None where the mistake does not explain the sizes. A guess only decides with which shapes an
analysis goes on after a conflict; what is reported are the numbers themselves.
"""

from __future__ import annotations

from shapeviz.shapes.shape import Shape, product


def flattened(shape: Shape, features: int) -> Shape | None:
    """A forgotten flatten: trailing axes that together hold `features`.

    >>> flattened((4, 16, 14, 14), 3136), flattened((28, 28), 784), flattened((4, 10), 5)
    ((4, 3136), (784,), None)
    """
    for start in (*range(1, len(shape) - 1), 0):
        if len(shape) - start > 1 and product(shape[start:]) == features:
            return (*shape[:start], features)
    return None


def channels_first(shape: Shape, axis: int, channels: int) -> Shape | None:
    """A channels-last layout: the last axis holds the channels that belong at `axis`.

    >>> channels_first((8, 32, 32, 3), 1, 3)
    (8, 3, 32, 32)
    """
    if axis == len(shape) - 1 or shape[-1] != channels:
        return None
    return (*shape[:axis], channels, *shape[axis:-1])


def element_count(shape: Shape, count: int) -> Shape | None:
    """The nearest shape of that many elements: one axis changed, else two trailing axes made a square.

    >>> element_count((1, 16, 32, 32), 3136), element_count((4, 6), 20), element_count((4, 6), 7)
    ((1, 16, 14, 14), (4, 5), None)
    """
    if len(shape) > 2 and shape[-1] == shape[-2]:
        square = _square(shape, count)
        if square is not None:
            return square
    for axis in range(len(shape) - 1, -1, -1):
        others = product(shape[:axis]) * product(shape[axis + 1 :])
        if others and count and count % others == 0:
            return (*shape[:axis], count // others, *shape[axis + 1 :])
    return None


def _square(shape: Shape, count: int) -> Shape | None:
    leading = product(shape[:-2])
    if not leading or not count or count % leading:
        return None
    side = round((count // leading) ** 0.5)
    return (*shape[:-2], side, side) if leading * side * side == count else None
