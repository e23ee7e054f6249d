"""Handing out sizes that remember their axis, and taking the memory away again when the watching ends."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any

import torch
from torch import nn

from shapeviz.shapes.size import Size, plain
from shapeviz.tracing.program import Axis
from shapeviz.tracing.recorder import Known


class RememberedSizes:
    """The sizes given to the checked code. Whatever keeps one longer keeps nothing of the recording with it."""

    def __init__(self) -> None:
        self._axes: list[Axis] = []
        self._holders: dict[int, weakref.ref[nn.Module]] = {}

    def of(self, known: Known, shape: Any, dim: int | None) -> Any:
        """`shape`, the whole of a tensor's or the size of its axis `dim`, with each size remembering its axis."""
        if dim is not None:
            return self._size(known, dim, shape)
        return torch.Size([self._size(known, axis, size) for axis, size in enumerate(shape)])

    def _size(self, known: Known, axis: int, size: int) -> Size:
        leaf = Axis(known.record.resolved(), known.output, axis)
        self._axes.append(leaf)
        return Size(size, leaf)

    def may_hold(self, module: nn.Module) -> None:
        """Note a module that the checked code made or called: its attributes may be sizes."""
        if id(module) not in self._holders:
            self._holders[id(module)] = weakref.ref(module)

    def make_plain(self) -> None:
        """Make the attributes of the noted modules plain numbers again."""
        if not self._axes:
            return
        for module in _all_modules(reference() for reference in self._holders.values()):
            attributes = vars(module)
            for name, value in attributes.items():
                if isinstance(value, (int, tuple, list)):
                    attributes[name] = plain(value)

    def forget(self) -> None:
        """Cut the ties of every size to the recording, once no expression has to be read any more."""
        for axis in self._axes:
            axis.record = None
        self._axes.clear()


def _all_modules(roots: Iterable[nn.Module | None]) -> list[nn.Module]:
    seen: dict[int, nn.Module] = {}
    for root in roots:
        if root is not None:
            seen.update((id(module), module) for module in root.modules())
    return list(seen.values())
