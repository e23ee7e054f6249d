"""Calls of einops that raise: it checks its patterns itself, before torch hears of anything.

Such a call is read from the traceback of its exception. On record it stands as one of the functions below, which
show themselves to a function mode as a single call, so that a re-run can go on past it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, NamedTuple

from torch import Tensor
from torch.overrides import handle_torch_function, has_torch_function_unary

MODULE = "einops.einops"


class FailedCall(NamedTuple):
    """A call of einops that raised, and the frame that called einops' `reduce`, in which all its operations end."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    caller: FrameType


def rearrange(input: Tensor, pattern: str, sizes: dict[str, int] | None = None) -> Tensor:
    """`einops.rearrange`, as one call to whoever watches torch."""
    if has_torch_function_unary(input):
        return handle_torch_function(rearrange, (input,), input, pattern, sizes)
    return sys.modules["einops"].rearrange(input, pattern, **(sizes or {}))


def repeat(input: Tensor, pattern: str, sizes: dict[str, int] | None = None) -> Tensor:
    """`einops.repeat`, as one call to whoever watches torch."""
    if has_torch_function_unary(input):
        return handle_torch_function(repeat, (input,), input, pattern, sizes)
    return sys.modules["einops"].repeat(input, pattern, **(sizes or {}))


def reduce(input: Tensor, pattern: str, reduction: Any, sizes: dict[str, int] | None = None) -> Tensor:
    """`einops.reduce`, as one call to whoever watches torch."""
    if has_torch_function_unary(input):
        return handle_torch_function(reduce, (input,), input, pattern, reduction, sizes)
    return sys.modules["einops"].reduce(input, pattern, reduction, **(sizes or {}))


# By the names under which einops' own `reduce` gets them.
SINGLE_CALLS: dict[str, Callable[..., Any]] = {"rearrange": rearrange, "repeat": repeat}


def failed_call(error: BaseException) -> FailedCall | None:
    """The call of einops that an exception came from; None if it came from no pattern of einops."""
    einops = sys.modules.get("einops")
    if einops is None or not isinstance(error, einops.EinopsError):
        return None
    frame = _reducing_frame(error.__traceback__)
    if frame is None:
        return None
    found = frame.f_locals
    tensor, pattern, reduction = found.get("tensor"), found.get("pattern"), found.get("reduction")
    caller = frame.f_back
    if not isinstance(tensor, Tensor) or caller is None:
        return None
    sizes = (dict(found["axes_lengths"]),) if found.get("axes_lengths") else ()
    single = SINGLE_CALLS.get(reduction) if isinstance(reduction, str) else None
    if single is not None:
        return FailedCall(single, (tensor, pattern, *sizes), caller)
    return FailedCall(reduce, (tensor, pattern, reduction, *sizes), caller)


def _reducing_frame(traceback: TracebackType | None) -> FrameType | None:
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_code.co_name == "reduce" and frame.f_globals.get("__name__") == MODULE:
            return frame
        traceback = traceback.tb_next
    return None
