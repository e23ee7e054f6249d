"""What the functions of `keras.ops` are called: a path that people know, a label, an operation, argument names."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import keras

from shapeviz.tracing.frontends.keras.op_tables import OPERATORS, OPS
from shapeviz.tracing.subjects import Attribute, Method

_PARAMETER = re.compile(r"(\*?)(\w+):?(\w*)(?:=(.+))?")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LISTS = frozenset(("tensors", "operands"))

Function = Callable[..., Any] | keras.Operation | str


class Parameter(NamedTuple):
    """One parameter: its `own` name, its `neutral` one in the rules, and what it is if it is not given."""

    own: str
    neutral: str
    starred: bool
    default: Any


def target_name(function: Function) -> str:
    """The path under which people know a function.

    >>> import operator
    >>> target_name(keras.ops.matmul), target_name(operator.add), target_name(Method("reshape"))
    ('keras.ops.matmul', 'operator.add', 'keras.KerasTensor.reshape')
    """
    if isinstance(function, (Method, Attribute)):
        return f"keras.KerasTensor.{function.name}"
    module = getattr(function, "__module__", None) or ""
    if _is_operator(function):
        return f"operator.{function_name(function)}"
    place = next((part for part in ("activations", "utils") if module.startswith(f"keras.src.{part}")), "ops")
    return f"keras.{place}.{function_name(function)}"


def label(function: Function) -> str:
    """The operation as people write it; an operator goes by its function.

    >>> import operator
    >>> label(keras.ops.expand_dims), label(operator.truediv), label(operator.getitem)
    ('expand_dims', 'divide', 'getitem')
    """
    name = function_name(function)
    return OPERATORS.get(name, name) if _is_operator(function) else name


def op_name(function: Function) -> str:
    """The short name of an operation, the same in all frameworks: that of its rule.

    >>> op_name(keras.ops.concatenate), op_name(keras.ops.power), op_name(keras.ops.top_k)
    ('concatenate', 'pow', 'top_k')
    """
    found = signature(label(function))
    if found is None or found[0] == "identity":
        return label(function)
    return found[0].removeprefix("keras_ops_").removeprefix("array_")


def operand_names(function: Function, count: int) -> tuple[str, ...]:
    """What the rules call the first `count` arguments of a function.

    >>> operand_names(keras.ops.matmul, 2), operand_names(keras.ops.concatenate, 2)
    (('input', 'other'), ('tensors[0]', 'tensors[1]'))
    """
    names = [item.neutral for item in _parameters(function)]
    start = next((place for place, name in enumerate(names) if name in _LISTS), None)
    if start is not None:
        items = [f"{names[start]}[{index}]" for index in range(count - start)]
        return (*names[: min(start, count)], *items)
    return (*names[:count], *(f"argument {place + 1}" for place in range(len(names), count)))


def operand_name(function: Function, keyword: str) -> str:
    """What the rules call the argument that is given under `keyword`.

    >>> operand_name(keras.ops.dot, "x2"), operand_name(keras.ops.top_k, "x")
    ('other', 'x')
    """
    return next((item.neutral for item in _parameters(function) if item.own == keyword), keyword)


def function_name(function: Function) -> str:
    """The name of a function, or of the function that an operation stands for: `ExpandDims` is `expand_dims`."""
    if isinstance(function, str):
        return function
    if isinstance(function, (Method, Attribute)):
        return function.name
    if isinstance(function, keras.Operation):
        return _WORD.sub("_", type(function).__name__).lower()
    return getattr(function, "__name__", type(function).__name__)


@lru_cache(maxsize=512)
def signature(name: str) -> tuple[str, tuple[Parameter, ...]] | None:
    """The operation and the parameters of a function of `keras.ops`; None if it is not listed.

    >>> op, parameters = signature("softmax")
    >>> op, parameters[1]
    ('softmax', Parameter(own='axis', neutral='dim', starred=False, default=-1))
    """
    written = OPS.get(name)
    if written is None:
        return None
    op, *texts = written.split()
    parameters: list[Parameter] = []
    for text in texts:
        match = _PARAMETER.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} in the signature of {name} is no parameter")
        star, own, neutral, default = match.groups()
        parameters.append(Parameter(own, neutral or own, bool(star), default and ast.literal_eval(default)))
    return op, tuple(parameters)


def _parameters(function: Function) -> tuple[Parameter, ...]:
    found = signature(label(function))
    return () if found is None else found[1]


def _is_operator(function: Function) -> bool:
    return getattr(function, "__module__", None) == "_operator"
