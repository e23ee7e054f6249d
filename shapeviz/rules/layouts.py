"""Images and sequences as Keras lays them out: the batch first, the channels last or right after the batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapeviz.rules.arguments import with_rank
from shapeviz.rules.core import AxisProblem, Call, Fault
from shapeviz.rules.wording import counted, listed, times
from shapeviz.shapes.shape import Shape, replaced

_NAMES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


@dataclass(frozen=True, slots=True)
class Layout:
    """The order of the axes of `spatial` + 2."""

    spatial: int
    channels_last: bool

    @classmethod
    def of(cls, call: Call, spatial: int) -> Layout:
        """The layout that a call's `data_format` names.

        >>> Layout.of(Call("max_pool", {}, {"data_format": "channels_first"}), 2)
        Layout(spatial=2, channels_last=False)
        """
        return cls(spatial, call.attribute("data_format", "channels_last") == "channels_last")

    @property
    def rank(self) -> int:
        return self.spatial + 2

    @property
    def channel_axis(self) -> int:
        return self.rank - 1 if self.channels_last else 1

    @property
    def spatial_axes(self) -> range:
        return range(1, self.rank - 1) if self.channels_last else range(2, self.rank)

    def sizes(self, shape: Shape) -> Shape:
        """The spatial sizes of a shape in this layout."""
        return tuple(shape[axis] for axis in self.spatial_axes)

    def built(self, batch: int, sizes: Sequence[int], channels: int) -> Shape:
        """The shape of this layout with these sizes.

        >>> Layout(2, True).built(32, (28, 28), 3), Layout(2, False).built(32, (28, 28), 3)
        ((32, 28, 28, 3), (32, 3, 28, 28))
        """
        return (batch, *sizes, channels) if self.channels_last else (batch, channels, *sizes)

    def __str__(self) -> str:
        names = _NAMES[self.spatial]
        return " × ".join(("batch", *names, "channels") if self.channels_last else ("batch", "channels", *names))

    def rank_fault(self, shape: Shape, channels: int | None = None) -> Fault | None:
        """The fault of another number of axes; `channels` is how many the layer takes, where it is known."""
        if len(shape) == self.rank:
            return None
        problem = AxisProblem("inputs", None, self.rank, len(shape), "axes")
        expects = f"inputs with {counted(self.rank, 'axis')} ({self})"
        return Fault([problem], expects, str(len(shape)), {"inputs": self._of_this_rank(shape, channels)})

    def _of_this_rank(self, shape: Shape, channels: int | None) -> Shape:
        """The shape that was meant: with one axis too few it lacks its channels, or else its batch."""
        if len(shape) != self.rank - 1:
            return with_rank(shape, self.rank)
        axis = self.channel_axis - 1
        has_channels = shape[axis] == channels if channels is not None else shape[axis] in (1, 3)
        if has_channels and not (channels == 1 and shape[axis] == 1 and shape[0] == 1):
            return (1, *shape)
        return (*shape, 1) if self.channels_last else (shape[0], 1, *shape[1:])

    def channel_fault(self, shape: Shape, channels: int) -> Fault | None:
        """The fault of another number of channels than the layer takes."""
        axis = self.channel_axis
        if shape[axis] == channels:
            return None
        place = f"axis {axis} (the last)" if self.channels_last else f"axis {axis}"
        expects = f"{counted(channels, 'channel')} in {place} of its inputs"
        mended = self._moved(shape, channels) or replaced(shape, axis, channels)
        problem = AxisProblem("inputs", axis, channels, shape[axis])
        return Fault([problem], expects, str(shape[axis]), {"inputs": mended})

    def _moved(self, shape: Shape, channels: int) -> Shape | None:
        """The shape with its channels where they belong, if they are at the other place."""
        if shape[1 if self.channels_last else -1] != channels:
            return None
        return (shape[0], *shape[2:], channels) if self.channels_last else (shape[0], channels, *shape[1:-1])

    def size_fault(self, shape: Shape, minimums: Sequence[int], why: object) -> Fault | None:
        """The fault of spatial axes that are smaller than `minimums`. `why` is written only into a fault."""
        pairs = zip(self.spatial_axes, minimums, strict=True)
        small = [(axis, minimum) for axis, minimum in pairs if shape[axis] < minimum]
        if not small:
            return None
        mended = shape
        for axis, minimum in small:
            mended = replaced(mended, axis, minimum)
        axes = f"{'axis' if len(small) == 1 else 'axes'} {listed([axis for axis, _ in small])}"
        return Fault(
            [AxisProblem("inputs", axis, minimum, shape[axis]) for axis, minimum in small],
            f"inputs of at least {times(minimum for _, minimum in small)} in {axes} for its {why}",
            times(shape[axis] for axis, _ in small),
            {"inputs": mended},
        )
