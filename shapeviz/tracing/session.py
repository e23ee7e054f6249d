"""One recording from start to finish: watch while the code runs, then make the graph of it."""

from __future__ import annotations

from functools import partial
from types import TracebackType
from typing import Any

from shapeviz.graph.model import Graph
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import copied_whole
from shapeviz.tracing import build
from shapeviz.tracing.alternatives import settle_alternatives
from shapeviz.tracing.assumed import name_open_axes
from shapeviz.tracing.choosing import ensemble_for
from shapeviz.tracing.forest import Forest, adopt, contradicts, forest_of
from shapeviz.tracing.formula_graph import Claims, claim
from shapeviz.tracing.formulas import FormulaPass, Formulas
from shapeviz.tracing.knob_symbols import KnobReach, with_knobs
from shapeviz.tracing.name_words import SizeNames
from shapeviz.tracing.preparation import Preparation
from shapeviz.tracing.program import Program, compile_program
from shapeviz.tracing.records import Failure
from shapeviz.tracing.replayer import Replayer
from shapeviz.tracing.rerun import Rerun
from shapeviz.tracing.resize import Outline, outline_of
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.symbols import find_symbols
from shapeviz.tracing.turning import Turning

NO_FORMULAS = "shapeviz could not find the formulas of the sizes ({type}: {text})."


class AlreadyWatching(RuntimeError):
    """A recording is running already; what is run now belongs to it."""


class Session:
    """Watches the code that runs between `start` and `stop`, at most one at a time.

    `meta` keeps every tensor of the watched code without data; `names` are a person's names for sizes. `preparation`
    is what was done to the code, with the frameworks that it uses.
    """

    _current: Session | None = None

    def __init__(
        self,
        source: CheckedSource,
        *,
        meta: bool = False,
        names: SizeNames | None = None,
        preparation: Preparation | None = None,
    ) -> None:
        self.source = source
        self.names = names
        self.preparation = preparation
        self.frontend = ensemble_for(source) if preparation is None else preparation.ensemble
        self._tracer: Any = None
        self._meta = meta

    @classmethod
    def is_watching(cls) -> bool:
        """Whether a recording is running."""
        return cls._current is not None

    def start(self) -> None:
        """Begin to watch.

        Raises
        ------
        AlreadyWatching
            If another session has not stopped yet.
        """
        if Session._current is not None:
            raise AlreadyWatching("A check is running already.")
        Session._current = self
        if self.frontend is not None:
            self._tracer = self.frontend.make_tracer(self.source, meta=self._meta)
            if self.turning is not None and self.turning.knobs:
                self._tracer.follow_knobs(self.frontend.knob_shapes())
            self._tracer.start()
        if self.preparation is not None:
            self.preparation.start(self._tracer.watch if self._tracer is not None else None)

    @property
    def turning(self) -> Turning | None:
        """The knobs of the code, if it has any."""
        return self.preparation.turning if self.preparation is not None else None

    def stop(self, error: BaseException | None = None) -> None:
        """End watching; the traceback of `error` is cleared of the recorder's own frames."""
        Session._current = None
        if self._tracer is not None:
            self._tracer.stop(error)
        if error is not None:
            clean_traceback(error)
        if self.preparation is not None:
            self.preparation.stop()
            if self.fault is not None or not isinstance(error, (Exception, type(None))):
                self.preparation.release()

    @property
    def fault(self) -> BaseException | None:
        """What went wrong in the recording itself, if anything did."""
        return self._tracer.fault if self._tracer is not None else None

    def recording(self) -> Recording:
        """What was recorded. Call it once, after `stop`: the session keeps nothing."""
        tracer, self._tracer = self._tracer, None
        try:
            return Recording(self.source, self.frontend, tracer, names=self.names, preparation=self.preparation)
        finally:
            if tracer is not None:
                tracer.sizes.forget()
            if self.preparation is not None:
                self.preparation.release()


