"""What models and layers of Keras ask of their inputs before anything is computed: the shapes they were made for."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.wording import counted, listed, times
from shapeviz.shapes.shape import Shape, replaced

OpenShape = tuple[int | None, ...]  # None is a size that is left open


def model_inputs(call: Call) -> Outcome:
    """Each of `inputs` fits the shape of its `Input`; a last axis of 1 may be missing, or be one too many."""
    given, wanted = call.named_shapes(), call.attribute("input_shapes")
    if len(given) != len(wanted):
        inputs = "1 input" if len(wanted) == 1 else f"{len(wanted)} inputs"
        return Fault([], inputs, str(len(given)))
    outputs: list[Shape] = []
    for (name, shape), reference in zip(given.items(), wanted, strict=True):
        outcome = _adjusted(name, shape, tuple(reference), sizes_checked=call.attribute("sizes_checked", True))
        if isinstance(outcome, Fault):
            return outcome
        outputs.append(outcome)
    return Accept(outputs)


def _adjusted(name: str, shape: Shape, reference: OpenShape, *, sizes_checked: bool) -> Shape | Fault:
    """The shape with as many axes as the `Input` has, or what is wrong with it."""
    # Axes are compared from the front, the batch aside, and as far as both go; their number is looked at afterwards.
    pairs = zip(_without_last((None, *reference[1:])), _without_last(shape), strict=False)
    unlike = [axis for axis, (size, actual) in enumerate(pairs) if size is not None and size != actual]
    wrong = unlike if sizes_checked else []
    if len(shape) == len(reference):
        return _size_fault(name, shape, reference, wrong) if wrong else shape
    if not wrong and len(shape) == len(reference) + 1 and shape[-1] == 1:
        return shape[:-1]
    if not wrong and len(shape) == len(reference) - 1 and reference[-1] == 1:
        return (*shape, 1)
    return _rank_fault(name, shape, reference)


def sizes_fault(operand: str, shape: Shape, axes: Sequence[int], wanted: OpenShape) -> Fault | None:
    """The fault of other sizes in these axes than those for which a layer has weights, or None.

    >>> fault = sizes_fault("inputs", (8, 5, 6), (-1,), (4,))
    >>> fault.expects, fault.mended
    ('4 features in axis 2 (the last) of its inputs', {'inputs': (8, 5, 4)})
    """
    places = [axis % len(shape) for axis in axes]
    pairs = zip(places, wanted, strict=True)
    wrong = [(axis, size) for axis, size in pairs if size is not None and shape[axis] != size]
    if not wrong:
        return None
    mended = shape
    for axis, size in wrong:
        mended = replaced(mended, axis, size)
    problems = [AxisProblem(operand, axis, size, shape[axis]) for axis, size in wrong]
    gets = times(shape[axis] for axis, _ in wrong)
    if len(wrong) > 1:
        expects = f"{times(size for _, size in wrong)} in axes {listed([axis for axis, _ in wrong])} of its {operand}"
        return Fault(problems, expects, gets, {operand: mended})
    axis, size = wrong[0]
    last = " (the last)" if axis == len(shape) - 1 else ""
    return Fault(problems, f"{counted(size, 'feature')} in axis {axis}{last} of its {operand}", gets, {operand: mended})


def _without_last(shape: OpenShape) -> OpenShape:
    return shape[:-1] if shape and shape[-1] == 1 else shape


def _size_fault(name: str, shape: Shape, reference: OpenShape, wrong: list[int]) -> Fault:
    problems: list[AxisProblem] = []
    mended = shape
    for axis, size in enumerate(reference):
        if axis in wrong and size is not None:
            problems.append(AxisProblem(name, axis, size, shape[axis]))
            mended = replaced(mended, axis, size)
    return Fault(problems, f"{name} of shape {_written(reference)}", _written(shape), {name: mended})


def _rank_fault(name: str, shape: Shape, reference: OpenShape) -> Fault:
    """The fault of another number of axes. Open sizes that the inputs do not tell are taken to be 1."""
    samples = len(shape) == len(reference) - 1 and _fits(shape, reference[1:])
    batch = 1 if samples or not shape else shape[0]
    ending = shape[len(shape) - len(reference) + 1 :] if len(shape) >= len(reference) else (1,) * len(reference)
    sizes = shape if samples else ending[: len(reference) - 1]
    filled = [actual if size is None else size for size, actual in zip(reference[1:], sizes, strict=True)]
    problem = AxisProblem(name, None, len(reference), len(shape), "axes")
    return Fault([problem], f"{name} of shape {_written(reference)}", _written(shape), {name: (batch, *filled)})


def _fits(shape: Shape, reference: OpenShape) -> bool:
    return all(size is None or size == actual for size, actual in zip(reference, shape, strict=True))


def _written(shape: OpenShape) -> str:
    sizes = ["None" if size is None else str(size) for size in shape]
    return f"({sizes[0]},)" if len(sizes) == 1 else f"({', '.join(sizes)})"


RULES: dict[str, Rule] = {"keras_inputs": model_inputs}
