"""NumPy as a library whose calls the instrumented code reports, with what passes its arrays on.

Tables of pandas are arrays to it, too: what is done with them is shown, and not judged. The same goes for calls of any
other installed package that takes or gives arrays.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape, product
from shapeviz.tracing.array_replay import MODERATE
from shapeviz.tracing.frontends.numpy import arrays, names
from shapeviz.tracing.frontends.numpy.binding import bind
from shapeviz.tracing.records import Spec

# Frameworks whose own frontends hear of their calls.
_WATCHED_OTHERWISE = frozenset({"torch", "keras", "tensorflow", "einops", "transformers"})
_JAX = frozenset({"jax", "jaxlib"})
_OWN = frozenset({"__main__", "shapeviz", ""})
_RANDOM = (np.random.Generator, np.random.RandomState)
_TYPES = ("ValueError", "IndexError", "TypeError", "AxisError", "LinAlgError")


class NumpyLibrary:
    """A `shapeviz.tracing.array_library.ArrayLibrary`."""

    NAME = "numpy"
    ASKS_RULES_FIRST = False
    SIZES = (np.shape, np.size)
    op_name = staticmethod(names.op_name)
    label = staticmethod(names.label)
    target_name = staticmethod(names.target_name)
    operand_names = staticmethod(names.operand_names)
    operand_name = staticmethod(names.operand_name)

    def is_tensor(self, value: Any) -> bool:
        """Whether this is an array, or a table of pandas."""
        return _is_concerned(type(value))

    def has_tables(self) -> bool:
        """Whether tables of pandas may be about."""
        return "pandas" in sys.modules

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are arrays, or tables of pandas."""
        return _is_concerned(kind)

    def is_scalar(self, value: Any) -> bool:
        """Whether this is one of NumPy's numbers, which it gives in place of an array without axes."""
        return isinstance(value, np.number)

    def spec_of(self, array: Any) -> Spec:
        """What is known of an array without its data."""
        return Spec(tuple(array.shape), _dtype_name(getattr(array, "dtype", "object")), "cpu")

    def watches(self, function: Any) -> bool:
        """Whether a function is NumPy's, or any other installed package's that no frontend of its own hears of."""
        root = _root_of(function)
        return root not in _OWN and root not in _WATCHED_OTHERWISE and root not in sys.stdlib_module_names

    def bind(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        shape_of: Callable[[Any], Shape] | None = None,
    ) -> Call | None:
        """A call as the rules see it; None if it is not NumPy's, or cannot be told."""
        values = [*args, *kwargs.values()]
        if any(map(is_table, values)):
            return None
        return bind(function, args, kwargs, shape_of)

    def array_name(self, kind: type) -> str:
        """The path under which people know a kind of array."""
        if issubclass(kind, np.ndarray):
            return "numpy.ndarray"
        return (
            "jax.Array" if kind.__module__.startswith("jax") else f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
        )

    def made_up(self, shape: Shape, dtype: Any) -> np.ndarray:
        """An array of that shape: numbers between 0 and 1, zeros if they are whole, and no data if there are many."""
        if product(shape) > MODERATE:
            return self.without_data(shape, dtype)
        kind = _dtype(dtype)
        if kind.kind in "fc":
            return np.random.default_rng(0).random(shape).astype(kind)
        return np.ones(shape, kind) if kind.kind == "b" else np.zeros(shape, kind)

    def without_data(self, shape: Shape, dtype: Any) -> np.ndarray:
        """An array of that shape all of whose elements are one and the same."""
        one = np.zeros((), _dtype(dtype))
        return np.lib.stride_tricks.as_strided(one, shape, (0,) * len(shape))

    def lacks_data(self, array: Any) -> bool:
        """Whether all elements of a large array are one and the same, as in those `without_data`."""
        if not isinstance(array, np.ndarray) or array.size <= MODERATE:
            return False
        return not any(stride for stride, size in zip(array.strides, array.shape, strict=True) if size > 1)

    def is_about_data(self, failure: str, text: str) -> bool:
        """Whether an exception speaks of numbers: a singular matrix. That a matrix is not square is its shape."""
        return failure == "LinAlgError" and "square" not in text and "dimension" not in text

    def concerns_tensors(self, error: BaseException) -> bool:
        """Whether an exception comes from within NumPy or pandas."""
        entry = error.__traceback__
        while entry is not None and entry.tb_next is not None:
            entry = entry.tb_next
        module = entry.tb_frame.f_globals.get("__name__", "") if entry is not None else ""
        return type(error).__name__ in _TYPES and module.partition(".")[0] in ("numpy", "pandas", "jax")

    def calls_back(self, function: Any, args: tuple[Any, ...]) -> bool:
        """Whether this is one of jax's functions of functions, which are pure, or what it made of one."""
        if _root_of(function) not in _JAX:
            return False
        return hasattr(function, "__wrapped__") or any(map(callable, args))

    def keeps_state(self, function: Any) -> bool:
        """Whether a function is a method of an object such as scikit-learn's estimators, or a part of a table."""
        owner = getattr(function, "__self__", None)
        return owner is not None and not isinstance(owner, (ModuleType, type, np.ufunc, *_RANDOM))

    def harmless(self, function: Any) -> Any:
        """A function of a generator of random numbers is that of another one, so that the user's stays as it is."""
        owner = getattr(function, "__self__", None)
        if not isinstance(owner, _RANDOM):
            return function
        fresh: Any = np.random.default_rng(0) if isinstance(owner, np.random.Generator) else np.random.RandomState(0)
        return getattr(fresh, function.__name__)


def is_table(value: Any) -> bool:
    """Whether this is a table or a column of pandas, which is not imported for the question."""
    return is_table_type(type(value))


def is_table_type(kind: type) -> bool:
    """Whether this is the type of tables or of columns of pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and issubclass(kind, (pandas.DataFrame, pandas.Series))


# Both are asked several times of every call in a loop.
@lru_cache(maxsize=512)
def _is_concerned(kind: type) -> bool:
    return arrays.is_array_type(kind) or is_table_type(kind)


@lru_cache(maxsize=64)
def _dtype_name(dtype: Any) -> str:
    return str(dtype)


@lru_cache(maxsize=64)
def _dtype(dtype: Any) -> np.dtype[Any]:
    try:
        return np.dtype(dtype if dtype is not None else float)
    except TypeError:  # one of another framework's
        return np.dtype(float)


def _jax_module_of(function: Any) -> str | None:
    """The module of jax whose code a function of the user's has become; it calls itself after the user's module."""
    module = function.__globals__.get("__name__") if isinstance(function, FunctionType) else type(function).__module__
    return module if isinstance(module, str) and module.partition(".")[0] in _JAX else None


def _root_of(function: Any) -> str:
    """The package that a function, a method or a class comes from; "" if it has none."""
    module = _jax_module_of(function) or getattr(function, "__module__", None)
    if not isinstance(module, str):
        owner = getattr(function, "__self__", None)
        module = (
            owner.__name__
            if isinstance(owner, ModuleType)
            else type(owner if owner is not None else function).__module__
        )
    return module.partition(".")[0]
