"""Python warnings that torch raises while it is watched: they are told with the user's line, not with ours.

Torch warns about the frame that called it, and a watched call comes from the recorder.
"""

from __future__ import annotations

import sys
import warnings
from types import FrameType
from typing import Any

_PASSING_ON = ("shapeviz.tracing.", "torch.overrides", "torch.nn.functional", "torch.nn.modules", "warnings")


class UsersWarnings:
    """Between `start` and `stop`, a warning that points at the recorder is shown with the line that made the call."""

    def __init__(self) -> None:
        self._shown_before: Any = None

    def start(self) -> None:
        """Begin to correct warnings."""
        self._shown_before = warnings.showwarning
        warnings.showwarning = self._show

    def stop(self) -> None:
        """Leave warnings as they were, unless somebody else has changed their showing meanwhile."""
        if warnings.showwarning == self._show:
            warnings.showwarning = self._shown_before
        for name, module in list(sys.modules.items()):
            if name.startswith("shapeviz.tracing."):
                # Python shows a warning once for each line: ours is no line of the user's.
                vars(module).pop("__warningregistry__", None)

    def _show(
        self, message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: str | None = None
    ) -> None:
        frame = _frame_at(filename, lineno)
        if frame is not None and frame.f_globals.get("__name__", "").startswith("shapeviz."):
            caller = _users_frame(frame)
            if caller is not None:
                filename, lineno, line = caller.f_code.co_filename, caller.f_lineno, None
        self._shown_before(message, category, filename, lineno, file, line)


def _frame_at(filename: str, lineno: int) -> FrameType | None:
    """The innermost running frame at that line."""
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None and (frame.f_code.co_filename != filename or frame.f_lineno != lineno):
        frame = frame.f_back
    return frame


def _users_frame(frame: FrameType) -> FrameType | None:
    """The first frame outwards that neither records nor passes a call on."""
    outer: FrameType | None = frame
    while outer is not None and outer.f_globals.get("__name__", "").startswith(_PASSING_ON):
        outer = outer.f_back
    return outer
