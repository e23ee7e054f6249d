"""What the frontends of several frameworks share while one piece of code runs: one recording, of all that happens."""

from __future__ import annotations

from collections.abc import Sequence
from types import FrameType
from typing import Any, Protocol

from shapeviz.tracing.folding import Rounds
from shapeviz.tracing.frames import Classifier, Frames
from shapeviz.tracing.knob_shapes import KnobShapes
from shapeviz.tracing.places import Definitions
from shapeviz.tracing.raised import RaisedCalls
from shapeviz.tracing.recorder import Operand, Recorder
from shapeviz.tracing.records import Failure, Record, Site, Spec
from shapeviz.tracing.remembered_sizes import RememberedSizes
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.values import walk_tensors


class Exhausted(BaseException):
    """The rehearsal has made as many calls as it may. No `except Exception` of the rehearsed code is to stop it."""


class Member(Protocol):
    """The tracer of one framework, as far as the others have to do with it."""

    def owns(self, tensor: Any) -> bool:
        """Whether a tensor is of this framework."""
        ...

    def newcomer(self, tensor: Any, spec: Spec, group: Record | None) -> Record:
        """The record of a tensor that no recorded call made."""
        ...

    def spec_of(self, tensor: Any) -> Spec:
        """What is known of a tensor without its data."""
        ...

    def is_held(self, tensor: Any) -> bool:
        """Whether a tensor is a running model's own."""
        ...

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are arrays of this framework whose calls instrumented code is to report."""
        ...

    def watches(self, function: Any) -> bool:
        """Whether a function is one whose calls instrumented code is to report to this member."""
        ...

    def run(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        """Make a call that instrumented code reports, and write it down. Raises what it raises."""
        ...

    def gone_over(self, data: Any) -> tuple[Any, int] | None:
        """The arrays whose rows a dataset of this framework hands out, and how many at a time; None if unknown."""
        ...

    def pause(self) -> Any:
        """Record nothing until `resume` is given what this gives: another framework is at work."""
        ...

    def resume(self, before: Any) -> None:
        """Record again, if it did before."""
        ...


class Watch:
    """One recording, and who makes it.

    `unplaced` is the last call that raised where no call is drawn: in a data loader, an optimizer. A `forced_site` is
    where all calls outside groups are said to be made, in a re-run. `definitions` are the places where models were
    made, by their ids; `knobs` has the shapes of the tensors that knobs reach, if there are knobs. `remembers` tells
    whether sizes that are asked for remember their axis: a re-run at other sizes has no use for it. `frame` is where
    the call comes from that is being written down.
    """

    def __init__(
        self, source: CheckedSource | None, classifiers: Sequence[Classifier], rounds: Rounds | None = None
    ) -> None:
        self.source = source
        self.members: list[Member] = []
        self.recorder = Recorder(self._newcomer, self._is_held, rounds)
        self.frames = Frames(source, classifiers)
        self.sizes = RememberedSizes(self.frames, lambda: self.recorder.group)
        self.raised = RaisedCalls(self.frames)
        self.unplaced: Failure | None = None
        self.forced_site: Site | None = None
        self.frame: FrameType | None = None
        self.definitions: Definitions = {}
        self.knobs: KnobShapes | None = None
        self.remembers = True
        self._calls_left: int | None = None

    def limit(self, most_calls: int) -> None:
        """Let no more than so many calls be made."""
        self._calls_left = most_calls

    def count(self) -> None:
        """A call is about to be made.

        Raises
        ------
        Exhausted
            If there are more than there may be.
        """
        if self._calls_left is not None:
            self._calls_left -= 1
            if self._calls_left < 0:
                raise Exhausted

    def is_tensor(self, value: Any) -> bool:
        """Whether this is a tensor of one of the frameworks."""
        # Asked of every argument of every call: a generator would take twice as long.
        for member in self.members:  # noqa: SIM110
            if member.owns(value):
                return True
        return False

    def spec_of(self, tensor: Any) -> Spec:
        """What is known of a tensor without its data."""
        return self.owner(tensor).spec_of(tensor)

    def operands(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Operand]:
        """The tensors of all frameworks among the arguments of a call, each with its position or keyword."""
        return [
            (place, part, tensor, self.spec_of(tensor))
            for place, value in (*enumerate(args), *kwargs.items())
            for part, tensor in walk_tensors(value, self.is_tensor)
        ]

    def results(self, result: Any) -> list[Operand]:
        """The tensors of all frameworks in what a call returned."""
        return [(0, part, tensor, self.spec_of(tensor)) for part, tensor in walk_tensors(result, self.is_tensor)]

    def pause(self, *, but: Member | None = None) -> list[tuple[Member, Any]]:
        """Record nothing until `resume` is given what this gives; all members but one are told so."""
        return [(member, member.pause()) for member in self.members if member is not but]

    def resume(self, paused: list[tuple[Member, Any]]) -> None:
        """Record again what was recorded before."""
        for member, before in paused:
            member.resume(before)

    def owner(self, tensor: Any) -> Member:
        """The member whose framework a tensor is of."""
        for member in self.members:
            if member.owns(tensor):
                return member
        return self.members[0]

    def _newcomer(self, tensor: Any, spec: Spec, group: Record | None) -> Record:
        members = self.members
        owner = members[0] if len(members) == 1 else self.owner(tensor)
        record = owner.newcomer(tensor, spec, group)
        if self.knobs is not None:
            self.knobs.enters(record, tensor)
        return record

    def _is_held(self, tensor: Any) -> bool:
        members = self.members
        owner = members[0] if len(members) == 1 else self.owner(tensor)
        return owner.is_held(tensor)
