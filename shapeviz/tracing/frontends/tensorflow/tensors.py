"""What counts as a tensor of TensorFlow, and its shape.

TensorFlow is looked up among the modules that are loaded: a value can be one of its tensors only if it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from shapeviz.tracing.records import Spec


def is_tensor(value: Any) -> bool:
    """Whether a value is an eager or symbolic tensor, or a variable. Ragged and sparse tensors have no plain shape."""
    tensorflow = sys.modules.get("tensorflow")
    return tensorflow is not None and isinstance(value, (tensorflow.Tensor, tensorflow.Variable))


def spec_of(tensor: Any) -> Spec | None:
    """A tensor without its data; None if its rank or one of its sizes is not known."""
    sizes = known_shape(tensor.shape)
    return None if sizes is None else Spec(sizes, tensor.dtype, getattr(tensor, "device", ""))


def known_shape(shape: Any) -> tuple[int, ...] | None:
    """A `TensorShape` as whole numbers; None if it leaves anything open."""
    sizes = sizes_of(shape)
    return None if sizes is None or None in sizes else tuple(size for size in sizes if size is not None)


def sizes_of(shape: Any) -> tuple[int | None, ...] | None:
    """A `TensorShape` with None for the sizes that it leaves open; None if not even its rank is known."""
    return None if shape.rank is None else tuple(shape.as_list())


def element_shapes(dataset: Any) -> list[tuple[int | None, ...]]:
    """The shapes of the tensors in one element of a `tf.data.Dataset`, in order; those without a rank are left out."""
    shapes = (sizes_of(spec.shape) for spec in _specs(dataset.element_spec))
    return [shape for shape in shapes if shape is not None]


def _specs(element: Any) -> Iterator[Any]:
    """The specifications of the tensors in an element, which may be nested."""
    if isinstance(element, dict):
        for item in element.values():
            yield from _specs(item)
    elif isinstance(element, (tuple, list)):
        for item in element:
            yield from _specs(item)
    elif hasattr(element, "shape") and hasattr(element.shape, "rank"):
        yield element
