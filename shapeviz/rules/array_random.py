"""Random numbers: of a given size, or one for each of the parameters, which broadcast."""

from __future__ import annotations

from typing import Any

from shapeviz.rules.arguments import position
from shapeviz.rules.array_factories import sized
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import axis_fault, rank_fault, shape_fault
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, broadcast


def draw(call: Call) -> Outcome:
    """Numbers of the size that is given, to which the parameters broadcast; without one, as many as these make."""
    size, shapes = call.attribute("size"), call.named_shapes()
    together = broadcast(shapes.values())
    if together is None:
        return broadcast_fault(shapes)
    if size is None:
        return Accept([together])
    outcome = sized(size)
    if isinstance(outcome, Fault):
        return outcome
    sizes = outcome.outputs[0]
    fault = next((fault for name, shape in shapes.items() if (fault := _size_fault(name, shape, sizes))), None)
    return fault or outcome


def _size_fault(name: str, shape: Shape, sizes: Shape) -> Fault | None:
    """The fault of a parameter that does not broadcast to the size of what is drawn."""
    if not shape or broadcast([shape, sizes]) == sizes:
        return None
    fitting = sizes[max(len(sizes) - len(shape), 0) :]
    aligned = shape[len(shape) - len(fitting) :]
    mended = tuple(1 if size == 1 else wanted for size, wanted in zip(aligned, fitting, strict=True))
    expects = f"{name} to broadcast to its size {shape_text(sizes)}"
    if len(shape) > len(sizes):
        problems = [AxisProblem(name, None, len(sizes), len(shape), "axes")]
    else:
        pairs = enumerate(zip(shape, mended, strict=True))
        problems = [AxisProblem(name, at, wanted, size) for at, (size, wanted) in pairs if size != wanted]
    return Fault(problems, expects, shape_text(shape), {name: mended})


def of_sizes(call: Call) -> Outcome:
    """`rand` and `randn`: one argument for each size."""
    return sized(call.attribute("size", ()))


def choice(call: Call) -> Outcome:
    """Entries of an axis, or numbers below `input`, drawn in the size that is given."""
    shape, size, weights = call.shape("input"), call.attribute("size"), call.shape("p")
    dim: int = call.attribute("dim", 0)
    if shape is None:
        count = call.attribute("input")
        shape = (count,) if isinstance(count, int) else _length(count)
        if shape is None:
            return None
    if call.attribute("vector", False) or not shape:
        fault = rank_fault(call, "input", [1])
    else:
        fault = axis_fault("input", shape, dim, keyword=call.axis_word)
    axis = position(dim, len(shape))
    if fault is not None or axis is None:
        return fault
    if weights is not None and weights != (shape[axis],):
        return shape_fault("p", (shape[axis],), weights, "a probability for each entry")
    outcome = sized(() if size is None else size)
    if isinstance(outcome, Fault):
        return outcome
    if shape[axis] == 0:
        return None
    return Accept([(*shape[:axis], *outcome.outputs[0], *shape[axis + 1 :])])


def _length(values: Any) -> Shape | None:
    plain = isinstance(values, (list, tuple, range)) and not any(isinstance(value, (list, tuple)) for value in values)
    return (len(values),) if plain else None


def permutation(call: Call) -> Outcome:
    """The entries in another order, or the numbers below `input`."""
    shape, count = call.shape("input"), call.attribute("input")
    if shape is None:
        return Accept([(count,)]) if isinstance(count, int) and count >= 0 else None
    if not shape:
        return None
    return axis_fault("input", shape, call.attribute("dim", 0), keyword=call.axis_word) or Accept([shape])


def permuted(call: Call) -> Outcome:
    """The entries of an axis in another order for each row, or all elements."""
    shape, dim = call.shape("input"), call.attribute("dim")
    if shape is None or not shape:
        return None
    return (None if dim is None else axis_fault("input", shape, dim, keyword=call.axis_word)) or Accept([shape])


def multivariate_normal(call: Call) -> Outcome:
    """Vectors around `mean`, whose numbers vary together as the square matrix `cov` says."""
    mean, covariance, size = call.shape("mean"), call.shape("cov"), call.attribute("size")
    if mean is None or covariance is None:
        return None
    fault = rank_fault(call, "mean", [1]) or rank_fault(call, "cov", [2])
    if fault is None and covariance != (mean[0], mean[0]):
        fault = shape_fault("cov", (mean[0], mean[0]), covariance, "a row and a column for each number of mean")
    return fault or _vectors(size, mean[0])


def multinomial(call: Call) -> Outcome:
    """How often each of the outcomes came, one count for each probability in `pvals`."""
    trials, chances = call.shape("n"), call.shape("pvals")
    if trials != () or chances is None or len(chances) != 1:
        return None
    return _vectors(call.attribute("size"), chances[0])


def dirichlet(call: Call) -> Outcome:
    """Vectors of probabilities, one for each number of `alpha`."""
    alpha = call.shape("alpha")
    fault = rank_fault(call, "alpha", [1])
    return fault if alpha is None or fault is not None else _vectors(call.attribute("size"), alpha[0])


def _vectors(size: Any, length: int) -> Outcome:
    outcome = sized(() if size is None else size)
    return outcome if isinstance(outcome, Fault) else Accept([(*outcome.outputs[0], length)])


RULES: dict[str, Rule] = {
    "array_random": draw,
    "array_random_sized": of_sizes,
    "array_choice": choice,
    "array_permutation": permutation,
    "array_permuted": permuted,
    "array_multivariate_normal": multivariate_normal,
    "array_multinomial": multinomial,
    "array_dirichlet": dirichlet,
}
