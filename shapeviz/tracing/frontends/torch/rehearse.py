"""Torch's part in a rehearsal: small tensors keep their data, all others are on the meta device.

With data where it is small, a rehearsed cell gets through what only numbers decide (the order of a data loader,
`.tolist()`, an index) and meets the errors of the CPU itself.
"""

from __future__ import annotations

import contextlib
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset

from shapeviz.tracing.frontends.torch.arrays import CPU
from shapeviz.tracing.frontends.torch.kept_data import SMALL, KeptDataTracer
from shapeviz.tracing.frontends.torch.layers import is_module
from shapeviz.tracing.frontends.torch.shape_only import TwinCopies, meta_twin
from shapeviz.tracing.frontends.torch.tensors import results_of
from shapeviz.tracing.frontends.torch.user_hooks import without_hooks
from shapeviz.tracing.records import Record
from shapeviz.tracing.values import map_values
from shapeviz.tracing.watch import Watch

# Data is made up for a call on up to this many elements.
_MOST_MADE_UP = 1_000_000
_TRUE_WITHOUT_DATA = frozenset({"allclose", "equal"})
# These read the lengths of sequences, and give numbers of them to the CPU.
_READING_LENGTHS = frozenset({"_pack_padded_sequence", "_pad_packed_sequence"})
_READERS = frozenset({"item", "tolist", "__bool__", "__int__", "__float__", "__index__"})


class WeakTensors:
    """A set of tensors by identity that keeps none of them alive."""

    def __init__(self) -> None:
        self._members: dict[int, weakref.ref[Tensor]] = {}

    def add(self, tensor: Tensor) -> None:
        self._members[id(tensor)] = weakref.ref(tensor)

    def __contains__(self, tensor: Tensor) -> bool:
        known = self._members.get(id(tensor))
        return known is not None and known() is tensor

    def __iter__(self) -> Iterator[Tensor]:
        members = [reference() for reference in self._members.values()]
        return iter([tensor for tensor in members if tensor is not None])


class RehearsalTracer(KeptDataTracer):
    """Records a rehearsal, going on past calls that do not fit."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch, going_on=True)
        self._leaves = WeakTensors()
        # What `all` says of data that is not there: code asks it to assure itself, and is assured.
        self._all = WeakTensors()

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.watch.count()
        name = getattr(function, "__name__", "")
        if name in _READERS and args and isinstance(args[0], Tensor) and args[0].is_meta:
            return True if name == "__bool__" and args[0] in self._all else _made_up(name, args[0])
        if name in _TRUE_WITHOUT_DATA and any(isinstance(value, Tensor) and value.is_meta for value in args):
            return True
        if name == "backward":
            self._give_gradients()
            return None
        if function is torch.autograd.grad:
            wanted = args[1] if len(args) > 1 else (kwargs or {})["inputs"]
            return tuple(torch.empty_like(tensor) for tensor in ([wanted] if isinstance(wanted, Tensor) else wanted))
        if name in _READING_LENGTHS:
            result = _with_made_up_data(function, args, kwargs or {})
            if result is not None:
                return self._watched(function, args, kwargs, result, sys._getframe(1))
        self._note_leaves(args)
        result = super().__torch_function__(function, types, args, kwargs)
        if name == "all" and isinstance(result, Tensor):
            self._all.add(result)
        return result

    def _made(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._kept(function(*args, **kwargs))

    def _recover(self, function: Any, args: Any, kwargs: Any, error: Exception, record: Record | None) -> Any:
        if isinstance(error, NotImplementedError):  # what the meta device says of a call that needs data
            result = _with_made_up_data(function, args, kwargs)
            if result is not None:
                if record is not None:
                    self.recorder.failures.remove(record)
                    record.failure = None
                    self.recorder.supply(record, results_of(result))
                return result
        return super()._recover(function, args, kwargs, error, record)

    def _note_leaves(self, args: Any) -> None:
        for value in args:
            if isinstance(value, Tensor) and value.requires_grad and value not in self._leaves:
                self._leaves.add(value)

    def _give_gradients(self) -> None:
        """What `backward` leaves behind for a training step done by hand: gradients of the tensors' own shapes."""
        for tensor in self._leaves:
            if tensor.is_leaf and tensor.grad is None:
                with contextlib.suppress(RuntimeError):
                    tensor.grad = torch.empty_like(tensor)


