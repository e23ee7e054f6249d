"""What stands between the brackets of `x[…]`, as rules see it."""

from __future__ import annotations

import operator
from typing import Any

import torch

from shapeviz.rules.indices import Picks

_MASKS = (torch.bool, torch.uint8)
# From this length on torch takes a list for numbers, whatever is in it.
_LONG = 32


def with_plain_index(arguments: dict[str, Any]) -> dict[str, Any]:
    """The index as its `places`, and each tensor in it as an operand: `index`, or `index[1]` in a row.

    >>> arguments = with_plain_index({"index": (slice(2), torch.tensor([0, 1]))})
    >>> arguments["places"]
    (slice(None, 2, None), Picks(mask=False, name='index[1]', shape=None, values=()))
    >>> arguments["index[1]"].tolist()
    [0, 1]
    """
    given = arguments["index"]
    several = isinstance(given, tuple) or _is_tuple_to_torch(given)
    named = {f"index[{at}]" if several else "index": place for at, place in enumerate(given if several else [given])}
    tensors = {name: place for name, place in named.items() if isinstance(place, torch.Tensor)}
    places = tuple(_place(name, place) for name, place in named.items())
    plain: dict[str, Any] = {}
    for name, value in arguments.items():
        plain |= {"places": places, **tensors} if name == "index" else {name: value}
    return plain


def _is_tuple_to_torch(index: Any) -> bool:
    """Whether torch reads a list as several places, instead of as numbers for one."""
    if not isinstance(index, list) or len(index) >= _LONG:
        return False
    return any(place is None or isinstance(place, (slice, list, tuple, torch.Tensor)) for place in index)


def _place(name: str, place: Any) -> Any:
    """A place of the index, plain; what it is not known how to read stays as it is."""
    if isinstance(place, torch.Tensor):
        return Picks(place.dtype in _MASKS, name)
    if hasattr(place, "tolist"):  # an array of NumPy, or one of its numbers
        place = place.tolist()
    if place is None or place is Ellipsis or isinstance(place, (slice, int)):
        return place
    if isinstance(place, (list, tuple, range)):
        return _listed(name, place) or place
    return operator.index(place) if hasattr(place, "__index__") else place


def _listed(name: str, values: Any) -> Picks | None:
    """A list of numbers or truth values with its shape, or None if its rows differ in length."""
    shape, level = [], [values]
    while level and all(isinstance(item, (list, tuple, range)) for item in level):
        if len({len(item) for item in level}) > 1:
            return None
        shape.append(len(level[0]))
        level = [number for item in level for number in item]
    if not all(isinstance(number, int) for number in level):
        return None
    mask = bool(level) and all(isinstance(number, bool) for number in level)
    return Picks(mask, name, tuple(shape), tuple(int(number) for number in level))
