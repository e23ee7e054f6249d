"""Torch's tensors as the recorder wants them: operands with their specs, in the order of the call."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from shapeviz.tracing.recorder import Operand
from shapeviz.tracing.records import Spec
from shapeviz.tracing.values import walk_tensors

_ATOMS = frozenset({int, float, bool, str, type(None), complex, slice, type(Ellipsis)})


def is_tensor(value: Any) -> bool:
    """Whether this is a tensor (a parameter too) whose rows all have one length: others have no plain shape."""
    return isinstance(value, Tensor) and not value.is_nested


def spec_of(tensor: Tensor) -> Spec:
    """What is known of a tensor without its data. Call it outside every function mode: it reads `shape`."""
    return Spec(tensor.shape, tensor.dtype, tensor.device)


def operands_of(args: tuple[Any, ...], kwargs: dict[str, Any] | None) -> list[Operand]:
    """The tensors among the arguments of a call, each with its position or keyword."""
    found: list[Operand] = []
    for position, value in enumerate(args):
        _collect(found, position, value)
    if kwargs:
        for keyword, value in kwargs.items():
            _collect(found, keyword, value)
    return found


def results_of(result: Any) -> list[Operand]:
    """The tensors in what a call returned."""
    if isinstance(result, Tensor) and not result.is_nested:
        return [(0, "", result, Spec(result.shape, result.dtype, result.device))]
    if result is None or type(result) in _ATOMS:
        return []
    return [(0, part, tensor, spec_of(tensor)) for part, tensor in walk_tensors(result, is_tensor)]


def _collect(found: list[Operand], place: int | str, value: Any) -> None:
    if isinstance(value, Tensor) and not value.is_nested:
        found.append((place, "", value, Spec(value.shape, value.dtype, value.device)))
    elif type(value) not in _ATOMS:
        for part, tensor in walk_tensors(value, is_tensor):
            found.append((place, part, tensor, spec_of(tensor)))
