"""What is made of a tensor as a whole, or of its shape alone: norms, sums of equal shapes, sizes, unit matrices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.faults import rank_fault, shape_fault, shape_problems
from shapeviz.rules.linear_algebra import stacked_fault
from shapeviz.rules.strict_axes import strict_axes, without
from shapeviz.rules.wording import counted, listed, shape_text
from shapeviz.shapes.shape import product


def norm(call: Call) -> Outcome:
    """Over all elements, over one axis for vectors, or over two for matrices."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None:
        return None
    dims = range(len(shape)) if dim is None else sizes_of(dim)
    if isinstance(dim, Sequence) and len(dims) != 2:
        return Fault([], "an axis, or 2 of them", str(len(dims)))
    axes = strict_axes(shape, dims)
    return axes if isinstance(axes, Fault) else Accept([without(shape, axes, keep=bool(call.attribute("keepdim")))])


def add_up(call: Call) -> Outcome:
    """Tensors of one shape, added up."""
    shapes = call.shapes("tensors")
    if not shapes:
        return None
    usual = Counter(shapes).most_common(1)[0][0]
    odd = {item_name("tensors", at): shape for at, shape in enumerate(shapes) if shape != usual}
    if not odd:
        return Accept([usual])
    problems = [problem for name, shape in odd.items() for problem in shape_problems(name, usual, shape)]
    texts = list(dict.fromkeys(shape_text(shape) for shape in shapes))
    return Fault(problems, "tensors of equal shape", listed(texts), dict.fromkeys(odd, usual))


def axis_sizes(call: Call) -> Outcome:
    """The sizes of a tensor, as a vector of numbers."""
    shape = call.shape("input")
    return None if shape is None else Accept([(len(shape),)])


def count(call: Call) -> Outcome:
    """One number: how many elements, or how many axes."""
    return None if call.shape("input") is None else Accept([()])


def grid(call: Call) -> Outcome:
    """A grid with an axis for each tensor, whose elements lie along it; the first two are exchanged for "xy"."""
    sizes = [product(shape) for shape in call.shapes("tensors")]
    if call.attribute("indexing", "xy") == "xy":
        sizes[:2] = sizes[1::-1]
    return Accept([tuple(sizes)] * len(sizes)) if sizes else None


def band(call: Call) -> Outcome:
    """Matrices of which only a band around the diagonal is kept."""
    shape = call.shape("input")
    return None if shape is None else stacked_fault("input", shape) or Accept([shape])


def eye(call: Call) -> Outcome:
    """Unit matrices of `n` rows and `m` columns, as many as `batch_shape` says."""
    rows, columns = call.attribute("n"), call.attribute("m")
    if not isinstance(rows, int):
        return None
    return Accept([(*sizes_of(call.attribute("batch_shape", ())), rows, rows if columns is None else columns)])


def ensured(call: Call) -> Outcome:
    """A tensor that must have the shape `size`, in which None or -1 stands for any size."""
    shape, size = call.shape("input"), call.attribute("size")
    if shape is None or not isinstance(size, Sequence):
        return None
    wanted: list[int | None] = list(size)
    fault = rank_fault(call, "input", [len(wanted)], why=f"(of {counted(len(wanted), 'size')})")
    if fault is not None:
        return fault
    whole = tuple(given if goal is None or goal == -1 else goal for given, goal in zip(shape, wanted, strict=True))
    return Accept([shape]) if whole == shape else shape_fault("input", whole, shape)


RULES: dict[str, Rule] = {
    "strict_norm": norm,
    "add_up": add_up,
    "axis_sizes": axis_sizes,
    "count": count,
    "grid": grid,
    "band_part": band,
    "batched_eye": eye,
    "ensure_shape": ensured,
}
