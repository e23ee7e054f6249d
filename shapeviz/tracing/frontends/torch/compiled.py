"""Code under `torch.compile` runs uncompiled while it is watched: a compiled graph makes no calls to record.

Without this the compiler would also trace into the recorder itself. Nothing is compiled that would not have
been compiled, and the next run without a recorder compiles as ever.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

import torch

_HOOKS_WARNING = r"Using `torch\.compile\(module\)` when there are global hooks"


class Uncompiled:
    """Keeps the compiler out of the way between `start` and `stop`, if it is there or the code will load it."""

    def __init__(self, source_text: str) -> None:
        self._wanted = "compile" in source_text
        self._previous: Any = None
        self._filter: Any = None

    def start(self) -> None:
        """Begin to run compiled code uncompiled. Torch's warning about global hooks is not the user's to heed."""
        if not self._wanted and "torch._dynamo" not in sys.modules:
            return
        warnings.filterwarnings("ignore", message=_HOOKS_WARNING, category=UserWarning)
        self._filter = warnings.filters[0]
        self._previous = torch.compiler.set_stance("force_eager")

    def stop(self) -> None:
        """Let the compiler be as it was, unless the watched code itself has changed that."""
        if self._previous is None:
            return
        from torch._dynamo import eval_frame

        if eval_frame._stance is self._previous.stance:
            self._previous.__exit__(None, None, None)
        if self._filter in warnings.filters:
            warnings.filters.remove(self._filter)  # pyright: ignore[reportAttributeAccessIssue]
        self._previous = self._filter = None


def is_compiled_wrapper(module: torch.nn.Module) -> bool:
    """Whether this is what `torch.compile(model)` gives: the model itself is called right inside of it."""
    return type(module).__name__ == "OptimizedModule"
