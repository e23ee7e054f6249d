"""The arguments of ufuncs, which tell how many operands they have."""

from __future__ import annotations

import numpy as np

from shapeviz.rules.elementwise_names import BROADCASTING, UNARY
from shapeviz.tracing.frontends.numpy.signatures import Parameter, Signature

# What ufuncs are called elsewhere.
_SYNONYMS = {
    "subtract": "sub", "multiply": "mul", "divide": "div", "power": "pow", "absolute": "abs", "negative": "neg",
    "equal": "eq", "not_equal": "ne", "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge",
    "invert": "bitwise_not", "left_shift": "bitwise_left_shift", "right_shift": "bitwise_right_shift",
    "conjugate": "conj", "degrees": "rad2deg", "radians": "deg2rad",
}  # fmt: skip
_OUT = Parameter("out", "out", "plain")
_TWO = (Parameter("x1", "input", "array"), Parameter("x2", "other", "array"))


def of_ufunc(ufunc: np.ufunc) -> Signature | None:
    """The signature of a ufunc that works element by element; None for one with a core of axes."""
    if ufunc.signature is not None:
        return None
    op = _SYNONYMS.get(ufunc.__name__, ufunc.__name__)
    known = (UNARY if ufunc.nin == 1 else BROADCASTING) if ufunc.nout == 1 and ufunc.nin <= 2 else frozenset[str]()
    names = [("x", "input")] if ufunc.nin == 1 else [("x1", "input"), ("x2", "other")]
    names += [(f"x{at}", f"x{at}") for at in range(3, ufunc.nin + 1)]
    parameters = tuple(Parameter(own, neutral, "array") for own, neutral in names)
    defaults = {} if op in known else {"outputs": ufunc.nout}
    return Signature(op if op in known else "ufunc", (*parameters, *[_OUT] * ufunc.nout), defaults)


def of_ufunc_method(ufunc: np.ufunc, method: str) -> Signature | None:
    """The signature of `reduce`, `accumulate` or `outer`; None for the others, whose results depend on data."""
    array = Parameter("array", "input", "array")
    axis, dtype = Parameter("axis", "dim", "plain"), Parameter("dtype", "dtype", "plain")
    if ufunc.signature is not None or ufunc.nin != 2:
        return None
    if method == "reduce":
        op = "array_amax" if ufunc.identity is None else "array_sum"
        keep = Parameter("keepdims", "keepdim", "plain")
        return Signature(op, (array, axis, dtype, _OUT, keep), {"dim": 0})
    if method == "accumulate":
        return Signature("array_accumulate", (array, axis, dtype, _OUT), {"dim": 0})
    return Signature("ufunc_outer", _TWO) if method == "outer" else None
