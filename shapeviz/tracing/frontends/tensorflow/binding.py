"""Calls of TensorFlow as rules see them: a neutral operation, shapes under keywords, and plain arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shapeviz.rules.core import Call, Operand
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.tensorflow.adapting import adapted
from shapeviz.tracing.frontends.tensorflow.names import Subject, is_operator, parameters, python_signature, signature_of
from shapeviz.tracing.frontends.tensorflow.signatures import Signature
from shapeviz.tracing.frontends.tensorflow.tensors import is_tensor
from shapeviz.tracing.frontends.tensorflow.values import NotPlain, dtype_of, plain, shape_of_value
from shapeviz.tracing.subjects import Method

ShapeOf = Callable[[Any], Shape]


def bind(
    function: Subject, args: tuple[Any, ...], kwargs: dict[str, Any] | None, shape_of: ShapeOf | None = None
) -> Call | None:
    """A call of a function of TensorFlow, or of an operator or method on its tensors; None if no rule knows it.

    None also where an operand has no plain shape, or an argument is a tensor whose numbers are not known. `shape_of`
    tells the shapes of tensors and arrays that are to stand in the call with others than their own.
    """
    signature = signature_of(function)
    if signature is None:
        return None
    try:
        given = _given(function, args, kwargs or {})
        operands: dict[str, Operand] = {}
        dtypes: dict[str, str] = {}
        for keyword, name in signature.operands.items():
            if given.get(keyword) is not None:
                operands[name] = _operand(signature, name, given[keyword], shape_of)
                dtypes |= {name: dtype} if (dtype := dtype_of(given[keyword])) else {}
        attributes = signature.defaults | {
            name: plain(given[keyword])
            for keyword, name in signature.attributes.items()
            if given.get(keyword) is not None
        }
    except (NotPlain, TypeError):
        return None
    return adapted(Call(signature.op, operands, attributes, dtypes, axis_word="axis"))


def _given(function: Subject, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Every argument under TensorFlow's keyword for it; what a function takes as keywords of any name lies flat.

    Raises
    ------
    TypeError
        If the function does not take these arguments.
    """
    if isinstance(function, Method) or is_operator(function):
        return dict(zip(parameters(function), args, strict=False)) | kwargs
    arguments = python_signature(function).bind(*args, **kwargs).arguments
    return {name: value for name, value in arguments.items() if name != "kwargs"} | arguments.get("kwargs", {})


def _operand(signature: Signature, name: str, value: Any, shape_of: ShapeOf | None) -> Operand:
    if name not in signature.lists:
        return shape_of_value(value, shape_of)
    if is_tensor(value) or not isinstance(value, (tuple, list)):
        raise NotPlain
    return [shape_of_value(item, shape_of) for item in value]
