"""The recorder: calls in order become a tree of records, with every tensor linked to the call that made it.

It knows no framework: a frontend tells it of calls, of groups entered and left, and of tensors that nobody
has made yet. Nothing here keeps a tensor alive: producers are found through weak references.
"""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Generator, Hashable, Iterable
from typing import Any, NamedTuple

from shapeviz.tracing.folding import Rounds, Siblings, note_inputs, note_outputs
from shapeviz.tracing.records import Failure, Link, Record, Site, Spec

# An operand or result: its place in the call, its place inside that argument, the tensor, and its spec.
Operand = tuple["int | str", str, Any, Spec]

# The table of producers is swept of dead tensors when it has doubled, and never below this size.
SMALLEST_SWEEP = 2_048


class Known(NamedTuple):
    """Who made a tensor."""

    reference: weakref.ref[Any]
    record: Record
    output: int


class Frame(NamedTuple):
    """A group that is open: its record, its calls so far, and whether it is being run again."""

    record: Record | None
    siblings: Siblings


class Recorder:
    """Collects records while the checked code runs.

    `newcomer` is asked for the record of a tensor that no recorded call made; it gets the tensor, its spec and
    the group in which it was first used. `belongs` tells of a tensor whether the running model owns it: a table
    that the model's constructor computed counts as the model's, not as a result of those calls. `rounds` says which
    loops are shown round by round.
    """

    def __init__(
        self,
        newcomer: Callable[[Any, Spec, Record | None], Record],
        belongs: Callable[[Any], bool],
        rounds: Rounds | None = None,
    ) -> None:
        self.roots: list[Record] = []
        self.entrants: list[Record] = []
        self.failures: list[Record] = []
        # How many calls were made so far: who lets others record can tell whether they did.
        self.written = 0
        self.rounds = rounds if rounds is not None else Rounds()
        self._newcomer = newcomer
        self._belongs = belongs
        self._known: dict[int, Known] = {}
        # What tensors were taken from that may yet enter.
        self._origins: dict[int, tuple[weakref.ref[Any], list[Link]]] = {}
        self._sweep_at = SMALLEST_SWEEP
        self._stack: list[Frame] = [Frame(None, Siblings(self.roots, self.rounds))]

    @property
    def depth(self) -> int:
        """How many groups are open."""
        return len(self._stack) - 1

    @property
    def group(self) -> Record | None:
        """The innermost open group."""
        return self._stack[-1].record

    def call(self, subject: Any, key: Hashable, site: Site, operands: list[Operand], results: list[Operand]) -> Record:
        """Write down one complete call, or count it if it repeats a folded one."""
        self.written += 1
        group, siblings = self._stack[-1]
        repeated = siblings.expected(key)
        if repeated is not None and not repeated.group:
            self._count(repeated, operands)
            self._made(repeated, results)
            return repeated
        record = Record("call", key, group, subject, site, self.links(operands))
        record.assumed = _rests_on_doubt(record)
        siblings.append(record)
        self._made(record, results)
        siblings.settle(record)
        return record.resolved()

    def enter(self, subject: Any, key: Hashable, site: Site, operands: list[Operand], group: bool) -> Record:
        """Write down that a module is being called; `leave` completes it."""
        self.written += 1
        parent, siblings = self._stack[-1]
        repeated = siblings.expected(key)
        if repeated is not None:
            self._count(repeated, operands)
            inner = Siblings(repeated.children, self.rounds)
            inner.reenter()
            self._stack.append(Frame(repeated, inner))
            return repeated
        record = Record("module", key, parent, subject, site, self.links(operands), group=group)
        record.assumed = _rests_on_doubt(record)
        siblings.append(record)
        self._stack.append(Frame(record, Siblings(record.children, self.rounds)))
        return record

    def leave(self, results: list[Operand]) -> None:
        """The innermost open module has returned `results`.

        A leaf, and a group in which no call was seen, made its results itself.
        """
        record = self._stack.pop().record
        assert record is not None
        if not record.children:
            record.group = False
            record.passed = self._passed(record, results)
            self._made(record, results)
        else:
            self._returned(record, results)
        self._settle(record)

    def abandon(self, *, interrupted: bool = False) -> None:
        """The innermost open module was left by an exception, which may be that of an interrupt."""
        record = self._stack.pop().record
        assert record is not None
        record.interrupted = interrupted
        self._settle(record)

    def fail(self, record: Record, failure: Failure) -> None:
        """Mark a record as a call that raised."""
        record.failure = failure
        self.failures.append(record)

    def supply(self, record: Record, results: list[Operand]) -> None:
        """Give a failed call the results that it would have had."""
        self._made(record, results)

    @contextlib.contextmanager
    def aside(self) -> Generator[None]:
        """What is written down in here is forgotten afterwards."""
        height = len(self._stack)
        self._stack.append(Frame(self.group, Siblings([], self.rounds)))
        try:
            yield
        finally:
            del self._stack[height:]

    def withdraw(self, records: Iterable[Record]) -> None:
        """Forget outermost records, and every outermost call that used what they made. Only outside of every group."""
        gone = {id(record) for record in records}
        if not gone:
            return
        for root in self.roots:
            if any(id(link.source.resolved()) in gone for link in root.inputs):
                gone.add(id(root))
                gone.update(id(link.source.resolved()) for link in root.results)
        self.roots[:] = [root for root in self.roots if id(root) not in gone]
        self.entrants[:] = [entrant for entrant in self.entrants if id(entrant) not in gone]
        self._known = {key: known for key, known in self._known.items() if id(known.record) not in gone}
        self._stack[0] = Frame(None, Siblings(self.roots, self.rounds))

    def links(self, operands: Iterable[Operand]) -> list[Link]:
        """The operands as links to the records that made them."""
        found: list[Link] = []
        for place, part, tensor, spec in operands:
            known = self.maker(tensor)
            if known is None or self._is_owned(known, tensor):
                record = self._newcomer(tensor, spec, self.group)
                record.inputs = self._taken_from(tensor) if record.kind == "input" else []
                self.introduce(record, tensor, spec)
                found.append(Link(record, 0, spec, place, part))
            else:
                found.append(Link(known.record.resolved(), known.output, spec, place, part))
        return found

    def _is_owned(self, known: Known, tensor: Any) -> bool:
        maker = known.record
        return self.depth > 0 and maker.parent is None and maker.kind == "call" and self._belongs(tensor)

    def introduce(self, record: Record, tensor: Any, spec: Spec) -> None:
        """Write down a tensor that enters: an input, a parameter, a constant."""
        record.outputs = [spec]
        self.entrants.append(record)
        self._remember(tensor, record, 0)

    def maker(self, tensor: Any) -> Known | None:
        """Which record made this tensor, if a recorded call did."""
        known = self._known.get(id(tensor))
        return known if known is not None and known.reference() is tensor else None

    def derive(self, batch: list[Operand], originals: list[Operand]) -> None:
        """The tensors of `batch` were taken from `originals` by code that is not drawn.

        If one enters, it is linked to those whose rows have its shape, or to all if there is none such.
        """
        for _, _, tensor, spec in batch:
            rows = tuple(spec.shape)[1:]
            fitting = [original for original in originals if rows in (shape := tuple(original[3].shape), shape[1:])]
            links = [
                Link(known.record.resolved(), known.output, own, place, part)
                for place, part, original, own in fitting or originals
                if (known := self.maker(original)) is not None
            ]
            if links:
                self._origins[id(tensor)] = weakref.ref(tensor), links

    def _taken_from(self, tensor: Any) -> list[Link]:
        reference, links = self._origins.pop(id(tensor), (None, []))
        return links if reference is not None and reference() is tensor else []

    def alias(self, tensor: Any, original: Any) -> None:
        """`tensor` is `original` in another guise (`x.data`): it has the same maker."""
        known = self.maker(original)
        if known is not None:
            self._remember(tensor, known.record, known.output)

    def _count(self, record: Record, operands: list[Operand]) -> None:
        record.repeats += 1
        record.latest_outputs = None
        note_inputs(record, [operand[3] for operand in operands])

    def _made(self, record: Record, results: list[Operand]) -> None:
        specs = [result[3] for result in results]
        if not record.outputs:
            record.outputs = specs
            if len(results) != 1 or results[0][1]:
                record.parts = [result[1] for result in results]
        else:
            note_outputs(record, specs)
        for output, (_, _, tensor, _) in enumerate(results):
            self._remember(tensor, record, output)

    def _passed(self, record: Record, results: list[Operand]) -> list[int] | None:
        """Which operand each result is, if a module has only handed on what it was given."""
        if not results or self.maker(results[0][2]) is None:
            return None
        places = {(id(link.source), link.output): place for place, link in enumerate(record.inputs)}
        makers = [self.maker(result[2]) for result in results]
        keys = [(id(known.record.resolved()), known.output) for known in makers if known is not None]
        passed = [places[key] for key in keys if key in places]
        return passed if passed and len(passed) == len(results) else None

    def _returned(self, record: Record, results: list[Operand]) -> None:
        links: list[Link] = []
        for output, (place, part, tensor, spec) in enumerate(results):
            known = self.maker(tensor)
            if known is None:
                self._remember(tensor, record, output)
                links.append(Link(record, output, spec, place, part))
            else:
                links.append(Link(known.record.resolved(), known.output, spec, place, part))
        specs = [result[3] for result in results]
        if not record.results:
            record.outputs, record.results = specs, links
        else:
            note_outputs(record, specs)

    def _settle(self, record: Record) -> None:
        siblings = self._stack[-1].siblings
        if record.repeats == 1 and siblings.records and siblings.records[-1] is record:
            siblings.settle(record)

    def _remember(self, tensor: Any, record: Record, output: int) -> None:
        known = self._known
        try:
            known[id(tensor)] = Known(weakref.ref(tensor), record, output)
        except TypeError:
            return  # a number in place of a tensor without axes: nothing can tell it from others
        if len(known) >= self._sweep_at:
            self._known = {key: entry for key, entry in known.items() if entry.reference() is not None}
            self._origins = {key: entry for key, entry in self._origins.items() if entry[0]() is not None}
            self._sweep_at = max(SMALLEST_SWEEP, 2 * len(self._known))


def _rests_on_doubt(record: Record) -> bool:
    for link in record.inputs:
        source = link.source
        if source.assumed or source.conflict is not None or source.failure is not None:
            return True
    return False
