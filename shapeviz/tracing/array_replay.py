"""Calls on arrays in re-runs and rehearsals: on past one that does not fit, and without memory for large arrays.

Arrays of moderate size are really computed with, so that the library itself says what fits and what comes out. Of
larger ones there is only the shape, and the rules decide.
"""

from __future__ import annotations

import warnings
from types import FrameType
from typing import Any

from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Conflict
from shapeviz.shapes.shape import product
from shapeviz.tracing.array_library import ArrayLibrary
from shapeviz.tracing.array_tracer import ArrayTracer
from shapeviz.tracing.values import map_values, walk_tensors
from shapeviz.tracing.watch import Watch

# Up to so many elements are computed with: a few milliseconds.
MODERATE = 1_000_000


class NoData(Exception):
    """A call needs the data of an array that is too large to have any here."""


class ArrayReplayTracer(ArrayTracer):
    """Records a re-run or a rehearsal. With `going_on`, a call that does not fit gives what it would have given."""

    def __init__(self, watch: Watch, library: ArrayLibrary, *, going_on: bool) -> None:
        super().__init__(watch, library)
        self.going_on = going_on

    def _called(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        if self.watch.forced_site is not None and self.library.keeps_state(function):
            # In a re-run it is still the user's own object, which knows the arrays that it was given.
            raise NoData(f"{self.library.op_name(function)} needs the data of its arrays")
        arrays = [array for _, array in walk_tensors([args, kwargs], self.library.is_tensor)]
        call = self.library.bind(function, args, kwargs)
        verdict = judge(call) if call is not None else None
        outputs = verdict.outputs if isinstance(verdict, Accept) else []
        missing = any(self.library.lacks_data(array) for array in arrays)
        if isinstance(verdict, Conflict) and self.library.ASKS_RULES_FIRST:
            raise ValueError(f"{self.library.op_name(function)} expects {verdict.expects}, but gets {verdict.gets}")
        if missing or any(product(shape) > MODERATE for shape in outputs):
            if not isinstance(verdict, Accept):
                raise NoData(f"{self.library.op_name(function)} needs the data of its arrays")
            return self._made(outputs, function, args, kwargs)
        result = super()._called(function, args, kwargs, frame)
        large = self.library.is_tensor(result) and product(tuple(result.shape)) > MODERATE
        return self.library.without_data(tuple(result.shape), result.dtype) if large else result

    def _failed(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception, frame: FrameType | None
    ) -> Any:
        told = self.watch.raised.told(error)
        record = None if told else self._fail(function, args, kwargs, error, frame)
        call = record.failure.call if record is not None and record.failure is not None else None
        conflict = judge(call) if call is not None and self.going_on else None
        if record is None or not isinstance(conflict, Conflict) or conflict.outputs is None:
            raise error
        # Going on: the call gives what it would have given, and only the conflict is kept.
        record.conflict, record.judged, record.failure = conflict, call, None
        self.watch.raised.waiting = [entry for entry in self.watch.raised.waiting if entry[0] is not error]
        result = self._made(conflict.outputs, function, args, kwargs)
        self._recorder.supply(record, self._results(result))
        return result

    def _made(
        self, outputs: list[tuple[int, ...]], function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Arrays of these shapes, with the type that the call gives."""
        dtype = self._dtype_of(function, args, kwargs)
        made = [self.library.made_up(tuple(map(int, shape)), dtype) for shape in outputs]
        return made[0] if len(made) == 1 else made

    def _dtype_of(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The type of what a call gives, which arrays of one element show; else that of its first operand."""

        def single(value: Any) -> Any:
            if not self.library.is_tensor(value):
                return value
            return self.library.made_up((1,) * len(value.shape), value.dtype)

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                result = super()._called(function, map_values(args, single), map_values(kwargs, single), None)
            return result.dtype
        except Exception:
            arrays = [array for _, array in walk_tensors([args, kwargs], self.library.is_tensor)]
            return arrays[0].dtype if arrays else None
