"""TensorFlow as a library whose calls instrumented code reports: eager operations, and those in a traced function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape, product
from shapeviz.tracing.array_replay import MODERATE
from shapeviz.tracing.frontends.tensorflow import names, tensors
from shapeviz.tracing.frontends.tensorflow.binding import bind
from shapeviz.tracing.records import Spec

# Stands for a size that is left open while a function is traced: that of the batch, and any other.
_OPEN_BATCH, _OPEN_SIZE = 32, 16


class TensorflowLibrary:
    """A `shapeviz.tracing.array_library.ArrayLibrary`."""

    NAME = "tensorflow"
    # Without a batch axis, some of its convolutions end the process.
    ASKS_RULES_FIRST = True
    SIZES = ()
    op_name = staticmethod(names.op_name)
    label = staticmethod(names.label)
    target_name = staticmethod(names.target_name)
    operand_name = staticmethod(names.argument_name)
    is_tensor = staticmethod(tensors.is_tensor)

    def operand_names(self, function: Any, count: int) -> tuple[str, ...]:
        """What the rules call the first `count` arguments of a function."""
        return tuple(names.operand_names(function, count))

    def has_tables(self) -> bool:
        """Whether tensors may have columns with names: they have none."""
        return False

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are tensors or variables."""
        return issubclass(kind, (tf.Tensor, tf.Variable))

    def is_scalar(self, value: Any) -> bool:
        """Whether this is a number in the place of a tensor: TensorFlow gives tensors."""
        return False

    def spec_of(self, array: Any) -> Spec:
        """What is known of a tensor without its data. A size that is left open is shown by a number all the same."""
        sizes = tensors.sizes_of(array.shape) or ()
        shape = (size if size is not None else _OPEN_SIZE if axis else _OPEN_BATCH for axis, size in enumerate(sizes))
        return Spec(tuple(shape), array.dtype.name, "cpu")

    def watches(self, function: Any) -> bool:
        """Whether a function is one of TensorFlow's that are exported under a name."""
        return names.public_name(function) is not None

    def bind(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        shape_of: Callable[[Any], Shape] | None = None,
    ) -> Call | None:
        """A call as the rules see it; None if it cannot be told."""
        return bind(function, args, kwargs, shape_of)

    def array_name(self, kind: type) -> str:
        """The path under which people know a kind of tensor."""
        return "tf.Variable" if issubclass(kind, tf.Variable) else "tf.Tensor"

    def made_up(self, shape: Shape, dtype: Any) -> Any:
        """A tensor of that shape: ones, zeros if they are whole numbers, and no data if there are many."""
        if product(shape) > MODERATE:
            return self.without_data(shape, dtype)
        kind = tf.as_dtype(dtype or "float32")
        return tf.ones(shape, kind) if kind.is_floating or kind.is_bool else tf.zeros(shape, kind)

    def without_data(self, shape: Shape, dtype: Any) -> Any:
        """A tensor of that shape outside of every run: it has no data."""
        with tf.Graph().as_default():
            return tf.raw_ops.Placeholder(dtype=tf.as_dtype(dtype or "float32"), shape=shape)

    def lacks_data(self, array: Any) -> bool:
        """Whether a tensor has no data."""
        return not hasattr(array, "numpy")

    def is_about_data(self, failure: str, text: str) -> bool:
        """Whether an exception speaks of numbers, and not of shapes."""
        return "invertible" in text or "decomposition" in text or "out of scope" in text

    def concerns_tensors(self, error: BaseException) -> bool:
        """Whether an exception is one of TensorFlow's own, or came through its code."""
        entry = error.__traceback__
        while entry is not None:
            if entry.tb_frame.f_globals.get("__name__", "").startswith("tensorflow."):
                return True
            entry = entry.tb_next
        return False

    def calls_back(self, function: Any, args: tuple[Any, ...]) -> bool:
        """Whether a function runs pure code of the user's, once more if it fails: of none is that known."""
        return False

    def keeps_state(self, function: Any) -> bool:
        """Whether a function is a method of an object that may learn from tensors: none is watched."""
        return False

    def harmless(self, function: Any) -> Any:
        """Every function leaves what it is given as it is, but for random states, which are not drawn from twice."""
        return function
