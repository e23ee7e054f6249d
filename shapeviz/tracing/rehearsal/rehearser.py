"""Running a changed cell on shapes alone, in a copy of the namespace."""

from __future__ import annotations

import ast
import copy
import types
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

from shapeviz.graph.findings import Edit, Fix
from shapeviz.graph.model import SourceSpan
from shapeviz.tracing.preparation import Preparation
from shapeviz.tracing.rehearsal.changes import FEW, Shortened, few, quiet
from shapeviz.tracing.rehearsal.plan import Part, Way, as_module, bound, names_needed, parts_of, plan, plan_afresh
from shapeviz.tracing.rehearsal.safety import Judge, global_names, imported_names, safe_builtins
from shapeviz.tracing.session import Recording, Session
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.watch import Exhausted

# Calls of one rehearsal: several forward runs of a large model, and far less than a second.
MOST_CALLS = 6_000


class Snapshot:
    """What the names that a cell binds stood for before it ran.

    Tensors are kept without their data and other objects only as long as somebody else keeps them, so that the
    cell has the memory that it would have otherwise.
    """

    def __init__(self, source: CheckedSource, namespace: Mapping[str, Any], frontend: Any) -> None:
        names = {name for statement in source.tree.body for name in bound(statement)} if source.tree else set[str]()
        self._values = {name: _held(namespace[name], frontend) for name in names if name in namespace}

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def value(self, name: str) -> Any:
        """What `name` stood for; None if that is gone."""
        held = self._values[name]
        return held() if isinstance(held, weakref.ref) else held


class Stage:
    """The namespace of a cell that is about to run, from which its rehearsals are set up once it has run."""

    def __init__(self, session: Session, namespace: dict[str, Any]) -> None:
        self._session = session
        self._namespace = namespace
        self._snapshot = Snapshot(session.source, namespace, session.frontend)

    def rehearser(self, error: BaseException | None) -> Rehearser | None:
        """What tries changed versions of the cell, which `error` has ended; None without a framework."""
        session = self._session
        if session.frontend is None:
            return None
        line = session.source.outermost_line(error) if error is not None else None
        return Rehearser(session.source, self._snapshot, self._namespace, line, session.frontend)


def _held(value: Any, frontend: Any) -> Any:
    if isinstance(value, (int, float, str, bytes, bool, type(None), types.FunctionType, type, types.ModuleType)):
        return value
    if frontend is not None and frontend.is_tensor(value):
        return frontend.tensor_of_shape(tuple(value.shape), value.dtype, like=value)
    try:
        return weakref.ref(value)
    except TypeError:
        return value if isinstance(value, (tuple, list, dict)) and len(value) < 1000 else None


@dataclass(slots=True)
class Rehearsal:
    """What came of it. `complete` tells that it came to the cell's end.

    `error` is what ended it, if not the limit on its length, and `line` the line of the mended cell that this came
    through. `doubtful` tells that the error may be the rehearsal's own, since it needed data that was not there. With
    the `tracer` it can be run again, at other sizes of its inputs.
    """

    recording: Recording
    complete: bool
    error: BaseException | None
    line: int | None
    doubtful: bool
    tracer: Any = None


