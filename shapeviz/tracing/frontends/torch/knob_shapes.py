"""Torch's part in following knobs: which tensors are the same memory, and what modules hold."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from shapeviz.tracing.knob_shapes import KnobShapes


def memory_of(tensor: Tensor) -> Hashable | None:
    """What tells tensors with the same elements in the same order of memory from others: they have one shape.

    A parameter is another object than the tensor that it was made of, and has its memory.
    """
    with torch._C.DisableTorchFunction():
        if tensor.layout is not torch.strided or not tensor.is_contiguous():
            return None
        return tensor.untyped_storage()._cdata, tuple(tensor.shape)


def paired(original: Any, copy: Any) -> Iterator[tuple[Any, Any]]:
    """The modules in a module, and their tensors, each with the one in its copy."""
    if isinstance(original, nn.Module):
        for module, twin in zip(original.modules(), copy.modules(), strict=True):
            yield module, twin
            yield from zip(_tensors(module), _tensors(twin), strict=True)


def is_turned(module: nn.Module, knobs: KnobShapes) -> bool:
    """Whether a knob has a part in what a module is set to, or in its tensors."""
    own = [*module._parameters.values(), *module._buffers.values()]
    return knobs.reaches(vars(module).values()) or any(item is not None and knobs.reaches([item]) for item in own)


def _tensors(module: nn.Module) -> list[Tensor]:
    held = [*module._parameters.values(), *module._buffers.values(), *vars(module).values()]
    return [value for value in held if isinstance(value, Tensor)]
