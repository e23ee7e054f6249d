"""TensorFlow as the judge of the rules: a rule accepts what TensorFlow accepts, and names the shapes that come out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.tensorflow.binding import bind
from tests.rules.provenance import check_provenance

Shapes = list[tuple[int, ...]]
REFUSALS = (tf.errors.OpError, ValueError, TypeError, IndexError, AssertionError)


def agree(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Fail where the rule for this call says otherwise than TensorFlow; tell what both say.

    What the rule computes must also be right at other sizes, and the shapes by which it mends a call must mend it.
    """
    call = bind(function, args, kwargs)
    assert call is not None, f"{function} is not bound"
    verdict, actual = judge(call), says(function, args, kwargs)
    report = f"{call}\n  rule:       {verdict}\n  TensorFlow: {actual!r}"
    if verdict is None:
        return "unknown"
    check_provenance(call)
    if isinstance(verdict, Accept):
        assert actual == verdict.outputs, report
        return "accepted"
    assert isinstance(verdict, Conflict), report
    assert isinstance(actual, Exception), report
    assert verdict.expects and verdict.gets, report
    if verdict.outputs is not None and _are_tensors(call, verdict.expected_shapes):
        args, kwargs = substituted(call, verdict, (args, kwargs))
        mended = says(function, args, kwargs)
        assert mended == verdict.outputs, f"{report}\n  mended: {mended!r}"
    return "refused"


def says(function: Callable[..., Any], args: Any, kwargs: Any) -> Shapes | Exception:
    """The shapes that come out, or the error."""
    try:
        return shapes_of(function(*args, **kwargs))
    except REFUSALS as error:
        return error


def shapes_of(result: Any) -> Shapes:
    """The shapes of the tensors in a result, in order."""
    if isinstance(result, (list, tuple)):
        return [shape for item in result for shape in shapes_of(item)]
    return [tuple(tf.convert_to_tensor(result).shape)]


def substituted(call: Call, conflict: Conflict, arguments: Any) -> Any:
    """The same arguments, with tensors of the expected shapes for the operands at fault."""
    shapes = {name: list(places) for name, places in _places(call).items()}

    def changed(value: Any) -> Any:
        if isinstance(value, (tf.Tensor, tf.Variable)):
            for name, given in shapes.items():
                if given and given[0] == tuple(value.shape):
                    given.pop()
                    wanted = conflict.expected_shapes.get(name, tuple(value.shape))
                    made = filled(wanted, value.dtype)
                    return tf.Variable(made) if isinstance(value, tf.Variable) else made
            return value
        if type(value) in (list, tuple):
            return type(value)(changed(item) for item in value)
        return {name: changed(item) for name, item in value.items()} if isinstance(value, dict) else value

    return changed(arguments)


def _are_tensors(call: Call, names: Iterable[str]) -> bool:
    """Whether these operands are tensors, and not numbers that are written in the call."""
    return all(name in call.dtypes or "[" in name for name in names)


def _places(call: Call) -> dict[str, Shapes]:
    return {name: [shape] for name, shape in call.named_shapes().items()}


def filled(shape: tuple[int, ...], dtype: Any) -> Any:
    """A tensor of a shape; matrices of it can be solved for, and indices of it name what is there."""
    if not tf.as_dtype(dtype).is_floating:
        return tf.zeros(shape, dtype)
    return tf.constant(np.random.default_rng(0).normal(size=shape), dtype)


def near(chance: np.random.Generator, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape or a neighbour of it: one size changed, or an axis more or less."""
    axis = int(chance.integers(0, max(len(shape), 1)))
    change = chance.choice([*["none"] * 5, "extra", *(["size", "size", "drop"] if shape else [])])
    size = int(chance.choice([1, 2, 3, 4, 6]))
    kept = {"none": shape[axis : axis + 1], "extra": (size, *shape[axis : axis + 1]), "size": (size,), "drop": ()}
    return (*shape[:axis], *kept[str(change)], *shape[axis + 1 :])