@dataclass
class Rehearser:
    """Tries changed versions of one checked cell.

    `namespace` is the user's, after the cell; `failing_line` the line at the top of the cell at which it ended.
    """

    source: CheckedSource
    snapshot: Snapshot
    namespace: Mapping[str, Any]
    failing_line: int | None
    frontend: Any

    def __post_init__(self) -> None:
        modules = {name: value for name, value in self.namespace.items() if isinstance(value, types.ModuleType)}
        self.source.modules = {name: module.__name__ for name, module in modules.items()}

    def run(self, edits: Sequence[Edit] = (), *, afresh: bool = False) -> Rehearsal | None:
        """Rehearse the cell with the edits made; None if the result is no Python, or the cell cannot be rehearsed.

        With `afresh` nothing that may run is taken over, so that every line number is one of the mended cell.
        """
        source = self._mended(edits)
        if source is None or source.tree is None or self.source.tree is None:
            return None
        afresh = afresh or source.line_count != self.source.line_count
        judge = Judge(self.namespace, imported_names(source.tree))
        tree = Shortened(judge.allows).visit(ast.parse(source.parsed if source.parsed is not None else source.text))
        original = Shortened(judge.allows).visit(ast.parse(self._parsed))
        parts = parts_of(tree, original, self.failing_line)
        is_costly = _nothing_is if afresh else self._is_costly
        ways = plan(parts, judge.allows, is_costly, self._is_tied, rewritten=self.frontend.listens)
        if afresh:
            ways = [Way.RUN if judge.allows(part.statement) else way for part, way in zip(parts, ways, strict=True)]
        return self._run(source, parts, ways)

    def turned(self, numbers: Mapping[SourceSpan, int], prepare: Callable[[Any], None]) -> Rehearsal | None:
        """Rehearse the cell with other whole numbers at these places; None if it cannot be rehearsed.

        All that may run is run, every place stays where it was, and sizes remember their axes. `prepare` is given the
        tracer first.

        Raises
        ------
        Stale
            If a statement depends on these numbers that may not run again.
        """
        source = self._mended(())
        if source is None or source.tree is None:
            return None
        judge = Judge(self.namespace, imported_names(source.tree))
        tree = ast.parse(self._parsed)
        original = Shortened(judge.allows).visit(ast.parse(self._parsed))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and (span := source.span_of(node)) in numbers:
                node.value = numbers[span]
        parts = parts_of(Shortened(judge.allows).visit(tree), original, self.failing_line)
        tracer = self.frontend.make_rehearsal_tracer(source, MOST_CALLS)
        tracer.watch.remembers = True
        prepare(tracer)
        return self._run(source, parts, plan_afresh(parts, judge.allows), tracer)

    @property
    def _parsed(self) -> str:
        return self.source.parsed if self.source.parsed is not None else self.source.text

    def _mended(self, edits: Sequence[Edit]) -> CheckedSource | None:
        fix = Fix("", list(edits))
        try:
            text, parsed = fix.apply(self.source.text), fix.apply(self._parsed)
        except ValueError:
            return None
        source = CheckedSource(self.source.name, text, self.source.filename, self.source.first_line, parsed)
        source.file_names, source.recompiled = self.source.file_names, self.source.recompiled
        source.modules = self.source.modules
        return source

    def _is_costly(self, name: str) -> bool:
        """Whether making what a name stands for again takes long: a model."""
        return self.frontend.is_model(self.namespace.get(name))

    def _is_tied(self, name: str) -> bool:
        """Whether what a name stands for goes together only with what the same run made."""
        return self.frontend.knows_its_making(self.namespace.get(name))

    def _run(
        self, source: CheckedSource, parts: list[Part], ways: list[Way], remembering: Any = None
    ) -> Rehearsal | None:
        scope, taken = self._scope(parts, ways)
        tracer = remembering or self.frontend.make_rehearsal_tracer(source, MOST_CALLS)
        complete, error = True, None
        preparation = Preparation(source, self.frontend)
        codes = {
            index: _compiled(part, source, preparation)
            for index, (part, way) in enumerate(zip(parts, ways, strict=True))
            if way is Way.RUN
        }
        with self.frontend.rehearsing(tracer), preparation.heard_by(tracer.watch):
            try:
                for index, (part, way) in enumerate(zip(parts, ways, strict=True)):
                    if way is Way.TAKE:
                        scope.update((name, taken[name]) for name in part.binds if name in taken)
                    elif way is Way.RUN:
                        _execute(part, codes[index], scope)
            except Exhausted:
                complete = False
            except Exception as raised:
                complete, error = False, raised
        if tracer.fault is not None:
            return None
        recording = Recording(source, self.frontend, tracer, again=False)
        if remembering is None:
            tracer.sizes.forget()
        line = source.line_raising(error) if error is not None else None
        doubtful = error is not None and self.frontend.is_doubtful(error)
        return Rehearsal(recording, complete, error, line, doubtful, remembering)

    def _scope(self, parts: list[Part], ways: list[Way]) -> tuple[dict[str, Any], dict[str, Any]]:
        """(the namespace to run in, what is taken over at its statement), both copies without data."""
        before, taken = names_needed(parts, ways)
        before = self._with_globals(before)
        earlier = {name: value for name in before if (value := self._before(name)) is not None}
        later = {name: self.namespace[name] for name in taken if name in self.namespace}
        copies = self.frontend.copies_on_shapes([earlier, later])
        scope: dict[str, Any] = {"__name__": "__main__", "__builtins__": safe_builtins(), FEW: few}
        for table in copies:
            for name, value in table.items():
                table[name] = self._moved(quiet(value), scope)
        scope.update(copies[0])
        return scope, copies[1]

    def _before(self, name: str) -> Any:
        return self.snapshot.value(name) if name in self.snapshot else self.namespace.get(name)

    def _with_globals(self, names: Iterable[str]) -> set[str]:
        """The names, and those that the functions among them look up when they are called."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            value = self._before(name)
            if isinstance(value, types.FunctionType) and value.__globals__ is self.namespace:
                waiting += global_names(value.__code__)
        return {name for name in found if not name.startswith("__")}

    def _moved(self, value: Any, scope: dict[str, Any]) -> Any:
        """A function of the user's with the rehearsal's namespace as its globals."""
        if not isinstance(value, types.FunctionType) or value.__globals__ is not self.namespace:
            return value
        moved = types.FunctionType(value.__code__, scope, value.__name__, value.__defaults__, value.__closure__)
        moved.__kwdefaults__ = value.__kwdefaults__
        return moved


def _nothing_is(name: str) -> bool:
    return False


def _compiled(part: Part, source: CheckedSource, preparation: Preparation) -> CodeType:
    tree = as_module(part.statement)
    # The tree is used up in rewriting, and a plan may run its statement more than once.
    return preparation.rewritten(copy.deepcopy(tree), compile(tree, source.filename, "exec"))


def _execute(part: Part, code: CodeType, scope: dict[str, Any]) -> None:
    exec(code, scope)
    if isinstance(part.statement, (ast.Import, ast.ImportFrom)):
        scope.update((name, quiet(scope[name])) for name in part.binds if name in scope)
