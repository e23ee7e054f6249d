"""Small tensors that keep their data in a re-run, for code whose shapes depend on numbers it has computed itself.

A mask made of `ones`, the lengths of packed sequences, a number that a model keeps in a buffer: with these on the CPU
much code runs at other sizes that the meta device alone does not get through. Nothing is made up: a tensor that comes
from the data of an input has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from shapeviz.tracing.frontends.torch.arrays import CPU
from shapeviz.tracing.frontends.torch.replay import ReplayTracer
from shapeviz.tracing.frontends.torch.shape_only import META, is_factory, meta_twin, on_device
from shapeviz.tracing.values import map_values

# These read the lengths of sequences, and of the sequences themselves only the shape.
_READING_LENGTHS = frozenset({"_pack_padded_sequence", "_pad_packed_sequence"})
# A number among the arguments of these may be a tensor, and is read.
_READING_SIZES = frozenset(
    ["view", "reshape", "expand", "repeat", "tile", "narrow", "pad", "interpolate", "split", "unflatten", "roll"]
) | frozenset(
    ["arange", "new_zeros", "new_ones", "new_full", "new_empty", "zeros", "ones", "full", "empty", "as_strided"]
)

# A tensor of up to this many elements keeps its data: an outer product of two is still quickly made.
SMALL = 4_096


class KeptDataTracer(ReplayTracer):
    """Records a re-run in which tensors of up to `small` elements have data, if all that they are made of has."""

    small = SMALL
    # Whether the arrays of other frameworks hold what the code put into them.
    arrays_have_data = True

    def _prepared(self, function: Any, args: Any, kwargs: Any) -> Any:
        name = getattr(function, "__name__", "")
        if name in _READING_SIZES:
            args, kwargs = map_values(args, _read), map_values(kwargs, _read)
        elif name in _READING_LENGTHS:
            return map_values(args, _with_made_up_rows), kwargs or {}
        if self._lacks_data(args) or (kwargs and self._lacks_data(kwargs.values())):
            return on_device(function, args, kwargs, META)
        if is_factory(function):
            with torch._C.DisableTorchFunction():
                planned = on_device(function, args, kwargs, META)
                size = function(*planned[0], **planned[1]).numel()
            return planned if size > self.small else on_device(function, args, kwargs, CPU)
        return on_device(function, args, kwargs, CPU)

    def _kept(self, result: Any) -> Any:
        large = isinstance(result, Tensor) and not result.is_meta and result.numel() > self.small
        return meta_twin(result) if large else result

    def _lacks_data(self, values: Iterable[Any]) -> bool:
        """Whether a tensor among the arguments of a call has no data, or too much to compute with."""
        for value in values:
            if isinstance(value, Tensor):
                if value.is_meta or value.numel() > self.small:
                    return True
            elif isinstance(value, (tuple, list)):
                if self._lacks_data(value):
                    return True
            elif not self.arrays_have_data and self.watch.is_tensor(value):
                return True
        return False


class RerunTracer(KeptDataTracer):
    """Records a re-run of recorded calls at other sizes, where masks grow with them."""

    small = 1_000_000
    arrays_have_data = False


def _read(value: Any) -> Any:
    """The number in a tensor that holds a single whole one."""
    if not isinstance(value, Tensor) or value.is_meta or value.dim() or value.dtype.is_floating_point:
        return value
    with torch._C.DisableTorchFunction():
        return int(value.item())


def _with_made_up_rows(value: Any) -> Any:
    """Ones in place of the elements of sequences: what packing gives does not depend on them."""
    if not isinstance(value, Tensor) or not value.is_meta or not value.dtype.is_floating_point:
        return value
    return torch.ones(value.shape, dtype=value.dtype, device=CPU)
