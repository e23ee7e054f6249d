"""The calls that raised, until it is clear who dealt with their exceptions.

An exception that a library catches is that library's own affair and no mismatch of the user's. Which code caught
it shows in its traceback, whose first entry is the frame that it came to in the end.
"""

from __future__ import annotations

from shapeviz.tracing.frames import Frames, Role
from shapeviz.tracing.records import Failure

_LIBRARIES = ("site-packages", "dist-packages")


class RaisedCalls:
    """Failures whose exceptions may still be on their way. None is kept longer than that takes to find out."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self.waiting: list[tuple[BaseException, Failure]] = []

    def add(self, error: BaseException, failure: Failure) -> None:
        """Note a call that raised `error`."""
        self.waiting.append((error, failure))

    def told(self, error: BaseException) -> bool:
        """Whether `error` is the exception of a noted call, or was raised because of one."""
        known = {id(raised) for raised, _ in self.waiting}
        seen: set[int] = set()
        link: BaseException | None = error
        while link is not None and id(link) not in seen:
            if id(link) in known:
                return True
            seen.add(id(link))
            link = link.__cause__ or link.__context__
        return False

    def goes_on(self, error: BaseException) -> None:
        """A noted call's exception goes on as `error`, which a library has raised in its place."""
        chain: list[BaseException] = []
        link: BaseException | None = error
        while link is not None and link not in chain:
            chain.append(link)
            link = link.__cause__ or link.__context__
        self.waiting = [
            (error if any(raised is link for link in chain) else raised, failure) for raised, failure in self.waiting
        ]

    def settle(self) -> None:
        """Let go of exceptions that have come to the user's own code: those calls stay on record as failed."""
        self.waiting = [entry for entry in self.waiting if not self._reached_user(entry[0])]

    def finish(self) -> None:
        """The watching ends: what has not come to the user's code was dealt with by a library."""
        self.settle()
        for _, failure in self.waiting:
            failure.caught_inside = True
        self.waiting.clear()

    def _reached_user(self, error: BaseException) -> bool:
        traceback = error.__traceback__
        if traceback is None:
            return True
        role = self._frames.role(traceback.tb_frame)
        filename = traceback.tb_frame.f_code.co_filename
        return role in (Role.CHECKED, Role.OWN) or (
            role is Role.OTHER and not any(folder in filename for folder in _LIBRARIES)
        )
