"""What the recorder writes down: one record for each call, tensor that enters, or group of calls."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Literal, NamedTuple

from shapeviz.rules.core import Call, Conflict

RecordKind = Literal["input", "parameter", "constant", "module", "call"]

# The calls that led to a record, innermost first, up to the enclosing group: (id of the code, instruction).
SiteKey = tuple[tuple[int, int], ...]


class Spec(NamedTuple):
    """A tensor without its data. `dtype` and `device` are the framework's own objects."""

    shape: tuple[int, ...]
    dtype: Any
    device: Any


class Site(NamedTuple):
    """Where a call was made.

    `here` is the deepest place in the checked source, if the call came from it; `caller` the user's or library's
    code that made it; `constructing` tells that an `__init__` was running. `outermost` is the place in the checked
    source that is nearest to its top level, and `at_top` tells that it is reached from there without a module's call.
    """

    key: SiteKey
    here: tuple[CodeType, int] | None
    caller: tuple[CodeType, int] | None
    constructing: bool = False
    outermost: tuple[CodeType, int] | None = None
    at_top: bool = False


@dataclass(slots=True, eq=False)
class Link:
    """An operand: output `output` of record `source`, which had `spec` when it was used.

    `place` is the position or keyword in the call, `part` the place inside that argument (`[0]`).
    """

    source: Record
    output: int
    spec: Spec
    place: int | str
    part: str = ""


@dataclass(slots=True, eq=False)
class Failure:
    """A call that raised. `call` is what the rules need to judge it; `inner` a failing call inside a module.

    The exception itself is not kept, which would keep the tensors of its frames: `type` and `text` tell of it, and
    `line` is the deepest line of the checked source that it came through inside a module.
    """

    type: str
    text: str
    line: int | None = None
    call: Call | None = None
    inner: Call | None = None
    caught_inside: bool = False


@dataclass(slots=True, eq=False)
class Record:
    """One thing on the picture.

    `key` tells the same place of the code from another; two records with equal keys under one parent are the
    same code run again. `subject` is the framework's object (function, module) that the frontend describes.
    `latest_*` are those of the last run where its shapes differ from the first. `derived` marks a call without
    operands whose sizes still come from others (`torch.zeros(x.size(0), 20)`). `parts` are the places of several
    outputs in what the call returned. `interrupted` tells that the user broke it off, and it never ended;
    `passed` which operands a module handed on as they were; `fitted` that it made its weights in this run, to fit what
    it was given. `home` names the frontend whose call it is; that of the
    first one may be left out.
    """

    kind: RecordKind
    key: Hashable
    parent: Record | None
    subject: Any
    site: Site | None = None
    inputs: list[Link] = field(default_factory=list)  # pyright: ignore[reportUnknownVariableType]
    outputs: list[Spec] = field(default_factory=list)  # pyright: ignore[reportUnknownVariableType]
    children: list[Record] = field(default_factory=list)  # pyright: ignore[reportUnknownVariableType]
    results: list[Link] = field(default_factory=list)  # pyright: ignore[reportUnknownVariableType]
    parts: list[str] | None = None
    arguments: Any = None
    latest_arguments: Any = None
    derived: bool = False
    name: str = ""
    path: str = ""
    group: bool = False
    repeats: int = 1
    failure: Failure | None = None
    conflict: Conflict | None = None
    judged: Call | None = None
    assumed: bool = False
    interrupted: bool = False
    passed: list[int] | None = None
    fitted: bool = False
    latest_inputs: list[Spec] | None = None
    latest_outputs: list[Spec] | None = None
    same_as: Record | None = None
    home: str = ""

    @property
    def is_doubtful(self) -> bool:
        """Whether its results rest on a call that did not fit."""
        return self.assumed or self.is_failed

    @property
    def is_failed(self) -> bool:
        """Whether the call raised, or did not fit."""
        return self.conflict is not None or self.failure is not None

    def resolved(self) -> Record:
        """This record, or the one it was folded into."""
        record = self
        while record.same_as is not None:
            record = record.same_as
        return record
