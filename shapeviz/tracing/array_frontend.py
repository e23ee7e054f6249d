"""The frontend of a library of arrays, whose calls instrumented code reports: all but what the library itself says."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Hashable, Iterator
from types import CodeType
from typing import Any

from shapeviz.rules.core import Call
from shapeviz.rules.cost import multiply_adds
from shapeviz.shapes.shape import Shape, product
from shapeviz.tracing.argument_text import shortened, shown_arguments
from shapeviz.tracing.array_library import ArrayLibrary
from shapeviz.tracing.array_replay import MODERATE, ArrayReplayTracer, NoData
from shapeviz.tracing.array_tracer import ArrayTracer
from shapeviz.tracing.description import Description
from shapeviz.tracing.frames import Role
from shapeviz.tracing.knob_shapes import KnobShapes
from shapeviz.tracing.recorded_arguments import put_together
from shapeviz.tracing.records import Link, Record, Spec
from shapeviz.tracing.watch import Watch


class ArrayFrontend:
    """A `shapeviz.tracing.frontend.Frontend` of one library of arrays."""

    LISTENS = True

    def __init__(self, library: ArrayLibrary) -> None:
        self.NAME = library.NAME
        self.library = library
        self.is_tensor = library.is_tensor
        self.spec_of = library.spec_of
        self.concerns_tensors = library.concerns_tensors
        self.has_tables = library.has_tables

    def classify(self, code: CodeType, module: str) -> Role | None:
        """Nothing that the library does itself is recorded, so that its code needs no role."""
        return None

    def make_tracer(self, watch: Watch, *, meta: bool) -> ArrayTracer:
        """A tracer that has not started. With `meta` large arrays have no data."""
        return ArrayReplayTracer(watch, self.library, going_on=False) if meta else ArrayTracer(watch, self.library)

    def make_replay_tracer(self, watch: Watch, *, going_on: bool, with_data: bool) -> ArrayTracer:
        """A tracer for a re-run of recorded calls."""
        return ArrayReplayTracer(watch, self.library, going_on=going_on)

    def make_rehearsal_tracer(self, watch: Watch) -> ArrayTracer:
        """A tracer for the rehearsal of a changed source."""
        return ArrayReplayTracer(watch, self.library, going_on=True)

    def surroundings(self) -> contextlib.AbstractContextManager[None]:
        """What surrounds the code is kept by the recorder."""
        return contextlib.nullcontext()

    def rehearsing(self) -> contextlib.AbstractContextManager[None]:
        """Nothing else is different while a source is rehearsed."""
        return contextlib.nullcontext()

    def replaying(self, models: list[Any], *, quiet: bool) -> contextlib.AbstractContextManager[None]:
        """Nothing else is different while recorded calls run again."""
        return contextlib.nullcontext()

    @contextlib.contextmanager
    def copying(self, values: list[Any], memo: dict[int, Any], *, small: bool) -> Generator[None]:
        """Deep copies of `values` made in here with `memo` have no large arrays."""
        for value in values:
            if self.is_tensor(value) and product(tuple(value.shape)) > MODERATE:
                memo[id(value)] = self.library.without_data(tuple(value.shape), self.spec_of(value).dtype)
        yield

    def calls_hooks(self, models: list[Any]) -> bool:
        """Whether calling these models calls hooks: there are none."""
        return False

    def is_model(self, value: Any) -> bool:
        """Whether a value is a model, which takes long to make."""
        return False

    def knows_its_making(self, value: Any) -> bool:
        """Whether a value holds on to the calls that made it: arrays do not."""
        return False

    def tensor_of_shape(self, shape: Shape, dtype: Any) -> Any:
        """An array to stand for an input of that shape; `dtype` None is the library's default."""
        return self.library.made_up(shape, dtype)

    def lacks_data(self, failure: str, text: str) -> bool:
        """Whether an exception of a re-run, by type and text, says only that there is no data."""
        return failure == NoData.__name__ or self.library.is_about_data(failure, text)

    def is_doubtful(self, error: BaseException) -> bool:
        """Whether an error may only come from a rehearsal, in which data is missing or made up."""
        return self.lacks_data(type(error).__name__, str(error)) or isinstance(error, NameError)

    def describe(self, record: Record) -> Description:
        """The description of a record; of a call that of its arguments."""
        if record.kind != "call":
            return Description(record.kind, self.library.array_name(record.subject), record.name or record.kind)
        call = self.bind(record)
        shown = shown_arguments(record)
        return Description(
            op=self.library.op_name(record.subject),
            target=self.library.target_name(record.subject),
            label=self.library.label(record.subject),
            summary=shortened(", ".join(shown)),
            attributes={"arguments": shown} if shown else {},
            input_names=self._input_names(record),
            multiply_adds=multiply_adds(call, [tuple(spec.shape) for spec in record.outputs]) if call else 0,
        )

    def _input_names(self, record: Record) -> list[str]:
        positions = [link.place for link in record.inputs if isinstance(link.place, int)]
        names = self.library.operand_names(record.subject, max(positions, default=-1) + 1)
        return [self._input_name(record.subject, link, names) for link in record.inputs]

    def _input_name(self, function: Any, link: Link, names: tuple[str, ...]) -> str:
        if isinstance(link.place, str):
            name = self.library.operand_name(function, link.place)
        else:
            name = names[link.place] if link.place < len(names) else f"argument {link.place + 1}"
        # The items of a list operand are named already: `tensors[0]` is the list's own name with its first item.
        return f"{name.partition('[')[0]}{link.part}" if link.part else name

    def bind(self, record: Record) -> Call | None:
        """The call as the rules see it, from the shapes on record."""
        return self.bind_shapes(
            record, record.arguments, [(tuple(link.spec.shape), link.spec) for link in record.inputs]
        )

    def bind_shapes(
        self, record: Record, arguments: Any, operands: list[tuple[Shape, Spec]], knobs: KnobShapes | None = None
    ) -> Call | None:
        """The call of a record as the rules see it, with these arguments and these shapes for its operands."""
        shapes: dict[int, tuple[Any, Shape]] = {}

        def make(shape: Shape, spec: Spec) -> Any:
            array = self.library.without_data(tuple(map(int, shape)), spec.dtype)
            shapes[id(array)] = array, shape
            return array

        def shape_of(array: Any) -> Shape:
            return shapes[id(array)][1] if id(array) in shapes else tuple(array.shape)

        try:
            args, kwargs = put_together(record, arguments, operands, make)
            return self.library.bind(record.subject, args, kwargs, shape_of)
        except Exception:
            # Arguments that cannot be put together again from the record: then there is nothing to judge or count.
            return None

    def kind_of_call(self, record: Record, knobs: KnobShapes | None = None) -> Hashable:
        """What calls have in common to which the rules give the same answer for the same operands and arguments."""
        return record.subject

    def turns(self, record: Record, knobs: KnobShapes) -> bool:
        """Whether knobs have a part in what was called: in a function they have none."""
        return False

    def memory_of(self, tensor: Any) -> Hashable | None:
        """What shares the memory of an array is known by the call that made it."""
        return None

    def paired(self, original: Any, copy: Any) -> Iterator[tuple[Any, Any]]:
        """The parts of a model with those of a copy: there are no models."""
        return iter(())
