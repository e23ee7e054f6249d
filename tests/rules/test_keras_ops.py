"""The functions of `keras.ops`, against Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras import ops

from shapeviz.rules import judge
from shapeviz.tracing.frontends.keras.binding_ops import bind_op
from tests.rules.keras_oracle import agrees_on_function, near

Shape = tuple[int, ...]
SHAPES = st.sampled_from([(4,), (2, 3), (3, 3), (2, 3, 4), (2, 1, 4)])
AXES = st.sampled_from([0, 1, 2, -1, -2])
SEVERAL = st.one_of(AXES, st.sampled_from([None, (0, 1), (-1,)]))


def zeros(shape: Shape) -> Any:
    return np.zeros(shape, "float32")


@pytest.mark.parametrize("name", ["add", "subtract", "power", "maximum", "divide_no_nan", "logical_and", "greater"])
@given(data=st.data(), shape=SHAPES)
def test_keras_agrees_on_broadcasting(name: str, data: st.DataObject, shape: Shape) -> None:
    agrees_on_function(name, zeros(shape), zeros(data.draw(near(shape))))


@pytest.mark.parametrize("name", ["relu", "gelu", "swish", "exp", "convert_to_tensor", "ones_like"])
@given(shape=SHAPES)
def test_keras_agrees_on_single_elements(name: str, shape: Shape) -> None:
    agrees_on_function(name, zeros(shape))


@pytest.mark.parametrize("name", ["sum", "mean", "max", "var", "any", "median", "logsumexp"])
@given(shape=SHAPES, axis=SEVERAL, keepdims=st.booleans())
def test_keras_agrees_on_reductions(name: str, shape: Shape, axis: Any, keepdims: bool) -> None:
    agrees_on_function(name, zeros(shape), axis=axis, keepdims=keepdims, unknown=axis is None and keepdims)


@pytest.mark.parametrize("name", ["softmax", "cumsum", "sort", "argmax", "argsort"])
@given(shape=SHAPES, axis=AXES)
def test_keras_agrees_on_what_runs_along_an_axis(name: str, shape: Shape, axis: int) -> None:
    agrees_on_function(name, zeros(shape), axis=axis)


@pytest.mark.parametrize("name", ["matmul", "dot", "inner", "outer"])
@given(data=st.data(), shape=SHAPES)
def test_keras_agrees_on_products(name: str, data: st.DataObject, shape: Shape) -> None:
    turned = (*shape[:-2], *shape[:-3:-1])
    other = data.draw(st.one_of(near(turned), near(shape), st.just(shape[-1:])))
    agrees_on_function(name, zeros(shape), zeros(other), unknown=name == "dot")


@given(shape=SHAPES, target=st.sampled_from([(-1,), (2, -1), (3, 2), (12,), (4, -1, 1)]))
def test_keras_agrees_on_reshape(shape: Shape, target: Shape) -> None:
    agrees_on_function("reshape", zeros(shape), target)


@given(shape=SHAPES, axes=st.sampled_from([None, (1, 0), (0, 2, 1), (0,)]), pair=st.tuples(AXES, AXES))
def test_keras_agrees_on_axes_in_another_order(shape: Shape, axes: Any, pair: tuple[int, int]) -> None:
    agrees_on_function("transpose", zeros(shape), axes)
    agrees_on_function("swapaxes", zeros(shape), *pair)
    agrees_on_function("moveaxis", zeros(shape), *pair)


@given(shape=SHAPES, axis=AXES)
def test_keras_agrees_on_axes_added_and_taken_away(shape: Shape, axis: int) -> None:
    agrees_on_function("expand_dims", zeros(shape), axis)
    agrees_on_function("squeeze", zeros(shape), axis, unknown=True)


@settings(max_examples=60)
@given(data=st.data(), shape=SHAPES, axis=AXES)
def test_keras_agrees_on_joining(data: st.DataObject, shape: Shape, axis: int) -> None:
    arrays = [zeros(shape), zeros(data.draw(near(shape)))]
    agrees_on_function("concatenate", arrays, axis=axis)
    agrees_on_function("stack", arrays, axis=axis)


@given(parts=st.sampled_from([2, 3, [1, 2], [2]]), axis=AXES)
def test_keras_agrees_on_splitting(parts: Any, axis: int) -> None:
    agrees_on_function("split", zeros((6, 2, 4)), parts, axis=axis)


@given(data=st.data(), shape=SHAPES, pairs=st.integers(1, 3))
def test_keras_agrees_on_padding_and_repeating(data: st.DataObject, shape: Shape, pairs: int) -> None:
    agrees_on_function("pad", zeros(shape), [(1, 2)] * pairs, unknown=True)
    agrees_on_function("tile", zeros(shape), data.draw(st.sampled_from([2, (2, 1), (1, 2, 3)])))
    agrees_on_function("broadcast_to", zeros(shape), data.draw(near((2, *shape))))


def test_an_operation_of_a_model_keeps_its_settings() -> None:
    joined = ops.concatenate([keras.KerasTensor((2, 3)), keras.KerasTensor((2, 4))], axis=1)
    call = bind_op(joined._keras_history.operation, ([zeros((2, 3)), zeros((2, 4))],))
    assert call is not None and call.attributes == {"dim": 1}
    verdict = judge(call)
    assert verdict is not None and verdict.outputs == [(2, 7)]


def test_functions_that_are_not_listed_are_not_judged() -> None:
    assert bind_op(ops.top_k, (zeros((4,)), 2)) is None
