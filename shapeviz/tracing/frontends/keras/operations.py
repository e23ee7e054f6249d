"""The functions of `keras.ops`, and operators on Keras's own tensors, as a library whose calls the code reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.keras import op_names
from shapeviz.tracing.frontends.keras.binding_ops import bind_op
from shapeviz.tracing.frontends.keras.tensors import own_tensor, spec_of
from shapeviz.tracing.records import Spec

_FUNCTIONS = ("keras.src.ops", "keras.ops", "keras.src.utils", "keras.src.activations")


class KerasOperations:
    """A `shapeviz.tracing.array_library.ArrayLibrary`."""

    NAME = "keras.ops"
    ASKS_RULES_FIRST = False
    SIZES = (keras.ops.shape,)
    op_name = staticmethod(op_names.op_name)
    label = staticmethod(op_names.label)
    target_name = staticmethod(op_names.target_name)
    operand_names = staticmethod(op_names.operand_names)
    operand_name = staticmethod(op_names.operand_name)

    def has_tables(self) -> bool:
        """Whether tensors may have columns with names: they have none."""
        return False

    def concerns(self, kind: type) -> bool:
        """Whether values of this type are Keras's own tensors."""
        return issubclass(kind, (keras.KerasTensor, keras.Variable))

    def is_tensor(self, value: Any) -> bool:
        """Whether this is one of Keras's own tensors."""
        return own_tensor(value)

    def is_scalar(self, value: Any) -> bool:
        """Whether this is a number in the place of a tensor: Keras gives none."""
        return False

    def spec_of(self, array: Any) -> Spec:
        """What is known of a tensor without its data."""
        return spec_of(array)

    def watches(self, function: Any) -> bool:
        """Whether a function is one of Keras's functions of tensors."""
        module = getattr(function, "__module__", None)
        return isinstance(module, str) and module.startswith(_FUNCTIONS) and not isinstance(function, type)

    def bind(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        shape_of: Callable[[Any], Shape] | None = None,
    ) -> Call | None:
        """A call as the rules see it; None if it cannot be told."""
        return bind_op(function, args, kwargs, shape_of)

    def array_name(self, kind: type) -> str:
        """The path under which people know a kind of tensor."""
        return "keras.Variable" if issubclass(kind, keras.Variable) else "keras.KerasTensor"

    def made_up(self, shape: Shape, dtype: Any) -> Any:
        """A symbolic tensor of that shape."""
        return keras.KerasTensor(shape, dtype or keras.backend.floatx())

    without_data = made_up

    def lacks_data(self, array: Any) -> bool:
        """Whether a tensor lacks what an operation needs: Keras computes with symbolic ones."""
        return False

    def is_about_data(self, failure: str, text: str) -> bool:
        """Whether an exception speaks of numbers, and not of shapes."""
        return "KerasTensor" in text

    def concerns_tensors(self, error: BaseException) -> bool:
        """Whether an exception comes from within Keras."""
        return _comes_from_keras(error)

    def calls_back(self, function: Any, args: tuple[Any, ...]) -> bool:
        """Whether a function runs pure code of the user's, once more if it fails: of none is that known."""
        return False

    def keeps_state(self, function: Any) -> bool:
        """Whether a function is a method of an object that may learn from tensors: none is watched."""
        return False

    def harmless(self, function: Any) -> Any:
        """Every function leaves what it is given as it is."""
        return function


def _comes_from_keras(error: BaseException) -> bool:
    entry = error.__traceback__
    while entry is not None:
        if entry.tb_frame.f_globals.get("__name__", "").startswith("keras."):
            return True
        entry = entry.tb_next
    return False