class Recording:
    """A finished recording: its forest, its graph, and the means to run it again (unless `again` is false)."""

    def __init__(
        self,
        source: CheckedSource,
        frontend: Any,
        tracer: Any,
        *,
        again: bool = True,
        names: SizeNames | None = None,
        preparation: Preparation | None = None,
    ) -> None:
        self.source = source
        self.names = names
        self.turning = preparation.turning if preparation is not None else None
        self._preparation = preparation
        self.notes: list[str] = []
        self.forest = Forest([], [])
        self.graph = Graph(build.Source(source.name, source.text))
        self.ids: dict[int, str] = {}
        self.claims = Claims()
        self.outline = Outline({}, {})
        self.rerun: Rerun | None = None
        self.unplaced: Failure | None = tracer.unplaced if tracer is not None else None
        self._frontend = frontend
        if tracer is not None:
            settle_alternatives(tracer.recorder.roots, source)
            self.forest = forest_of(tracer.recorder)
            if again:
                self._finish(frontend, tracer)
            else:
                self._draw(frontend, tracer)

    @property
    def explorer(self) -> Rerun | None:
        """`rerun`, for runs that nobody asked for: None if they would call the user's own hooks."""
        return self.rerun if self.rerun is not None and not self.rerun.calls_hooks else None

    def concerns_tensors(self, error: BaseException | None) -> bool:
        """Whether an exception speaks of tensors, whoever raised it."""
        return error is not None and self._frontend is not None and self._frontend.concerns_tensors(error)

    def _draw(self, frontend: Any, tracer: Any) -> None:
        self.graph, self.ids = build.build_graph(self.forest, self.source, frontend.describe, tracer.definitions)

    def _finish(self, frontend: Any, tracer: Any) -> None:
        newest = any(record.failure is not None for record in self.forest.walk())
        program = compile_program(self.forest.entrances, self.forest.roots, newest=newest)
        replayer = self._replayer(frontend, program, tracer)
        if replayer is not None and newest:
            remembering = self._remembering(frontend, tracer, replayer)
            again = remembering.run({}, going_on=True, remembers=True)
            other = forest_of(again.recorder) if again.fault is None else None
            if other is not None and not contradicts(self.forest, other):
                for record in other.walk():
                    record.subject = remembering.originals.get(id(record.subject), record.subject)
                adopt(self.forest, other)
        self._draw(frontend, tracer)
        found = find_symbols(self.graph, self.source, self.forest, self.ids, self.names)
        self.graph.symbols = found.symbols
        self.graph.notes += [*self.notes, *found.notes]
        reach = KnobReach.of(self.graph, self.forest, self.ids, tracer)
        if self.turning is not None:
            self.graph.notes += self.turning.notes
            knobs = self.turning.knobs if replayer is not None else []
            self.graph.symbols = with_knobs(found.symbols, knobs, reach)
        self.claims = self._claims(frontend, tracer, reach)
        name_open_axes(self.graph)
        if replayer is not None and self.graph.symbols:
            self.outline = outline_of(self.forest, self.ids)
            self.rerun = Rerun(replayer, self.graph, self.outline, program)

    def _remembering(self, frontend: Any, tracer: Any, replayer: Any) -> Any:
        """What runs the calls once more so that their sizes remember, those of knobs among them."""
        if tracer.shapes is None:
            return replayer
        with copied_whole():
            program = compile_program(self.forest.entrances, self.forest.roots, newest=True)
            return self._replayer(frontend, program, tracer) or replayer

    def _claims(self, frontend: Any, tracer: Any, reach: KnobReach) -> Claims:
        newest = any(record.is_failed for record in self.forest.walk())
        knobs: Any = {"knobs": tracer.shapes} if tracer.shapes is not None else {}
        bind, kind = partial(frontend.bind_shapes, **knobs), partial(frontend.kind_of_call, **knobs)
        turns = partial(frontend.turns, **knobs) if knobs else None

        def run(seeds: dict[int, Shape]) -> Formulas:
            return FormulaPass(bind, kind, seeds, newest=newest, turns=turns).run(self.forest)

        branches = [(branch.condition, branch.group) for branch in tracer.sizes.branches.values()]
        try:
            return claim(self.graph, self.forest, self.ids, run, branches, reach.entering)
        except Exception as fault:
            self.graph.notes.append(NO_FORMULAS.format(type=type(fault).__name__, text=fault))
            return Claims()

    def _replayer(self, frontend: Any, program: Program, tracer: Any) -> Any:
        try:
            return Replayer(frontend, program, self.source, tracer, self._preparation)
        except Exception as reason:
            self.notes.append(
                f"The sizes cannot be varied: the model cannot be copied ({type(reason).__name__}: {reason})."
            )
            return None


def clean_traceback(error: BaseException) -> None:
    """Drop the recorder's own frames, and those of torch's hooks that it caused, from a traceback."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop()
        if link is not None and id(link) not in seen:
            seen.add(id(link))
            link.__traceback__ = _without_own_frames(link.__traceback__)
            waiting += link.__cause__, link.__context__
            waiting += link.exceptions if isinstance(link, BaseExceptionGroup) else ()


def _without_own_frames(traceback: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while traceback is not None:
        if not _is_own(traceback):
            kept.append(traceback)
        traceback = traceback.tb_next
    for entry, following in zip(kept, [*kept[1:], None], strict=False):  # an exception may have no traceback
        entry.tb_next = following
    return kept[0] if kept else None


def _is_own(entry: TracebackType) -> bool:
    module = entry.tb_frame.f_globals.get("__name__", "")
    if module == "torch.nn.modules.module":
        return entry.tb_frame.f_code.co_name == "inner"
    return module.startswith(("shapeviz.tracing.", "shapeviz.shapes."))
