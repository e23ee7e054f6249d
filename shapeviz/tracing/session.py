"""One recording from start to finish: watch while the code runs, then make the graph of it."""

from __future__ import annotations

import re
import sys
from types import TracebackType
from typing import Any

from shapeviz.graph.model import Graph
from shapeviz.shapes.shape import Shape
from shapeviz.tracing import build
from shapeviz.tracing.forest import Forest, adopt, forest_of, mark_of
from shapeviz.tracing.formula_graph import Claims, claim
from shapeviz.tracing.formulas import FormulaPass, Formulas
from shapeviz.tracing.name_words import SizeNames
from shapeviz.tracing.program import Program, compile_program
from shapeviz.tracing.records import Failure
from shapeviz.tracing.resize import Outline, outline_of, records_by_node, resized
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.symbols import find_symbols

# Code that mentions one of these will import torch, so it is imported beforehand, to watch from the first call.
_TORCH_IS_COMING = re.compile(r"\b(torch\w*|transformers|timm|lightning|diffusers|pytorchcv|einops)\b")


NO_FORMULAS = "shapeviz could not find the formulas of the sizes ({type}: {text})."


class AlreadyWatching(RuntimeError):
    """A recording is running already; what is run now belongs to it."""


class Session:
    """Watches the code that runs between `start` and `stop`, at most one at a time.

    `meta` keeps every tensor of the watched code without data; `names` are a person's names for sizes.
    """

    _current: Session | None = None

    def __init__(self, source: CheckedSource, *, meta: bool = False, names: SizeNames | None = None) -> None:
        self.source = source
        self.names = names
        self.frontend: Any = _frontend_for(source)
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
            self._tracer.start()

    def stop(self, error: BaseException | None = None) -> None:
        """End watching; the traceback of `error` is cleared of the recorder's own frames."""
        Session._current = None
        if self._tracer is not None:
            self._tracer.stop(error)
        if error is not None:
            clean_traceback(error)

    @property
    def fault(self) -> BaseException | None:
        """What went wrong in the recording itself, if anything did."""
        return self._tracer.fault if self._tracer is not None else None

    def recording(self) -> Recording:
        """What was recorded. Call it once, after `stop`: the session keeps nothing."""
        tracer, self._tracer = self._tracer, None
        try:
            return Recording(self.source, self.frontend, tracer, names=self.names)
        finally:
            if tracer is not None:
                tracer.sizes.forget()


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
    ) -> None:
        self.source = source
        self.names = names
        self.notes: list[str] = []
        self.forest = Forest([], [])
        self.graph = Graph(build.Source(source.name, source.text))
        self.ids: dict[int, str] = {}
        self.claims = Claims()
        self.rerun: Rerun | None = None
        self.unplaced: Failure | None = tracer.unplaced if tracer is not None else None
        self._frontend = frontend
        if tracer is not None:
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
            again = replayer.run({}, going_on=True, remembers=True)
            if again.fault is None:
                adopt(self.forest, forest_of(again.recorder))
        self._draw(frontend, tracer)
        found = find_symbols(self.graph, self.source, self.forest, self.ids, self.names)
        self.graph.symbols = found.symbols
        self.graph.notes += [*self.notes, *found.notes]
        self.claims = self._claims(frontend, tracer)
        if replayer is not None and self.graph.symbols:
            self.rerun = Rerun(replayer, self.graph, outline_of(self.forest, self.ids), program)

    def _claims(self, frontend: Any, tracer: Any) -> Claims:
        newest = any(record.is_failed for record in self.forest.walk())

        def run(seeds: dict[int, Shape]) -> Formulas:
            return FormulaPass(frontend.bind_shapes, frontend.kind_of_call, seeds, newest=newest).run(self.forest)

        branches = [(branch.condition, branch.group) for branch in tracer.sizes.branches.values()]
        try:
            return claim(self.graph, self.forest, self.ids, run, branches)
        except Exception as fault:
            self.graph.notes.append(NO_FORMULAS.format(type=type(fault).__name__, text=fault))
            return Claims()

    def _replayer(self, frontend: Any, program: Program, tracer: Any) -> Any:
        try:
            return frontend.Replayer(program, self.source, tracer)
        except Exception as reason:
            self.notes.append(
                f"The sizes cannot be varied: the model cannot be copied ({type(reason).__name__}: {reason})."
            )
            return None


