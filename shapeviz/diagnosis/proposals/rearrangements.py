"""The ways in which people bring the axes of one tensor into another form, and the shapes that come of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from shapeviz.diagnosis.proposals.libraries import Library, spelled
from shapeviz.diagnosis.weights import LAYER_SIZE, NUANCE
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, product

# A rearrangement that accounts for every number is no chance: it outranks a layer of another size, which would fit
# anything.
EXPLAINS = LAYER_SIZE + NUANCE

Kind = Literal["permute", "flatten", "unsqueeze", "squeeze", "align", "single", "pick", "mean"]


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """What is written behind a tensor, the shape that it then has, and what this does, as an order (`title`).

    A `prefix` is written before it, where the change is a function. `odd` marks what people seldom mean: axes that do
    not stand side by side exchanged, the batch axis moved.
    """

    kind: Kind
    suffix: str
    shape: Shape
    title: str
    odd: bool = False
    prefix: str = ""

    @property
    def inverse(self) -> str | None:
        """What undoes it, if anything can.

        >>> Rearrangement("permute", ".permute(0, 2, 3, 1)", (2, 8, 8, 3), "").inverse
        '.permute(0, 3, 1, 2)'
        """
        if self.kind in ("unsqueeze", "align") and not self.suffix.startswith("."):
            return None
        if self.kind == "unsqueeze" or (self.kind == "align" and self.suffix.startswith(".unsqueeze")):
            return self.suffix.replace("unsqueeze", "squeeze")
        if self.kind != "permute" or not self.suffix.startswith(".permute(") or self.suffix.count("(") > 1:
            return self.suffix if self.kind == "permute" and self.suffix.count("(") < 2 else None
        order = [int(axis) for axis in self.suffix[9:-1].split(", ")]
        return f".permute({', '.join(str(order.index(axis)) for axis in range(len(order)))})"

    def spelled_in(self, library: Library) -> Rearrangement:
        """The same, written as the tensor's library has it.

        >>> Rearrangement("mean", ".mean(dim=1)", (4, 16), "").spelled_in("numpy").suffix
        '.mean(axis=1)'
        """
        return replace(self, suffix=spelled(self.suffix, self.shape, library))

    def reason(self, name: str, shape: Shape, taker: str) -> str:
        """Why it is suspected: `name` is the tensor's text, `taker` who refuses it.

        >>> Rearrangement("flatten", ".flatten(1)", (4, 80), "").reason("x", (4, 5, 16), "fc1")
        '`x` has the shape (4, 5, 16) here; `x.flatten(1)` has the shape (4, 80), which fc1 takes.'
        """
        short = len(name) <= 40 and "\n" not in name
        now = f"`{name}` has the shape {shape_text(shape)}" if short else f"The shape is {shape_text(shape)}"
        left_out = "…" if self.prefix else ""
        long = f"with `{self.prefix}{left_out}{self.suffix}` it has"
        then = f"`{self.prefix}{name}{self.suffix}` has" if short else long
        return f"{now} here; {then} the shape {shape_text(self.shape)}, which {taker} takes."


def rearrangements(shape: Shape) -> Iterator[Rearrangement]:
    """Every usual rearrangement of a tensor of that shape.

    >>> [made.suffix for made in rearrangements((4, 1)) if made.kind != "single"]
    ['.T', '.unsqueeze(0)', '.unsqueeze(1)', '.unsqueeze(2)', '[:, :, None, None]', '.squeeze(1)']
    """
    yield from _exchanges(shape)
    yield from _rotations(shape)
    yield from _flattenings(shape)
    yield from _insertions(shape)
    yield from _removals(shape)
    yield from _reductions(shape)


def _exchanges(shape: Shape) -> Iterator[Rearrangement]:
    rank = len(shape)
    if rank == 2 and shape[0] != shape[1]:
        yield Rearrangement("permute", ".T", shape[::-1], "Transpose {name}")
    for first, second in combinations(range(rank), 2) if rank > 2 else ():
        if shape[first] == shape[second]:
            continue
        order = list(range(rank))
        order[first], order[second] = second, first
        last_two = first == rank - 2 and rank > 3
        dims = "-2, -1" if last_two else f"{first}, {second}"
        title = f"Exchange axes {first} and {second} of {{name}}"
        made = tuple(shape[axis] for axis in order)
        yield Rearrangement("permute", f".transpose({dims})", made, title, odd=second - first > 1)


def _rotations(shape: Shape) -> Iterator[Rearrangement]:
    """Channels from the last place to the first and back, with the batch axis in front or without one."""
    rank = len(shape)
    for batch in (1, 0):
        if rank - batch < 3 or rank > 5:
            continue
        kept, rest = tuple(range(batch)), tuple(range(batch, rank))
        for order, title in (
            ((*kept, rest[-1], *rest[:-1]), "Put the channels of {name} before height and width"),
            ((*kept, *rest[1:], rest[0]), "Put the channels of {name} last"),
        ):
            made = tuple(shape[axis] for axis in order)
            if made != shape:
                dims = ", ".join(map(str, order))
                yield Rearrangement("permute", f".permute({dims})", made, title, odd=batch == 0)
                if batch == 0 and rank == 3 and order[0] == 2:
                    suffix = f".permute({dims}).unsqueeze(0)"
                    yield Rearrangement(
                        "permute", suffix, (1, *made), "Put channels first and add the batch axis", odd=True
                    )


def _flattenings(shape: Shape) -> Iterator[Rearrangement]:
    rank = len(shape)
    for start in range(1, rank - 1):
        if sum(size > 1 for size in shape[start:]) < 2:
            continue
        made = (*shape[:start], product(shape[start:]))
        yield Rearrangement("flatten", f".flatten({start})", made, f"Flatten {{name}} from axis {start} on")
    if rank > 2 and min(shape[:2]) > 1:
        made = (product(shape[:2]), *shape[2:])
        yield Rearrangement("flatten", ".flatten(0, 1)", made, "Make the first two axes of {name} one")
    if rank > 3:
        made = (*shape[:1], product(shape[1:3]), *shape[3:])
        yield Rearrangement("flatten", ".flatten(1, 2)", made, "Make axes 1 and 2 of {name} one")
    if rank > 1:
        yield Rearrangement("single", ".flatten()", (product(shape),), "Flatten {name}")
    if rank > 1 and shape[0] != 1:
        made = (1, product(shape))
        yield Rearrangement("single", ".reshape(1, -1)", made, "Make {name} a batch of one row")


def _insertions(shape: Shape) -> Iterator[Rearrangement]:
    rank = len(shape)
    for axis in range(min(rank, 5) + 1):
        title = "Give {name} a batch axis" if axis == 0 else f"Give {{name}} an axis of size 1 at place {axis}"
        yield Rearrangement("unsqueeze", f".unsqueeze({axis})", (*shape[:axis], 1, *shape[axis:]), title)
    if rank == 2:
        title = "Give {name} a height and a width of 1"
        yield Rearrangement("unsqueeze", "[:, :, None, None]", (*shape, 1, 1), title)
    if rank == 2 and min(shape) > 1:
        title = "Give {name} a batch axis and a channel axis"
        yield Rearrangement("unsqueeze", "[None, None]", (1, 1, *shape), title)


def _removals(shape: Shape) -> Iterator[Rearrangement]:
    for axis, size in enumerate(shape):
        if size == 1:
            made = (*shape[:axis], *shape[axis + 1 :])
            yield Rearrangement("squeeze", f".squeeze({axis})", made, f"Drop axis {axis} of {{name}}, which has size 1")


def _reductions(shape: Shape) -> Iterator[Rearrangement]:
    """What a head does with a sequence (its last step, its mean) and with feature maps (their mean)."""
    rank = len(shape)
    if rank == 3:
        yield Rearrangement("pick", "[:, -1]", (shape[0], shape[2]), "Take the last step of {name}")
        yield Rearrangement("mean", ".mean(dim=1)", (shape[0], shape[2]), "Take the mean of {name} over axis 1")
        yield Rearrangement("mean", ".mean(dim=2)", shape[:2], "Take the mean of {name} over axis 2")
    if rank == 4:
        title = "Take the mean of {name} over height and width"
        yield Rearrangement("mean", ".mean(dim=(2, 3))", shape[:2], title)


def alignments(shape: Shape, other: Shape) -> Iterator[Rearrangement]:
    """The tensor with axes of size 1 put in, so that its sizes stand where `other` has the same.

    >>> [made.suffix for made in alignments((4,), (4, 3, 8, 8))]
    ['[:, None, None, None]']
    >>> [made.suffix for made in alignments((4,), (4, 3))]
    ['.unsqueeze(1)']
    """
    if not shape or len(shape) >= len(other):
        return
    for places in combinations(range(len(other)), len(shape)):
        if any(size not in (1, other[place]) for size, place in zip(shape, places, strict=True)):
            continue
        axes = range(places[0], len(other))
        inserted = [axis - places[0] for axis in axes if axis not in places]
        sizes = dict(zip(places, shape, strict=True))
        items = ["None" if axis - places[0] in inserted else ":" for axis in axes]
        suffix = f".unsqueeze({inserted[0]})" if len(inserted) == 1 else f"[{', '.join(items)}]"
        if inserted:
            made = tuple(sizes.get(axis, 1) for axis in axes)
            yield Rearrangement("align", suffix, made, "Put the axes of {name} where their sizes belong")
