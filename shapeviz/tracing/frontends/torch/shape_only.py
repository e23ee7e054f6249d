"""Running torch on shapes alone: every tensor on the meta device, nothing allocated, the user's module untouched."""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils._device import _device_constructors

from shapeviz.tracing.frontends.torch.layers import is_module
from shapeviz.tracing.frontends.torch.tensors import is_tensor
from shapeviz.tracing.values import map_values

META = torch.device("meta")
# A buffer of so many elements is a setting of the model rather than a table of it.
FEW = 4
# Moves that mean nothing to a tensor without data.
_MOVES = frozenset({"cpu", "cuda", "xpu", "ipu", "pin_memory"})
_NO_HOOKS: OrderedDict[int, Any] = OrderedDict()
_UNUSED_HOOKS = (
    "_backward_pre_hooks",
    "_backward_hooks",
    "_state_dict_hooks",
    "_state_dict_pre_hooks",
    "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)
_FACTORIES: frozenset[Any] = frozenset(_device_constructors())


def light_twin(tensor: Tensor) -> Tensor:
    """A tensor without data, but for the few numbers that a model keeps in a tensor of its own."""
    if isinstance(tensor, nn.Parameter) or tensor.is_meta or tensor.layout is not torch.strided:
        return meta_twin(tensor)
    with torch._C.DisableTorchFunction():
        few = not tensor.is_nested and tensor.numel() <= FEW
        return tensor.detach().to("cpu", copy=True) if few else meta_twin(tensor)


def meta_twin(tensor: Tensor) -> Tensor:
    """A tensor of the same shape, type and layout without data.

    >>> meta_twin(torch.ones(2, 3)).shape
    torch.Size([2, 3])
    """
    with torch._C.DisableTorchFunction():
        if tensor.is_meta:
            return tensor
        if tensor.is_nested:
            raise TypeError("a nested tensor has no plain shape")
        if tensor.layout is torch.strided:
            twin = torch.empty_strided(tensor.size(), tensor.stride(), dtype=tensor.dtype, device=META)
        else:
            twin = torch.empty(tensor.shape, dtype=tensor.dtype, device=META)
        if isinstance(tensor, nn.Parameter):
            return nn.Parameter(twin, requires_grad=tensor.requires_grad)
        return twin


class TwinCopies(TorchFunctionMode):
    """Makes `copy.deepcopy` put a meta twin wherever it meets a tensor."""

    def twin(self, tensor: Tensor) -> Tensor:
        """What stands for a tensor in the copy."""
        return light_twin(tensor)

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is Tensor.__deepcopy__ or func is nn.Parameter.__deepcopy__:
            tensor, memo = args
            if id(tensor) not in memo:
                memo[id(tensor)] = self.twin(tensor)
            return memo[id(tensor)]
        return func(*args, **(kwargs or {}))


@contextlib.contextmanager
def copying(values: list[Any], memo: dict[int, Any]) -> Iterator[None]:
    """Deep copies of `values` made in here with `memo` have no data but a few numbers.

    What two modules share stays shared if both are copied in one call. Raises for a module that has no such copy.
    """
    # A parameter is copied by a method of its own, which no function mode sees: it goes into the memo first.
    for module in values:
        if is_module(module):
            if any(isinstance(part, torch.jit.ScriptModule) for part in module.modules()):
                raise TypeError("a scripted module cannot run without data")
            memo.update((id(item), meta_twin(item)) for item in module.parameters())
            memo.update((id(item), light_twin(item)) for item in module.buffers())
    with TwinCopies():
        yield
    for module in [memo[id(value)] for value in values if is_module(value) and id(value) in memo]:
        _share_unused_hooks(module)


def _share_unused_hooks(module: nn.Module) -> None:
    """Let all empty tables of hooks that no forward run looks at be one: they weigh more than the rest of a copy."""
    for part in module.modules():
        attributes = vars(part)
        for name in _UNUSED_HOOKS:
            if not attributes.get(name, True):
                attributes[name] = _NO_HOOKS


def on_device(
    function: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None, device: torch.device
) -> tuple[Any, ...]:
    """(args, kwargs) of the same call with its tensors on `device`, whatever device the code asks for."""
    kwargs = dict(kwargs) if kwargs else {}
    # A tensor among the arguments of a factory is a number to it (a size, a value), and is read.
    if device == META and function not in _FACTORIES and (_has_data(args) or _has_data(tuple(kwargs.values()))):
        args = map_values(args, _leaf_on_meta)
        kwargs = {name: map_values(value, _leaf_on_meta) for name, value in kwargs.items()}
    if function in _FACTORIES:
        kwargs["device"] = device
        if device == META:
            kwargs.pop("generator", None)
    elif function is Tensor.to:
        args = (args[0], *(value for value in args[1:] if not _names_device(value)))
        kwargs.pop("device", None)
        if len(args) == 1 and "dtype" not in kwargs:
            kwargs["dtype"] = args[0].dtype
        elif len(args) > 1 and args[1] is None:
            args = (args[0], args[0].dtype, *args[2:])
    elif "device" in kwargs and kwargs["device"] is not None:
        kwargs["device"] = device
    return args, kwargs


def is_factory(function: Any) -> bool:
    """Whether a function makes a tensor on a device that it can be told."""
    return function in _FACTORIES


def is_move(function: Any) -> bool:
    """Whether this method only moves a tensor to another device."""
    return getattr(function, "__name__", "") in _MOVES


def _names_device(value: Any) -> bool:
    if isinstance(value, (torch.device, str)):
        return True
    return isinstance(value, int) and not isinstance(value, bool)


def _has_data(values: tuple[Any, ...]) -> bool:
    for value in values:
        if isinstance(value, Tensor):
            if not value.is_meta:
                return True
        elif isinstance(value, (tuple, list)) and _has_data(tuple(value)):
            return True
    return False


def _leaf_on_meta(value: Any) -> Any:
    return meta_twin(value) if is_tensor(value) else value
