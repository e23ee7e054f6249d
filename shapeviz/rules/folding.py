"""Images cut into blocks and put together again, and windows along one axis.

Source of the size formulas: the documentation of `torch.nn.Unfold` and `torch.nn.Fold`.
"""

from __future__ import annotations

from shapeviz.rules.arguments import position, spread
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import axis_fault, empty_fault, multiple_fault, rank_fault
from shapeviz.rules.windows import Window, at_least_fault, spatial_rank_fault
from shapeviz.rules.wording import counted, times
from shapeviz.shapes.shape import Shape, product, replaced


def unfold(call: Call) -> Outcome:
    """The blocks of images as columns; or, where it names a `dimension`, the windows along one axis."""
    shape = call.shape("input")
    if shape is None:
        return None
    if "dimension" in call.attributes:
        return _windows_along(call, shape)
    fault = spatial_rank_fault(call, 2) or empty_fault("input", shape, range(len(shape) - 3, len(shape)))
    if fault is not None:
        return fault
    blocks = blocks_of(call)
    if isinstance(blocks, Fault):
        return blocks
    fault = at_least_fault("input", shape, blocks.minimums(), blocks)
    column = shape[-3] * product(blocks.kernel)
    return fault or Accept([(*shape[:-3], column, product(blocks.positions(shape[-2:])))])


def fold(call: Call) -> Outcome:
    """Columns (batch × channels·block × blocks) laid over each other as images of `output_size`."""
    shape = call.shape("input")
    if shape is None:
        return None
    why = "(batch × block elements × blocks, the batch optional)"
    fault = rank_fault(call, "input", [3, 2], why=why) or empty_fault("input", shape, range(len(shape) - 2, len(shape)))
    if fault is not None:
        return fault
    blocks, sizes = blocks_of(call), spread(call.attribute("output_size"), 2)
    if isinstance(blocks, Fault):
        return blocks
    places = blocks.positions(sizes)
    if any(place < 1 for place in places):
        return Fault([], f"an output_size of at least {times(blocks.minimums())} for its {blocks}", times(sizes))
    elements = product(blocks.kernel)
    fault = multiple_fault("input", shape, len(shape) - 2, elements, f"the elements of its {blocks}")
    fault = fault or _count_fault(shape, places, sizes)
    return fault or Accept([(*shape[:-2], shape[-2] // elements, *sizes)])


def blocks_of(call: Call) -> Window | Fault:
    """The block that slides over the images."""
    padding = spread(call.attribute("padding", 0), 2)
    if any(amount < 0 for amount in padding):
        return Fault([], "a padding of at least 0", str(min(padding)))
    kernel = spread(call.attribute("kernel_size"), 2)
    stride, dilation = spread(call.attribute("stride", 1), 2), spread(call.attribute("dilation", 1), 2)
    return Window(kernel, stride, padding, padding, dilation, "block")


def _count_fault(shape: Shape, places: list[int], sizes: Shape) -> Fault | None:
    count, axis = product(places), len(shape) - 1
    if shape[-1] == count:
        return None
    return Fault(
        [AxisProblem("input", axis, count, shape[-1])],
        f"{counted(count, 'block')} in axis {axis} of its input ({times(places)}, for an output of {times(sizes)})",
        str(shape[-1]),
        {"input": replaced(shape, axis, count)},
    )


def _windows_along(call: Call, shape: Shape) -> Outcome:
    """Windows of `size` elements, `step` apart; what each window holds becomes a new last axis."""
    dimension, size, step = (call.attribute(name) for name in ("dimension", "size", "step"))
    fault = axis_fault("input", shape, dimension, keyword="dimension")
    axis = position(dimension, len(shape))
    if fault is not None or axis is None:
        return fault
    if size < 0 or step < 1:
        return Fault([], "a size of at least 0 and a step of at least 1", f"size {size} and step {step}")
    if not shape:
        return Accept([(size,)]) if size <= 1 else Fault([], "a size of at most 1 for a single number", str(size))
    if shape[axis] < size:
        expects = f"at least {size} in axis {axis} of its input (for windows of {size})"
        problem = AxisProblem("input", axis, size, shape[axis])
        return Fault([problem], expects, str(shape[axis]), {"input": replaced(shape, axis, size)})
    return Accept([(*replaced(shape, axis, (shape[axis] - size) // step + 1), size)])


RULES: dict[str, Rule] = {"unfold": unfold, "fold": fold}
