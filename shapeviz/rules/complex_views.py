"""Complex numbers seen as pairs, and pairs seen as complex numbers."""

from __future__ import annotations

from shapeviz.rules.along import few_axes_fault
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.shapes.shape import replaced


def view_as_real(call: Call) -> Outcome:
    """A new last axis of size 2 holds the real and the imaginary part."""
    shape = call.shape("input")
    return None if shape is None else Accept([(*shape, 2)])


def view_as_complex(call: Call) -> Outcome:
    """The last axis, of size 2, becomes one complex number."""
    shape = call.shape("input")
    if shape is None:
        return None
    fault = few_axes_fault(shape, 1)
    if fault is None and shape[-1] != 2:
        problem = AxisProblem("input", len(shape) - 1, 2, shape[-1])
        expects = "2 in the last axis of its input (real and imaginary part)"
        fault = Fault([problem], expects, str(shape[-1]), {"input": replaced(shape, -1, 2)})
    return fault or Accept([shape[:-1]])


RULES: dict[str, Rule] = {"view_as_real": view_as_real, "view_as_complex": view_as_complex}
