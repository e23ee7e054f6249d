"""Tensors joined as rows, columns or layers: `vstack`, `hstack`, `dstack` and `column_stack`."""

from __future__ import annotations

from dataclasses import replace

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.joining import cat, concatenate
from shapeviz.shapes.shape import Shape, product


def at_least(shape: Shape, rank: int) -> Shape:
    """A shape with axes of size 1 put in as `atleast_1d`, `atleast_2d` and `atleast_3d` do.

    >>> at_least((), 1), at_least((5,), 2), at_least((5,), 3), at_least((4, 5), 3)
    ((1,), (1, 5), (1, 5, 1), (4, 5, 1))
    """
    if len(shape) >= rank:
        return shape
    if rank == 3 and shape:
        return (*(1,) * (2 - len(shape)), *shape, 1)
    return (1,) * (rank - len(shape)) + shape


def hstack(call: Call) -> Outcome:
    """Along the second axis; vectors end to end."""
    raised = [at_least(shape, 1) for shape in call.shapes("tensors")]
    return _joined(call, raised, dim=0 if raised and len(raised[0]) == 1 else 1)


def vstack(call: Call) -> Outcome:
    """Along the first axis; a vector counts as a row."""
    return _joined(call, [at_least(shape, 2) for shape in call.shapes("tensors")], dim=0)


def dstack(call: Call) -> Outcome:
    """Along the third axis; a matrix counts as one layer."""
    return _joined(call, [at_least(shape, 3) for shape in call.shapes("tensors")], dim=2)


def column_stack(call: Call) -> Outcome:
    """Along the second axis; a vector counts as a column."""
    return _joined(call, [s if len(s) > 1 else (product(s), 1) for s in call.shapes("tensors")], dim=1)


def _joined(call: Call, raised: list[Shape], dim: int) -> Outcome:
    # Elsewhere than in torch a vector of no elements is one like any other.
    join = concatenate if call.op.startswith("array_") else cat
    outcome = join(Call("cat", {"tensors": list(raised)}, {"dim": dim}, axis_word=call.axis_word))
    if not isinstance(outcome, Fault):
        return outcome
    given = dict(zip([item_name("tensors", at) for at in range(len(raised))], call.shapes("tensors"), strict=True))
    rewritten = dict(zip(given, raised, strict=True))
    problems = [_as_given(problem, given[problem.operand], rewritten[problem.operand]) for problem in outcome.problems]
    return Fault(problems, outcome.expects, outcome.gets, outcome.mended)


def _as_given(problem: AxisProblem, given: Shape, raised: Shape) -> AxisProblem:
    """A problem of a vector that counts as a matrix, in the vector's own axis."""
    if problem.axis is None or len(given) == len(raised):
        return problem
    return replace(problem, axis=0 if given and raised[problem.axis] == given[0] else None)


def atleast(call: Call) -> Outcome:
    """Every tensor with axes of size 1 put in until it has as many as the name says."""
    rank = int(call.op.removeprefix("atleast_").removesuffix("d"))
    return Accept([at_least(shape, rank) for shape in call.shapes("tensors")])


RULES: dict[str, Rule] = {
    **dict.fromkeys(("hstack", "array_hstack"), hstack),
    **dict.fromkeys(("vstack", "row_stack", "array_vstack"), vstack),
    **dict.fromkeys(("dstack", "array_dstack"), dstack),
    **dict.fromkeys(("column_stack", "array_column_stack"), column_stack),
    **dict.fromkeys(("atleast_1d", "atleast_2d", "atleast_3d"), atleast),
}
