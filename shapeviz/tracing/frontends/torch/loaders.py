"""The batches of data loaders, which are taken from the arrays and tensors that a dataset holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from torch.utils.data import DataLoader

from shapeviz.tracing.values import IsTensor, walk_tensors

# A dataset of a dataset of a dataset: subsets of concatenations.
_DEEPEST = 4


class Loaders:
    """Tells `heard` of each batch that a loader gives between `start` and `stop`, with the loader's dataset."""

    def __init__(self, heard: Callable[[Any, Any], None]) -> None:
        self._heard = heard
        self._whole: Any = None

    def start(self) -> None:
        """Begin to listen."""
        whole, heard = DataLoader.__iter__, self._heard

        def batches(loader: Any) -> Any:
            return _Batches(whole(loader), loader.dataset, heard)

        self._whole, DataLoader.__iter__ = whole, batches

    def stop(self) -> None:
        """Leave loaders as they were."""
        if self._whole is not None:
            DataLoader.__iter__, self._whole = self._whole, None


class _Batches:
    """The iterator of a loader, in all but that each batch is told of."""

    def __init__(self, iterator: Any, dataset: Any, heard: Callable[[Any, Any], None]) -> None:
        self._iterator, self._dataset, self._heard = iterator, dataset, heard

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        batch = next(self._iterator)
        self._heard(self._dataset, batch)
        return batch

    def __len__(self) -> int:
        return len(self._iterator)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._iterator, name)


def held_in(dataset: Any, is_tensor: IsTensor, depth: int = 0) -> list[Any]:
    """The arrays and tensors that a dataset holds, or the first one of a row of them.

    >>> import torch
    >>> from torch.utils.data import Subset, TensorDataset
    >>> held = held_in(Subset(TensorDataset(torch.zeros(5, 3)), [0, 2]), torch.is_tensor)
    >>> [tensor.shape for tensor in held]
    [torch.Size([5, 3])]
    """
    if isinstance(dataset, (list, tuple)):
        return [tensor for _, tensor in walk_tensors(dataset[0], is_tensor)] if dataset else []
    held: list[Any] = []
    for value in list(getattr(dataset, "__dict__", {}).values()):
        if is_tensor(value):
            held.append(value)
        elif isinstance(value, (list, tuple)) and all(map(is_tensor, value)):
            held += value
        elif depth < _DEEPEST and (hasattr(value, "__getitem__") or isinstance(value, (list, tuple))):
            held += held_in(value, is_tensor, depth + 1)
    return held
