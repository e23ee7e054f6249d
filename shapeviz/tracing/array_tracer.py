"""Watching calls on arrays that the checked code itself makes: its instrumented code tells of each before it runs.

Arrays of these libraries are plain, and have no mode that would hear of their operations. What a library does inside
one of its own functions is not drawn.
"""

from __future__ import annotations

import operator
import threading
from functools import partial
from types import FrameType
from typing import Any

from shapeviz.shapes.shape import product
from shapeviz.tracing.array_library import ArrayLibrary
from shapeviz.tracing.naming import held_name, variable_name
from shapeviz.tracing.program import Step, freeze_outermost, freeze_shown, holds_computed
from shapeviz.tracing.recorder import Operand
from shapeviz.tracing.records import Failure, Record, Site, Spec
from shapeviz.tracing.subjects import Attribute
from shapeviz.tracing.values import walk_tensors
from shapeviz.tracing.watch import Watch

_NOWHERE = Site((), None, None)
_SHAPE, _COUNT = Attribute("shape"), Attribute("size")
_WRITING = frozenset({operator.setitem})


class ArrayTracer:
    """Records the calls on the arrays of one library that this thread makes between `start` and `stop`."""

    def __init__(self, watch: Watch, library: ArrayLibrary) -> None:
        watch.members.append(self)
        self.NAME = library.NAME
        self.watch = watch
        self.library = library
        self.fault: BaseException | None = None
        self._recorder = watch.recorder
        self._asking = (_SHAPE, _COUNT, len, *library.SIZES)
        self._thread = threading.get_ident()
        # Whether calls are reported now: not before the code runs, and not from within a library.
        self._listening = False

    def start(self) -> None:
        """Begin to watch."""
        self._listening = True

    def stop(self, error: BaseException | None = None) -> None:
        """End watching."""
        self._listening = False

    def way(self) -> None:
        """Nothing has to be known of a recording to go its way."""

    def follow(self, way: None) -> None:
        """Go the way of a recording."""

    def gone_over(self, data: Any) -> tuple[Any, int] | None:
        """The arrays whose rows a dataset hands out: none is known."""

    def pause(self) -> bool:
        """Record nothing until `resume`."""
        before, self._listening = self._listening, False
        return before

    def resume(self, before: bool) -> None:
        """Record again, if it did before."""
        self._listening = before

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are arrays of the library."""
        return self.library.concerns(kind)

    def watches(self, function: Any) -> bool:
        """Whether a function is the library's own, or asks for a size."""
        return function is len or self.library.watches(function)

    def owns(self, tensor: Any) -> bool:
        """Whether a value is an array of the library."""
        return self.library.is_tensor(tensor)

    def spec_of(self, tensor: Any) -> Spec:
        """What is known of an array without its data."""
        return self.library.spec_of(tensor)

    def is_held(self, tensor: Any) -> bool:
        """Whether a running model owns an array: none is known to."""
        return False

    def newcomer(self, tensor: Any, spec: Spec, group: Record | None) -> Record:
        """The record of an array that no recorded call made."""
        frame = self.watch.frames.checked_frame(self.watch.frame)
        name = variable_name(tensor, frame) or held_name(tensor, frame)
        kind = "input" if group is None else "constant"
        parent = None if group is None else group
        return Record(kind, ("variable", name), parent, type(tensor), name=name, home=self.NAME)

    def run(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        """Call a function of the library, or an operator on its arrays, and write it down. Raises what it raises."""
        if not self._listening or self.fault is not None or threading.get_ident() != self._thread:
            return function(*args, **kwargs)
        self.watch.count()
        if function in self._asking:
            return self._sizes(function, args, kwargs, frame)
        recorded = self._recorder.written
        try:
            result = self._called(function, args, kwargs, frame)
        except Exception as error:
            return self._failed(function, args, kwargs, error, frame)
        if self._recorder.written == recorded:
            self._observe(function, args, kwargs, result, frame)
        return result

    def _called(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        """What the call gives; whatever the library asks of the user's code meanwhile is not recorded."""
        paused = self.watch.pause() if self.library.watches(function) or self._is_of_tensors(function, args) else []
        try:
            return function(*args, **kwargs)
        except Exception:
            if not paused or not self.library.calls_back(function, args):
                raise
        finally:
            self.watch.resume(paused)
        return function(*args, **kwargs)

    def _is_of_tensors(self, function: Any, args: tuple[Any, ...]) -> bool:
        """Whether this is an operator on nothing but tensors and numbers, so that none of the user's code runs."""
        if getattr(function, "__module__", None) != operator.add.__module__:
            return False
        return all(isinstance(value, (int, float, complex)) or self.watch.is_tensor(value) for value in args)

    def _failed(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception, frame: FrameType | None
    ) -> Any:
        """Write down the call that raised, before its exception goes on."""
        try:
            if not self.watch.raised.told(error):
                self._fail(function, args, kwargs, error, frame)
        except Exception as fault:
            self.fault = fault
        raise error

    def _fail(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception, frame: FrameType | None
    ) -> Record | None:
        site = self._site(frame)
        if site is None:
            return None
        call = self.library.bind(function, args, kwargs)
        failure = Failure(type(error).__name__, str(error), None, call)
        record = self._write(function, args, kwargs, [], site, frame)
        self._recorder.fail(record, failure)
        self.watch.raised.add(error, failure)
        return record

    def _observe(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any, frame: FrameType | None
    ) -> None:
        try:
            results = self._results(args[0] if function in _WRITING else result)
            site = self._site(frame) if results or self._has_learned(function, args, kwargs, result) else None
            if site is not None:
                self._write(function, args, kwargs, results, site, frame)
                self._follow_knobs(function, args, kwargs, results)
                base = getattr(results[0][2], "base", None) if function in _WRITING else None
                if base is not None and self.library.is_tensor(base):
                    # Written through a view: whoever reads the whole from now on reads this call's work.
                    self._recorder.alias(base, results[0][2])
        except Exception as fault:
            self.fault = fault

    def _follow_knobs(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], results: list[Operand]
    ) -> None:
        if self.watch.knobs is not None and self._recorder.depth == 0:
            bound = partial(self.library.bind, function, args, kwargs)
            self.watch.knobs.follow(bound, args, kwargs, results, self._recorder)

    def _has_learned(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], result: Any) -> bool:
        """Whether an object was given arrays and came back itself: `model.fit(X, y)`."""
        owner = getattr(function, "__self__", None)
        return owner is not None and result is owner and bool(self.watch.operands(args, kwargs))

    def _write(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        results: list[Operand],
        site: Site,
        frame: FrameType | None,
    ) -> Record:
        operands = self.watch.operands(args, kwargs)
        self.watch.frame = frame
        try:
            name = self.library.op_name(function)
            record = self._recorder.call(function, (name, site.key), site, operands, results)
        finally:
            self.watch.frame = None
        record.home = self.NAME
        self._keep_arguments(record, args, kwargs, operands)
        return record

    def _keep_arguments(
        self, record: Record, args: tuple[Any, ...], kwargs: dict[str, Any], operands: list[Operand]
    ) -> None:
        """Write down the arguments of a new record, and those of a repeated one whose shapes have changed."""
        if record.arguments is not None:
            changed = record.latest_inputs is not None or record.latest_outputs is not None
            if changed and record.parent is None and len(operands) == len(record.inputs):
                record.latest_arguments = freeze_outermost(args, kwargs, operands, record.inputs)
        elif record.parent is not None:
            record.arguments = freeze_shown(args, kwargs)
        else:
            record.arguments = freeze_outermost(args, kwargs, operands, record.inputs)
            record.derived = self.watch.forced_site is not None or holds_computed(record.arguments)
            if not operands and not record.derived:
                # What only brings data in is not called again: a long list of numbers need not be kept.
                record.arguments = freeze_shown(args, kwargs)

    def _sizes(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        """The shape of an array, or a number of its elements, as sizes that remember their axes."""
        result = function(*args, **kwargs)
        if not args or kwargs:
            return result
        array = args[0]
        try:
            if not self.watch.remembers or frame is None or not self.watch.is_tensor(array):
                return result
            known = self._recorder.maker(array)
            if known is None and self._recorder.depth == 0:
                self.watch.frame = frame
                self._recorder.links([(0, "", array, self.watch.spec_of(array))])
                self.watch.frame = None
                known = self._recorder.maker(array)
            if known is None:
                return result
            shape = self.watch.sizes.of(known, tuple(array.shape), None, frame)
            if function is len or len(args) == 2:
                return shape[args[1] if len(args) == 2 else 0]
            return product(shape) if isinstance(result, int) else shape
        except Exception as fault:
            self.fault = fault
            return result

    def _site(self, frame: FrameType | None) -> Site | None:
        if self.watch.forced_site is not None and self._recorder.depth == 0:
            return self.watch.forced_site
        return self.watch.frames.site(frame, inside=self._recorder.depth > 0)

    def _results(self, result: Any) -> list[Operand]:
        found = walk_tensors(result, lambda value: self.watch.is_tensor(value) or self.library.is_scalar(value))
        return [
            (0, part, tensor, self.watch.spec_of(tensor) if self.watch.is_tensor(tensor) else _scalar(tensor))
            for part, tensor in found
        ]

    def stand_in(self, kind: str, spec: Spec, shape: tuple[int, ...]) -> Any:
        """An array for one that entered: of another shape, else as it was."""
        return self.library.made_up(shape, spec.dtype)

    def replayed(self, step: Step, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call once more what a step called."""
        return self.run(self.library.harmless(step.subject), args, kwargs, None)


def _scalar(number: Any) -> Spec:
    """The spec of a number that an operation gave in place of an array without axes."""
    return Spec((), str(number.dtype), "cpu")
