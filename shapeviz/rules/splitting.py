"""A tensor cut into pieces along an axis, and single pieces of it."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.along import along, few_axes_fault, size_fault, too_small_fault
from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import multiple_fault
from shapeviz.rules.indices import range_fault
from shapeviz.rules.slices import sliced
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, replaced
from shapeviz.shapes.size import divided_up
from shapeviz.shapes.unknown import pinned


def narrow(call: Call) -> Outcome:
    """`length` entries of an axis from `start` on."""
    found = _cut(call)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    start, length = call.attribute("start"), call.attribute("length")
    if not isinstance(start, int):
        return None
    size = shape[axis]
    if length < 0:
        return Fault([], "a length of at least 0", str(length))
    if start > size or start < -size:
        needed = start if start > 0 else -start
        return too_small_fault(shape, axis, needed, why=f"(for start={start})")
    first = start if start >= 0 else start + size
    if first + length > size:
        return too_small_fault(shape, axis, first + length, why=f"(for start={start} and length={length})")
    return Accept([replaced(shape, axis, length)])


def select(call: Call) -> Outcome:
    """One entry of an axis, which is gone then."""
    found = _cut(call)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    return range_fault(shape, axis, call.attribute("index")) or Accept([_without(shape, axis)])


def unbind(call: Call) -> Outcome:
    """Every entry of an axis on its own."""
    found = _cut(call, default=0)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    return Accept([_without(shape, axis)] * pinned(shape[axis]))


def split(call: Call) -> Outcome:
    """Pieces of `split_size` each, the last one smaller, or pieces of the sizes that are given."""
    found = _cut(call, default=0)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    wanted = call.attribute("split_size")
    if isinstance(wanted, Sequence):
        return _in_sizes(shape, axis, sizes_of(wanted))
    return _in_equal_sizes(shape, axis, wanted)


def split_with_sizes(call: Call) -> Outcome:
    """Pieces of the sizes that are given."""
    found = _cut(call, default=0)
    return _in_sizes(*found, sizes_of(call.attribute("split_sizes"))) if isinstance(found, tuple) else found


def _in_sizes(shape: Shape, axis: int, sizes: Shape) -> Outcome:
    negative = next((size for size in sizes if size < 0), None)
    if negative is not None:
        return Fault([], "pieces of at least 0", str(negative))
    if sum(sizes) != shape[axis]:
        return size_fault(shape, axis, sum(sizes), why=f"(for pieces {shape_text(sizes)})")
    return Accept([replaced(shape, axis, size) for size in sizes])


def _in_equal_sizes(shape: Shape, axis: int, size: int) -> Outcome:
    total = shape[axis]
    if size < 0 or (size == 0 and total):
        return Fault([], "a piece of at least 1", str(size))
    count = pinned(divided_up(total, size)) if size else 0
    if count <= 1:
        return Accept([shape])
    last = replaced(shape, axis, total - size * (count - 1))
    return Accept([*[replaced(shape, axis, size)] * (count - 1), last])


def chunk(call: Call) -> Outcome:
    """At most `chunks` pieces, equally large but for the last."""
    found = _cut(call, default=0)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    chunks: int = call.attribute("chunks")
    if chunks < 1:
        return Fault([], "at least 1 chunk", str(chunks))
    if shape[axis] == 0:
        return Accept([shape] * pinned(chunks))
    return _in_equal_sizes(shape, axis, divided_up(shape[axis], chunks))


def tensor_split(call: Call) -> Outcome:
    """Pieces that differ in size by at most 1, or the pieces between the given places."""
    wanted = call.attribute("indices_or_sections", call.attribute("sections", call.attribute("indices")))
    found = _cut(call, default=0)
    if not isinstance(found, tuple) or wanted is None:
        return found if isinstance(found, Fault) else None
    shape, axis = found
    if isinstance(wanted, Sequence):
        return _between(shape, axis, sizes_of(wanted))
    if wanted < 1:
        return Fault([], "at least 1 section", str(wanted))
    sections = pinned(wanted)
    return Accept([replaced(shape, axis, divided_up(shape[axis] - at, sections)) for at in range(sections)])


def _between(shape: Shape, axis: int, places: Shape) -> Outcome:
    starts, stops = (0, *places), (*places, shape[axis])
    sizes = [sliced(shape[axis], slice(start, stop)) for start, stop in zip(starts, stops, strict=True)]
    return Accept([replaced(shape, axis, size) for size in sizes])


def split_at_axis(call: Call) -> Outcome:
    """`hsplit`, `vsplit` and `dsplit`: the second, the first or the third axis, cut into equal pieces."""
    shape = call.shape("input")
    wanted = call.attribute("indices_or_sections", call.attribute("sections", call.attribute("indices")))
    if shape is None or wanted is None:
        return None
    least = {"hsplit": 1, "vsplit": 2, "dsplit": 3}[call.op]
    fault = few_axes_fault(shape, least)
    if fault is not None:
        return fault
    axis = {"hsplit": min(len(shape) - 1, 1), "vsplit": 0, "dsplit": 2}[call.op]
    return _in_equal_sections(shape, axis, wanted)


def split_equally(call: Call) -> Outcome:
    """Pieces of one size, or the pieces between the given places."""
    wanted = call.attribute("indices_or_sections")
    found = _cut(call, default=0)
    if not isinstance(found, tuple) or wanted is None:
        return found if isinstance(found, Fault) else None
    return _in_equal_sections(*found, wanted)


def _in_equal_sections(shape: Shape, axis: int, wanted: int | Sequence[int]) -> Outcome:
    if isinstance(wanted, Sequence):
        return _between(shape, axis, sizes_of(wanted))
    if wanted < 1:
        return Fault([], "at least 1 section", str(wanted))
    fault = multiple_fault("input", shape, axis, wanted, "its sections")
    return fault or Accept([replaced(shape, axis, shape[axis] // wanted)] * pinned(wanted))


def _cut(call: Call, default: int | None = None) -> tuple[Shape, int] | Fault | None:
    """The input's shape and the axis to cut, which a single number does not have."""
    shape = call.shape("input")
    fault = few_axes_fault(shape, 1) if shape is not None else None
    return fault or along(call, default)


def _without(shape: Shape, axis: int) -> Shape:
    return (*shape[:axis], *shape[axis + 1 :])


RULES: dict[str, Rule] = {
    "narrow": narrow,
    "select": select,
    "unbind": unbind,
    **dict.fromkeys(("split", "unsafe_split"), split),
    **dict.fromkeys(("split_with_sizes", "unsafe_split_with_sizes"), split_with_sizes),
    **dict.fromkeys(("chunk", "unsafe_chunk"), chunk),
    "tensor_split": tensor_split,
    "array_split": split_equally,
    **dict.fromkeys(("hsplit", "vsplit", "dsplit"), split_at_axis),
}
