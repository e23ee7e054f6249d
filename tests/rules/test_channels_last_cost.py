"""What Keras's layers cost: as many products as the sums have that a layer computes, counted one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from shapeviz.rules.cost import multiply_adds
from shapeviz.tracing.frontends.keras.binding_layers import bind_layer

LAYERS: list[tuple[Callable[[], Any], tuple[int, ...]]] = [
    (lambda: layers.Dense(5), (2, 3, 4)),
    (lambda: layers.Conv1D(4, 3), (2, 9, 3)),
    (lambda: layers.Conv2D(4, (3, 2), strides=2), (2, 9, 8, 3)),
    (lambda: layers.Conv2D(4, 3, groups=2, data_format="channels_last"), (1, 6, 6, 4)),
    (lambda: layers.Conv3D(2, 2), (1, 4, 4, 4, 3)),
    (lambda: layers.DepthwiseConv2D(3, depth_multiplier=2), (1, 6, 7, 3)),
    (lambda: layers.SeparableConv2D(5, 3, depth_multiplier=2), (1, 6, 7, 3)),
    (lambda: layers.EinsumDense("abc,cde->abde", output_shape=(None, 2, 3)), (2, 3, 4)),
]


def products(layer: Any, given: np.ndarray[Any, Any]) -> int:
    """How often a weight is multiplied: with ones everywhere each sum is the number of its products."""
    layer(given)
    kernels = ["kernel" in weight.path for weight in layer.weights]
    layer.set_weights([np.full(weight.shape, float(ones)) for weight, ones in zip(layer.weights, kernels, strict=True)])
    return int(keras.ops.convert_to_numpy(layer(np.ones_like(given))).sum())


@pytest.mark.parametrize("make, shape", [pytest.param(*case, id=type(case[0]()).__name__) for case in LAYERS])
def test_a_layer_costs_as_many_products_as_its_sums_have(make: Callable[[], Any], shape: tuple[int, ...]) -> None:
    layer, given = make(), np.ones(shape, "float32")
    counted = products(layer, given)
    call = bind_layer(layer, (given,), {})
    assert call is not None
    output = tuple(layer(given).shape)
    if isinstance(layer, layers.SeparableConv2D):
        # Its second sums are of sums: the first ones have the numbers of channels in common with no other layer.
        depths, points = layer.depthwise_kernel.shape, layer.pointwise_kernel.shape
        positions = int(np.prod(output[:-1]))
        counted = positions * (int(np.prod(depths)) + points[-2] * points[-1])
    assert multiply_adds(call, [output]) == counted


@pytest.mark.parametrize("make, gates", [(layers.SimpleRNN, 1), (layers.GRU, 3), (layers.LSTM, 4)])
def test_each_gate_of_a_recurrent_layer_weighs_the_step_and_the_state(make: Any, gates: int) -> None:
    layer, given = make(5, return_sequences=True), np.ones((2, 7, 3), "float32")
    output = tuple(layer(given).shape)
    call = bind_layer(layer, (given,), {})
    assert call is not None
    assert multiply_adds(call, [output]) == 2 * 7 * gates * (3 * 5 + 5 * 5)


def test_a_transposed_convolution_spreads_each_number_over_its_kernel() -> None:
    layer, given = layers.Conv2DTranspose(4, 3, strides=2), np.ones((2, 5, 6, 3), "float32")
    output = tuple(layer(given).shape)
    call = bind_layer(layer, (given,), {})
    assert call is not None
    assert multiply_adds(call, [output]) == (2 * 5 * 6 * 3) * (3 * 3 * 4)


def test_a_layer_that_has_no_weights_yet_costs_nothing() -> None:
    call = bind_layer(layers.Dense(5), (np.ones((2, 3)),), {})
    assert call is not None and multiply_adds(call, [(2, 5)]) == 0
