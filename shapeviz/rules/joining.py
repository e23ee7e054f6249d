"""Tensors put one after the other along an axis that they have, or along a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from shapeviz.rules.arguments import position
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.faults import axis_fault, shape_problems
from shapeviz.rules.wording import listed, shape_text, times
from shapeviz.shapes.shape import Shape, equal, product, replaced


def cat(call: Call) -> Outcome:
    """Equal sizes in every axis but `dim`, in which they add up."""
    shapes = call.shapes("tensors")
    # torch skips a vector of no elements, whatever the others are, for old programs' sake.
    joined = {index: shape for index, shape in enumerate(shapes) if shape != (0,)}
    if not joined:
        return Accept([(0,)]) if shapes else None
    return _joined(call, joined)


def concatenate(call: Call) -> Outcome:
    """Equal sizes in every axis but `dim`, in which they add up; without a `dim` all elements in a row."""
    shapes = call.shapes("tensors")
    if call.attribute("dim", 0) is None:
        rows = [(product(shape),) for shape in shapes]
        return concatenate(replace(call, operands={"tensors": rows}, attributes={"dim": 0}))
    return _joined(call, dict(enumerate(shapes))) if shapes else None


def _joined(call: Call, joined: dict[int, Shape]) -> Outcome:
    dim: int = call.attribute("dim", 0)
    fault = _rank_fault(joined, dim)
    if fault is not None:
        return fault
    reference = next(iter(joined.values()))
    axis = position(dim, len(reference))
    if axis is None:
        return _missing_axis(call, joined)
    fault = _size_fault(joined, axis, f"{call.axis_word}={dim}")
    if fault is not None:
        return fault
    total: int | None = None
    for shape in joined.values():
        total = shape[axis] if total is None else total + shape[axis]
    return Accept([replaced(_of_equal(joined.values()), axis, total or 0)])


def _of_equal(shapes: Iterable[Shape]) -> Shape:
    """Of shapes with equal sizes, at each axis the size that says most."""
    return tuple(equal(*sizes) for sizes in zip(*shapes, strict=True))


def _rank_fault(shapes: dict[int, Shape], dim: int) -> Fault | None:
    """The fault of tensors with different numbers of axes. Most of them are right, or else the first."""
    ranks = [len(shape) for shape in shapes.values()]
    if 0 not in ranks and len(set(ranks)) == 1:
        return None
    if set(ranks) == {0}:
        problems = [AxisProblem(item_name("tensors", index), None, 1, 0, "axes") for index in shapes]
        mended: dict[str, Shape] = {item_name("tensors", index): (1,) for index in shapes}
        return Fault(problems, "tensors with at least 1 axis", "single numbers", mended)
    usual = Counter(rank for rank in ranks if rank).most_common(1)[0][0]
    reference = next(shape for shape in shapes.values() if len(shape) == usual)
    axis = position(dim, usual)
    like = reference if axis is None else replaced(reference, axis, 1)
    odd = {item_name("tensors", index): shape for index, shape in shapes.items() if len(shape) != usual}
    problems = [AxisProblem(name, None, usual, len(shape), "axes") for name, shape in odd.items()]
    numbers = list(dict.fromkeys(ranks))
    return Fault(problems, "tensors with the same number of axes", listed(numbers), dict.fromkeys(odd, like))


def _missing_axis(call: Call, shapes: dict[int, Shape], extra: int = 0) -> Fault | None:
    """The fault of an axis that none of the tensors has."""
    problems: list[AxisProblem] = []
    mended: dict[str, Shape] = {}
    fault: Fault | None = None
    for index, shape in shapes.items():
        name = item_name("tensors", index)
        fault = axis_fault(name, shape, call.attribute("dim", 0), keyword=call.axis_word, extra=extra)
        if fault is None:
            return None
        problems += fault.problems
        mended |= fault.mended
    if fault is None:
        return None
    return Fault(problems, fault.expects.replace("its input has", "its tensors have"), fault.gets, mended)


def _size_fault(shapes: dict[int, Shape], axis: int, chosen: str) -> Fault | None:
    """The fault of sizes that differ in another axis than the one that is joined, which `chosen` names."""
    reference = _usual(shapes, axis)
    problems: list[AxisProblem] = []
    mended: dict[str, Shape] = {}
    for index, shape in shapes.items():
        name = item_name("tensors", index)
        wrong = [at for at, size in enumerate(shape) if at != axis and size != reference[at]]
        problems += [AxisProblem(name, at, reference[at], shape[at]) for at in wrong]
        if wrong:
            mended[name] = replaced(reference, axis, shape[axis])
    if not problems:
        return None
    return Fault(
        problems,
        f"tensors that agree in every axis but {chosen}",
        _differences(shapes, axis, reference),
        mended,
    )


def _usual(shapes: dict[int, Shape], axis: int) -> Shape:
    """The shape with which most tensors agree outside `axis`, or else the first."""
    outside = [replaced(shape, axis, 0) for shape in shapes.values()]
    return Counter(outside).most_common(1)[0][0]


def _differences(shapes: dict[int, Shape], axis: int, reference: Shape) -> str:
    """The sizes that differ, in the order of the tensors: `54 and 55 in axis 2`."""
    axes = [
        at
        for at in range(len(reference))
        if at != axis and any(shape[at] != reference[at] for shape in shapes.values())
    ]
    sizes = list(dict.fromkeys(times(shape[at] for at in axes) for shape in shapes.values()))
    return f"{listed(sizes)} in {'axis' if len(axes) == 1 else 'axes'} {listed(axes)}"


def stack(call: Call) -> Outcome:
    """Equal shapes, joined along a new axis."""
    shapes = call.shapes("tensors")
    dim: int = call.attribute("dim", 0)
    if not shapes:
        return None
    usual = Counter(shapes).most_common(1)[0][0]
    odd = {item_name("tensors", index): shape for index, shape in enumerate(shapes) if shape != usual}
    if odd:
        texts = list(dict.fromkeys(shape_text(shape) for shape in shapes))
        problems = [problem for name, shape in odd.items() for problem in shape_problems(name, usual, shape)]
        return Fault(problems, "tensors of equal shape", listed(texts), dict.fromkeys(odd, usual))
    axis = position(dim, len(usual) + 1)
    if axis is None:
        return _missing_axis(call, dict(enumerate(shapes)), extra=1)
    together = _of_equal(shapes)
    return Accept([(*together[:axis], len(shapes), *together[axis:])])


RULES: dict[str, Rule] = {
    **dict.fromkeys(("cat", "concat", "concatenate"), cat),
    "array_concatenate": concatenate,
    "stack": stack,
}
