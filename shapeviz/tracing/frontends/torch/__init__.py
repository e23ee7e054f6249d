"""PyTorch, as recordings and rehearsals see it: a `shapeviz.tracing.frontend.Frontend`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import torch

from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.torch.complaints import concerns_tensors
from shapeviz.tracing.frontends.torch.describe import describe
from shapeviz.tracing.frontends.torch.kept_data import RerunTracer
from shapeviz.tracing.frontends.torch.knob_shapes import memory_of, paired
from shapeviz.tracing.frontends.torch.layers import is_module
from shapeviz.tracing.frontends.torch.recorded_calls import bind_shapes, kind_of_call, turns
from shapeviz.tracing.frontends.torch.rehearse import (
    RehearsalTracer,
    copying_small,
    is_doubtful,
    is_model,
    rehearsing,
)
from shapeviz.tracing.frontends.torch.replay import MetaTracer, ReplayTracer
from shapeviz.tracing.frontends.torch.roles import classify
from shapeviz.tracing.frontends.torch.shape_only import META
from shapeviz.tracing.frontends.torch.shape_only import copying as copying_shapes
from shapeviz.tracing.frontends.torch.tensors import is_tensor
from shapeviz.tracing.frontends.torch.tensors import spec_of as spec_of_watched
from shapeviz.tracing.frontends.torch.tracer import TorchTracer
from shapeviz.tracing.frontends.torch.user_hooks import has_hooks, without_hooks
from shapeviz.tracing.records import Spec
from shapeviz.tracing.watch import Watch

NAME = TorchTracer.NAME
LISTENS = False

__all__ = [
    "FRONTENDS",
    "LISTENS",
    "NAME",
    "bind_shapes",
    "calls_hooks",
    "classify",
    "concerns_tensors",
    "copying",
    "describe",
    "has_tables",
    "is_doubtful",
    "is_model",
    "is_tensor",
    "kind_of_call",
    "lacks_data",
    "make_rehearsal_tracer",
    "make_replay_tracer",
    "make_tracer",
    "memory_of",
    "paired",
    "rehearsing",
    "replaying",
    "spec_of",
    "surroundings",
    "tensor_of_shape",
    "turns",
]


FRONTENDS = (sys.modules[__name__],)


def has_tables() -> bool:
    """Whether tensors may have columns with names: they have none."""
    return False


def make_tracer(watch: Watch, *, meta: bool) -> TorchTracer:
    """A tracer that has not started. With `meta` every tensor is kept without data."""
    return MetaTracer(watch) if meta else TorchTracer(watch)


def make_replay_tracer(watch: Watch, *, going_on: bool, with_data: bool) -> ReplayTracer:
    """A tracer for a re-run of recorded calls on shapes alone."""
    return (RerunTracer if with_data else ReplayTracer)(watch, going_on=going_on)


def make_rehearsal_tracer(watch: Watch) -> RehearsalTracer:
    """A tracer for the rehearsal of a changed source."""
    return RehearsalTracer(watch)


@contextlib.contextmanager
def surroundings() -> Iterator[None]:
    """Torch's random state is as before, after what runs in here."""
    state = torch.get_rng_state()
    try:
        yield
    finally:
        torch.set_rng_state(state)


@contextlib.contextmanager
def replaying(models: list[Any], *, quiet: bool) -> Iterator[None]:
    """Recorded calls run again in here; if `quiet`, without the hooks of these models."""
    with torch.no_grad(), without_hooks(list(filter(is_module, models))) if quiet else contextlib.nullcontext():
        yield


def copying(values: list[Any], memo: dict[int, Any], *, small: bool) -> contextlib.AbstractContextManager[None]:
    """Deep copies of `values` made in here with `memo` have no data, or only that of `small` tensors."""
    return copying_small(values, memo) if small else copying_shapes(values, memo)


def calls_hooks(models: list[Any]) -> bool:
    """Whether calling these models calls hooks of the user's, which may leave traces."""
    return has_hooks(list(filter(is_module, models)))


def spec_of(tensor: torch.Tensor) -> Spec:
    """What is known of a tensor without its data."""
    with torch._C.DisableTorchFunction():
        return spec_of_watched(tensor)


def knows_its_making(value: Any) -> bool:
    """Whether a value holds on to the calls that made it: graphs of gradients are no matter of shapes."""
    return False


def tensor_of_shape(shape: Shape, dtype: Any) -> torch.Tensor:
    """A tensor without data to stand for an input of that shape; `dtype` None is torch's default."""
    return torch.empty(shape, dtype=dtype, device=META)


def lacks_data(failure: str, text: str) -> bool:
    """Whether an exception of a re-run, by type and text, says only that there is no data.

    The meta device words it in several ways, but always names itself, or has no kernel for what needs data.
    """
    return failure == "NotImplementedError" or "meta tensor" in text.lower()
