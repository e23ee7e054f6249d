"""What Keras calls that has no layer of its own: the training of a model, a batch of its data."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras

from shapeviz.tracing.frontends.keras.tensors import tensors_in
from shapeviz.tracing.subjects import Method

# A batch of the data that training was given, as the subject of a call.
BATCH = Method("batch")
_DATA = ("x", "y", "sample_weight", "validation_data")
_SETTINGS = ("batch_size", "validation_split")
USUAL_BATCH = 32  # what Keras takes where it is told nothing


@dataclass(frozen=True, eq=False)
class Training:
    """A method of a model that goes over data: `fit`, `evaluate`, `predict` and those for one batch."""

    label: str
    model: Any

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return getattr(self.model, self.label)(*args, **kwargs)

    def arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """The data and the settings that matter to shapes, by keyword."""
        bound = inspect.signature(getattr(type(self.model), self.label)).bind_partial(self.model, *args, **kwargs)
        return {name: bound.arguments[name] for name in (*_DATA, *_SETTINGS) if bound.arguments.get(name) is not None}

    def data(self, given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Each array that is gone over in batches, with its place among the arguments."""
        for name in ("x", "y", "sample_weight"):
            for part, array in tensors_in(given.get(name)):
                yield f"{name}{part}", array

    @property
    def whole(self) -> bool:
        """Whether all the data is one batch."""
        return self.label.endswith("_on_batch")


def is_group(subject: Any) -> bool:
    """Whether what is called is drawn as a group: training, a model, a layer that is not Keras's own."""
    if isinstance(subject, (Training, keras.Model)):
        return True
    return isinstance(subject, keras.Layer) and not type(subject).__module__.startswith("keras.")


def begins_with_input(model: Any) -> bool:
    """Whether a sequential model was told the shape of its input."""
    return bool(model._layers) and isinstance(model._layers[0], keras.layers.InputLayer)


def user_function(subject: Any) -> Callable[..., Any] | None:
    """The user's own code in a layer of the user's."""
    return type(subject).call if is_group(subject) and not isinstance(subject, Training) else None