def _made_up(name: str, tensor: Tensor) -> Any:
    """What code that reads a tensor without data gets to read."""
    if name == "__bool__":
        return False
    value: Any = False if tensor.dtype is torch.bool else 0.5 if tensor.dtype.is_floating_point else 0
    if name == "tolist":
        return _nested(tuple(tensor.shape), value)
    return int(value) if name in ("__int__", "__index__") else value


def _with_made_up_data(function: Any, args: Any, kwargs: Any) -> Any:
    """What a call that needs data gives for ones (for whole numbers: zeros, which are valid indices); None if it fails.

    Only a rehearsal may assume so: it asks whether the code runs, and claims no size.
    """
    size = 0

    def leaf(value: Any) -> Any:
        nonlocal size
        if not isinstance(value, Tensor) or not value.is_meta:
            return value
        size += value.numel()
        if size > _MOST_MADE_UP:
            raise ValueError("too much data to make up")
        whole = not value.dtype.is_floating_point and value.dtype is not torch.bool and not value.dtype.is_complex
        return torch.full(value.shape, 0 if whole else 1, dtype=value.dtype, device=CPU)

    try:
        result = function(*map_values(args, leaf), **map_values(kwargs, leaf))
    except Exception:
        return None
    return map_values(result, _without_large_data)


def _without_large_data(value: Any) -> Any:
    large = isinstance(value, Tensor) and not value.is_meta and value.numel() > SMALL
    return meta_twin(value) if large else value


def _nested(shape: tuple[int, ...], value: Any) -> Any:
    return [_nested(shape[1:], value) for _ in range(shape[0])] if shape else value


@contextlib.contextmanager
def rehearsing() -> Iterator[None]:
    """Rehearsed code runs in here: with few batches and without hooks."""
    with _few_batches(), without_hooks([]), torch.no_grad():
        yield


@contextlib.contextmanager
def _few_batches() -> Iterator[None]:
    """Data loaders give their first two batches and the last one, which may be smaller, with no worker processes."""
    whole = DataLoader.__iter__
    DataLoader.__iter__ = _first_and_last  # pyright: ignore
    try:
        yield
    finally:
        DataLoader.__iter__ = whole


def _first_and_last(loader: Any) -> Iterator[Any]:
    if isinstance(loader.dataset, IterableDataset) or loader.batch_sampler is None:
        for number, item in enumerate(loader.dataset):
            if number == 2:
                return
            yield loader.collate_fn([item] * (loader.batch_size or 1))
        return
    batches = list(loader.batch_sampler)
    for number in sorted({0, min(1, len(batches) - 1), len(batches) - 1}) if batches else []:
        yield loader.collate_fn([loader.dataset[index] for index in batches[number]])


class _SmallKeepData(TwinCopies):
    def twin(self, tensor: Tensor) -> Tensor:
        return _light_twin(tensor)


def _light_twin(tensor: Tensor) -> Tensor:
    """A copy of a small tensor, and a twin without data of any other."""
    with torch._C.DisableTorchFunction():
        if tensor.is_meta or tensor.numel() > SMALL or tensor.layout is not torch.strided:
            return meta_twin(tensor)
        copied = tensor.detach().to(CPU, copy=True)
        if isinstance(tensor, nn.Parameter):
            return nn.Parameter(copied, requires_grad=tensor.requires_grad)
        return copied.requires_grad_(tensor.requires_grad)


@contextlib.contextmanager
def copying_small(values: list[Any], memo: dict[int, Any]) -> Iterator[None]:
    """Deep copies of `values` made in here with `memo` have no data but that of small tensors."""
    models = list(filter(is_module, values))
    own = [item for model in models for item in (*model.parameters(), *model.buffers())]
    memo.update((id(item), _light_twin(item)) for item in own)
    with _SmallKeepData(), without_hooks(models):
        yield


def is_model(value: Any) -> bool:
    """Whether a value is a module."""
    return is_module(value)


def is_doubtful(error: BaseException) -> bool:
    """Whether an error may only come from the rehearsal: from a tensor without data, or a name that has no copy."""
    return isinstance(error, (NotImplementedError, NameError)) or "meta" in str(error).lower()
