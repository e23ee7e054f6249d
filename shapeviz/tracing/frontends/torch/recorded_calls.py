"""Recorded calls as the rules see them: put together again from the record, with the shapes on record or others."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import torch
from torch import nn

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.torch.binding import bind_function, bind_module
from shapeviz.tracing.frontends.torch.knob_shapes import KnobShapes
from shapeviz.tracing.frontends.torch.shape_only import META
from shapeviz.tracing.program import Computed, Hidden, Ref
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.values import map_values

_PACKING = frozenset({".batch_sizes", ".sorted_indices", ".unsorted_indices"})
_SETTINGS = frozenset({int, float, bool, str, tuple, type(None)})

# The shape of each tensor by its id, with the tensor, so that no other gets that id.
_Shapes = dict[int, tuple[torch.Tensor, Shape]]


def bind(record: Record) -> Call | None:
    """The call as the rules see it, from the shapes on record."""
    return bind_shapes(record, record.arguments, [(tuple(link.spec.shape), link.spec) for link in record.inputs])


def bind_shapes(
    record: Record, arguments: Any, operands: list[tuple[Shape, Spec]], knobs: KnobShapes | None = None
) -> Call | None:
    """The call as the rules see it, with these frozen arguments and these shapes for its operands.

    `knobs` knows the shapes of a layer's own tensors.
    """
    shapes: _Shapes = {}

    def shape_of(tensor: torch.Tensor) -> Shape:
        if id(tensor) in shapes:
            return shapes[id(tensor)][1]
        return tuple(tensor.shape) if knobs is None else knobs.of(tensor)

    try:
        args, kwargs = _arguments(record, arguments, operands, shapes)

        if record.kind == "module":
            return bind_module(record.subject, args, kwargs, shape_of)
        return bind_function(record.subject, args, kwargs, shape_of)
    except Exception:
        # Arguments that cannot be put together again from the record: then there is nothing to judge or count.
        return None


def _arguments(
    record: Record, arguments: Any, operands: list[tuple[Shape, Spec]], shapes: _Shapes
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """(args, kwargs) with a tensor for each operand, whose shape is told in `shapes` by its id."""
    frozen_args, frozen_kwargs = map_values(arguments or ((), {}), _number)
    values: dict[int | str, Any] = {**dict(enumerate(frozen_args)), **frozen_kwargs}
    parts: dict[int | str, list[Any]] = {}
    for link, (shape, spec) in zip(record.inputs, operands, strict=True):
        tensor = torch.empty(tuple(map(int, shape)), dtype=spec.dtype, device=META)
        shapes[id(tensor)] = (tensor, shape)
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


def turns(record: Record, knobs: KnobShapes) -> bool:
    """Whether knobs have a part in the module that was called."""
    return record.kind == "module" and knobs.turns(record.subject)


def kind_of_call(record: Record, knobs: KnobShapes | None = None) -> Hashable:
    """What calls have in common to which the rules give the same answer for the same operands and arguments."""
    if record.kind != "module":
        return record.subject
    module: nn.Module = record.subject
    if knobs is not None and knobs.turns(module):
        return id(module)
    settings = tuple((name, value) for name, value in vars(module).items() if type(value) in _SETTINGS)
    weights = tuple((name, None if weight is None else weight.shape) for name, weight in module._parameters.items())
    return type(module), settings, weights
