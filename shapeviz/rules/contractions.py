"""Products over chosen axes: tensor dot products, bilinear layers, chains of matrices, Kronecker and cross products."""

from __future__ import annotations

from collections.abc import Sequence

from shapeviz.rules.arguments import position, sizes_of
from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import axis_fault, rank_fault
from shapeviz.rules.products import matmul_shape
from shapeviz.rules.wording import listed
from shapeviz.shapes.shape import Shape, broadcast, replaced, stretched


def tensordot(call: Call) -> Outcome:
    """`dims` names the axes of each operand, or counts the last of `a` and the first of `b`."""
    a, b, dims = call.shape("a"), call.shape("b"), call.attribute("dims", 2)
    word = "dims" if call.axis_word == "dim" else "axes"
    if a is None or b is None or "dims" in call.operands:
        return None
    if not isinstance(dims, Sequence):
        if dims > min(len(a), len(b)):
            name = "a" if len(a) <= len(b) else "b"
            return rank_fault(call, name, [dims], why=f"or more, as {word} is {dims}")
        dims = (range(len(a) - dims, len(a)), range(dims))
    chosen = [list(sizes_of(axes)) for axes in dims]
    if len(chosen[0]) != len(chosen[1]):
        return Fault([], f"as many axes of a as of b in {word}", listed([len(axes) for axes in chosen]))
    for name, shape, axes in (("a", a, chosen[0]), ("b", b, chosen[1])):
        fault = next((fault for axis in axes if (fault := axis_fault(name, shape, axis, keyword=call.axis_word))), None)
        if fault is not None:
            return fault
    left, right = [axis % max(len(a), 1) for axis in chosen[0]], [axis % max(len(b), 1) for axis in chosen[1]]
    if len(set(left)) < len(left) or len(set(right)) < len(right):
        return Fault([], f"each axis once in {word}", "one twice")
    return _contracted(a, b, list(zip(left, right, strict=True)), stretch=call.op == "tensordot")


def _contracted(a: Shape, b: Shape, pairs: list[tuple[int, int]], *, stretch: bool) -> Outcome:
    """Sum over pairs of axes, each of one size; to torch a size of 1 stretches."""
    for one, other in pairs:
        if stretched(a[one], b[other]) is None if stretch else a[one] != b[other]:
            return Fault(
                [AxisProblem("a", one, b[other], a[one])],
                f"equal sizes in axis {one} of a and axis {other} of b",
                listed([a[one], b[other]]),
                {"a": replaced(a, one, b[other])},
            )
    rest = [size for axis, size in enumerate(a) if axis not in {one for one, _ in pairs}]
    rest += [size for axis, size in enumerate(b) if axis not in {other for _, other in pairs}]
    return Accept([tuple(rest)])


def bilinear(call: Call) -> Outcome:
    """Two inputs with equal leading axes; their last axes hold what `weight` (out, in1, in2) takes."""
    first, second, weight = call.shape("input1"), call.shape("input2"), call.shape("weight")
    if first is None or second is None or weight is None:
        return None
    fault = rank_fault(call, "weight", [3])
    if fault is None and not first:
        fault = rank_fault(call, "input1", [1])
    fault = fault or rank_fault(call, "input2", [len(first)], why="like input1")
    if fault is not None:
        return fault
    for axis, (size, other) in enumerate(zip(first[:-1], second[:-1], strict=True)):
        if size != other:
            return _size_fault("input2", second, axis, size, "as in input1")
    for name, shape, features in (("input1", first, weight[1]), ("input2", second, weight[2])):
        if shape[-1] != features:
            return _size_fault(name, shape, len(shape) - 1, features, "the features that its weight takes")
    bias = call.shape("bias")
    if bias is not None and (len(bias) != 1 or bias[0] != weight[0]):
        return rank_fault(call, "bias", [1]) or _size_fault("bias", bias, 0, weight[0], "one for each output")
    return Accept([(*first[:-1], weight[0])])


def _size_fault(name: str, shape: Shape, axis: int, expected: int, why: str) -> Fault:
    return Fault(
        [AxisProblem(name, axis, expected, shape[axis])],
        f"{expected} in axis {axis} of its {name} ({why})",
        str(shape[axis]),
        {name: replaced(shape, axis, expected)},
    )


def matrix_chain(call: Call) -> Outcome:
    """Matrices that fit one another; in `multi_dot` the first and the last may be vectors."""
    vectors = call.op == "linalg_multi_dot"
    operand = "tensors" if vectors else "matrices"
    shapes = call.shapes(operand)
    if not shapes:
        return None
    if vectors and len(shapes) < 2:
        return Fault([], "at least 2 tensors", "1")
    names = [item_name(operand, index) for index in range(len(shapes))]
    for index, name in enumerate(names):
        end = vectors and index in (0, len(names) - 1)
        fault = rank_fault(call, name, [2, 1] if end else [2])
        if fault is not None:
            return fault
    result = shapes[0]
    for name, before, shape, known in zip(names, names[1:], shapes[1:], shapes, strict=False):
        if known[-1] != shape[0]:
            return Fault(
                [AxisProblem(name, len(known) - 1, shape[0], known[-1])],
                f"equal sizes in axis {len(known) - 1} of {name} and axis 0 of {before}",
                listed([known[-1], shape[0]]),
                {name: replaced(known, -1, shape[0])},
            )
        result = matmul_shape(result, shape)
    return Accept([result])


def kron(call: Call) -> Outcome:
    """The sizes multiply, aligned at the last axis."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    rank = max(len(left), len(right))
    padded = [(1,) * (rank - len(shape)) + shape for shape in (left, right)]
    return Accept([tuple(a * b for a, b in zip(*padded, strict=True))])


def cross(call: Call) -> Outcome:
    """Vectors of three numbers along `dim`; the other axes broadcast. `torch.cross` looks for an axis of size 3."""
    left, right = call.shape("input"), call.shape("other")
    if left is None or right is None:
        return None
    dim = call.attribute("dim", -1 if call.op == "linalg_cross" else None)
    if dim is None:
        dim = next((axis for axis, size in enumerate(left) if size == 3), None)
        if dim is None:
            return _no_vectors(left)
    fault = rank_fault(call, "other", [len(left)], why="like input") or axis_fault(
        "input", left, dim, keyword=call.axis_word
    )
    axis = position(dim, len(left))
    if fault is not None or axis is None or not left:
        return fault
    for name, shape in (("input", left), ("other", right)):
        if shape[axis] != 3:
            return _size_fault(name, shape, axis, 3, "the length of its vectors")
    fault = broadcast_fault({"input": left, "other": right})
    result = broadcast([left, right])
    return fault or (Accept([result]) if result is not None else None)


def _no_vectors(shape: Shape) -> Fault:
    expects = "an axis of size 3 in its input"
    if not shape:
        return Fault([AxisProblem("input", None, 1, 0, "axes")], expects, "none", {"input": (3,)})
    problem = AxisProblem("input", len(shape) - 1, 3, shape[-1])
    return Fault([problem], expects, f"sizes {listed(shape)}", {"input": replaced(shape, -1, 3)})


RULES: dict[str, Rule] = {
    **dict.fromkeys(("tensordot", "array_tensordot"), tensordot),
    "bilinear": bilinear,
    **dict.fromkeys(("chain_matmul", "linalg_multi_dot"), matrix_chain),
    "kron": kron,
    **dict.fromkeys(("cross", "linalg_cross"), cross),
}
