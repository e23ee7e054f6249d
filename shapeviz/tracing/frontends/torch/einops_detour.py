"""Going on past calls of einops that do not fit, in re-runs.

einops checks its patterns itself, so that a function mode never hears of a call that does not fit. Its functions come
to their common `reduce` by that name, though: while a re-run lasts, another one stands in its place, and hands
what does not fit to the single calls of `einops_calls`, which the mode does hear of.
"""

from __future__ import annotations

import sys
from typing import Any

from torch import Tensor

from shapeviz.rules import judge
from shapeviz.rules.core import Conflict
from shapeviz.tracing.frontends.torch.binding import bind_function
from shapeviz.tracing.frontends.torch.einops_calls import MODULE, SINGLE_CALLS


class Detour:
    """While on, `einops.rearrange` and `einops.repeat` raise in a single call that a function mode sees."""

    def __init__(self) -> None:
        self._module: Any = None
        self._reduce: Any = None
        self._handing_on = False

    def start(self) -> None:
        """Stand in for `reduce`, if the checked code has loaded einops."""
        self._module = sys.modules.get(MODULE)
        if self._module is not None:
            self._reduce = self._module.reduce
            self._module.reduce = self._instead

    def stop(self) -> None:
        """Leave einops as it was."""
        if self._module is not None:
            self._module.reduce = self._reduce
            self._module = None

    def _instead(self, tensor: Any, pattern: str, reduction: Any, **sizes: int) -> Any:
        function = SINGLE_CALLS.get(reduction) if isinstance(reduction, str) else None
        args = (tensor, pattern, sizes) if sizes else (tensor, pattern)
        if function is None or self._handing_on or not isinstance(tensor, Tensor) or not _is_refused(function, args):
            return self._reduce(tensor, pattern, reduction, **sizes)
        self._handing_on = True
        try:
            return function(*args)
        finally:
            self._handing_on = False


def _is_refused(function: Any, args: tuple[Any, ...]) -> bool:
    call = bind_function(function, args, None)
    return call is not None and isinstance(judge(call), Conflict)
