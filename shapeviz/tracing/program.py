"""What is needed to run the recorded outermost calls again, with every tensor replaced by who made it.

Recording freezes the arguments of each call (`freeze`); once the checked code has ended, `compile_program`
turns the outermost calls into steps that refer to numbered slots and no longer to records.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from shapeviz.shapes.expressions import Expression, leaves, substituted
from shapeviz.shapes.size import Size
from shapeviz.tracing.recorder import Operand
from shapeviz.tracing.records import Link, Record, Site, Spec
from shapeviz.tracing.values import map_values


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands for a recorded tensor among the arguments of a recorded call."""

    record: Record
    output: int


@dataclass(slots=True, eq=False)
class Axis:
    """The leaf of a `Size` while recording: one axis of one recorded tensor. It has no record once that is over."""

    record: Record | None
    output: int
    axis: int


class Turned(str):
    """The leaf of a `Size` that is a knob: the knob's name, with the value that it has in the source."""

    value: int

    def __new__(cls, name: str, value: int) -> Turned:
        leaf = super().__new__(cls, name)
        leaf.value = value
        return leaf

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


@dataclass(frozen=True, slots=True)
class Slot:
    """Stands for the tensor in a numbered slot of a program."""

    number: int


@dataclass(frozen=True, slots=True)
class SlotAxis:
    """The leaf of a size expression in a program: one axis of the tensor in a slot."""

    number: int
    axis: int


@dataclass(frozen=True, slots=True)
class Computed:
    """Stands for a number that was computed from sizes, and was `value` when it was recorded."""

    expression: Expression
    value: int


class Hidden:
    """Stands for a value that is neither a tensor nor plain enough to show. There is one of it."""

    __slots__ = ()
    _only: Hidden | None = None

    def __new__(cls) -> Hidden:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __deepcopy__(self, memo: dict[int, object]) -> Hidden:
        return self


_PLAIN = frozenset({int, float, bool, str, type(None), complex, type(Ellipsis)})


def freeze_outermost(
    args: tuple[Any, ...], kwargs: dict[str, Any], operands: list[Operand], inputs: list[Link]
) -> tuple[Any, Any]:
    """(args, kwargs) of a call outside every module, so that it can be run again."""
    refs = {id(operand[2]): Ref(link.source, link.output) for operand, link in zip(operands, inputs, strict=True)}

    def leaf(value: Any) -> Any:
        if id(value) in refs:
            return refs[id(value)]
        return Computed(value.expression, int(value)) if isinstance(value, Size) else value

    return map_values(args, leaf), map_values(kwargs, leaf)


def freeze_shown(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any]:
    """(args, kwargs) of a call inside a module: what can be shown, with `Hidden` for the rest."""
    return (
        tuple([value if type(value) in _PLAIN else _shown(value) for value in args]),
        {name: _shown(value) for name, value in kwargs.items()} if kwargs else {},
    )


@cache
def only_tensors(count: int) -> tuple[Any, Any]:
    """What `freeze_shown` gives for `count` tensors and nothing else, which most calls are."""
    return (Hidden(),) * count, {}


