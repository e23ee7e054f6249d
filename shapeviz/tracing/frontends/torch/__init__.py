"""PyTorch: what `shapeviz.tracing.session` asks of a framework."""

from __future__ import annotations

from typing import Any

import torch

from shapeviz.tracing.frontends.torch.describe import describe
from shapeviz.tracing.frontends.torch.replay import MetaTracer, Replayer
from shapeviz.tracing.frontends.torch.tensors import is_tensor
from shapeviz.tracing.frontends.torch.tracer import TorchTracer
from shapeviz.tracing.source import CheckedSource

__all__ = ["Replayer", "describe", "is_tensor", "make_tracer", "tensor_of_shape"]


def make_tracer(source: CheckedSource | None, *, meta: bool) -> TorchTracer:
    """A tracer that has not started. With `meta` every tensor is kept without data."""
    return MetaTracer(source) if meta else TorchTracer(source)


def tensor_of_shape(shape: tuple[int, ...], dtype: Any) -> torch.Tensor:
    """A tensor without data to stand for an input of that shape; `dtype` None is torch's default."""
    return torch.empty(shape, dtype=dtype, device="meta")
