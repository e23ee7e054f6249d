"""Hooks that the user has put on modules. What runs unasked must not call them: they may count, print or save."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any

from torch import nn
from torch.nn.modules import module as hooks

_LIBRARIES = ("torch.", "shapeviz.", "transformers.")
_OF_A_MODULE = ("_forward_hooks", "_forward_pre_hooks")
_OF_ALL_MODULES: tuple[MutableMapping[int, Any], ...] = (hooks._global_forward_hooks, hooks._global_forward_pre_hooks)


def has_hooks(roots: Iterable[nn.Module]) -> bool:
    """Whether a call of one of these modules, or of any, calls a hook of the user's."""
    return any(_users(table) for table in (*_OF_ALL_MODULES, *_tables(roots)))


@contextlib.contextmanager
def without_hooks(roots: Iterable[nn.Module]) -> Iterator[None]:
    """In here no hook of the user's is called, neither of these modules nor of all."""
    whole = [(table, dict(table)) for table in (*_OF_ALL_MODULES, *_tables(roots)) if _users(table)]
    for table, _ in whole:
        for key in _users(table):
            del table[key]
    try:
        yield
    finally:
        for table, hooks_in_order in whole:
            table.clear()
            table.update(hooks_in_order)


def _tables(roots: Iterable[nn.Module]) -> Iterator[MutableMapping[int, Any]]:
    for root in roots:
        for module in root.modules():
            for name in _OF_A_MODULE:
                table = vars(module).get(name)
                if table:
                    yield table


def _users(table: MutableMapping[int, Any]) -> dict[int, Any]:
    """The hooks that are not of a library: weight norm and pruning work by hooks, and models that collect outputs."""
    return {key: hook for key, hook in table.items() if not _module_of(hook).startswith(_LIBRARIES)}


def _module_of(hook: Any) -> str:
    return getattr(hook, "__module__", None) or type(hook).__module__
