"""The frontends of the frameworks that one piece of code uses, as one: what a recording asks of a framework.

Each record, entrance and step names its frontend as its `home`; tensors are told apart by who owns them.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
from collections.abc import Generator, Hashable, Iterator, Sequence
from types import ModuleType
from typing import Any

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.description import Description
from shapeviz.tracing.ensemble_tracer import EnsembleTracer
from shapeviz.tracing.folding import Rounds
from shapeviz.tracing.frontend import Frontend
from shapeviz.tracing.knob_shapes import KnobShapes
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.surroundings import untouched_surroundings
from shapeviz.tracing.watch import Watch


class Ensemble:
    """Several frontends as one. The first is asked where none is known to be at home."""

    def __init__(self, frontends: Sequence[Frontend]) -> None:
        self.frontends = list(frontends)
        self._by_name = {frontend.NAME: frontend for frontend in frontends}

    @property
    def listens(self) -> bool:
        """Whether one of the frontends hears only of what instrumented code reports."""
        return any(frontend.LISTENS for frontend in self.frontends)

    @property
    def has_tables(self) -> bool:
        """Whether arrays may have columns with names."""
        return any(frontend.has_tables() for frontend in self.frontends)

    def home(self, name: str) -> Frontend:
        """The frontend of that name."""
        return self._by_name.get(name, self.frontends[0])

    def owner(self, tensor: Any) -> Frontend | None:
        """The frontend whose framework a tensor is of; None if it is no tensor."""
        return next((frontend for frontend in self.frontends if frontend.is_tensor(tensor)), None)

    # What a recording asks of a record.

    def describe(self, record: Record) -> Description:
        """The description of a record, in words and numbers."""
        return self.home(record.home).describe(record)

    def bind_shapes(
        self, record: Record, arguments: Any, operands: list[tuple[Shape, Spec]], knobs: KnobShapes | None = None
    ) -> Call | None:
        """The call of a record as the rules see it, with these arguments and these shapes for its operands."""
        return self.home(record.home).bind_shapes(record, arguments, operands, knobs)

    def kind_of_call(self, record: Record, knobs: KnobShapes | None = None) -> Hashable:
        """What calls have in common to which the rules give the same answer for the same operands and arguments."""
        return self.home(record.home).kind_of_call(record, knobs)

    def turns(self, record: Record, knobs: KnobShapes) -> bool:
        """Whether knobs have a part in what was called."""
        return self.home(record.home).turns(record, knobs)

    def concerns_tensors(self, error: BaseException) -> bool:
        """Whether an exception speaks of tensors, though no call of theirs is known to have failed."""
        return any(frontend.concerns_tensors(error) for frontend in self.frontends)

    def lacks_data(self, record: Record) -> bool:
        """Whether a call of a re-run failed for want of data, which says nothing of the shapes."""
        failure = record.failure
        return failure is not None and self.home(record.home).lacks_data(failure.type, failure.text)

    def is_doubtful(self, error: BaseException) -> bool:
        """Whether an error may only come from a rehearsal, in which data is missing."""
        return any(frontend.is_doubtful(error) for frontend in self.frontends)

    # What is asked of values.

    def is_tensor(self, value: Any) -> bool:
        """Whether this is a tensor of one of the frameworks."""
        return self.owner(value) is not None

    def is_model(self, value: Any) -> bool:
        """Whether a value is a model, which takes long to make."""
        return any(frontend.is_model(value) for frontend in self.frontends)

    def knows_its_making(self, value: Any) -> bool:
        """Whether a value holds on to the calls that made it, so that it fits only others of the same run."""
        return any(frontend.knows_its_making(value) for frontend in self.frontends)

    def tensor_of_shape(self, shape: Shape, dtype: Any, like: Any = None) -> Any:
        """A tensor without data to stand for an input of that shape, of the framework that `like` is of."""
        frontend = (self.owner(like) if like is not None else None) or self.frontends[0]
        return frontend.tensor_of_shape(shape, dtype)

    # What is asked where knobs are followed.

    def knob_shapes(self) -> KnobShapes:
        """What follows the knobs of the code into tensors."""
        return KnobShapes(self._shape_of, self._memory_of)

    def paired(self, original: Any, copy: Any) -> Iterator[tuple[Any, Any]]:
        """The parts of a model and its tensors, each with the one in a copy."""
        return itertools.chain.from_iterable(frontend.paired(original, copy) for frontend in self.frontends)

    def _shape_of(self, tensor: Any) -> Shape:
        owner = self.owner(tensor)
        return tuple(owner.spec_of(tensor).shape if owner is not None else tensor.shape)

    def _memory_of(self, tensor: Any) -> Hashable | None:
        owner = self.owner(tensor)
        return owner.memory_of(tensor) if owner is not None else None

    # Tracers.

    def make_tracer(self, source: CheckedSource | None, *, meta: bool) -> EnsembleTracer:
        """A tracer that has not started. With `meta` every tensor is kept without data."""
        watch = self._watch(source)
        return EnsembleTracer(watch, [frontend.make_tracer(watch, meta=meta) for frontend in self.frontends])

    def make_replay_tracer(
        self, source: CheckedSource | None, rounds: Rounds, *, going_on: bool, with_data: bool
    ) -> EnsembleTracer:
        """A tracer for a re-run of recorded calls on shapes alone, that shows these rounds of loops."""
        watch = self._watch(source, rounds)
        options = {"going_on": going_on, "with_data": with_data}
        return EnsembleTracer(watch, [frontend.make_replay_tracer(watch, **options) for frontend in self.frontends])

    def make_rehearsal_tracer(self, source: CheckedSource, most_calls: int) -> EnsembleTracer:
        """A tracer for a rehearsal of at most so many calls, that has not started."""
        watch = self._watch(source)
        watch.limit(most_calls)
        return EnsembleTracer(watch, [frontend.make_rehearsal_tracer(watch) for frontend in self.frontends])

    def _watch(self, source: CheckedSource | None, rounds: Rounds | None = None) -> Watch:
        return Watch(source, [frontend.classify for frontend in self.frontends], rounds)

    # Copies, and running again.

    def shape_only_copy(self, value: Any) -> Any:
        """A deep copy in which no tensor has data. Raises whatever a part that cannot be copied raises."""
        with self._copying(list(value), small=False) as memo:
            return copy.deepcopy(value, memo)

    def copies_on_shapes(self, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Copies of several namespaces without large data. What they share stays shared; what has no copy is absent."""
        copied: list[dict[str, Any]] = [{} for _ in tables]
        with self.surroundings(), self._copying([v for table in tables for v in table.values()], small=True) as memo:
            for table, into in zip(tables, copied, strict=True):
                for name, value in table.items():
                    if isinstance(value, ModuleType):
                        into[name] = value
                        continue
                    with contextlib.suppress(Exception):
                        into[name] = copy.deepcopy(value, memo)
        return copied

    @contextlib.contextmanager
    def _copying(self, values: list[Any], *, small: bool) -> Generator[dict[int, Any]]:
        """Deep copies are made in here with the memo that is given: of small tensors with their data, if `small`."""
        memo: dict[int, Any] = {}
        with contextlib.ExitStack() as stack:
            for frontend in self.frontends:
                stack.enter_context(frontend.copying(values, memo, small=small))
            yield memo

    @contextlib.contextmanager
    def surroundings(self) -> Generator[None]:
        """What surrounds the code is left as it is."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(untouched_surroundings())
            for frontend in self.frontends:
                stack.enter_context(frontend.surroundings())
            yield

    @contextlib.contextmanager
    def replaying(self, models: list[Any], *, quiet: bool) -> Generator[None]:
        """Recorded calls run again in here; if `quiet`, without the hooks of these models."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.surroundings())
            for frontend in self.frontends:
                stack.enter_context(frontend.replaying(models, quiet=quiet))
            yield

    def calls_hooks(self, models: list[Any]) -> bool:
        """Whether calling these models calls hooks of the user's, which may leave traces."""
        return any(frontend.calls_hooks(models) for frontend in self.frontends)

    @contextlib.contextmanager
    def rehearsing(self, tracer: EnsembleTracer) -> Generator[None]:
        """Rehearsed code runs in here: unheard, with few batches, and with every random state as before afterwards."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.surroundings())
            for frontend in self.frontends:
                stack.enter_context(frontend.rehearsing())
            tracer.start()
            try:
                yield
            finally:
                tracer.stop()