def _shown(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is slice:
        parts = [_shown(part) for part in (value.start, value.stop, value.step)]
        return Hidden() if Hidden() in parts else slice(*parts)
    if isinstance(value, (tuple, list)) and len(value) <= 8:
        return tuple(_shown(item) for item in value)
    return Computed(value.expression, int(value)) if isinstance(value, Size) else Hidden()


@dataclass(slots=True)
class Entrance:
    """A tensor that enters the program from outside."""

    slot: int
    record_key: Any
    kind: Any
    name: str
    spec: Spec
    home: str


@dataclass(slots=True)
class Step:
    """One outermost call. `subject` is the function, or the place of the module in the program's modules."""

    subject: Any
    module: int | None
    args: Any
    kwargs: Any
    key: Any
    site: Site
    results: list[int]
    home: str
    training: bool = False


@dataclass(slots=True)
class Program:
    """The outermost calls of a recording. `modules` are the ones to copy shape-only before steps can run."""

    entrances: list[Entrance] = field(default_factory=list[Entrance])
    steps: list[Step] = field(default_factory=list[Step])
    modules: list[Any] = field(default_factory=list[Any])
    slots: int = 0


class MissingTensor(Exception):
    """A recorded call used a tensor that no outermost call is known to have returned."""


def is_entrance(record: Record) -> bool:
    """Whether an outermost record only brings a tensor in: an input, or a factory call with fixed sizes."""
    if record.kind != "call":
        return record.kind != "module"
    return not record.inputs and bool(record.outputs) and record.failure is None and not record.derived


def compile_program(entrances: list[Record], roots: list[Record], *, newest: bool) -> Program:
    """The program of a finished recording; with `newest` the last run of each repeated call counts."""
    program = Program()
    slots: dict[tuple[int, int], int] = {}

    def slot_of(record: Record, output: int) -> int:
        key = (id(record.resolved()), output)
        if key not in slots:
            slots[key] = len(slots)
        return slots[key]

    for record in entrances:
        if record.parent is None:
            specs = record.latest_outputs if newest and record.latest_outputs is not None else record.outputs
            for output, spec in enumerate(specs):
                slot = slot_of(record, output)
                program.entrances.append(Entrance(slot, record.key, record.kind, record.name, spec, record.home))
    made = set(slots)
    for record in roots:
        if record.interrupted:
            continue
        arguments = record.latest_arguments if newest and record.latest_arguments is not None else record.arguments
        program.steps.append(_step(program, record, arguments, slot_of, made))
        made.update((id(source.resolved()), output) for source, output in _made(record))
    program.slots = len(slots)
    return program


def _made(record: Record) -> list[tuple[Record, int]]:
    """The tensors that an outermost call gives, as the records and outputs that they are known by."""
    inner = [(link.source, link.output) for link in record.results]
    return inner or [(record, output) for output in range(len(record.outputs))]


def _step(
    program: Program,
    record: Record,
    arguments: Any,
    slot_of: Callable[[Record, int], int],
    made: set[tuple[int, int]],
) -> Step:
    def leaf(value: Any) -> Any:
        if isinstance(value, Ref):
            return Slot(slot_of(value.record, value.output))
        return _number_in_slots(value, slot_of, made) if isinstance(value, Computed) else value

    args, kwargs = arguments
    module = None
    if record.kind == "module":
        module = next((n for n, known in enumerate(program.modules) if known is record.subject), len(program.modules))
        if module == len(program.modules):
            program.modules.append(record.subject)
    return Step(
        None if module is not None else record.subject,
        module,
        map_values(args, leaf),
        map_values(kwargs, leaf),
        record.key,
        record.site or Site((), None, None),
        [slot_of(source, output) for source, output in _made(record)],
        record.home,
        training=bool(getattr(record.subject, "training", False)),
    )


def _number_in_slots(
    number: Computed, slot_of: Callable[[Record, int], int], made: set[tuple[int, int]]
) -> Computed | int:
    """A computed number by the tensors in slots; as recorded if it was read from one inside a module."""
    known: frozenset[Any] = leaves(number.expression)
    axes = [leaf for leaf in known if isinstance(leaf, Axis)]
    if len(axes) < sum(not isinstance(leaf, Turned) for leaf in known) or not axes:
        return number.value
    if any(axis.record is None or (id(axis.record.resolved()), axis.output) not in made for axis in axes):
        return number.value

    def in_slot(leaf: Any) -> Expression:
        if isinstance(leaf, Turned):
            return leaf.value
        assert leaf.record is not None
        return SlotAxis(slot_of(leaf.record, leaf.output), leaf.axis)

    return Computed(substituted(number.expression, in_slot), number.value)


def holds_computed(arguments: Any) -> bool:
    """Whether frozen arguments have a number in them that was computed from sizes of tensors."""
    numbers = _computed_in(arguments)
    return any(not all(isinstance(leaf, Turned) for leaf in leaves(number.expression)) for number in numbers)


def knobs_in(arguments: Any) -> set[str]:
    """The names of the knobs that the numbers in frozen arguments were computed from."""
    return {
        leaf for number in _computed_in(arguments) for leaf in leaves(number.expression) if isinstance(leaf, Turned)
    }


def axes_in(arguments: Any) -> list[Axis]:
    """The axes that the numbers in frozen arguments were computed from."""
    return [leaf for number in _computed_in(arguments) for leaf in leaves(number.expression) if isinstance(leaf, Axis)]


def _computed_in(arguments: Any) -> list[Computed]:
    found: list[Computed] = []

    def leaf(value: Any) -> Any:
        if isinstance(value, Computed):
            found.append(value)
        return value

    map_values(arguments, leaf)
    return found
