"""Recorded calls as the rules see them: put together again from the record, with the shapes on record or others."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import torch
from torch import nn

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.torch.binding import bind_function, bind_module
from shapeviz.tracing.frontends.torch.knob_shapes import is_turned
from shapeviz.tracing.frontends.torch.shape_only import META
from shapeviz.tracing.knob_shapes import KnobShapes
from shapeviz.tracing.recorded_arguments import put_together
from shapeviz.tracing.records import Record, Spec

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

    def make(shape: Shape, spec: Spec) -> torch.Tensor:
        # An operand may be another framework's array, whose type has a name only.
        dtype = spec.dtype if isinstance(spec.dtype, torch.dtype) else None
        tensor = torch.empty(tuple(map(int, shape)), dtype=dtype, device=META)
        shapes[id(tensor)] = (tensor, shape)
        return tensor

    def shape_of(tensor: torch.Tensor) -> Shape:
        if id(tensor) in shapes:
            return shapes[id(tensor)][1]
        return tuple(tensor.shape) if knobs is None else knobs.of(tensor)

    try:
        args, kwargs = put_together(record, arguments, operands, make)
        if record.kind == "module":
            return bind_module(record.subject, args, kwargs, shape_of)
        return bind_function(record.subject, args, kwargs, shape_of)
    except Exception:
        # Arguments that cannot be put together again from the record: then there is nothing to judge or count.
        return None


def turns(record: Record, knobs: KnobShapes) -> bool:
    """Whether knobs have a part in the module that was called."""
    return record.kind == "module" and is_turned(record.subject, knobs)


def kind_of_call(record: Record, knobs: KnobShapes | None = None) -> Hashable:
    """What calls have in common to which the rules give the same answer for the same operands and arguments."""
    if record.kind != "module":
        return record.subject
    module: nn.Module = record.subject
    if knobs is not None and is_turned(module, knobs):
        return id(module)
    settings = tuple((name, value) for name, value in vars(module).items() if type(value) in _SETTINGS)
    weights = tuple((name, None if weight is None else weight.shape) for name, weight in module._parameters.items())
    return type(module), settings, weights
