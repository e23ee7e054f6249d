"""Tensors that a layer did not accept, with what they should have been.

A tensor that is wrong for one layer is as wrong wherever else it goes: past the layer on a residual connection it
meets results of the shape that was meant. That is no further mistake of the user's.
"""

from __future__ import annotations

import weakref
from typing import Any

from torch import Tensor

from shapeviz.tracing.frontends.torch.tensors import is_tensor
from shapeviz.tracing.values import map_values, walk_tensors


class MendedTensors:
    """What the tensors that have been blamed were meant to be."""

    def __init__(self) -> None:
        self._meant: dict[int, tuple[weakref.ref[Tensor], Tensor]] = {}

    def note(self, given: tuple[Any, ...], mended: tuple[Any, ...]) -> None:
        """Remember each tensor of `given` in whose place another one stands in `mended`."""
        pairs = zip(walk_tensors(given, is_tensor), walk_tensors(mended, is_tensor), strict=False)
        for (_, old), (_, new) in pairs:
            if old is not new:
                self._meant[id(old)] = (weakref.ref(old), new)

    def as_meant(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any] | None:
        """(args, kwargs) with the tensors that were meant; None if none of these has been blamed."""
        if not self._meant:
            return None
        found = False

        def leaf(value: Any) -> Any:
            nonlocal found
            known = self._meant.get(id(value))
            if known is None or known[0]() is not value:
                return value
            found = True
            return known[1]

        meant = map_values(args, leaf), map_values(kwargs, leaf)
        return meant if found else None
