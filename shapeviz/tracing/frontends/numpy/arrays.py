"""Arrays as the recorder wants them: what counts as one, and what is known of it without its data."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from shapeviz.tracing.records import Spec


def is_array(value: Any) -> bool:
    """Whether this is an array of NumPy or of jax, or what stands for one while jax traces a function.

    A single number of NumPy's and a `matrix`, always 2-D, are none.

    >>> is_array(np.zeros(3)), is_array(np.float32(3)), is_array([1, 2])
    (True, False, False)
    """
    return is_array_type(type(value))


def is_array_type(kind: type) -> bool:
    """Whether values of a type are arrays."""
    if issubclass(kind, np.ndarray):
        return not issubclass(kind, np.matrix)
    return kind.__module__.startswith("jax") and _is_jax_type(kind)


def is_jax(value: Any) -> bool:
    """Whether this is an array of jax, which is not imported for the question."""
    return _is_jax_type(type(value))


def _is_jax_type(kind: type) -> bool:
    jax = sys.modules.get("jax")
    return jax is not None and issubclass(kind, (jax.Array, jax.core.Tracer))


def spec_of(array: Any) -> Spec:
    """What is known of an array without its data.

    >>> spec_of(np.zeros((2, 3)))
    Spec(shape=(2, 3), dtype='float64', device='cpu')
    """
    return Spec(tuple(array.shape), str(array.dtype), "cpu")
