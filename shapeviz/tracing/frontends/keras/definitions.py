"""Where layers are made: Keras calls them far from there, and their constructors say what they are."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any

from shapeviz.tracing.frames import Frames, Role
from shapeviz.tracing.places import Definitions

_NEW = "__new__"


def noting(original: Callable[..., Any], definitions: Definitions, frames: Frames) -> Callable[..., Any]:
    """`Layer.__new__` that writes down the place in the checked code at which a constructor is called."""

    def new_layer(cls: type, *args: Any, **kwargs: Any) -> Any:
        layer = original(cls, *args, **kwargs)
        frame = _caller(sys._getframe(1))
        known = definitions.get(id(layer))
        # A model's own `__new__` may make it by another call of this one.
        if frame is not None and frames.role(frame) is Role.CHECKED and (known is None or known[0]() is not layer):
            definitions[id(layer)] = (weakref.ref(layer), "", (frame.f_code, frame.f_lasti))
        return layer

    return new_layer


def _caller(frame: FrameType | None) -> FrameType | None:
    """Who called the constructor, beyond what classes of Keras do in theirs."""
    while frame is not None and frame.f_code.co_name == _NEW:
        frame = frame.f_back
    return frame
