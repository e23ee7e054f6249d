"""Which exceptions speak of tensors, though no call of torch is known to have failed."""

from __future__ import annotations

import re
from types import FrameType

import torch

# Raised before any call could be seen: by the constructor of a layer, or while torch looked at its arguments.
_TYPES = ("RuntimeError", "ValueError", "AssertionError", "IndexError", "TypeError", "EinopsError", "AxisError")
_LIBRARIES = ("torch", "einops", "keras", "transformers", "torchvision", "timm")
_CALL = re.compile(r"(\w+)\(\)")


def concerns_tensors(error: BaseException) -> bool:
    """Whether an exception comes from a library of tensors, or from torch's reading of a call's arguments.

    >>> try:
    ...     torch.ones(2).transpose(0, dim7=1)
    ... except TypeError as error:
    ...     concerns_tensors(error)
    True
    """
    if type(error).__name__ not in _TYPES:
        return False
    frame = _deepest(error)
    if frame is None:
        return False
    if frame.f_globals.get("__name__", "").partition(".")[0] in _LIBRARIES:
        return True
    named = _CALL.match(str(error))
    return "tensor" in str(error).lower() or (named is not None and _is_of_torch(named[1]))


def _deepest(error: BaseException) -> FrameType | None:
    entry = error.__traceback__
    while entry is not None and entry.tb_next is not None:
        entry = entry.tb_next
    return entry.tb_frame if entry is not None else None


def _is_of_torch(name: str) -> bool:
    return hasattr(torch.Tensor, name) or hasattr(torch, name)
