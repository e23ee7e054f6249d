"""The shapes of tensors in which knobs have a part: how `hidden` gets into `np.zeros((hidden, 10))`, or into weights.

What only brings a tensor in is not judged when it is recorded, and a layer makes its weights in its constructor, of
which nothing is drawn and nothing recorded. While knobs are on, every call outside modules that a knob reaches is
judged by its rule, and the shape that the rule tells is kept beside the tensor that the framework made.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from shapeviz.rules import judge
from shapeviz.rules.core import Accept, Call
from shapeviz.shapes.expressions import leaves
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import Size
from shapeviz.shapes.unknown import Unknown
from shapeviz.tracing.program import Turned, is_entrance
from shapeviz.tracing.recorder import Operand, Recorder
from shapeviz.tracing.records import Record

# The call that is to be judged, if its tensors have these shapes.
Bound = Callable[[Callable[[Any], Shape]], "Call | None"]


class KnobShapes:
    """What is known of tensors that knobs reach, without keeping one of them alive.

    `shape_of` tells the shape that a tensor has, `memory_of` what it has in common with tensors that are other objects
    with the same elements in the same memory: a parameter, and the tensor that it was made of. `entering` has the shape
    of each tensor that entered the recording, with its record, by the record's id. `flowing` are the knobs that reach
    more than the axes of such tensors: weights, say.
    """

    def __init__(
        self, shape_of: Callable[[Any], Shape], memory_of: Callable[[Any], Hashable | None] = lambda _: None
    ) -> None:
        self.entering: dict[int, tuple[Record, Shape]] = {}
        self.flowing: set[str] = set()
        self._shape_of = shape_of
        self._memory_of = memory_of
        self._known: dict[int, tuple[weakref.ref[Any], Shape]] = {}
        self._stored: dict[Hashable, Shape] = {}

    def of(self, tensor: Any) -> Shape:
        """The shape of a tensor, with sizes that remember the knobs."""
        return self.found(tensor) or self._shape_of(tensor)

    def found(self, tensor: Any) -> Shape | None:
        """The shape of a tensor that a knob reaches, None for any other value."""
        known = self._known.get(id(tensor))
        if known is not None and known[0]() is tensor:
            return known[1] if tuple(map(int, known[1])) == self._shape_of(tensor) else None
        stored = self._stored.get(self._memory_of(tensor)) if self._stored else None
        if stored is not None:
            self._known[id(tensor)] = weakref.ref(tensor), stored
        return stored

    def follow(
        self, bound: Bound, args: tuple[Any, ...], kwargs: dict[str, Any], results: list[Operand], recorder: Recorder
    ) -> None:
        """Note the shapes of what a call outside modules gave."""
        if not self.reaches(args) and not self.reaches(kwargs.values()):
            for result in results:
                self._known.pop(id(result[2]), None)
                self._stored.pop(self._memory_of(result[2]), None)
            return
        for (_, _, tensor, _), shape in zip(results, self._shapes(bound, results), strict=True):
            self.note(tensor, shape)
            maker = recorder.maker(tensor)
            if maker is not None and maker.record.parent is None and is_entrance(maker.record):
                self.entering[id(maker.record)] = maker.record, shape
            else:
                self.flow(shape)

    def enters(self, record: Record, tensor: Any) -> None:
        """Note that a tensor enters the recording, under this record."""
        shape = self.found(tensor)
        if shape is not None:
            self.entering[id(record)] = record, shape

    def flow(self, shape: Shape) -> None:
        """Note that the knobs in a shape reach more than the axes of tensors that enter."""
        self.flowing |= _knobs_of(shape)

    def note(self, tensor: Any, shape: Shape) -> None:
        """Note the shape of a tensor."""
        try:
            self._known[id(tensor)] = weakref.ref(tensor), shape
        except TypeError:
            return  # a number in place of a tensor without axes
        memory = self._memory_of(tensor)
        if memory is not None:
            self._stored[memory] = shape

    def reaches(self, values: Iterable[Any]) -> bool:
        """Whether a knob has a part in one of these values."""
        for value in values:
            if isinstance(value, Size):
                return True
            if isinstance(value, (tuple, list)):
                if self.reaches(value):
                    return True
            elif self.found(value) is not None:
                return True
        return False

    def _shapes(self, bound: Bound, results: list[Operand]) -> list[Shape]:
        """The shapes of results by the call's rule, where it tells the same numbers as the framework."""
        numbers = [tuple(spec.shape) for _, _, _, spec in results]
        try:
            call = bound(self.of)
            verdict = judge(call) if call is not None else None
        except Exception:  # a rule that was not written for such a call
            verdict = None
        shapes: list[Shape] = verdict.outputs if isinstance(verdict, Accept) else []
        if [tuple(map(int, shape)) for shape in shapes] == numbers:
            return shapes
        return [self.found(tensor) or _unknown(spec.shape) for _, _, tensor, spec in results]


def _knobs_of(shape: Shape) -> set[str]:
    sizes = [size for size in shape if isinstance(size, Size)]
    return {leaf for size in sizes for leaf in leaves(size.expression) if isinstance(leaf, Turned)}


def _unknown(shape: Shape) -> Shape:
    return tuple(Size(int(size), Unknown()) for size in shape)
