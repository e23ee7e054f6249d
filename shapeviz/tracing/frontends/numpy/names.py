"""What the functions of NumPy are called: a path that people know, a label, a neutral operation, argument names."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np

from shapeviz.tracing.frontends.numpy.signatures import Signature, signature
from shapeviz.tracing.frontends.numpy.ufunc_signatures import of_ufunc, of_ufunc_method
from shapeviz.tracing.subjects import Attribute, Method

# Operations that stand for many functions, which keep their names.
_GENERAL = frozenset(("ufunc", "ufunc_outer", "array_accumulate", "array_random", "array_random_sized"))
_NAMESPACES = ("linalg", "fft", "random")
_OPERATORS = {
    # The ufunc that an operator calls, where it has another name.
    "sub": "subtract", "mul": "multiply", "truediv": "divide", "floordiv": "floor_divide", "mod": "remainder",
    "pow": "power", "neg": "negative", "pos": "positive", "abs": "absolute", "inv": "invert", "and_": "bitwise_and",
    "or_": "bitwise_or", "xor": "bitwise_xor", "lshift": "left_shift", "rshift": "right_shift", "eq": "equal",
    "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal",
}  # fmt: skip
_IN_PLACE = {
    f"i{name}".rstrip("_"): name
    for name in (
        "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor", "lshift", "rshift",
    )
}  # fmt: skip


def target_name(function: Callable[..., Any]) -> str:
    """The path under which people know a function.

    >>> import operator
    >>> target_name(np.dot), target_name(Method("reshape")), target_name(operator.matmul), target_name(np.add.outer)
    ('numpy.dot', 'numpy.ndarray.reshape', 'operator.matmul', 'numpy.add.outer')
    """
    path = path_of(function)
    root = "jax.numpy" if _is_of(function, "jax") else "numpy"
    return path if path.startswith("operator.") else f"{root}.{path}"


def label(function: Callable[..., Any]) -> str:
    """The operation as people write it; an operator goes by its function.

    >>> import operator
    >>> label(np.concatenate), label(operator.iadd), label(operator.getitem), label(Attribute("T"))
    ('concatenate', 'add', 'getitem', 'T')
    """
    path = path_of(function)
    if path.startswith("operator."):
        return op_name(function)
    return path.partition(".")[2] if path.startswith(("ndarray.", *(f"{n}." for n in _NAMESPACES))) else path


def op_name(function: Callable[..., Any]) -> str:
    """The short, framework-neutral name of a function: that of its rule, without what tells rules of one name apart.

    >>> import operator
    >>> op_name(np.subtract), op_name(operator.sub), op_name(np.dot), op_name(np.max)
    ('sub', 'sub', 'dot', 'amax')
    """
    found = signature_of(function)
    if found is None or found.op in _GENERAL:
        return path_of(function).rpartition(".")[2]
    return found.op.removeprefix("array_")


def operand_names(function: Callable[..., Any], count: int) -> tuple[str, ...]:
    """What the rules call the first `count` arguments of a function.

    >>> operand_names(np.matmul, 2), operand_names(np.concatenate, 2)
    (('input', 'other'), ('tensors[0]', 'tensors[1]'))
    """
    found = signature_of(function)
    parameters = () if found is None else found.parameters
    start = next((at for at, parameter in enumerate(parameters) if parameter.kind == "arrays"), None)
    known = [parameter.neutral for parameter in parameters]
    if start is not None:
        items = [f"{known[start]}[{index}]" for index in range(count - start)]
        return (*known[: min(start, count)], *items)
    return (*known[:count], *(f"argument {index + 1}" for index in range(len(known), count)))


def operand_name(function: Callable[..., Any], keyword: str) -> str:
    """What the rules call the argument that is given under `keyword`.

    >>> operand_name(np.dot, "b"), operand_name(np.concatenate, "arrays")
    ('other', 'tensors')
    """
    found = signature_of(function)
    parameters = () if found is None else found.parameters
    return next((parameter.neutral for parameter in parameters if parameter.own == keyword), keyword)


def is_in_place(function: Callable[..., Any]) -> bool:
    """Whether this is the operator of an augmented assignment, which writes to its left side."""
    return _is_of(function, "_operator") and function.__name__ in _IN_PLACE


def is_operator(function: Callable[..., Any]) -> bool:
    """Whether this is one of Python's operators, which other values than arrays have, too."""
    return _is_of(function, "_operator")


def signature_of(function: Callable[..., Any]) -> Signature | None:
    """The operation and the arguments of a function; None if it is not known."""
    try:
        return _remembered(function)
    except TypeError:  # a callable that cannot be hashed
        return _found(function)


def _found(function: Callable[..., Any]) -> Signature | None:
    if isinstance(function, np.ufunc):
        return signature(function.__name__) or of_ufunc(function)
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return of_ufunc_method(owner, function.__name__)
    path = path_of(function)
    if isinstance(owner, np.random.RandomState):
        return signature(f"RandomState.{function.__name__}") or signature(path)
    if path.startswith("operator."):
        name = path.partition(".")[2]
        name = _IN_PLACE.get(name, name)
        name = _OPERATORS.get(name, name)
        ufunc = getattr(np, name, None)
        if isinstance(ufunc, np.ufunc):
            return _found(ufunc)
        return signature(path)
    if path.startswith("ndarray."):
        return signature(path) or (_of_method(path) if isinstance(function, Method) else None)
    found = signature(path)
    if found is None and _is_of(function, "jax"):
        ufunc = getattr(np, path, None)
        return _found(ufunc) if isinstance(ufunc, np.ufunc) else None
    return found


_remembered = lru_cache(maxsize=1024)(_found)


def _of_method(path: str) -> Signature | None:
    """Most methods take what the function of their name takes after the array."""
    function = getattr(np, path.removeprefix("ndarray."), None)
    return None if function is None or isinstance(function, (type, ModuleType)) else _found(function)


def path_of(function: Callable[..., Any]) -> str:
    """Where a function stands below `numpy`: `dot`, `linalg.norm`, `random.rand`, `ndarray.reshape`, `operator.add`."""
    if isinstance(function, (Method, Attribute)):
        return f"ndarray.{function.name}"
    owner = getattr(function, "__self__", None)
    name: str = getattr(function, "__name__", type(function).__name__)
    if isinstance(owner, np.ufunc):
        return f"{owner.__name__}.{name}"
    if _is_of(function, "_operator"):
        return f"operator.{name}"
    module: str = getattr(function, "__module__", None) or ""
    if type(owner).__module__.startswith("numpy.random"):
        module = "numpy.random"
    namespace = next((part for part in module.split(".") if part in _NAMESPACES), "")
    return f"{namespace}.{name}" if namespace else name


def _is_of(function: Callable[..., Any], package: str) -> bool:
    module: str = getattr(function, "__module__", None) or ""
    return module.partition(".")[0] == package
