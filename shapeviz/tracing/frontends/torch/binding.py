"""Calls of torch as rules see them: a neutral operation, shapes under keywords, and plain arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from shapeviz.rules.core import Call, Operand
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.torch.binding_index import with_plain_index
from shapeviz.tracing.frontends.torch.binding_modules import describe_module
from shapeviz.tracing.frontends.torch.binding_names import function_name, op_name, operand_names, target_name
from shapeviz.tracing.frontends.torch.binding_signatures import BOUND_AS_MODULES, FALLBACK

__all__ = ["bind_function", "bind_module", "op_name", "operand_names", "target_name"]

ShapeOf = Callable[[torch.Tensor], Shape]

_TWO_TENSORS = {"max": "maximum", "min": "minimum"}
_VIEWS = frozenset(("view", "view_as"))
_STATISTICS = frozenset(("std", "var", "std_mean", "var_mean"))  # take `unbiased` in the place of `dim` too


def bind_function(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None,
    shape_of: ShapeOf | None = None,
) -> Call | None:
    """A call of a torch function or tensor method, or None if its operands have no plain shapes.

    `shape_of` tells the shapes of tensors that are to stand in the call with others than their own.

    >>> call = bind_function(torch.Tensor.view, (torch.zeros(4, 6), 2, -1), {})
    >>> call.op, call.operands, call.attributes
    ('view', {'input': (4, 6)}, {'shape': (2, -1)})
    """
    name = function_name(function)
    if name.op in BOUND_AS_MODULES:
        return None
    with torch._C.DisableTorchFunction():
        arguments = _arguments(name.parameters or FALLBACK, args, kwargs or {})
        if name.reflected and {"input", "other"} <= arguments.keys():
            arguments = {"input": arguments["other"], "other": arguments["input"]}
        op = name.op
        if op in _TWO_TENSORS and isinstance(arguments.get("dim"), torch.Tensor):
            op, arguments["other"] = _TWO_TENSORS[op], arguments.pop("dim")
        if op in ("getitem", "setitem") and "index" in arguments:
            arguments = with_plain_index(arguments)
        if op in _STATISTICS and isinstance(arguments.get("dim"), bool):
            arguments["unbiased"] = arguments.pop("dim")
        if name.in_place:
            arguments["inplace"] = True
        return _call(op, arguments, shape_of or _shape)


def bind_module(
    module: torch.nn.Module,
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None,
    shape_of: ShapeOf | None = None,
) -> Call | None:
    """A call of one of torch's own layers, or None for any other module; `shape_of` as for `bind_function`.

    >>> call = bind_module(torch.nn.Linear(6, 2), (torch.zeros(4, 6),), {})
    >>> call.op, call.operands
    ('linear', {'input': (4, 6), 'weight': (2, 6), 'bias': (2,)})
    """
    with torch._C.DisableTorchFunction():
        description = describe_module(module)
        if description is None:
            return None
        arguments = _arguments(description.parameters, args, kwargs or {})
        arguments = {**arguments, **description.tensors, **description.attributes}
        return _call(description.op, arguments, shape_of or _shape)


def _arguments(parameters: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Every argument under its keyword; a starred parameter takes all that is left."""
    arguments: dict[str, Any] = {}
    for index, value in enumerate(args):
        name = parameters[index] if index < len(parameters) else f"argument {index + 1}"
        if name.startswith("*"):
            rest = args[index:]
            single = len(rest) == 1 and isinstance(rest[0], (tuple, list))
            arguments[name[1:]] = tuple(rest[0]) if single else rest
            break
        arguments[name] = value
    if len(parameters) > len(args) and parameters[len(args)].startswith("*"):
        arguments[parameters[len(args)][1:]] = ()
    synonyms = {"self": "input", "x": "input", "axis": "dim"}
    arguments.update({synonyms.get(name, name): value for name, value in kwargs.items()})
    return arguments


class _NoPlainShape(Exception):
    """A tensor whose rows differ in length."""


def _call(op: str, arguments: dict[str, Any], shape_of: ShapeOf) -> Call | None:
    operands: dict[str, Operand] = {}
    attributes: dict[str, Any] = {}
    dtypes: dict[str, str] = {}
    strides: dict[str, Shape] = {}
    try:
        for name, value in arguments.items():
            if isinstance(value, torch.nn.utils.rnn.PackedSequence):
                attributes["batch_sizes"] = value.batch_sizes.tolist()
                value = value.data
            if isinstance(value, torch.Tensor):
                operands[name] = shape_of(value)
                dtypes[name] = str(value.dtype).removeprefix("torch.")
                if op in _VIEWS and value.layout is torch.strided and not value.is_contiguous():
                    strides[name] = tuple(value.stride())
            elif _is_list_of_tensors(value):
                operands[name] = [shape_of(item) for item in value]
            else:
                attributes[name] = value
    except _NoPlainShape:
        return None
    return Call(op, operands, attributes, dtypes, strides)


def _shape(tensor: torch.Tensor) -> Shape:
    if tensor.is_nested or isinstance(tensor, torch.nn.parameter.UninitializedTensorMixin):
        raise _NoPlainShape
    return tuple(tensor.shape)


def _is_list_of_tensors(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and len(value) > 0 and all(isinstance(item, torch.Tensor) for item in value)
