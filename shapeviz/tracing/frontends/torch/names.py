"""What to call a module or a tensor: the names the user's own code gives them."""

from __future__ import annotations

import weakref
from typing import Any

import torch
from torch import Tensor, nn


class ModuleNames:
    """The dotted names of all that hangs below a root module, made once per root."""

    def __init__(self) -> None:
        self._root: weakref.ref[nn.Module] | None = None
        self._modules: dict[int, str] = {}
        self._tensors: dict[int, tuple[str, str]] | None = None

    def enter_root(self, root: nn.Module) -> None:
        """Names are relative to this module from now on."""
        if self._root is None or self._root() is not root:
            self._root = weakref.ref(root)
            self._modules = {id(module): name for name, module in root.named_modules()}
            self._tensors = None

    def module(self, module: nn.Module) -> str | None:
        """The dotted name of a module below the root; None if it does not hang there."""
        return self._modules.get(id(module))

    def tensor(self, tensor: Tensor) -> tuple[str, str] | None:
        """("parameter" or "constant", name) of a parameter or buffer of the root."""
        root = self._root() if self._root else None
        if root is None:
            return None
        if self._tensors is None:
            self._tensors = {id(buffer): ("constant", name) for name, buffer in root.named_buffers()}
            self._tensors |= {id(item): ("parameter", name) for name, item in root.named_parameters()}
        return self._tensors.get(id(tensor))


class Strangers:
    """Names for modules that hang below no known module: the class, numbered by the shapes of the parameters.

    Two layers of one shape in a plain list, or a model made anew in each round of a loop, get the same name.
    """

    def __init__(self) -> None:
        self._names: dict[int, tuple[weakref.ref[nn.Module], str]] = {}
        self._kinds: dict[str, list[tuple[Any, ...]]] = {}

    def name(self, module: nn.Module) -> str:
        """The name of a module: `Linear`, and `Linear 2` for one of other shapes."""
        known = self._names.get(id(module))
        if known is not None and known[0]() is module:
            return known[1]
        cls = type(module).__name__
        kinds = self._kinds.setdefault(cls, [])
        kind = tuple(
            () if isinstance(item, nn.parameter.UninitializedTensorMixin) else tuple(item.shape)
            for item in module.parameters()
        )
        if kind not in kinds:
            kinds.append(kind)
        number = kinds.index(kind) + 1
        name = cls if number == 1 else f"{cls} {number}"
        self._names[id(module)] = (weakref.ref(module), name)
        return name


def attribute_name(tensor: Tensor, module: nn.Module) -> str:
    """The attribute under which a module holds a plain tensor, or ""."""
    return next((name for name, held in vars(module).items() if held is tensor), "")


def class_target(cls: type) -> str:
    """The qualified name of a class as people import it: `torch.nn.Linear`, `__main__.Net`."""
    if getattr(nn, cls.__name__, None) is cls:
        return f"torch.nn.{cls.__name__}"
    if getattr(torch, cls.__name__, None) is cls:
        return f"torch.{cls.__name__}"
    return f"{cls.__module__}.{cls.__qualname__}"