class CannotRerun(RuntimeError):
    """The recorded calls do not run on shapes alone; the text says where they stop."""


class Rerun:
    """Runs a recording again, shape-only, at other sizes."""

    def __init__(self, replayer: Any, graph: Graph, outline: Outline, program: Program) -> None:
        self._replayer = replayer
        self._graph = graph
        self._outline = outline
        slots = {outline_id: slot for outline_id, slot in _slots(outline, program)}
        self._axes = {
            symbol.name: [(slots[tied.node], tied.axis) for tied in symbol.axes if tied.node in slots]
            for symbol in graph.symbols
        }
        self._refusal: str | None = None
        self._shapes = {entrance.slot: tuple(entrance.spec.shape) for entrance in program.entrances}

    def at(self, sizes: dict[str, int]) -> tuple[Graph, Forest, dict[int, str]]:
        """The graph at other sizes, not yet diagnosed, with its forest and the node of each record.

        Raises
        ------
        CannotRerun
            If the calls do not run on shapes alone, or give other shapes when they run once more.
        """
        if self._refusal is None:
            self._refusal = self._why_not()
        if self._refusal:
            raise CannotRerun(self._refusal)
        shapes = {slot: list(shape) for slot, shape in self._shapes.items()}
        for name, size in sizes.items():
            for slot, axis in self._axes[name]:
                shapes[slot][axis] = size
        forest = self._run({slot: tuple(shape) for slot, shape in shapes.items()})
        records = records_by_node(self._outline, forest)
        return resized(self._graph, records), forest, {id(record): node for node, record in records.items()}

    @property
    def calls_hooks(self) -> bool:
        """Whether a run calls hooks of the user's."""
        return self._replayer.calls_hooks

    def _why_not(self) -> str:
        """Run once more at the recorded sizes: only a re-run that repeats the recording may speak of others."""
        forest = self._run(self._shapes)
        graph = resized(self._graph, records_by_node(self._outline, forest))
        same = all(new.shape == old.shape for new, old in zip(graph.edges, self._graph.edges, strict=True))
        reached = all(node.status != "unreached" for node in graph.nodes)
        if same and reached:
            return ""
        failed = next((record for record in forest.walk() if record.failure is not None), None)
        if failed is not None:
            name = failed.name or getattr(failed.subject, "__name__", "a call").strip("_")
            return f"The sizes cannot be varied: {name} needs the tensors' data."
        return "The sizes cannot be varied: called again, this code gives other shapes than the first time."

    def _run(self, shapes: dict[int, tuple[int, ...]]) -> Forest:
        tracer = self._replayer.run(shapes, going_on=False)
        if tracer.recorder.failures:
            tracer = self._replayer.run(shapes, going_on=True)
        if tracer.fault is not None:
            raise tracer.fault
        return forest_of(tracer.recorder)


def _slots(outline: Outline, program: Program) -> list[tuple[str, int]]:
    """The slot of each input node; entrances stand in the same order in both."""
    seen: dict[Any, int] = {}
    found: list[tuple[str, int]] = []
    for entrance in program.entrances:
        count = seen.get(entrance.record_key, 0)
        seen[entrance.record_key] = count + 1
        node = outline.entrances.get(mark_of(entrance.record_key, count))
        if node is not None:
            found.append((node, entrance.slot))
    return found


def _frontend_for(source: CheckedSource) -> Any:
    """The frontend of the framework that is loaded, or that the source is about to load."""
    if "torch" not in sys.modules and not _TORCH_IS_COMING.search(source.text):
        return None
    try:
        from shapeviz.tracing.frontends import torch as frontend
    except ImportError:
        return None
    return frontend


def clean_traceback(error: BaseException) -> None:
    """Drop the recorder's own frames, and those of torch's hooks that it caused, from a traceback."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        link.__traceback__ = _without_own_frames(link.__traceback__)
        link = link.__cause__ or link.__context__


def _without_own_frames(traceback: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while traceback is not None:
        if not _is_own(traceback):
            kept.append(traceback)
        traceback = traceback.tb_next
    for entry, following in zip(kept, [*kept[1:], None], strict=True):
        entry.tb_next = following
    return kept[0] if kept else None


def _is_own(entry: TracebackType) -> bool:
    module = entry.tb_frame.f_globals.get("__name__", "")
    if module == "torch.nn.modules.module":
        return entry.tb_frame.f_code.co_name == "inner"
    return module.startswith("shapeviz.tracing.")
