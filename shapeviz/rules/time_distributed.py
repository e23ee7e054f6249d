"""A layer that is called on each step of time, with the same weights."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules import dense, keras_convolution, keras_normalization, keras_pooling, keras_reshaping, same_shape
from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.shapes.shape import Shape

_INNER: dict[str, Rule] = {
    op: rule
    for family in (dense, keras_convolution, keras_normalization, keras_pooling, keras_reshaping, same_shape)
    for op, rule in family.RULES.items()
}


def time_distributed(call: Call) -> Outcome:
    """(batch, time, …); `inner` is the operation on (batch, …)."""
    shape, op = call.shape("inputs"), call.attribute("inner")
    if shape is None or op not in _INNER:
        return None
    fault = few_axes_fault(shape, 3, why="(batch × time × …)", operand="inputs")
    if fault is not None:
        return fault
    step: Shape = (shape[0], *shape[2:])
    outcome = _INNER[op](replace(call, op=op, operands={**call.operands, "inputs": step}))
    if isinstance(outcome, Accept):
        return Accept([(output[0], shape[1], *output[1:]) for output in outcome.outputs])
    # The wrapper passes over the inner layer's own checks, so that only the arithmetic of a matrix is sure to refuse.
    return _of_all_steps(outcome, shape[1]) if isinstance(outcome, Fault) and op == "dense" else None


def _of_all_steps(fault: Fault, steps: int) -> Fault:
    """The fault of one step, told of the inputs of all steps."""
    problems = [problem if not problem.axis else replace(problem, axis=problem.axis + 1) for problem in fault.problems]
    mended = {
        name: (shape[0], steps, *shape[1:]) if name == "inputs" else shape for name, shape in fault.mended.items()
    }
    return replace(fault, problems=problems, mended=mended)


RULES: dict[str, Rule] = {"time_distributed": time_distributed}
