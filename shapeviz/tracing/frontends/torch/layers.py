"""What a module is to the recorder: a leaf that is drawn as one card, or a group of calls."""

from __future__ import annotations

from collections.abc import Callable
from inspect import CO_VARKEYWORDS
from typing import Any, NamedTuple

import torch
from torch import nn

from shapeviz.tracing.frontends.torch.compiled import is_compiled_wrapper
from shapeviz.tracing.frontends.torch.fast_path import FUSIBLE
from shapeviz.tracing.records import Record

_UNKNOWN = -1
_LAYERS_OF_LIBRARIES = ("torch.nn.modules", "einops.layers")


class OpenModule:
    """A module whose call has begun; `record` is None inside a leaf."""

    __slots__ = ("args", "aside", "fused", "kwargs", "module", "record")

    def __init__(self, module: nn.Module, record: Record | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.module = module
        self.record = record
        self.args = args
        self.kwargs = kwargs
        self.fused = self.aside = False


class LayerKind(NamedTuple):
    """What all modules of a class have in common.

    `operands` is the number of arguments its forward takes if it takes nothing but so many positional ones. One that
    is `passed_over` is not drawn, but what runs inside it may be.
    """

    own_forward: bool
    composite: bool
    operands: int
    fusible: bool
    passed_over: bool

    def is_leaf(self, module: nn.Module) -> bool:
        """Whether this module is drawn as one card: a layer of torch or einops that is not made of other modules."""
        return self.own_forward and (not self.composite or not module._modules)


class Layers:
    """The kinds of the classes met so far: asked for each module call, so found out once a class."""

    def __init__(self) -> None:
        self._kinds: dict[type[nn.Module], LayerKind] = {}

    def kind(self, module: nn.Module) -> LayerKind:
        """The kind of a module's class."""
        cls = type(module)
        known = self._kinds.get(cls)
        if known is None:
            known = self._kinds[cls] = kind_of(module)
        return known


def kind_of(module: nn.Module) -> LayerKind:
    """The kind of a module's class, found out anew."""
    cls = type(module)
    if isinstance(module, torch.jit.ScriptModule):
        return LayerKind(True, False, _UNKNOWN, False, False)
    forward: Callable[..., Any] = cls.forward
    return LayerKind(
        own_forward=(getattr(forward, "__module__", None) or "").startswith(_LAYERS_OF_LIBRARIES),
        composite=not issubclass(cls, nn.MultiheadAttention),
        operands=_only_operands(forward),
        fusible=cls in FUSIBLE,
        passed_over=is_compiled_wrapper(module),
    )


def _is_of_another_framework(cls: type[nn.Module]) -> bool:
    """Whether a class is a layer of Keras, which on this backend is a module, too: it is drawn as Keras's."""
    return any(base.__module__.startswith("keras.") for base in cls.__mro__)


def is_module(value: Any) -> bool:
    """Whether a value is a module of torch, and no layer of another framework on top of it."""
    return isinstance(value, nn.Module) and not _is_of_another_framework(type(value))


def is_leaf(module: nn.Module) -> bool:
    """Whether a module is drawn as one card."""
    return kind_of(module).is_leaf(module)


def _only_operands(forward: Callable[..., Any]) -> int:
    code = getattr(forward, "__code__", None)
    if code is None or code.co_kwonlyargcount or code.co_flags & CO_VARKEYWORDS:
        return _UNKNOWN
    return code.co_argcount - 1
