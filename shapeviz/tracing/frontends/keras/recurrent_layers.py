"""What rules need of Keras's recurrent layers, most of which their cells hold."""

from __future__ import annotations

from typing import Any

from keras import layers

_CELLS = (layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell)


def cell_kernel(layer: Any) -> dict[str, Any]:
    """The weight that the features of a sequence meet first; None before the layer is built."""
    forward = layer.forward_layer if isinstance(layer, layers.Bidirectional) else layer
    return {"kernel": getattr(_cells(forward)[0], "kernel", None)}


def direction(layer: Any) -> dict[str, Any] | None:
    """The widths of a layer's output and of its states, or None for cells of the user's own."""
    cells = _cells(layer)
    known = all(type(cell) in _CELLS for cell in cells)
    if not known or layer.stateful:
        return None
    widths = [width for cell in cells for width in _widths(cell)]
    return {"units": cells[-1].units, "state_sizes": widths}


def directions(layer: Any) -> dict[str, Any] | None:
    """The same for both directions, or None where they are not alike."""
    pair = layer.forward_layer, layer.backward_layer
    if not all(isinstance(item, layers.RNN) for item in pair):
        return None
    forward, backward = (direction(item) for item in pair)
    return forward if forward == backward and type(pair[0]) is type(pair[1]) else None


def conv_cell(layer: Any) -> dict[str, Any] | None:
    """How the kernel of a convolutional layer slides over one step."""
    names = ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate")
    if layer.stateful:
        return None
    spec = layer.cell.input_spec
    return {"step_shape": spec.shape if layer.built else None, **{name: getattr(layer.cell, name) for name in names}}


def _cells(layer: Any) -> list[Any]:
    cell = getattr(layer, "cell", None)
    return list(cell.cells) if isinstance(cell, layers.StackedRNNCells) else [cell]


def _widths(cell: Any) -> list[int]:
    sizes = cell.state_size
    return [sizes] if isinstance(sizes, int) else list(sizes)
