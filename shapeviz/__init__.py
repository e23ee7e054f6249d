"""shapeviz: put `%%shapecheck` on the cell that fails and see which shape does not fit, where, and why.

Importing this package loads no framework: each name is fetched when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapeviz.api import Trace, check, check_cell, trace
    from shapeviz.other_sizes import SizeError
    from shapeviz.result import Check, ShapeMismatch

__version__ = "0.1.0"
__all__ = ["Check", "ShapeMismatch", "SizeError", "Trace", "check", "check_cell", "trace"]

_HOMES = {
    "Check": "shapeviz.result",
    "ShapeMismatch": "shapeviz.result",
    "SizeError": "shapeviz.other_sizes",
    "Trace": "shapeviz.api",
    "check": "shapeviz.api",
    "check_cell": "shapeviz.api",
    "trace": "shapeviz.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'shapeviz' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext shapeviz`: add the magics."""
    from shapeviz.notebook.magic import register

    register(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext shapeviz`: take the magics away again."""
    from shapeviz.notebook.magic import unregister

    unregister(shell)
