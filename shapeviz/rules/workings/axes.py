"""Workings of what makes axes one, splits them, joins tensors, repeats, stretches or takes axes away."""

from __future__ import annotations

from shapeviz.rules.arguments import sizes_of
from shapeviz.rules.core import Call
from shapeviz.rules.elementwise_names import BROADCASTING
from shapeviz.rules.reductions import EXTREMES, OVER_AXES, PAIRS, reduced_axes
from shapeviz.rules.workings.lines import Working, factors, terms
from shapeviz.shapes.shape import Shape


def reshape(call: Call, outputs: list[Shape]) -> list[str]:
    shape, sizes = call.named_shapes()["input"], sizes_of(call.attribute("shape"))
    if -1 not in sizes:
        return [f"elements: {factors(shape)} = {factors(sizes)}"] if shape and sizes != shape else []
    return _left_over(shape, sizes, outputs[0][sizes.index(-1)])


def _left_over(shape: Shape, sizes: Shape, result: int) -> list[str]:
    """What is left for the size of -1."""
    known = [size for size in sizes if size != -1]
    divisor = f" / ({factors(known)})" if len(known) > 1 else f" / {known[0]}" if known else ""
    return [f"−1: {factors(shape)}{divisor} = {result}"] if shape else []


def flatten(call: Call, outputs: list[Shape]) -> list[str]:
    shape = call.named_shapes()["input"]
    if len(shape) < 2:
        return []
    start, end = (call.attribute(name, usual) % len(shape) for name, usual in (("start_dim", 0), ("end_dim", -1)))
    return [f"axis {start}: {factors(shape[start : end + 1])} = {outputs[0][start]}"] if start < end else []


def unflatten(call: Call, outputs: list[Shape]) -> list[str]:
    shape, sizes = call.named_shapes()["input"], sizes_of(call.attribute("sizes"))
    axis = call.attribute("dim") % len(shape)
    if -1 in sizes:
        return _left_over(shape[axis : axis + 1], sizes, outputs[0][axis + sizes.index(-1)])
    return [f"axis {axis}: {shape[axis]} = {factors(sizes)}"]


def cat(call: Call, outputs: list[Shape]) -> list[str]:
    shapes = [shape for shape in call.shapes("tensors") if shape != (0,)]
    if len(shapes) < 2:
        return []
    axis = call.attribute("dim", 0) % len(shapes[0])
    return [f"axis {axis}: {terms(shape[axis] for shape in shapes)} = {outputs[0][axis]}"]


def stack(call: Call, outputs: list[Shape]) -> list[str]:
    axis = call.attribute("dim", 0) % len(outputs[0])
    return [f"axis {axis}: {outputs[0][axis]} (one for each of its tensors)"]


def repeat(call: Call, outputs: list[Shape]) -> list[str]:
    counts = sizes_of(call.attribute("dims" if call.op == "tile" else "repeats"))
    shape, result = call.named_shapes()["input"], outputs[0]
    sizes = (1,) * (len(result) - len(shape)) + shape
    counts = (1,) * (len(result) - len(counts)) + counts
    rows = enumerate(zip(sizes, counts, result, strict=True))
    return [f"axis {axis}: {size}·{count} = {total}" for axis, (size, count, total) in rows if count != 1]


def reduction(call: Call, outputs: list[Shape]) -> list[str]:
    shape, axes = call.named_shapes()["input"], reduced_axes(call)
    if not shape or not axes:
        return []
    after = "1" if call.attribute("keepdim", False) else "gone"
    return [f"axis {axis}: {shape[axis]} → {after}" for axis in axes]


def expand(call: Call, outputs: list[Shape]) -> list[str]:
    return _stretched({"input": call.named_shapes()["input"]}, outputs[0])


def broadcasting(call: Call, outputs: list[Shape]) -> list[str]:
    shapes = call.named_shapes()
    return _stretched(shapes, outputs[0]) if len(shapes) > 1 else []


def _stretched(shapes: dict[str, Shape], result: Shape) -> list[str]:
    """The axes of size 1 that are stretched, and those that an operand does not have."""
    lines: list[str] = []
    for name, shape in shapes.items():
        of = f" of {name}" if len(shapes) > 1 else ""
        for axis, size in enumerate(shape):
            total = result[axis + len(result) - len(shape)]
            if size == 1 and total != 1:
                lines.append(f"axis {axis}{of}: {size} → {total}")
    return lines


WORKINGS: dict[str, Working] = {
    **dict.fromkeys(("view", "reshape"), reshape),
    **dict.fromkeys(("flatten", "ravel"), flatten),
    "unflatten": unflatten,
    **dict.fromkeys(("cat", "concat", "concatenate"), cat),
    "stack": stack,
    **dict.fromkeys(("repeat", "tile"), repeat),
    **dict.fromkeys((*OVER_AXES, *EXTREMES, *PAIRS), reduction),
    **dict.fromkeys(("expand", "broadcast_to", "expand_as"), expand),
    **dict.fromkeys(BROADCASTING, broadcasting),
}
