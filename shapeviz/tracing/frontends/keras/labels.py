"""What to call a layer: the name that it was given, the attribute that holds it, or its kind and number.

Keras numbers the layers of a process. Here they are numbered anew in each recording, so that the same cell gets the
same names every time, which are those that it would get in a new kernel.
"""

from __future__ import annotations

import re
from types import FrameType
from typing import Any

import keras

from shapeviz.tracing.frontends.keras.binding_losses import loss_name
from shapeviz.tracing.frontends.keras.subjects import Training
from shapeviz.tracing.naming import variable_name


class Labels:
    """The names of the layers met so far."""

    def __init__(self) -> None:
        self._names: dict[int, tuple[Any, str]] = {}
        self._counts: dict[str, int] = {}

    def again(self) -> Labels:
        """The names for another run: those of the same layers, and for others numbers of its own."""
        labels = Labels()
        labels._names = dict(self._names)
        return labels

    def of(self, layer: Any, holder: Any, frame: FrameType | None) -> str:
        """The name of a layer; `holder` is the model that is running, None outside of any."""
        known = self._names.get(id(layer))
        if known is None:
            name = _attribute(layer, holder) or (variable_name(layer, frame) if holder is None else "")
            if not name and isinstance(layer, keras.Loss):
                name = loss_name(layer, _written_losses(holder))
            known = self._names[id(layer)] = layer, name or self._numbered(layer)
        return known[1]

    def _numbered(self, layer: Any) -> str:
        kind = _snake_case(type(layer).__name__)
        own = str(getattr(layer, "name", "") or kind)
        if not re.fullmatch(rf"{kind}(_\d+)?", own):
            return own
        number = self._counts.get(kind, 0)
        self._counts[kind] = number + 1
        return kind if number == 0 else f"{kind}_{number}"


def _written_losses(holder: Any) -> Any:
    """The losses of a model in training, as `compile` was given them."""
    compiled = getattr(holder.model, "_compile_loss", None) if isinstance(holder, Training) else None
    return getattr(compiled, "_user_loss", None)


def _attribute(layer: Any, holder: Any) -> str:
    """The attribute under which a model of the user's own holds a layer."""
    if holder is None or isinstance(holder, keras.Sequential) or not isinstance(holder, keras.Layer):
        return ""
    # With torch below it, a model keeps its layers in a table of their own.
    for name, held in [*vars(holder).items(), *vars(holder).get("_modules", {}).items()]:
        if held is layer and not name.startswith("_"):
            return name
        if isinstance(held, (list, tuple)) and not name.startswith("_"):
            place = next((place for place, item in enumerate(held) if item is layer), None)
            if place is not None:
                return f"{name}[{place}]"
    return ""


def _snake_case(name: str) -> str:
    """A class's name as Keras names its layers.

    >>> _snake_case("Conv2D"), _snake_case("BatchNormalization")
    ('conv2d', 'batch_normalization')
    """
    return keras.src.utils.naming.to_snake_case(name)
