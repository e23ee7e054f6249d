"""What goes on in the place of a call that does not fit, connected to the model that is being built around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras

from shapeviz.shapes.shape import Shape
from shapeviz.tracing.frontends.keras.tensors import tensors_in


class StandIn(keras.Operation):
    """An operation that gives tensors of these shapes, with as many samples as the tensors have that it is given.

    As a part of a functional model it keeps the inputs and outputs of the model connected. When that model is called,
    what it stands for is called `again`, if it is told.

    >>> x = keras.Input((4,))
    >>> y = StandIn([(32, 7)], "float32").connected(x)
    >>> keras.Model(x, y).output_shape
    (None, 7)
    """

    def __init__(self, shapes: Sequence[Shape], dtype: str | None, again: Callable[..., Any] | None = None) -> None:
        super().__init__()
        self._shapes = [tuple(map(int, shape)) for shape in shapes]
        self._dtype = dtype
        self._again = again

    def connected(self, *args: Any, **kwargs: Any) -> Any:
        """Symbolic tensors of the shapes, made of the tensors among the arguments."""
        return self.symbolic_call(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What the call gives that this stands for, once more."""
        return self.connected(*args, **kwargs) if self._again is None else self._again(*args, **kwargs)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """Symbolic tensors of the shapes, on their own."""
        first = next((tensor for _, tensor in tensors_in([args, kwargs]) if len(tensor.shape)), None)
        rows = first.shape[:1] if first is not None else ()
        made = [keras.KerasTensor((*rows, *shape[len(rows) :]) if shape else (), self._dtype) for shape in self._shapes]
        return made[0] if len(made) == 1 else made
