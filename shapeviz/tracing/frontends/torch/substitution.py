"""Arguments of a module with some tensors exchanged for tensors of other shapes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from shapeviz.tracing.frontends.torch.shape_only import META

_ITEM = re.compile(r"(\w+)\[(\d+)\]")


def substitute(
    module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], shapes: Mapping[str, tuple[int, ...]]
) -> tuple[Any, ...]:
    """The positional arguments with the named operands (`input`, `hx[0]`) replaced; keyword ones change in place.

    A name that is no argument of the module's forward (its `weight`) is passed over.
    """
    names = list(inspect.signature(module.forward).parameters)
    values = list(args)
    for operand, shape in shapes.items():
        item = _ITEM.fullmatch(operand)
        name, index = (item[1], int(item[2])) if item else (operand, None)
        if name in kwargs:
            kwargs[name] = _exchanged(kwargs[name], index, shape)
        elif name in names and names.index(name) < len(values):
            position = names.index(name)
            values[position] = _exchanged(values[position], index, shape)
    return tuple(values)


def _exchanged(value: Any, index: int | None, shape: tuple[int, ...]) -> Any:
    if isinstance(value, Tensor):
        return torch.empty(shape, dtype=value.dtype, device=META)
    if index is not None and isinstance(value, (tuple, list)):
        items = list(value)
        items[index] = _exchanged(items[index], None, shape)
        return type(value)(items)
    return value
