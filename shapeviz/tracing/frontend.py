"""What a recording asks of a framework: each package in `frontends/` is one `Frontend`, as a module.

A frontend is imported only where its framework is loaded, or about to be.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager
from types import CodeType
from typing import Any, Protocol

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.description import Description
from shapeviz.tracing.frames import Role
from shapeviz.tracing.knob_shapes import KnobShapes
from shapeviz.tracing.program import Step
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.watch import Member, Watch


class Part(Member, Protocol):
    """The tracer of one framework, by the name of its frontend.

    `fault` is what went wrong in the recording itself, if anything did.
    """

    NAME: str
    fault: BaseException | None

    def start(self) -> None:
        """Begin to watch."""
        ...

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind. `error` is the exception that ended the checked code."""
        ...

    def way(self) -> Any:
        """What a re-run has to know of this recording so as to go the same way."""
        ...

    def follow(self, way: Any) -> None:
        """Go the way of a recording."""
        ...

    def stand_in(self, kind: str, spec: Spec, shape: Shape) -> Any:
        """A tensor without data for one that entered: of another shape, else as it was."""
        ...

    def replayed(self, step: Step, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call once more what a step called; `model` is the copy of its model, if it called one."""
        ...


class Frontend(Protocol):
    """A framework, as recordings and rehearsals see it. `NAME` is the `home` of its records.

    If it `LISTENS`, it hears only of what instrumented code reports.
    """

    NAME: str
    LISTENS: bool

    def has_tables(self) -> bool:
        """Whether arrays may have columns with names."""
        ...

    def classify(self, code: CodeType, module: str) -> Role | None:
        """What code of the framework is to the recorder, by its module; None for any other."""
        ...

    def make_tracer(self, watch: Watch, *, meta: bool) -> Part:
        """A tracer that has not started. With `meta` every tensor is kept without data."""
        ...

    def make_replay_tracer(self, watch: Watch, *, going_on: bool, with_data: bool) -> Part:
        """A tracer for a re-run of recorded calls on shapes alone."""
        ...

    def make_rehearsal_tracer(self, watch: Watch) -> Part:
        """A tracer for the rehearsal of a changed source."""
        ...

    def surroundings(self) -> AbstractContextManager[None]:
        """The framework's own random states are as before, after what runs in here."""
        ...

    def rehearsing(self) -> AbstractContextManager[None]:
        """What else is different while a source is rehearsed: few batches, no hooks."""
        ...

    def replaying(self, models: list[Any], *, quiet: bool) -> AbstractContextManager[None]:
        """Recorded calls run again in here; if `quiet`, without the hooks of these models."""
        ...

    def copying(self, values: list[Any], memo: dict[int, Any], *, small: bool) -> AbstractContextManager[None]:
        """Deep copies of `values` made in here with `memo` have no data, or only that of `small` tensors."""
        ...

    def calls_hooks(self, models: list[Any]) -> bool:
        """Whether calling these models calls hooks of the user's, which may leave traces."""
        ...

    def is_tensor(self, value: Any) -> bool:
        """Whether this is a tensor of the framework."""
        ...

    def spec_of(self, tensor: Any) -> Spec:
        """What is known of a tensor without its data."""
        ...

    def is_model(self, value: Any) -> bool:
        """Whether a value is a model, which takes long to make."""
        ...

    def knows_its_making(self, value: Any) -> bool:
        """Whether a value holds on to the calls that made it, so that it fits only others of the same run."""
        ...

    def tensor_of_shape(self, shape: Shape, dtype: Any) -> Any:
        """A tensor without data to stand for an input of that shape; `dtype` None is the framework's default."""
        ...

    def lacks_data(self, failure: str, text: str) -> bool:
        """Whether an exception of a re-run, by type and text, says only that there is no data."""
        ...

    def concerns_tensors(self, error: BaseException) -> bool:
        """Whether an exception speaks of tensors, though no call of theirs is known to have failed."""
        ...

    def is_doubtful(self, error: BaseException) -> bool:
        """Whether an error may only come from a rehearsal, in which data is missing."""
        ...

    def describe(self, record: Record) -> Description:
        """The description of a record, in words and numbers."""
        ...

    def bind_shapes(
        self, record: Record, arguments: Any, operands: list[tuple[Shape, Spec]], knobs: KnobShapes | None = None
    ) -> Call | None:
        """The call of a record as the rules see it, with these arguments and these shapes for its operands."""
        ...

    def kind_of_call(self, record: Record, knobs: KnobShapes | None = None) -> Hashable:
        """What calls have in common to which the rules give the same answer for the same operands and arguments."""
        ...

    def turns(self, record: Record, knobs: KnobShapes) -> bool:
        """Whether knobs have a part in what was called."""
        ...

    def memory_of(self, tensor: Any) -> Hashable | None:
        """What tells tensors with the same elements in the same memory from others; None if that is not shared."""
        ...

    def paired(self, original: Any, copy: Any) -> Iterator[tuple[Any, Any]]:
        """The parts of a model and its tensors, each with the one in a copy; none of what is no model of its own."""
        ...
