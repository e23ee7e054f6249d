"""The layers of Keras that make one tensor of several: sums and their like, concatenation, dot products."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from shapeviz.rules.arguments import position
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.joining import cat
from shapeviz.rules.wording import listed
from shapeviz.shapes.shape import Shape, broadcast, equal, replaced


def merge(call: Call) -> Outcome:
    """Samples broadcast together, aligned at their last axes; a first call wants batches of one size."""
    shapes = call.named_shapes()
    if not isinstance(call.operands.get("inputs"), list):
        return Fault([], "a list of inputs", "a single tensor")
    if call.op == "keras_subtract" and len(shapes) != 2:
        return Fault([], "a list of exactly 2 inputs", str(len(shapes)))
    if any(not shape for shape in shapes.values()):
        return None
    if call.attribute("built", False):
        return _merged_again(shapes)
    fault = _batch_fault(shapes) or _sample_fault(shapes)
    sample = broadcast(shape[1:] for shape in shapes.values())
    if fault is not None or sample is None:
        return fault
    return Accept([(equal(*(shape[0] for shape in shapes.values())), *sample)])


def _merged_again(shapes: dict[str, Shape]) -> Outcome:
    """A layer that was called before looks at nothing any more, and leaves it to the arithmetic."""
    if len({len(shape) for shape in shapes.values()}) > 1:
        return None  # whether the axes are aligned depends on what the layer was built for
    result = broadcast(shapes.values())
    return broadcast_fault(shapes) if result is None else Accept([result])


def _batch_fault(shapes: dict[str, Shape]) -> Fault | None:
    """The fault of inputs with different batch sizes: what most of them have is right."""
    usual = Counter(shape[0] for shape in shapes.values()).most_common(1)[0][0]
    odd = {name: shape for name, shape in shapes.items() if shape[0] != usual}
    if not odd:
        return None
    return Fault(
        [AxisProblem(name, 0, usual, shape[0]) for name, shape in odd.items()],
        "inputs with the same batch size in axis 0",
        listed(list(dict.fromkeys(shape[0] for shape in shapes.values()))),
        {name: replaced(shape, 0, usual) for name, shape in odd.items()},
    )


def _sample_fault(shapes: dict[str, Shape]) -> Fault | None:
    """The fault of samples that do not broadcast; a batch of 1 in front of each keeps the count of the axes."""
    fault = broadcast_fault({name: (1, *shape[1:]) for name, shape in shapes.items()})
    if fault is None:
        return None
    return replace(fault, mended={name: (shapes[name][0], *shape[1:]) for name, shape in fault.mended.items()})


def concatenate(call: Call) -> Outcome:
    """As the function of that name, with `inputs` in the place of `tensors`."""
    shapes = call.operands.get("inputs")
    if not isinstance(shapes, list):
        return Fault([], "a list of inputs", "a single tensor")
    outcome = cat(replace(call, operands={"tensors": shapes}))
    return _of_inputs(outcome) if isinstance(outcome, Fault) else outcome


def _of_inputs(fault: Fault) -> Fault:
    def named(text: str) -> str:
        return text.replace("tensors", "inputs")

    problems = [replace(problem, operand=named(problem.operand)) for problem in fault.problems]
    mended = {named(name): shape for name, shape in fault.mended.items()}
    return Fault(problems, named(fault.expects), fault.gets, mended)


def dot(call: Call) -> Outcome:
    """Products of the samples of two inputs, summed over one axis of each."""
    shapes = call.named_shapes()
    if len(shapes) != 2:
        return Fault([], "a list of exactly 2 inputs", str(len(shapes)))
    (left, a), (right, b) = shapes.items()
    axes = call.attribute("axes")
    first, second = (axes, axes) if isinstance(axes, int) else tuple(axes)
    i, j = position(first, len(a)), position(second, len(b))
    if len(a) < 2 or len(b) < 2 or not i or not j:
        return None
    if a[i] != b[j]:
        return Fault(
            [AxisProblem(right, j, a[i], b[j])],
            f"equal sizes in axis {i} of {left} and axis {j} of {right}",
            listed([a[i], b[j]]),
            {right: replaced(b, j, a[i])},
        )
    fault = _batch_fault(shapes)
    rest = [size for shape, summed in ((a, i), (b, j)) for at, size in enumerate(shape) if at not in (0, summed)]
    return fault or Accept([(equal(a[0], b[0]), *(rest or [1]))])


_MERGES = ("add", "subtract", "multiply", "average", "maximum", "minimum")

RULES: dict[str, Rule] = {
    **{f"keras_{name}": merge for name in _MERGES},
    "keras_concatenate": concatenate,
    "keras_dot": dot,
}
