"""TensorFlow, as recordings see it: an array frontend that hears of datasets, too."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType
from typing import Any

from shapeviz.tracing.array_frontend import ArrayFrontend
from shapeviz.tracing.array_library import ArrayLibrary
from shapeviz.tracing.array_replay import ArrayReplayTracer
from shapeviz.tracing.array_tracer import ArrayTracer
from shapeviz.tracing.frontends.tensorflow.datasets import Datasets
from shapeviz.tracing.frontends.tensorflow.library import TensorflowLibrary
from shapeviz.tracing.records import Record
from shapeviz.tracing.watch import Watch


class TensorflowTracer(ArrayTracer):
    """Records what the code itself asks TensorFlow to do."""

    def __init__(self, watch: Watch, library: ArrayLibrary, **options: Any) -> None:
        super().__init__(watch, library, **options)
        self._datasets = Datasets(self)

    def start(self) -> None:
        """Begin to watch."""
        super().start()
        self._datasets.start()

    def stop(self, error: BaseException | None = None) -> None:
        """End watching."""
        self._datasets.stop()
        super().stop(error)

    def gone_over(self, data: Any) -> tuple[Any, int] | None:
        """The arrays whose rows a dataset hands out, and how many at a time."""
        return self._datasets.gone_over(data)

    def fail(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception, frame: FrameType | None
    ) -> Record | None:
        """Write down a call that has failed."""
        return self._fail(function, args, kwargs, error, frame)

    def raising(self) -> AbstractContextManager[None]:
        """A call in here that does not fit raises, as it always does."""
        return nullcontext()


class TensorflowRehearsalTracer(TensorflowTracer, ArrayReplayTracer):
    """Records the rehearsal of a changed source."""

    @contextmanager
    def raising(self) -> Generator[None]:
        """A call in here that does not fit raises."""
        before, self.going_on = self.going_on, False
        try:
            yield
        finally:
            self.going_on = before


class TensorflowFrontend(ArrayFrontend):
    """A `shapeviz.tracing.frontend.Frontend`."""

    def __init__(self) -> None:
        super().__init__(TensorflowLibrary())

    def make_tracer(self, watch: Watch, *, meta: bool) -> ArrayTracer:
        """A tracer that has not started. With `meta` large arrays have no data."""
        return super().make_tracer(watch, meta=True) if meta else TensorflowTracer(watch, self.library)

    def make_rehearsal_tracer(self, watch: Watch) -> ArrayTracer:
        """A tracer for the rehearsal of a changed source."""
        return TensorflowRehearsalTracer(watch, self.library, going_on=True)
