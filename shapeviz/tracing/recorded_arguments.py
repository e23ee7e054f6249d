"""The arguments of a recorded call, put together again: what was frozen, with something for each tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapeviz.shapes.shape import Shape
from shapeviz.tracing.program import Computed, Hidden, Ref
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.values import map_values

# Parts of a packed sequence that no rule reads.
_PACKING = frozenset({".batch_sizes", ".sorted_indices", ".unsorted_indices"})


def put_together(
    record: Record, arguments: Any, operands: list[tuple[Shape, Spec]], make: Callable[[Shape, Spec], Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """(args, kwargs) with what `make` gives for the shape and the spec of each operand, in the operand's place."""
    frozen_args, frozen_kwargs = map_values(arguments or ((), {}), _number)
    values: dict[int | str, Any] = {**dict(enumerate(frozen_args)), **frozen_kwargs}
    parts: dict[int | str, list[Any]] = {}
    for link, (shape, spec) in zip(record.inputs, operands, strict=True):
        tensor = make(shape, spec)
        if link.part == ".data":
            # A packed sequence computes what its rows do.
            values[link.place] = tensor
        elif link.place in values and link.part in _PACKING:
            continue
        elif link.part:
            parts.setdefault(link.place, []).append(tensor)
        else:
            values[link.place] = tensor
    values.update((place, _filled(values.get(place), tensors)) for place, tensors in parts.items())
    args = tuple(values[position] for position in range(len(frozen_args)))
    return args, {key: value for key, value in values.items() if isinstance(key, str)}


def _filled(frozen: Any, tensors: list[Any]) -> Any:
    """A frozen list or index with its tensors at their places; only the tensors where the places are not known."""
    places = [place for place, item in enumerate(frozen) if isinstance(item, (Ref, Hidden))] if _is_row(frozen) else []
    if len(places) != len(tensors):
        return tuple(tensors)
    filled = dict(enumerate(frozen)) | dict(zip(places, tensors, strict=True))
    return tuple(filled.values())


def _is_row(value: Any) -> bool:
    return isinstance(value, (tuple, list))


def _number(value: Any) -> Any:
    return value.value if isinstance(value, Computed) else value
