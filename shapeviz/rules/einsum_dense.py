"""The layer of Keras that multiplies its inputs with a kernel as an equation says."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, replaced

_ELIDED = "..."


def einsum_dense(call: Call) -> Outcome:
    """`ab,bc->ac`: what the kernel shares with the inputs has one size; `...` stands for any axes in front."""
    shape, kernel = call.shape("inputs"), call.shape("kernel")
    left, _, output = str(call.attribute("equation")).replace(" ", "").partition("->")
    names, _, weights = left.partition(",")
    if shape is None or not weights or names.startswith(_ELIDED) != output.startswith(_ELIDED):
        return None
    letters, results = names.removeprefix(_ELIDED), output.removeprefix(_ELIDED)
    if "." in letters + weights + results or ("." in names and len(shape) <= len(letters)):
        return None
    rank = call.attribute("rank", len(letters) if names == letters else len(shape))
    fault = rank_fault(call, "inputs", [rank], why=f"(for its equation {call.attribute('equation')})")
    if fault is not None:
        return fault
    in_front = shape[: len(shape) - len(letters)]
    sizes = dict(zip(letters, shape[len(in_front) :], strict=True))
    wanted = dict(zip(weights, kernel, strict=True)) if kernel is not None else _promised(call, results, len(in_front))
    for letter, size in wanted.items():
        if sizes.setdefault(letter, size) != size:
            # Some backends stretch a size of 1.
            return None if 1 in (size, sizes[letter]) else _fault(shape, len(in_front) + letters.index(letter), size)
    return Accept([(*in_front, *(sizes[letter] for letter in results))])


def _promised(call: Call, results: str, elided: int) -> dict[str, int]:
    """The sizes that the layer was told to give, which leave out the batch and what is elided."""
    told: Shape = tuple(call.attribute("output_sizes"))
    named = results if elided else results[1:]
    return {letter: size for letter, size in zip(named[len(named) - len(told) :], told, strict=True) if size}


def _fault(shape: Shape, axis: int, size: int) -> Fault:
    expects = f"{counted(size, 'feature')} in axis {axis} of its inputs"
    problem = AxisProblem("inputs", axis, size, shape[axis])
    return Fault([problem], expects, str(shape[axis]), {"inputs": replaced(shape, axis, size)})


RULES: dict[str, Rule] = {"einsum_dense": einsum_dense}
