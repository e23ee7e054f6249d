"""Running recorded calls again on shapes alone: at other sizes, and on past a call that does not fit."""

from __future__ import annotations

import sys
from collections.abc import Hashable
from types import FrameType
from typing import Any

import torch
from torch import nn
from torch.nn.functional import batch_norm

from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call, Conflict
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.torch.arrays import READERS, made_up_array
from shapeviz.tracing.frontends.torch.binding import bind_function, bind_module
from shapeviz.tracing.frontends.torch.einops_detour import Detour
from shapeviz.tracing.frontends.torch.functions import DECISIONS
from shapeviz.tracing.frontends.torch.layers import OpenModule
from shapeviz.tracing.frontends.torch.mended import MendedTensors
from shapeviz.tracing.frontends.torch.recurrent import RECURRENT, recurrent_results
from shapeviz.tracing.frontends.torch.shape_only import META, is_move, meta_twin, on_device
from shapeviz.tracing.frontends.torch.substitution import substitute
from shapeviz.tracing.frontends.torch.tensors import results_of
from shapeviz.tracing.frontends.torch.tracer import TorchTracer
from shapeviz.tracing.program import Step
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.watch import Watch

# What the meta device lets pass although the CPU refuses it (tried on torch 2.13): there the rules decide.
_LAX_MODULES = (
    nn.modules.batchnorm._BatchNorm,
    nn.modules.conv._ConvTransposeNd,
    nn.modules.loss._Loss,
    nn.MultiheadAttention,
    nn.Softmax,
    nn.LogSoftmax,
)
_LAX_FUNCTIONS = frozenset(
    [
        "softmax",
        "log_softmax",
        "batch_norm",
        "conv_transpose1d",
        "conv_transpose2d",
        "conv_transpose3d",
        "cross_entropy",
        "nll_loss",
        "binary_cross_entropy",
        "scaled_dot_product_attention",
    ]
)


_DEVICE = torch.Tensor.device.__get__


