"""Keras as the judge of the rules: a rule accepts what Keras accepts, and names the shapes that come out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.keras.binding_layers import bind_layer
from shapeviz.tracing.frontends.keras.binding_losses import bind_loss
from shapeviz.tracing.frontends.keras.binding_models import bind_model
from shapeviz.tracing.frontends.keras.binding_ops import bind_op
from tests.rules.provenance import check_provenance

Shape = tuple[int, ...]  # of at least one size
Shapes = list[Shape]
Arguments = tuple[Any, ...]


PADDINGS = st.sampled_from(["valid", "same"])
FORMATS = st.sampled_from(["channels_last", "channels_first"])


@st.composite
def near(draw: st.DrawFn, shape: Shape) -> Shape:
    """A shape, or a neighbour of it: one size changed, or an axis more or less."""
    axis = draw(st.integers(0, len(shape) - 1))
    size = draw(st.sampled_from([1, 2, 3, 4, 5, 6, 8]))
    change = draw(st.sampled_from(["none", "none", "extra", "size", *(["drop"] if len(shape) > 1 else [])]))
    kept = {"none": shape[axis : axis + 1], "extra": (size, *shape[axis : axis + 1]), "size": (size,), "drop": ()}
    return (*shape[:axis], *kept[change], *shape[axis + 1 :])


def refusal(layer: Any, *inputs: Any, built_for: Shape | None = None) -> str:
    """What a rule says against a call of a layer."""
    if built_for is not None:
        layer.build((None, *built_for[1:]))
    return _words(bind_layer(layer, _zeros(inputs)))


def refusal_of_model(model: Any, *inputs: Any) -> str:
    """What a rule says against the inputs of a model."""
    return _words(bind_model(model, _zeros(inputs)))


def refusal_of_loss(loss: Any, y_true: Shape, y_pred: Shape) -> str:
    """What a rule says against the operands of a loss."""
    return _words(bind_loss(loss, *_zeros([y_true, y_pred])))


def _words(call: Call | None) -> str:
    assert call is not None
    verdict = judge(call)
    assert isinstance(verdict, Conflict), verdict
    return f"expects {verdict.expects}, but gets {verdict.gets}"


def agrees_on_layer(
    make: Callable[[], Any], *inputs: Any, built_for: Any = None, unknown: bool = False, **kwargs: Any
) -> None:
    """The rule agrees with Keras on this call of a layer; inputs are shapes, or lists of shapes.

    With `built_for` the layer was called on these shapes before. `unknown` allows a rule that cannot tell.
    """

    def made() -> Any:
        layer = make()
        if built_for is not None:
            layer(_zeros(built_for))
        return layer

    layer = made()
    call = bind_layer(layer, _zeros(inputs), _zeros(kwargs))
    assert call is not None
    _compare(call, list(inputs), kwargs, lambda *args, **kwargs: made()(*args, **kwargs), unknown)


def agrees_on_model(model: Any, *inputs: Any) -> None:
    """The rule agrees with Keras on what a model asks of its inputs, whose first layers take everything."""
    call = bind_model(model, _zeros(inputs))
    assert call is not None
    _compare(call, list(inputs), {}, model, False)


def agrees_on_loss(loss: Any, y_true: Shape, y_pred: Shape, *, unknown: bool = False) -> None:
    """The rule agrees with Keras on this loss."""
    call = bind_loss(loss, *_zeros([y_true, y_pred]))
    assert call is not None
    _compare(call, [y_true, y_pred], {}, loss, unknown)


def agrees_on_function(name: str, *args: Any, unknown: bool = False, **kwargs: Any) -> None:
    """The rule agrees with Keras on this call of a function of `keras.ops`."""
    function = getattr(keras.ops, name)
    call = bind_op(function, args, kwargs)
    assert call is not None
    check_provenance(call)
    verdict = judge(call)
    try:
        actual: Shapes | Exception = _shapes_of(function(*args, **kwargs))
    except Exception as error:
        actual = error
    report = f"{call}\n  rule:  {verdict}\n  keras: {actual!r}"
    if isinstance(verdict, Accept):
        assert actual == verdict.outputs, report
    else:
        assert unknown if verdict is None else isinstance(actual, Exception), report


def _compare(call: Call, inputs: list[Any], kwargs: dict[str, Any], run: Callable[..., Any], unknown: bool) -> None:
    verdict, actual = judge(call), _keras_says(run, inputs, kwargs)
    report = f"{call}\n  rule:  {verdict}\n  keras: {actual!r}"
    check_provenance(call)
    if verdict is None:
        assert unknown, report
        return
    if isinstance(verdict, Accept):
        assert actual == verdict.outputs, report
        return
    assert isinstance(actual, Exception), report
    assert verdict.expects and verdict.gets, report
    if verdict.outputs is not None:
        inputs, kwargs = _mended(call, verdict, inputs, kwargs)
        mended = _keras_says(run, inputs, kwargs)
        assert mended == verdict.outputs, f"{report}\n  mended: {mended!r}"


def _keras_says(run: Callable[..., Any], inputs: list[Any], kwargs: dict[str, Any]) -> Shapes | Exception:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _shapes_of(run(*_zeros(inputs), **_zeros(kwargs)))
        except Exception as error:
            return error


def _shapes_of(result: Any) -> Shapes:
    if hasattr(result, "shape"):
        return [tuple(result.shape)]
    return [shape for item in result for shape in _shapes_of(item)]


def _zeros(value: Any) -> Any:
    """Shapes, and lists and dictionaries of them, as arrays; in the arguments of a call, a tuple is a shape."""
    if isinstance(value, tuple) and all(isinstance(size, int) for size in value):
        return np.zeros(value, "float32")
    if isinstance(value, dict):
        return {name: _zeros(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_zeros(item) for item in value]
    return value


def _mended(
    call: Call, conflict: Conflict, inputs: list[Any], kwargs: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """The same arguments, with the expected shapes for the operands at fault."""
    names = iter(call.named_shapes())

    def expected(value: Any) -> Any:
        if isinstance(value, list):
            return [expected(item) for item in value]
        return conflict.expected_shapes.get(next(names), value) if isinstance(value, tuple) else value

    return [expected(value) for value in inputs], {name: expected(value) for name, value in kwargs.items()}
