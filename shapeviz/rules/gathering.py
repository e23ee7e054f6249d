"""Elements read from, or written to, the places that a tensor of indices names."""

from __future__ import annotations

from shapeviz.rules.along import along, few_axes_fault
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.shapes.shape import Shape, broadcast, product, replaced


def gather(call: Call) -> Outcome:
    """One element of `input` for each of `index`, in the shape of `index`."""
    found, index = along(call), call.shape("index")
    if not isinstance(found, tuple) or index is None:
        return found if isinstance(found, Fault) else None
    shape, axis = found
    if product(index) == 0:
        return Accept([index])
    return _covered_fault(call, "input", shape, exempt=axis) or Accept([index])


def scatter(call: Call) -> Outcome:
    """Elements of `src`, or one number, written to the places in `input` that `index` names."""
    found, index = along(call), call.shape("index")
    if not isinstance(found, tuple) or index is None:
        return found if isinstance(found, Fault) else None
    shape, axis = found
    if product(index) == 0:
        return Accept([shape])
    source = call.shape("src")
    fault = _covered_fault(call, "input", shape, exempt=axis)
    if fault is None and source is not None:
        fault = _covered_fault(call, "src", source)
    return fault or Accept([shape])


def _covered_fault(call: Call, operand: str, whole: Shape, exempt: int | None = None) -> Fault | None:
    """The fault of an `index` that is larger than another operand in an axis other than `exempt`."""
    index = call.shape("index") or ()
    if max(len(index), 1) != max(len(whole), 1):
        ranks = [len(whole)] if whole else [0, 1]
        return rank_fault(call, "index", ranks, why=f"(as many as {operand} has)")
    for axis, (size, limit) in enumerate(zip(index, whole, strict=bool(index and whole))):
        if axis != exempt and size > limit:
            expects = f"at most {limit} in axis {axis} of index, the size of {operand} there"
            problem = AxisProblem("index", axis, limit, size)
            return Fault([problem], expects, str(size), {"index": replaced(index, axis, limit)})
    if index and not whole and exempt is None and index[0] > 1:
        return shape_fault("index", (1,), index)
    return None


def index_select(call: Call) -> Outcome:
    """The entries along an axis that a vector of indices names."""
    found, index = along(call), call.shape("index")
    if not isinstance(found, tuple) or index is None:
        return found if isinstance(found, Fault) else None
    shape, axis = found
    fault = rank_fault(call, "index", [1, 0])
    return fault or Accept([replaced(shape, axis, product(index)) if shape else shape])


def index_fill(call: Call) -> Outcome:
    """One number written to the entries along an axis that a vector of indices names."""
    found = along(call)
    if not isinstance(found, tuple):
        return found
    fault = rank_fault(call, "index", [1, 0])
    value = call.shape("value")
    if fault is None and value:
        fault = shape_fault("value", (), value, "a single number")
    return fault or Accept([found[0]])


def index_write(call: Call) -> Outcome:
    """Entries of `source` added or copied along an axis, to the places that a vector of indices names."""
    found, index, source = along(call), call.shape("index"), call.shape("source")
    if not isinstance(found, tuple) or index is None or source is None:
        return found if isinstance(found, Fault) else None
    shape, axis = found
    fault = rank_fault(call, "index", [1, 0])
    if fault is not None:
        return fault
    if not shape or not source:
        return None  # torch lets single numbers stand for vectors here, in ways that differ by function
    count = product(index)
    wanted = replaced(shape, axis, count)
    if source != wanted:
        meaning = f"the shape of input, but {count} in axis {axis}, one for each index"
        return shape_fault("source", wanted, source, meaning)
    return Accept([shape])


def take(call: Call) -> Outcome:
    """The elements of the flattened input that `index` names."""
    shape, index = call.shape("input"), call.shape("index")
    if shape is None or index is None:
        return None
    if product(shape) == 0 and product(index):
        return Fault([], "an input that is not empty", "no elements")
    return Accept([index])


def take_along_dim(call: Call) -> Outcome:
    """Elements along an axis; in all other axes `indices` and the input broadcast."""
    shape, indices, dim = call.shape("input"), call.shape("indices"), call.attribute("dim")
    if shape is None or indices is None:
        return None
    if dim is None:
        return Accept([(product(indices),)])
    found = few_axes_fault(shape, 1) or along(call)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    if len(indices) != len(shape):
        return rank_fault(call, "indices", [len(shape)], why="(as many as input has)")
    shapes = {"input": replaced(shape, axis, 1), "indices": replaced(indices, axis, 1)}
    fault = broadcast_fault(shapes)
    if fault is not None:
        return Fault(fault.problems, fault.expects, fault.gets, _with_axis(fault, axis, indices[axis]))
    return Accept([replaced(broadcast(shapes.values()) or (), axis, indices[axis])])


def _with_axis(fault: Fault, axis: int, size: int) -> dict[str, Shape]:
    return {name: replaced(shape, axis, size) for name, shape in fault.mended.items()}


def where(call: Call) -> Outcome:
    """Elements of `input` or `other`, as `condition` says. On its own it finds places, and the data says how many."""
    given = call.operands.keys() | call.attributes.keys()
    shapes = call.named_shapes()
    if not {"input", "other"} <= given:
        return None
    return broadcast_fault(shapes) or Accept([broadcast(shapes.values()) or ()])


def masked_fill(call: Call) -> Outcome:
    """One number wherever `mask`, which broadcasts with the input, is true."""
    shape, mask, value = call.shape("input"), call.shape("mask"), call.shape("value")
    if shape is None or mask is None:
        return None
    if value:
        return shape_fault("value", (), value, "a single number")
    return _masked(call, {"input": shape, "mask": mask})


def masked_scatter(call: Call) -> Outcome:
    """The elements of `source`, one after the other, wherever `mask` is true."""
    shape, mask = call.shape("input"), call.shape("mask")
    return None if shape is None or mask is None else _masked(call, {"input": shape, "mask": mask})


def masked_select(call: Call) -> Outcome:
    """The elements where `mask` is true. How many there are depends on its data."""
    shape, mask = call.shape("input"), call.shape("mask")
    return None if shape is None or mask is None else broadcast_fault({"input": shape, "mask": mask})


def _masked(call: Call, shapes: dict[str, Shape]) -> Outcome:
    fault = broadcast_fault(shapes)
    together = broadcast(shapes.values())
    if fault is not None or together is None:
        return fault
    if call.attribute("inplace", False) and together != shapes["input"]:
        return shape_fault("mask", shapes["input"], shapes["mask"], "which an in-place result keeps")
    return Accept([together])


RULES: dict[str, Rule] = {
    "gather": gather,
    **dict.fromkeys(("scatter", "scatter_add", "scatter_reduce"), scatter),
    "index_select": index_select,
    "index_fill": index_fill,
    **dict.fromkeys(("index_add", "index_copy", "index_reduce"), index_write),
    "take": take,
    "take_along_dim": take_along_dim,
    "where": where,
    "masked_fill": masked_fill,
    "masked_scatter": masked_scatter,
    "masked_select": masked_select,
}
