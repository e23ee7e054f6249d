"""Handing out sizes that remember their axis, and taking the memory away again when the watching ends."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any, NamedTuple

from shapeviz.shapes.listening import Comparison, comparisons_heard
from shapeviz.shapes.plain import plain
from shapeviz.shapes.size import Size, UnhashableSize
from shapeviz.tracing.frames import Frames, Role
from shapeviz.tracing.program import Axis
from shapeviz.tracing.recorder import Known
from shapeviz.tracing.records import Record

# A loop that compares its counter with a size would note every round.
MOST_BRANCHES = 200
# einops keeps what it computed for sizes, unless they cannot be a key.
_KEEPS_BY_SIZES = ("einops",)
_GIVING_SIZES_BACK = frozenset({"parse_shape", "pack"})


class Branch(NamedTuple):
    """A comparison of sizes by which the checked code, or a library's, chose its way; it was found true in `group`."""

    condition: Comparison
    group: Record | None


class RememberedSizes:
    """The sizes given to the checked code. Whatever keeps one longer keeps nothing of the recording with it."""

    def __init__(self, frames: Frames, group: Callable[[], Record | None]) -> None:
        self.branches: dict[Comparison, Branch] = {}
        self.in_layers = False
        self._frames = frames
        self._group = group
        self._axes: list[Axis] = []
        self._holders: dict[int, tuple[weakref.ref[Any], Callable[[Any], Iterable[Any]]]] = {}
        self._hearing: Any = None

    @property
    def were_asked_for(self) -> bool:
        """Whether any size was given out."""
        return bool(self._axes)

    def start(self) -> None:
        """Begin to note by which sizes the code chooses its way."""
        self._hearing = comparisons_heard(self._heard)
        self._hearing.__enter__()

    def stop(self) -> None:
        """Note no more."""
        if self._hearing is not None:
            self._hearing.__exit__(None, None, None)
            self._hearing = None

    def _heard(self, condition: Comparison) -> None:
        # The caller of the comparison stands above this method, the sizes' own function and their operator.
        role, group = self._frames.role(sys._getframe(3)), self._group()  # pyright: ignore[reportPrivateUsage]
        # A layer checks in its constructor whether its settings go together; later its rule knows.
        asking = role in (Role.CHECKED, Role.OTHER) or (self.in_layers and role is Role.LAYER and group is None)
        if len(self.branches) < MOST_BRANCHES and asking:
            self.branches.setdefault(condition, Branch(condition, group))

    def of(self, known: Known, shape: Any, dim: int | None, frame: FrameType) -> Any:
        """`shape`, the whole of a tensor's or the size of its axis `dim`, with each size remembering its axis."""
        kind = UnhashableSize if _keeps_by_sizes(frame) else Size
        if any(type(size) is not int for size in (shape if dim is None else (shape,))):
            return shape  # while a graph is captured, sizes are tensors or symbols of torch's own
        if dim is not None:
            return self._size(kind, known, dim, shape)
        return type(shape)([self._size(kind, known, axis, size) for axis, size in enumerate(shape)])

    def _size(self, kind: type[Size], known: Known, axis: int, size: int) -> Size:
        leaf = Axis(known.record.resolved(), known.output, axis)
        self._axes.append(leaf)
        return kind(size, leaf)

    def may_hold(self, model: Any, parts: Callable[[Any], Iterable[Any]]) -> None:
        """Note a model that the checked code made or called: its attributes, and those of its parts, may be sizes."""
        if id(model) not in self._holders:
            self._holders[id(model)] = weakref.ref(model), parts

    def make_plain(self) -> None:
        """Make the attributes of the noted models plain numbers again."""
        if not self._axes:
            return
        held = [(model, parts) for reference, parts in self._holders.values() if (model := reference()) is not None]
        for part in {id(part): part for model, parts in held for part in parts(model)}.values():
            attributes = vars(part)
            for name, value in attributes.items():
                if isinstance(value, (int, tuple, list, dict, set)) and value:
                    attributes[name] = plain(value)

    def forget(self) -> None:
        """Cut the ties of every size to the recording, once no expression has to be read any more."""
        for axis in self._axes:
            axis.record = None
        self._axes.clear()


def _keeps_by_sizes(frame: FrameType) -> bool:
    if not frame.f_globals.get("__name__", "").startswith(_KEEPS_BY_SIZES):
        return False
    asking = frame.f_back
    return asking is None or asking.f_code.co_name not in _GIVING_SIZES_BACK
