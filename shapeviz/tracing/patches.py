"""Putting functions of ours in the place of a framework's own while they are watched, and taking them away again.

Not every framework has hooks that hear of all that matters: then the class's own method is replaced, from `start` to
`stop` only.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

_MISSING = object()


class Patches:
    """Attributes of classes and modules that are other ones for a while.

    >>> class Layer:
    ...     def call(self): return 1
    >>> patches = Patches()
    >>> patches.put(Layer, "call", lambda original: lambda layer: original(layer) + 1)
    >>> Layer().call(), patches.undo(), Layer().call()
    (2, None, 1)
    """

    def __init__(self) -> None:
        self._before: list[tuple[Any, str, Any]] = []

    def put(self, owner: Any, name: str, around: Callable[[Any], Any]) -> None:
        """Let `owner.name` be what `around` makes of it."""
        original = getattr(owner, name)
        made: Any = functools.wraps(original)(around(original))
        # TensorFlow rewrites the Python that it runs while it builds a graph, but not what bears this mark.
        made.autograph_info__ = {}
        self._before.append((owner, name, vars(owner).get(name, _MISSING)))
        setattr(owner, name, made)

    def undo(self) -> None:
        """Put everything back."""
        while self._before:
            owner, name, before = self._before.pop()
            if before is _MISSING:
                delattr(owner, name)
            else:
                setattr(owner, name, before)