class MetaTracer(TorchTracer):
    """Records while every tensor is kept on the meta device, whatever device the code asks for.

    A call that only the meta device accepts is recorded with its conflict, though nothing is raised.
    """

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if is_move(function):
            return self._watched(function, args, kwargs, args[0], sys._getframe(1))
        if not self._inside_leaf and sys._getframe(1).f_globals.get("__name__", "").startswith("torch.optim"):
            # An optimizer counts its steps in small tensors and reads them again: those keep their data.
            return function(*args, **(kwargs or {}))
        prepared = self._prepared(function, args, kwargs)
        try:
            result = function(*prepared[0], **prepared[1])
        except Exception as error:
            failed = self._function_failed(function, args, kwargs, error, sys._getframe(1))
            return self._recover(function, *prepared, error, failed)
        result = self._kept(result)
        watched = self._watched(function, args, kwargs, result, sys._getframe(1))
        if not self._inside_leaf and getattr(function, "__name__", "") in _LAX_FUNCTIONS:
            self._judge_lax(function, args, kwargs, result)
        return watched

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        self.mended = MendedTensors()

    def _made(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return meta_twin(function(*args, **kwargs))

    def _prepared(self, function: Any, args: Any, kwargs: Any) -> Any:
        """(args, kwargs) as they are given to torch."""
        return on_device(function, args, kwargs, META)

    def _kept(self, result: Any) -> Any:
        """What a call returned, as the code gets it."""
        return meta_twin(result) if isinstance(result, torch.Tensor) and not result.is_meta else result

    def _judge_lax(self, function: Any, args: Any, kwargs: Any, result: Any) -> None:
        try:
            call = bind_function(function, args, kwargs)
            conflict = judge(call) if call is not None else None
            known = self.recorder.maker(result) if isinstance(conflict, Conflict) else None
            if known is not None:
                known.record.conflict, known.record.judged = conflict, call
        except Exception as fault:
            self.fault = fault

    def _before_module(self, module: nn.Module, args: tuple[Any, ...]) -> Any:
        self._module_begins(module, args, sys._getframe(1))
        if self._inside_leaf and self._open[-1].record is not None and self._needs_judging(module):
            try:
                with torch._C.DisableTorchFunction():
                    return self._with_fitting_operands(self._open[-1])
            except Exception as fault:
                self.fault = fault
        return None

    def _needs_judging(self, module: nn.Module) -> bool:
        return isinstance(module, _LAX_MODULES)

    def _with_fitting_operands(self, entry: OpenModule) -> Any:
        """Arguments that the module accepts, if these do not fit; torch's hook then passes those."""
        call = bind_module(entry.module, entry.args, entry.kwargs)
        conflict = judge(call) if call is not None else None
        if not isinstance(conflict, Conflict):
            return None
        assert entry.record is not None
        meant = self.mended.as_meant(entry.args, entry.kwargs)
        if meant is not None and _accepts(bind_module(entry.module, *meant)):
            entry.record.assumed = True
            entry.kwargs.update(meant[1])
            return meant[0]
        entry.record.conflict, entry.record.judged = conflict, call
        given = entry.args, dict(entry.kwargs)
        args = substitute(entry.module, entry.args, entry.kwargs, conflict.expected_shapes)
        self.mended.note(given, (args, entry.kwargs))
        return args

    def _recover(self, function: Any, args: Any, kwargs: Any, error: Exception, record: Record | None) -> Any:
        raise error

    def _is_fused(self, module: nn.Module, key: Hashable, kwargs: dict[str, Any]) -> bool:
        return False

    def _set_aside(self, entry: OpenModule) -> None:
        """Without the function mode, tensors with data would come into being."""


class ReplayTracer(MetaTracer):
    """Records a re-run. With `going_on`, a call that does not fit gives the output it would have given."""

    def __init__(self, watch: Watch, *, going_on: bool) -> None:
        super().__init__(watch)
        self.going_on = going_on
        self._detour = Detour()
        # Where the code is told that its tensors are: some of it goes another way on another device.
        self._told_device: torch.device | None = None

    def follow(self, way: tuple[Any, set[Hashable]]) -> None:
        """Go the ways of a recording, and run as one call what ran as one."""
        decisions, self.fused = way
        self.decisions = {key: list(reversed(outcomes)) for key, outcomes in decisions.items()}

    def stand_in(self, kind: str, spec: Spec, shape: Shape) -> torch.Tensor:
        """A tensor without data for one that entered: of another shape, else as it was."""
        self._told_device = self._told_device or spec.device
        tensor = torch.empty(shape, dtype=spec.dtype, device=META)
        return nn.Parameter(tensor, requires_grad=False) if kind == "parameter" else tensor

    def replayed(self, step: Step, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call once more what a step called; `model` is the copy of its model, if it called one."""
        if model is None and self.watches(step.subject):
            return self.run(step.subject, args, kwargs, sys._getframe())
        if model is None:
            return step.subject(*args, **kwargs)
        return (model.train(step.training) if model.training != step.training else model)(*args, **kwargs)

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if function == _DEVICE and not self._inside_leaf and self._told_device is not None:
            return self._told_device
        if getattr(function, "__name__", "") in READERS and args[0].is_meta:
            return self._watched(function, args, kwargs, made_up_array(args[0]), sys._getframe(1))
        if getattr(function, "__name__", "") in DECISIONS:
            outcome = self._recorded_outcome(sys._getframe(1))
            if outcome is not None:
                return outcome
        if function is batch_norm and self._inside_leaf:
            # The rule has judged this layer already. On the meta device it is decomposed in Python, which takes
            # ten times as long as a convolution, to give the shape that goes in.
            return torch.empty_like(args[0])
        if self._inside_leaf and getattr(function, "__name__", "") in RECURRENT:
            return recurrent_results(function.__name__, args)
        return super().__torch_function__(function, types, args, kwargs)

    def _is_fused(self, module: nn.Module, key: Hashable, kwargs: dict[str, Any]) -> bool:
        return key in self.fused

    def _recorded_outcome(self, frame: FrameType) -> bool | None:
        site = self._frames.site(frame, inside=bool(self._open)) if self._open else None
        outcomes = self.decisions.get(self.decision_key(site)) if site is not None else None
        if not outcomes:
            return None
        return outcomes.pop() if len(outcomes) > 1 else outcomes[0]

    def start(self) -> None:
        """Begin to watch."""
        super().start()
        if self.going_on:
            self._detour.start()

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind."""
        self._detour.stop()
        super().stop(error)

    def _recover(self, function: Any, args: Any, kwargs: Any, error: Exception, record: Record | None) -> Any:
        call = record.failure.call if record is not None and record.failure is not None else None
        conflict = judge(call) if call is not None and self.going_on else None
        if record is not None and isinstance(conflict, Accept) and len(conflict.outputs) == 1:
            # The meta device lacks what the user's device has (bfloat16 only, in some kernels).
            record.failure = None
            self.recorder.failures.remove(record)
            result = torch.empty(conflict.outputs[0], dtype=_dtype(record), device=META)
            self.recorder.supply(record, results_of(result))
            return result
        if record is None or not isinstance(conflict, Conflict) or conflict.outputs is None:
            raise error
        result = self._result_as_meant(function, args, kwargs)
        if result is not None:
            record.assumed, record.failure = True, None
            self.recorder.supply(record, results_of(result))
            return result
        # What the meta device said of it is not what the user's device would say: only the conflict is kept.
        record.conflict, record.judged, record.failure = conflict, call, None
        results = [torch.empty(shape, dtype=_dtype(record), device=META) for shape in conflict.outputs]
        self.recorder.supply(record, [(0, "", tensor, Spec(tensor.shape, tensor.dtype, META)) for tensor in results])
        return results[0] if len(results) == 1 else tuple(results)

    def _result_as_meant(self, function: Any, args: Any, kwargs: Any) -> Any:
        """What the call gives if earlier mistakes are mended, or None if it fails then too."""
        meant = self.mended.as_meant(args, kwargs)
        if meant is None:
            return None
        try:
            return function(*meant[0], **meant[1])
        except Exception:
            return None

    def _needs_judging(self, module: nn.Module) -> bool:
        return self.going_on or super()._needs_judging(module)


def _accepts(call: Call | None) -> bool:
    return call is not None and isinstance(judge(call), Accept)


def _dtype(record: Record) -> torch.dtype:
    return record.inputs[0].spec.dtype if record.inputs else torch.get_default_dtype()
