"""What convolutions and pools share: a window that slides over the last axes of an input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shapeviz.rules.core import AxisProblem, Call, Fault
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.wording import listed, times, window
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import larger


@dataclass(frozen=True, slots=True)
class Window:
    """A sliding window, one number for each spatial axis; `before` and `after` are the padding."""

    kernel: Shape
    stride: Shape
    before: Shape
    after: Shape
    dilation: Shape
    name: str

    @property
    def extents(self) -> list[int]:
        """How many neighbouring elements the window spans along each axis, gaps included."""
        return [gap * (size - 1) + 1 for size, gap in zip(self.kernel, self.dilation, strict=True)]

    def minimums(self, lowest: int = 1) -> list[int]:
        """The smallest input along each axis on which the window fits once, and at least `lowest`."""
        spans = zip(self.extents, self.before, self.after, strict=True)
        return [larger(extent - before - after, lowest) for extent, before, after in spans]

    def positions(self, sizes: Shape) -> list[int]:
        """⌊(size + padding − extent) / stride⌋ + 1 along each axis."""
        rows = zip(sizes, self.before, self.after, self.extents, self.stride, strict=True)
        return [(size + before + after - extent) // step + 1 for size, before, after, extent, step in rows]

    def __str__(self) -> str:
        text = f"{window(self.kernel)} {self.name}"
        if any(gap != 1 for gap in self.dilation):
            text += f" with dilation {_once(self.dilation)}"
        if any(self.before) or any(self.after):
            joint = "and" if "with" in text else "with"
            text += f" {joint} padding {_once(self.before)}"
        return text


def _once(numbers: Shape) -> str:
    return str(numbers[0]) if len(set(numbers)) == 1 else window(numbers)


def spatial_rank_fault(call: Call, spatial: int, operand: str = "input") -> Fault | None:
    """The fault of an input that is neither (channels, …) nor (batch, channels, …)."""
    names = ("length",) if spatial == 1 else ("depth", "height", "width")[-spatial:]
    axes = " × ".join(names)
    why = f"(batch × channels × {axes}, the batch optional)"
    return rank_fault(call, operand, [spatial + 2, spatial + 1], why=why)


def at_least_fault(operand: str, shape: Shape, minimums: Sequence[int], why: object) -> Fault | None:
    """The fault of last axes that are smaller than `minimums`, or None. `why` is written only into a fault."""
    first = len(shape) - len(minimums)
    small = [(first + i, minimum) for i, minimum in enumerate(minimums) if shape[first + i] < minimum]
    if not small:
        return None
    problems = [AxisProblem(operand, axis, minimum, shape[axis]) for axis, minimum in small]
    mended = list(shape)
    for axis, minimum in small:
        mended[axis] = minimum
    axes = "axis" if len(small) == 1 else "axes"
    article = "an" if operand[0] in "aeio" else "a"
    return Fault(
        problems,
        f"{article} {operand} of at least {times(minimum for _, minimum in small)} in {axes} "
        f"{listed([axis for axis, _ in small])} for its {why}",
        times(shape[axis] for axis, _ in small),
        {operand: tuple(mended)},
    )
