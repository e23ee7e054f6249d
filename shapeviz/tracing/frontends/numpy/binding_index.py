"""What stands between the brackets of `x[…]`, as rules see it."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from shapeviz.rules.indices import Picks
from shapeviz.tracing.frontends.numpy.arrays import is_array


def with_plain_index(index: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The places of an index, and each array in it by its name: `index`, or `index[1]` in a row.

    >>> places, arrays = with_plain_index((slice(2), np.array([0, 1])))
    >>> places
    (slice(None, 2, None), Picks(mask=False, name='index[1]', shape=None, values=()))
    >>> arrays
    {'index[1]': array([0, 1])}
    """
    several = isinstance(index, tuple)
    named = {f"index[{at}]" if several else "index": place for at, place in enumerate(index if several else [index])}
    arrays = {name: place for name, place in named.items() if is_array(place)}
    return tuple(_place(name, place) for name, place in named.items()), arrays


def _place(name: str, place: Any) -> Any:
    """A place of the index, plain; what it is not known how to read stays as it is."""
    if is_array(place):
        return Picks(str(place.dtype) == "bool", name)
    if isinstance(place, np.generic):
        place = place.item()
    if place is None or place is Ellipsis or isinstance(place, int):
        return place
    if isinstance(place, slice):
        return slice(*(_bound(bound) for bound in (place.start, place.stop, place.step)))
    if isinstance(place, (list, tuple, range)):
        return _listed(name, place) or place
    return operator.index(place) if hasattr(place, "__index__") else place


def _bound(bound: Any) -> Any:
    return bound.item() if isinstance(bound, np.integer) else bound


def _listed(name: str, values: Any) -> Picks | None:
    """A list of numbers or truth values with its shape, or None if its rows differ in length."""
    try:
        array = np.asarray(values)
    except ValueError:
        return None
    if array.size == 0 and array.ndim == 1:
        return Picks(False, name, (0,))
    if array.dtype.kind not in "biu":
        return None
    return Picks(array.dtype.kind == "b", name, array.shape, tuple(int(number) for number in array.flat))
