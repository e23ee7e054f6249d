"""PyTorch: what `shapeviz.tracing.session` asks of a framework."""

from __future__ import annotations

from typing import Any

import torch

from shapeviz.tracing.frontends.torch.complaints import concerns_tensors
from shapeviz.tracing.frontends.torch.describe import describe
from shapeviz.tracing.frontends.torch.knob_shapes import KnobShapes
from shapeviz.tracing.frontends.torch.recorded_calls import bind_shapes, kind_of_call, turns
from shapeviz.tracing.frontends.torch.rehearse import (
    Exhausted,
    RehearsalTracer,
    copies_on_shapes,
    is_doubtful,
    is_model,
    rehearsing,
)
from shapeviz.tracing.frontends.torch.replay import MetaTracer
from shapeviz.tracing.frontends.torch.replayer import Replayer
from shapeviz.tracing.frontends.torch.tensors import is_tensor
from shapeviz.tracing.frontends.torch.tracer import TorchTracer
from shapeviz.tracing.source import CheckedSource

__all__ = [
    "Exhausted",
    "KnobShapes",
    "Replayer",
    "bind_shapes",
    "concerns_tensors",
    "copies_on_shapes",
    "describe",
    "is_doubtful",
    "is_model",
    "is_tensor",
    "kind_of_call",
    "make_rehearsal_tracer",
    "make_tracer",
    "rehearsing",
    "tensor_of_shape",
    "turns",
]


def make_tracer(source: CheckedSource | None, *, meta: bool) -> TorchTracer:
    """A tracer that has not started. With `meta` every tensor is kept without data."""
    return MetaTracer(source) if meta else TorchTracer(source)


def make_rehearsal_tracer(source: CheckedSource, most_calls: int) -> RehearsalTracer:
    """A tracer for a rehearsal of at most so many calls, that has not started."""
    return RehearsalTracer(source, most_calls)


def tensor_of_shape(shape: tuple[int, ...], dtype: Any) -> torch.Tensor:
    """A tensor without data to stand for an input of that shape; `dtype` None is torch's default."""
    return torch.empty(shape, dtype=dtype, device="meta")
