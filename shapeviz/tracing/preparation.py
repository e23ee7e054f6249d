"""What is done to the code of a cell before it runs, and taken back afterwards.

Its knobs are sizes, and what it does with arrays is reported.
"""

from __future__ import annotations

import ast
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from types import CodeType, FunctionType

from shapeviz.shapes.size import Size
from shapeviz.shapes.sweep import living_sizes, sweep
from shapeviz.tracing.ensemble import Ensemble
from shapeviz.tracing.instrumenting import Instrumentation
from shapeviz.tracing.knob_words import Request
from shapeviz.tracing.listening import CellListener
from shapeviz.tracing.rewriting import Rewriter, Rewriting
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.turning import Turning
from shapeviz.tracing.watch import Watch


class Preparation:
    """The rewritten code of one cell, for the frameworks that it uses.

    `turning` has its knobs, if there are any: those asked for, and with `every` each number with a name that may be a
    size. `rewrites` tells whether the code has to be another one at all.

    Raises
    ------
    ValueError
        If a knob that was asked for is not there, or not clear; its text is for the person.
    """

    def __init__(
        self, source: CheckedSource, ensemble: Ensemble | None, requests: Sequence[Request] = (), *, every: bool = False
    ) -> None:
        self.ensemble = ensemble
        self.turning = Turning(source, requests, every=every) if requests or every else None
        self._listener = CellListener()
        self._instrumentation: Instrumentation | None = None
        rewriters: list[Rewriter] = []
        if self.turning is not None and self.turning.knobs:
            rewriters.append(self.turning.rewriter)
        if ensemble is not None and ensemble.listens:
            self._instrumentation = Instrumentation(self._listener, named_columns=ensemble.has_tables)
            rewriters += self._instrumentation.rewriters
        self._rewriting = Rewriting(*rewriters)
        self.rewrites = bool(rewriters)
        # What is rehearsed is held against code that may have been rewritten, and then is known by the text, too.
        source.recompiled = source.recompiled or self.rewrites
        self._watch: Watch | None = None
        # Sizes that were there before are none of this cell's.
        self._earlier: set[int] = set()
        self._sizes: list[Size] = []

    def rewritten(self, tree: ast.Module | ast.Expression, plain: CodeType) -> CodeType:
        """The code of `tree` as it is to run. The tree is used up; `plain` is its own code."""
        return self._rewriting.rewritten(tree, plain) if self.rewrites else plain

    def start(self, watch: Watch | None) -> None:
        """The code begins to run, and `watch` hears of it."""
        self._watch = watch
        if self.rewrites:
            self._earlier = set(map(id, living_sizes()))
        if self.turning is not None:
            self.turning.start()
        self._listener.listen(watch)

    def stop(self) -> None:
        """The code has ended: from now on its functions are plain, and what sizes they have made is known."""
        self._listener.listen(None)
        if self._instrumentation is not None:
            self._instrumentation.close()
        if self.turning is not None:
            self.turning.stop()
        self._rewriting.undo()
        handed_out = self._watch is not None and self._watch.sizes.were_asked_for
        if self.rewrites and (self.turning is not None or handed_out):
            self._sizes = [size for size in living_sizes() if id(size) not in self._earlier]
        self._watch = None

    @contextmanager
    def heard_by(self, watch: Watch) -> Generator[None]:
        """In here a tracer's `watch` hears of what the code does with arrays, its functions included."""
        if self._instrumentation is None:
            yield
            return
        self._instrumentation.reopen()
        self._listener.listen(watch)
        try:
            with self._rewriting.again():
                yield
        finally:
            self._listener.listen(None)
            self._instrumentation.close()

    def remember(self, function: FunctionType, code: CodeType) -> None:
        """Let a function that ran with this code have it whenever it is heard again."""
        self._rewriting.remember(function, code)

    def release(self) -> None:
        """Make every number that the code has kept a plain one."""
        sizes, self._sizes = self._sizes, []
        sweep(sizes)
