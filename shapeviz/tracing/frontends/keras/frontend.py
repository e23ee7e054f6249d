"""Keras's layers, losses and training, as recordings and rehearsals see them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Hashable, Iterator
from types import CodeType
from typing import Any

import keras

from shapeviz.rules.core import Call
from shapeviz.shapes.shape import Shape
from shapeviz.tracing.description import Description
from shapeviz.tracing.frames import Role
from shapeviz.tracing.frontends.keras import roles
from shapeviz.tracing.frontends.keras.binding import bind_subject
from shapeviz.tracing.frontends.keras.describing import describe
from shapeviz.tracing.frontends.keras.operations import KerasOperations
from shapeviz.tracing.frontends.keras.replay import KerasRehearsalTracer, KerasReplayTracer
from shapeviz.tracing.frontends.keras.subjects import Training
from shapeviz.tracing.frontends.keras.tensors import is_symbolic, own_tensor, spec_of, tensors_in
from shapeviz.tracing.frontends.keras.tracer import KerasTracer
from shapeviz.tracing.knob_shapes import KnobShapes
from shapeviz.tracing.patches import Patches
from shapeviz.tracing.recorded_arguments import put_together
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.watch import Watch

_MODELS = (keras.Layer, keras.losses.Loss, keras.Optimizer)


class KerasFrontend:
    """A `shapeviz.tracing.frontend.Frontend`."""

    NAME = KerasTracer.NAME
    LISTENS = False

    def has_tables(self) -> bool:
        """Whether tensors may have columns with names: they have none."""
        return False

    def classify(self, code: CodeType, module: str) -> Role | None:
        """What code of Keras is to the recorder, by its module; None for any other."""
        return roles.classify(code, module)

    def make_tracer(self, watch: Watch, *, meta: bool) -> KerasTracer:
        """A tracer that has not started. With `meta` nothing is computed."""
        return KerasReplayTracer(watch, going_on=False) if meta else KerasTracer(watch)

    def make_replay_tracer(self, watch: Watch, *, going_on: bool, with_data: bool) -> KerasTracer:
        """A tracer for a re-run of recorded calls on shapes alone."""
        return KerasReplayTracer(watch, going_on=going_on)

    def make_rehearsal_tracer(self, watch: Watch) -> KerasTracer:
        """A tracer for the rehearsal of a changed source."""
        return KerasRehearsalTracer(watch)

    def surroundings(self) -> contextlib.AbstractContextManager[None]:
        """What surrounds the code is kept by the recorder."""
        return contextlib.nullcontext()

    @contextlib.contextmanager
    def rehearsing(self) -> Iterator[None]:
        """While a source is rehearsed, weights are zeros, which takes no time, and models print nothing."""
        patches = Patches()
        patches.put(keras.Layer, "add_weight", _with_zeros)
        patches.put(keras.Model, "summary", lambda _: lambda *_, **__: None)
        try:
            yield
        finally:
            patches.undo()

    @contextlib.contextmanager
    def replaying(self, models: list[Any], *, quiet: bool) -> Iterator[None]:
        """While recorded calls run again, weights that are made anew are zeros."""
        patches = Patches()
        patches.put(keras.Layer, "add_weight", _with_zeros)
        try:
            yield
        finally:
            patches.undo()

    @contextlib.contextmanager
    def copying(self, values: list[Any], memo: dict[int, Any], *, small: bool) -> Iterator[None]:
        """Layers stay themselves: re-runs leave them as they were."""
        for value in values:
            if isinstance(value, (*_MODELS, Training)):
                memo[id(value)] = value
        yield

    def calls_hooks(self, models: list[Any]) -> bool:
        """Whether calling these models calls hooks: Keras has none."""
        return False

    def is_tensor(self, value: Any) -> bool:
        """Whether this is a tensor of Keras itself: a symbolic one or a weight."""
        return own_tensor(value)

    def spec_of(self, tensor: Any) -> Spec:
        """What is known of a tensor without its data."""
        return spec_of(tensor)

    def is_model(self, value: Any) -> bool:
        """Whether a value takes long to make: weights are zeros in a rehearsal, so that no model does."""
        return False

    def knows_its_making(self, value: Any) -> bool:
        """Whether a value is, or holds, a symbolic tensor: a functional model is found by the layers that made it."""
        return any(is_symbolic(tensor) for _, tensor in tensors_in(value))

    def tensor_of_shape(self, shape: Shape, dtype: Any) -> Any:
        """A symbolic tensor to stand for an input of that shape."""
        return keras.KerasTensor(shape, dtype or keras.backend.floatx())

    def lacks_data(self, failure: str, text: str) -> bool:
        """Whether an exception of a re-run, by type and text, says only that there is no data."""
        # Keras adds the arguments of the call, whatever it is that failed.
        return "KerasTensor" in text.partition("Arguments received by")[0]

    def concerns_tensors(self, error: BaseException) -> bool:
        """Whether an exception comes from within Keras."""
        return KerasOperations().concerns_tensors(error)

    def is_doubtful(self, error: BaseException) -> bool:
        """Whether an error may only come from a rehearsal: from a tensor that is only symbolic there."""
        return isinstance(error, NameError) or self.lacks_data(type(error).__name__, str(error))

    def describe(self, record: Record) -> Description:
        """The description of a record, in words and numbers."""
        operands = [(tuple(link.spec.shape), link.spec) for link in record.inputs]
        return describe(record, self._bound(record, record.arguments, operands, None, built=True))

    def bind_shapes(
        self, record: Record, arguments: Any, operands: list[tuple[Shape, Spec]], knobs: KnobShapes | None = None
    ) -> Call | None:
        """The call of a record as the rules see it, with these arguments and these shapes for its operands."""
        return self._bound(record, arguments, operands, knobs, built=not record.fitted)

    def _bound(
        self,
        record: Record,
        arguments: Any,
        operands: list[tuple[Shape, Spec]],
        knobs: KnobShapes | None,
        *,
        built: bool,
    ) -> Call | None:
        """The call of a record; a layer that is not `built` has no weights yet."""
        shapes: dict[int, tuple[Any, Shape]] = {}

        def make(shape: Shape, spec: Spec) -> Any:
            tensor = keras.KerasTensor(tuple(map(int, shape)), spec.dtype)
            shapes[id(tensor)] = tensor, shape
            return tensor

        def shape_of(tensor: Any) -> Shape:
            if id(tensor) in shapes:
                return shapes[id(tensor)][1]
            return tuple(tensor.shape) if knobs is None else knobs.of(tensor)

        try:
            args, kwargs = put_together(record, arguments, operands, make)
            return bind_subject(record.subject, args, kwargs, shape_of, built=built)
        except Exception:
            # Arguments that cannot be put together again from the record: then there is nothing to judge or count.
            return None

    def kind_of_call(self, record: Record, knobs: KnobShapes | None = None) -> Hashable:
        """What calls have in common to which the rules give the same answer for the same operands and arguments."""
        return id(record.subject), record.fitted

    def turns(self, record: Record, knobs: KnobShapes) -> bool:
        """Whether knobs have a part in what a layer is set to, or in weights that it has made to fit."""
        layer = record.subject
        parts = layer._flatten_layers() if isinstance(layer, keras.Layer) else []
        return record.fitted or any(knobs.reaches(vars(part).values()) for part in parts)

    def memory_of(self, tensor: Any) -> Hashable | None:
        """Weights of layers share their memory with no other tensor of Keras."""
        return None

    def paired(self, original: Any, copy: Any) -> Iterator[tuple[Any, Any]]:
        """The parts of a model with those of a copy: a re-run has the model itself."""
        return iter(())


def _with_zeros(add_weight: Callable[..., Any]) -> Callable[..., Any]:
    """`Layer.add_weight` that takes no time."""

    def add_zeros(layer: Any, shape: Any = None, initializer: Any = None, **others: Any) -> Any:
        return add_weight(layer, shape, "zeros", **others)

    return add_zeros


__all__ = ["KerasFrontend"]
