"""The formulas of a recording: every recorded shape as an expression over the symbols.

One pass over the finished records computes the rule of each call on operands whose sizes are `Size`s, and compares what
comes out with the shape that the framework gave. Where they differ, or where no rule is known, the shape is *unknown*:
its sizes are leaves of their own, and what depends on them has no formula. Rules compare sizes with ordinary
operators; the comparisons that they make are heard, and kept as the conditions under which the formula holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shapeviz.rules.core import Call
from shapeviz.shapes.expressions import Expression, simplified, substituted
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import Size
from shapeviz.shapes.unknown import Unknown, is_unknown
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.judging import Judged, judge_symbolically, sized
from shapeviz.tracing.program import Axis, Computed, Hidden
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.values import map_values

_FLAT = frozenset({Hidden, int, float, bool, str, type(None)})

# What the framework's part gives: the call of a record with other operands, and what tells its calls apart.
Bind = Callable[[Record, Any, list[tuple[Shape, Spec]]], "Call | None"]
KeyOf = Callable[[Record], Any]
# Whether what a record called depends on symbols itself, whatever goes into it.
Turns = Callable[[Record], bool]


# The call of a record that has no rule, and depends on no symbol.
NO_CALL = Call("", {})


class Known(NamedTuple):
    """A shape with its expressions, the `formula` if all of them are known.

    `numbers` is the shape as plain numbers, `number` is the same for equal expressions with equal values.
    """

    shape: Shape
    numbers: Shape
    expressions: tuple[Expression, ...]
    formula: tuple[Expression, ...] | None
    number: int


@dataclass(slots=True)
class Formulas:
    """The formulas of a recording. `judged` has what the rules said of each call, by record."""

    shapes: dict[tuple[int, int], Known] = field(default_factory=dict[tuple[int, int], Known])
    judged: dict[int, Judged] = field(default_factory=dict[int, Judged])

    def of(self, record: Record, output: int) -> Known | None:
        """The shape of an output, None if the record is not part of the recording."""
        return self.shapes.get((id(record.resolved()), output))

    def translated(self, expression: Expression) -> Expression:
        """An expression over axes of recorded tensors as one over symbols."""
        return substituted(expression, self._leaf)

    def _leaf(self, leaf: Any) -> Expression:
        if not isinstance(leaf, Axis):
            return leaf
        known = self.of(leaf.record, leaf.output) if leaf.record is not None else None
        return known.expressions[leaf.axis] if known is not None and leaf.axis < len(known.shape) else Unknown()


class FormulaPass:
    """Goes through a finished recording once, in the order in which it ran.

    `seeds` gives the sizes of the tensors that enter, by the record's id; what it does not name is constant. With
    `newest` the last run of each repeated call counts.
    """

    def __init__(
        self, bind: Bind, key_of: KeyOf, seeds: dict[int, Shape], *, newest: bool, turns: Turns | None = None
    ) -> None:
        self.formulas = Formulas()
        self._bind = bind
        self._key_of = key_of
        self._seeds = seeds
        self._newest = newest
        self._turns = turns
        self._numbers: dict[Any, Known] = {}
        self._done: dict[Any, Judged | None] = {}

    def run(self, forest: Forest) -> Formulas:
        """The formulas of all records of a forest."""
        for record in forest.entrances:
            for output, spec in enumerate(self._outputs(record)):
                self.formulas.shapes[id(record), output] = self._known(self._seeds.get(id(record), spec.shape))
        for record in _in_order(forest.roots):
            self._visit(record)
        return self.formulas

    def _visit(self, record: Record) -> None:
        if record.group or record.results:
            for output, link in enumerate(record.results):
                known = self.formulas.of(link.source, link.output)
                self.formulas.shapes[id(record), output] = known or self._unknown(link.spec.shape)
            # What a group gives is told by the calls in it; it may ask something of its inputs itself.
            self._keep(record, self._judge(record))
            return
        specs = self._outputs(record)
        if record.passed is not None:
            for output, place in enumerate(record.passed):
                link = record.inputs[place]
                self.formulas.shapes[id(record), output] = self._operand(link.source, link.output, specs[output])
            return
        judged = self._judge(record)
        if judged is not None and judged.conflict is not None and not record.is_failed:
            # torch took what the rule refuses: numbers are missing among the arguments on record.
            judged = None
        shapes = judged.outputs if judged is not None else None
        agree = shapes is not None and len(shapes) == len(specs)
        for output, spec in enumerate(specs):
            known = self._known(shapes[output]) if agree and shapes is not None else None
            if known is None or known.numbers != spec.shape:
                known = self._unknown(spec.shape)
            self.formulas.shapes[id(record), output] = known
        self._keep(record, judged)

    def _keep(self, record: Record, judged: Judged | None) -> None:
        if judged is not None and judged.call is not NO_CALL:
            self.formulas.judged[id(record)] = judged

    def _judge(self, record: Record) -> Judged | None:
        newest = record.latest_inputs if self._newest else None
        specs = newest if newest is not None else [link.spec for link in record.inputs]
        operands = [
            self._operand(link.source, link.output, spec) for link, spec in zip(record.inputs, specs, strict=True)
        ]
        frozen = record.arguments
        if self._newest and record.latest_arguments is not None:
            frozen = record.latest_arguments
        if not _is_flat(frozen):
            frozen = map_values(frozen, self._number)
        key = self._key(record, operands, specs, frozen)
        if key is not None and key in self._done:
            return self._done[key]
        shapes = [(known.shape, spec) for known, spec in zip(operands, specs, strict=True)]
        try:
            judged = judge_symbolically(self._bind(record, frozen, shapes))
        except Exception:
            # A number among the arguments may be a tensor, of which only the shape is on record.
            judged = None
        fixed = self._turns is None or not self._turns(record)
        if judged is None and fixed and not any(map(_varies, [*(known.shape for known in operands), frozen])):
            # Nothing that goes in depends on a symbol: nor does what comes out.
            judged = Judged(NO_CALL, [tuple(spec.shape) for spec in self._outputs(record)])
        if key is not None:
            self._done[key] = judged
        return judged

    def _key(self, record: Record, operands: list[Known], specs: list[Spec], frozen: Any) -> Any:
        """What calls of equal results have in common; None if that cannot be told."""
        numbers = tuple([(known.number, spec.dtype) for known, spec in zip(operands, specs, strict=True)])
        try:
            key = (self._key_of(record), numbers, frozen[0] if _is_flat(frozen) else _keyed(frozen))
            hash(key)
        except TypeError:
            return None
        return key

    def _operand(self, source: Record, output: int, spec: Spec) -> Known:
        known = self.formulas.of(source, output)
        return known if known is not None and known.numbers == spec.shape else self._unknown(spec.shape)

    def _number(self, value: Any) -> Any:
        """A number that was computed from sizes, as a size over symbols."""
        if not isinstance(value, Computed):
            return value
        expression = self.formulas.translated(value.expression)
        return value.value if isinstance(expression, int) else Size(value.value, expression)

    def _known(self, shape: Shape) -> Known:
        numbers = tuple(map(int, shape))
        expressions = tuple([simplified(size.expression) if isinstance(size, Size) else size for size in shape])
        known = self._numbers.get((expressions, numbers))
        if known is None:
            sizes = tuple(map(sized, numbers, expressions))
            formula = None if any(map(is_unknown, expressions)) else expressions
            known = Known(sizes, numbers, expressions, formula, len(self._numbers))
            self._numbers[expressions, numbers] = known
        return known

    def _unknown(self, shape: Shape) -> Known:
        return self._known(tuple(Size(int(size), Unknown()) for size in shape))

    def _outputs(self, record: Record) -> list[Spec]:
        return record.latest_outputs if self._newest and record.latest_outputs is not None else record.outputs


def _varies(value: Any) -> bool:
    """Whether a value holds a size that is no constant."""
    found = False

    def leaf(item: Any) -> Any:
        nonlocal found
        found = found or isinstance(item, Size)
        return item

    map_values(value, leaf)
    return found


def _is_flat(frozen: Any) -> bool:
    """Whether frozen arguments hold only numbers, words and stand-ins, as most do."""
    return not frozen[1] and all(type(value) in _FLAT for value in frozen[0])


def _keyed(value: Any) -> Any:
    """Frozen arguments as something to look up by; sizes by their expressions."""
    kind = type(value)
    if kind is Size:
        return (int(value), value.expression)
    if kind is tuple or kind is list:
        return tuple(map(_keyed, value))
    if kind is dict:
        return tuple((key, _keyed(item)) for key, item in value.items())
    if kind is slice:
        return (slice, _keyed(value.start), _keyed(value.stop), _keyed(value.step))
    return (kind, value)


def _in_order(records: list[Record]) -> Iterator[Record]:
    """Every record after what is inside it, in the order in which they ran."""
    for record in records:
        yield from _in_order(record.children)
        yield record
