"""Tensors inside the values that people pass and return: lists, dicts, tuples, dataclasses.

What a tensor is, the frontend says: each function takes `is_tensor`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

IsTensor = Callable[[Any], bool]

# Deeper nesting than any model returns; a structure that contains itself ends here.
MAXIMUM_DEPTH = 8


def walk_tensors(value: Any, is_tensor: IsTensor, name: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Each tensor in `value` with its place in it, in order.

    >>> list(walk_tensors({"a": [1, "t"]}, lambda item: item == "t"))
    [("['a'][1]", 't')]
    """
    if is_tensor(value):
        yield name, value
    elif depth >= MAXIMUM_DEPTH or isinstance(value, (str, bytes, int, float, type(None))):
        return
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            item = getattr(value, field.name, None)
            yield from walk_tensors(item, is_tensor, f"{name}.{field.name}", depth + 1)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk_tensors(item, is_tensor, f"{name}[{key!r}]", depth + 1)
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for field in getattr(value, "_fields", ()):
            yield from walk_tensors(getattr(value, field), is_tensor, f"{name}.{field}", depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from walk_tensors(item, is_tensor, f"{name}[{index}]", depth + 1)


def map_values(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """A copy of a nested value with `leaf` applied to everything that is not a plain container."""
    kind = type(value)
    if kind is tuple or kind is list:
        return kind(map_values(item, leaf) for item in value)
    if kind is dict:
        return {key: map_values(item, leaf) for key, item in value.items()}
    if kind is slice:
        return slice(map_values(value.start, leaf), map_values(value.stop, leaf), map_values(value.step, leaf))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return kind(*(map_values(item, leaf) for item in value))
    if isinstance(value, tuple) and not hasattr(value, "n_fields"):
        # A shape, or a tuple of some other class that may not take what `leaf` gives.
        items = tuple(map_values(item, leaf) for item in value)
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    return leaf(value)
