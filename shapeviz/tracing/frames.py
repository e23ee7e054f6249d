"""Which Python frame asked for a call: the user's, a library's, or a framework's own housekeeping.

A framework runs much Python of its own: initialisers in constructors, optimizer steps, the collation of batches.
None of that belongs on a picture of the user's model, and it is told apart by the module its code stands in.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Sequence
from enum import Enum
from functools import lru_cache
from itertools import islice
from types import CodeType, FrameType

from shapeviz.tracing.records import Site
from shapeviz.tracing.source import CheckedSource


class Role(Enum):
    """What a frame is to the recorder."""

    CHECKED = "code of the checked source"
    OTHER = "code of the user or of a library, outside the checked source"
    LAYER = "the forward of one of the framework's own layers"
    WRAPPER = "code of a framework, or of the recorder, that only passes a call on"
    HOUSEKEEPING = "a framework's code whose calls are none of the user's"
    ASIDE = "a framework's code that runs the user's for purposes of its own: loading data, capturing a graph"
    MODULE_CALL = "the framework's own call of a module, with its hooks"
    OWN = "shapeviz itself"


# What a frontend says of code by its module; None if it is none of the framework's.
Classifier = Callable[[CodeType, str], "Role | None"]

# The recorder's own frames that stand between the checked code and what it calls.
_PASSING_ON = ("shapeviz.tracing.instrumenting", "shapeviz.tracing.array_tracer", "contextlib")
# A site tells apart the callers of a helper function; beyond this many the rest adds nothing but time.
LONGEST_SITE = 24
# Python 3.11 splits a call in two instructions and, once it has warmed up, runs both at the first: the place of
# the second (two code units further on, a cache entry between them) stands for either.
_PRECALL = dis.opmap.get("PRECALL", -1)
_TO_CALL = 4


# An attribute of an enumeration costs more than a global, and these are asked for at each frame of each walk.
_CHECKED, _LAYER, _MODULE_CALL, _WRAPPER = Role.CHECKED, Role.LAYER, Role.MODULE_CALL, Role.WRAPPER
# By identity: hashing a member goes through Python.
_SPEAKING = (Role.CHECKED, Role.OTHER, Role.LAYER)
# The role of a code object, the object itself (kept, so that its id stays its own), its instructions.
_KnownCode = tuple[Role, CodeType, bytes]


@lru_cache(maxsize=4096)
def place_in_text(code: CodeType, instruction: int) -> tuple[int, int]:
    """A place that is the same in all code objects that were compiled from one text, whatever hooks they call."""
    positions = next(islice(code.co_positions(), instruction // 2, None), ())
    return 0, hash((code.co_name, positions))


class Frames:
    """Finds the site of a call by walking the stack outwards; roles are remembered per code object.

    `classifiers` tell the roles of the frameworks' code, each of its own.
    """

    def __init__(self, source: CheckedSource | None, classifiers: Sequence[Classifier]) -> None:
        self.source = source
        self._classifiers = classifiers
        self._known: dict[int, _KnownCode] = {}

    def role(self, frame: FrameType) -> Role:
        """What that frame is to the recorder."""
        return (self._known.get(id(frame.f_code)) or self._learn(frame))[0]

    def _learn(self, frame: FrameType) -> _KnownCode:
        code = frame.f_code
        role = self._classify(code, frame.f_globals.get("__name__", ""))
        known = self._known[id(code)] = (role, code, code.co_code)
        return known

    def site(
        self, frame: FrameType | None, inside: bool, *, aside: bool = False, enclosed: bool = False
    ) -> Site | None:
        """Where a call was made that reached a framework from `frame`; None if it is housekeeping.

        `inside` a module the walk ends at the call of that module; the framework's own frames before the first caller
        are passed over. `aside` asks for calls of the user's code, too, that the framework runs for purposes of its
        own. `enclosed` tells that `frame` itself stands inside the module, not in the call of it.
        """
        key: list[tuple[int, int]] = []
        known = self._known
        by_text = self.source is not None and self.source.recompiled
        here = caller = outermost = None
        constructing = at_top = False
        while frame is not None:
            role, code, instructions = known.get(id(frame.f_code)) or self._learn(frame)
            if role in _SPEAKING:
                if role is _LAYER and not inside:
                    return None
                instruction = frame.f_lasti
                if instructions[instruction] == _PRECALL:
                    instruction += _TO_CALL
                place = (code, instruction)
                key.append(
                    place_in_text(code, instruction) if role is _CHECKED and by_text else (id(code), instruction)
                )
                caller = caller or place
                name = code.co_name
                constructing = constructing or name == "__init__"
                if role is _CHECKED:
                    here = here or place
                    outermost = place
                    if name == "<module>":
                        at_top = True
                        break
                if len(key) == LONGEST_SITE:
                    break
            elif role is _MODULE_CALL:
                if inside and (key or enclosed):
                    break
            elif role is not _WRAPPER and self._ends(role, caller is not None):
                if caller is None or (role is Role.ASIDE and not aside):
                    return None
                break
            frame = frame.f_back
        return Site(tuple(key), here, caller, constructing, outermost, at_top)

    def _ends(self, role: Role, called: bool) -> bool:
        """Whether a walk ends here: at the framework's own purposes, or where shapeviz itself called the code."""
        return role is Role.ASIDE or role is (Role.OWN if called else Role.HOUSEKEEPING)

    def checked_frame(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame of the checked source."""
        while frame is not None and self.role(frame) is not Role.CHECKED:
            frame = frame.f_back
        return frame

    def calling_frame(self, frame: FrameType | None) -> FrameType | None:
        """The innermost frame that is not the framework's own passing on of a call."""
        while frame is not None and self.role(frame) in (Role.MODULE_CALL, Role.WRAPPER):
            frame = frame.f_back
        return frame

    def _classify(self, code: CodeType, module: str) -> Role:
        if self.source is not None and self.source.holds(code):
            return Role.CHECKED
        if module.startswith(_PASSING_ON):
            return Role.WRAPPER
        for classify in self._classifiers:
            role = classify(code, module)
            if role is not None:
                return role
        return Role.OWN if module.startswith("shapeviz.") else Role.OTHER
