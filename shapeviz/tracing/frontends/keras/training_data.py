"""The data that training goes over, as shapes: arrays, the elements of a dataset, the data kept to validate with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras
from keras import tree

from shapeviz.tracing.frontends.keras.tensors import as_symbolic, is_tensor_like, shape_of


def data_of(given: dict[str, Any]) -> tuple[Any, Any]:
    """(x, y) of the data that training was given; of a dataset they are symbolic, one of its elements."""
    x, y = given.get("x"), given.get("y")
    elements = getattr(x, "element_spec", None)
    if elements is None:
        return x, y
    parts = tree.map_structure(as_symbolic, elements)
    return (parts[0], parts[1]) if isinstance(parts, tuple) and len(parts) > 1 else (parts, y)


def validation_of(given: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """(x, y) of the data to validate with, in one batch and without numbers, if there is any."""
    kept = given.get("validation_data")
    if isinstance(kept, (tuple, list)) and len(kept) > 1:
        yield tree.map_structure(_symbolic, kept[0]), tree.map_structure(_symbolic, kept[1])
    elif getattr(kept, "element_spec", None) is not None:
        yield data_of({"x": kept})


def own_loss(model: Any) -> bool:
    """Whether a model computes its loss by code of the user's."""
    return type(model).compute_loss is not keras.Model.compute_loss


def own_step(model: Any) -> bool:
    """Whether a model is trained by code of the user's."""
    return any("train_step" in vars(kind) for kind in type(model).__mro__ if not kind.__module__.startswith("keras."))


def _symbolic(value: Any) -> Any:
    if not is_tensor_like(value) or not shape_of(value):
        return value
    return as_symbolic(value)
