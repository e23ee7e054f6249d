"""Running a recorded program again on shapes alone."""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch import nn

from shapeviz.shapes.expressions import evaluated, leaves
from shapeviz.tracing.folding import Rounds
from shapeviz.tracing.frontends.torch.kept_data import RerunTracer
from shapeviz.tracing.frontends.torch.replay import ReplayTracer
from shapeviz.tracing.frontends.torch.shape_only import META, shape_only_copy
from shapeviz.tracing.frontends.torch.surroundings import untouched_surroundings
from shapeviz.tracing.frontends.torch.tensors import results_of
from shapeviz.tracing.frontends.torch.tracer import TorchTracer
from shapeviz.tracing.frontends.torch.user_hooks import has_hooks, without_hooks
from shapeviz.tracing.program import Computed, Entrance, MissingTensor, Program, Slot, SlotAxis, Step
from shapeviz.tracing.recorder import Recorder
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.values import map_values


class Replayer:
    """Runs a program shape-only. Made once; `run` any number of times.

    Raises whatever copying the program's modules raises.
    """

    def __init__(self, program: Program, source: CheckedSource | None, tracer: TorchTracer) -> None:
        self.program = program
        self._decisions = tracer.decisions
        self._fused = tracer.fused
        self._shown = frozenset(tracer.recorder.rounds.shown)
        self.source = source
        arguments = [(step.args, step.kwargs) for step in program.steps]
        with untouched_surroundings():
            self._modules, self._arguments = shape_only_copy([*program.modules]), shape_only_copy(arguments)
        self._shapes = tracer.shapes
        # The modules that the copies were made of, while knobs are followed into them.
        self.originals = self._shapes.copied(program.modules, self._modules) if self._shapes is not None else {}
        program.modules = []
        for step in program.steps:
            step.args = step.kwargs = None

    def prepare(self, tracer: TorchTracer) -> None:
        """Let a rehearsal run as one call what ran as one call when it was recorded, and show the same loops."""
        tracer.fused = self._fused
        tracer.recorder.rounds = Rounds(self._shown)

    @property
    def calls_hooks(self) -> bool:
        """Whether a run calls hooks of the user's, which may leave traces."""
        return has_hooks(self._modules)

    def run(
        self,
        shapes: dict[int, tuple[int, ...]],
        *,
        going_on: bool,
        remembers: bool = False,
        with_data: bool = False,
    ) -> TorchTracer:
        """Run every step with the entrances at `shapes` (by slot; the others as recorded).

        The tracer that comes back holds the records; a step that raises ends there, and the steps that need its
        results are left out. Going on, the user's own hooks are not called. Only if the tracer `remembers` do the
        sizes on record tell where they came from. `with_data`, what the code itself computes in small tensors has data.
        """
        kind = RerunTracer if with_data else ReplayTracer
        tracer = kind(self.source, going_on, self._decisions, self._fused, Rounds(self._shown))
        tracer.remembers = remembers
        tracer.told_device = next((entrance.spec.device for entrance in self.program.entrances), None)
        if remembers and self._shapes is not None:
            tracer.follow_knobs(self._shapes)
        slots: dict[int, torch.Tensor] = {}
        for entrance in self.program.entrances:
            self._introduce(tracer.recorder, entrance, shapes.get(entrance.slot, entrance.spec.shape), slots)
        quiet = without_hooks(self._modules) if going_on else contextlib.nullcontext()
        with untouched_surroundings(), torch.no_grad(), quiet:
            tracer.start()
            try:
                for number, step in enumerate(self.program.steps):
                    tracer.forced_site = step.site
                    self._run_step(number, step, slots, tracer)
            finally:
                tracer.stop()
        return tracer

    def _introduce(
        self, recorder: Recorder, entrance: Entrance, shape: tuple[int, ...], slots: dict[int, torch.Tensor]
    ) -> None:
        tensor = torch.empty(shape, dtype=entrance.spec.dtype, device=META)
        if entrance.kind == "parameter":
            tensor = nn.Parameter(tensor, requires_grad=False)
        slots[entrance.slot] = tensor
        kind = "input" if entrance.kind == "call" else entrance.kind
        record = Record(kind, entrance.record_key, None, type(tensor), name=entrance.name)
        recorder.introduce(record, tensor, Spec(tensor.shape, tensor.dtype, META))

    def _run_step(self, number: int, step: Step, slots: dict[int, torch.Tensor], tracer: ReplayTracer) -> None:
        try:
            args, kwargs = (map_values(part, lambda value: _thaw(value, slots)) for part in self._arguments[number])
            call = step.subject if step.module is None else self._module(step)
            result = call(*args, **kwargs)
        except Exception:
            # A step that fails or lacks a tensor is on record (or absent); the steps after it may still run.
            return
        if result is None and step.results and args:
            # A method such as `__setitem__` gives nothing back: what it changed is its result.
            result = args[0]
        with torch._C.DisableTorchFunction():
            for slot, operand in zip(step.results, results_of(result), strict=False):
                slots[slot] = operand[2]

    def _module(self, step: Step) -> nn.Module:
        assert step.module is not None
        module = self._modules[step.module]
        return module.train(step.training) if module.training != step.training else module


def _thaw(value: Any, slots: dict[int, torch.Tensor]) -> Any:
    if isinstance(value, Slot):
        if value.number not in slots:
            raise MissingTensor
        return slots[value.number]
    if isinstance(value, Computed):
        return evaluated(value.expression, {leaf: _axis(leaf, slots) for leaf in leaves(value.expression)})
    return value


def _axis(leaf: SlotAxis, slots: dict[int, torch.Tensor]) -> int:
    with torch._C.DisableTorchFunction():
        if leaf.number not in slots:
            raise MissingTensor
        return int(slots[leaf.number].shape[leaf.axis])
