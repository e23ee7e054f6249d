"""The arrays that tensors without data are read as: where torch hands on to NumPy what exists in shape only."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from shapeviz.tracing.array_replay import MODERATE

CPU = torch.device("cpu")
READERS = frozenset({"numpy", "__array__"})


def made_up_array(tensor: Tensor) -> Any:
    """An array of a tensor's shape and type: numbers between 0 and 1, or zeros; if large, one zero seen as many.

    >>> made_up_array(torch.empty(2, 3, device="meta")).shape
    (2, 3)
    """
    with torch._C.DisableTorchFunction():
        if tensor.numel() > MODERATE:
            return torch.zeros((), dtype=tensor.dtype, device=CPU).expand(tensor.shape).numpy()
        made = torch.zeros(tensor.shape, dtype=tensor.dtype, device=CPU)
        if tensor.dtype.is_floating_point:
            made.uniform_(generator=torch.Generator(CPU).manual_seed(0))
        return made.numpy()
