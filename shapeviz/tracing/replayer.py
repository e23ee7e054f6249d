"""Running a recorded program again on shapes alone."""

from __future__ import annotations

import contextlib
from typing import Any

from shapeviz.shapes.expressions import evaluated, leaves
from shapeviz.tracing.ensemble import Ensemble
from shapeviz.tracing.ensemble_tracer import EnsembleTracer
from shapeviz.tracing.folding import Rounds
from shapeviz.tracing.preparation import Preparation
from shapeviz.tracing.program import Computed, Entrance, MissingTensor, Program, Slot, SlotAxis, Step
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.values import map_values, walk_tensors

_Slots = dict[int, Any]


class Replayer:
    """Runs a program shape-only. Made once; `run` any number of times.

    Raises whatever copying the program's modules raises.
    """

    def __init__(
        self,
        frontend: Ensemble,
        program: Program,
        source: CheckedSource | None,
        tracer: EnsembleTracer,
        preparation: Preparation | None = None,
    ) -> None:
        self.program = program
        self._preparation = preparation
        self.source = source
        self.frontend = frontend
        self._way = tracer.way()
        self._shown = frozenset(tracer.recorder.rounds.shown)
        arguments = [(step.args, step.kwargs) for step in program.steps]
        with frontend.surroundings():
            self._modules = frontend.shape_only_copy([*program.modules])
            self._arguments = frontend.shape_only_copy(arguments)
        self._knobs = tracer.shapes
        # The models that the copies were made of, by the copies' ids, while knobs are followed into them.
        self.originals = self._paired(program.modules) if self._knobs is not None else {}
        program.modules = []
        for step in program.steps:
            step.args = step.kwargs = None

    def _paired(self, models: list[Any]) -> dict[int, Any]:
        """The original of each part of the copied models, whose tensors are noted to be as those of the original."""
        assert self._knobs is not None
        originals: dict[int, Any] = {}
        for model, twin in zip(models, self._modules, strict=True):
            for part, copy in self.frontend.paired(model, twin):
                shape = self._knobs.found(part)
                if shape is not None:
                    self._knobs.note(copy, shape)
                originals[id(copy)] = part
        return originals

    def prepare(self, tracer: EnsembleTracer) -> None:
        """Let a rehearsal run as one call what ran as one call when it was recorded, and show the same loops."""
        tracer.follow(self._way)
        tracer.recorder.rounds = Rounds(self._shown)

    @property
    def calls_hooks(self) -> bool:
        """Whether a run calls hooks of the user's, which may leave traces."""
        return self.frontend.calls_hooks(self._modules)

    def run(
        self,
        shapes: dict[int, tuple[int, ...]],
        *,
        going_on: bool,
        remembers: bool = False,
        with_data: bool = False,
    ) -> EnsembleTracer:
        """Run every step with the entrances at `shapes` (by slot; the others as recorded).

        The tracer that comes back holds the records; a step that raises ends there, and the steps that need its
        results are left out. Going on, the user's own hooks are not called. Only if the tracer `remembers` do the
        sizes on record tell where they came from. `with_data`, what the code itself computes in small tensors has data.
        """
        rounds = Rounds(self._shown)
        tracer = self.frontend.make_replay_tracer(self.source, rounds, going_on=going_on, with_data=with_data)
        tracer.follow(self._way)
        tracer.watch.remembers = remembers
        if remembers and self._knobs is not None:
            tracer.follow_knobs(self._knobs)
        slots: _Slots = {}
        for entrance in self.program.entrances:
            self._introduce(tracer, entrance, shapes.get(entrance.slot, tuple(entrance.spec.shape)), slots)
        with self.frontend.replaying(self._modules, quiet=going_on), self._heard(tracer):
            tracer.start()
            try:
                for number, step in enumerate(self.program.steps):
                    tracer.watch.forced_site = step.site
                    self._run_step(tracer, number, step, slots)
            finally:
                tracer.stop()
        return tracer

    def _heard(self, tracer: EnsembleTracer) -> contextlib.AbstractContextManager[None]:
        """The code of the cell, where a step calls it, tells the tracer of its arrays in here."""
        if self._preparation is None:
            return contextlib.nullcontext()
        return self._preparation.heard_by(tracer.watch)

    def _introduce(self, tracer: EnsembleTracer, entrance: Entrance, shape: tuple[int, ...], slots: _Slots) -> None:
        tensor = slots[entrance.slot] = tracer.home(entrance.home).stand_in(entrance.kind, entrance.spec, shape)
        kind = "input" if entrance.kind == "call" else entrance.kind
        record = Record(kind, entrance.record_key, None, type(tensor), name=entrance.name, home=entrance.home)
        tracer.recorder.introduce(record, tensor, self.frontend.home(entrance.home).spec_of(tensor))

    def _run_step(self, tracer: EnsembleTracer, number: int, step: Step, slots: _Slots) -> None:
        def thaw(value: Any) -> Any:
            return self._thaw(value, slots)

        try:
            args, kwargs = (map_values(part, thaw) for part in self._arguments[number])
            model = self._modules[step.module] if step.module is not None else None
            result = tracer.home(step.home).replayed(step, model, args, kwargs)
        except Exception:
            # A step that fails or lacks a tensor is on record (or absent); the steps after it may still run.
            return
        if result is None and step.results and args:
            # A method such as `__setitem__` gives nothing back: what it changed is its result.
            result = args[0]
        results = [tensor for _, tensor in walk_tensors(result, self.frontend.is_tensor)]
        slots.update(zip(step.results, results, strict=False))

    def _thaw(self, value: Any, slots: _Slots) -> Any:
        if isinstance(value, Slot):
            if value.number not in slots:
                raise MissingTensor
            return slots[value.number]
        if isinstance(value, Computed):
            return evaluated(value.expression, {leaf: self._axis(leaf, slots) for leaf in leaves(value.expression)})
        return value

    def _axis(self, leaf: SlotAxis, slots: _Slots) -> int:
        if leaf.number not in slots:
            raise MissingTensor
        tensor = slots[leaf.number]
        owner = self.frontend.owner(tensor)
        spec: Spec = (owner or self.frontend.frontends[0]).spec_of(tensor)
        return int(spec.shape[leaf.axis])
