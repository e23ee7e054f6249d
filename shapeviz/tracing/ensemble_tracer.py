"""The tracers of several frameworks as one, that makes one recording."""

from __future__ import annotations

from typing import Any

from shapeviz.tracing.frontend import Part
from shapeviz.tracing.knob_shapes import KnobShapes
from shapeviz.tracing.records import Failure
from shapeviz.tracing.warned import UsersWarnings
from shapeviz.tracing.watch import Watch


class EnsembleTracer:
    """Records what the frameworks of its parts are asked to do between `start` and `stop`."""

    def __init__(self, watch: Watch, parts: list[Part]) -> None:
        self.watch = watch
        self.parts = parts
        self.recorder = watch.recorder
        self.sizes = watch.sizes
        self._warnings = UsersWarnings()
        self._fault: BaseException | None = None

    @property
    def fault(self) -> BaseException | None:
        """What went wrong in the recording itself, if anything did."""
        return self._fault or next((part.fault for part in self.parts if part.fault is not None), None)

    @property
    def unplaced(self) -> Failure | None:
        """The last call that raised where no call is drawn."""
        return self.watch.unplaced

    @property
    def definitions(self) -> Any:
        """Where models were made, by their ids."""
        return self.watch.definitions

    @property
    def shapes(self) -> KnobShapes | None:
        """The shapes of the tensors that knobs reach, if there are knobs."""
        return self.watch.knobs

    def follow_knobs(self, shapes: KnobShapes) -> None:
        """Note into which tensors knobs get, and what layers ask of them when they are made."""
        self.watch.knobs = shapes
        self.sizes.in_layers = True

    def home(self, name: str) -> Part:
        """The part of the frontend of that name; the first one's where none is known to be at home."""
        return next((part for part in self.parts if name == part.NAME), self.parts[0])

    def way(self) -> dict[str, Any]:
        """What a re-run has to know of this recording so as to go the same way, by the frontends' names."""
        return {part.NAME: part.way() for part in self.parts}

    def follow(self, way: dict[str, Any]) -> None:
        """Go the way of a recording."""
        for part in self.parts:
            part.follow(way.get(part.NAME))

    def start(self) -> None:
        """Begin to watch."""
        self._warnings.start()
        self.sizes.start()
        for part in self.parts:
            part.start()

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind. `error` is the exception that ended the checked code."""
        for part in reversed(self.parts):
            part.stop(error)
        self.sizes.stop()
        self._warnings.stop()
        try:
            self.watch.raised.finish()
            if self.shapes is None:
                self.sizes.make_plain()
        except Exception as fault:
            self._fault = fault
