"""Operations that work on each element: one operand keeps its shape, several broadcast together."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise_names import BROADCASTING, UNARY
from shapeviz.rules.wording import listed, shape_text
from shapeviz.shapes.shape import Shape, broadcast


def keep_shape(call: Call) -> Outcome:
    """One operand, whose shape the result has."""
    shape = call.shape("input")
    return None if shape is None else Accept([shape])


def broadcast_operands(call: Call) -> Outcome:
    """Any number of operands; those that are plain numbers are absent and fit everything."""
    shapes = call.named_shapes()
    fault = broadcast_fault(shapes)
    if fault is not None:
        return fault
    result = broadcast(shapes.values())
    if result is None or not shapes:
        return None
    if call.attribute("inplace", False) and "input" in shapes:
        return in_place_fault(shapes, result) or Accept([shapes["input"]])
    return Accept([result])


def several(call: Call) -> Outcome:
    """Any number of operands that broadcast, and as many results as `outputs` says."""
    outcome = broadcast_operands(call)
    return Accept(outcome.outputs * call.attribute("outputs", 1)) if isinstance(outcome, Accept) else outcome


def broadcast_fault(shapes: dict[str, Shape]) -> Fault | None:
    """The axis, counted from the last, at which two operands have sizes that differ and are not 1."""
    if broadcast(shapes.values()) is not None:
        return None
    for offset in range(1, max((len(shape) for shape in shapes.values()), default=0) + 1):
        sizes = {name: shape[-offset] for name, shape in shapes.items() if offset <= len(shape)}
        stretching = {name: size for name, size in sizes.items() if size != 1}
        if len(set(stretching.values())) > 1:
            return _disagreement(shapes, stretching, offset)
    return None


def _disagreement(shapes: dict[str, Shape], sizes: dict[str, int], offset: int) -> Fault:
    """The fault of `sizes` that differ at the axis `offset` from the end. The first operand is right."""
    first, expected = next(iter(sizes.items()))
    different = {name: size for name, size in sizes.items() if size != expected}
    problems = [AxisProblem(name, len(shapes[name]) - offset, expected, size) for name, size in different.items()]
    names = [first, *different]
    axes = {name: len(shapes[name]) - offset for name in names}
    if len(set(axes.values())) == 1:
        place = f"axis {axes[first]} of {listed(names)}"
    else:
        place = listed([f"axis {axis} of {name}" for name, axis in axes.items()])
    mended = {
        name: (*shapes[name][:axis], expected, *shapes[name][axis + 1 :])
        for name, axis in axes.items()
        if name in different
    }
    return Fault(problems, f"equal sizes (or 1) in {place}", listed([sizes[name] for name in names]), mended)


def in_place_fault(shapes: dict[str, Shape], result: Shape) -> Fault | None:
    """The fault of an in-place operation whose result is larger than the operand that it is kept in."""
    target = shapes["input"]
    if result == target:
        return None
    name, shape = next(item for item in shapes.items() if broadcast([target, item[1]]) != target)
    fitted = _fitted(shape, target)
    padded = (1,) * (len(shape) - len(target)) + target
    problems = [
        AxisProblem(name, axis, padded[axis - len(shape)], size)
        for axis, size in enumerate(shape)
        if padded[axis - len(shape)] != size != 1
    ] or [AxisProblem(name, None, len(target), len(shape), "axes")]
    return Fault(
        problems,
        f"{name} to broadcast to {shape_text(target)}, as an in-place result keeps the shape of input",
        shape_text(shape),
        {name: fitted},
    )


def _fitted(shape: Shape, target: Shape) -> Shape:
    """`shape` cut down so that it broadcasts to `target`."""
    shape = shape[max(len(shape) - len(target), 0) :]
    aligned = target[len(target) - len(shape) :]
    return tuple(size if size == goal else 1 for size, goal in zip(shape, aligned, strict=True))


RULES: dict[str, Rule] = {
    **dict.fromkeys(UNARY, keep_shape),
    **dict.fromkeys(BROADCASTING, broadcast_operands),
    "ufunc": several,
}
