"""Watching Keras: its layers, its losses, and the training that calls both."""

from __future__ import annotations

import functools
import re
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import keras

from shapeviz.tracing.frontends.keras import definitions
from shapeviz.tracing.frontends.keras.calls import CallTracer
from shapeviz.tracing.frontends.keras.kept_layers import KeptLayers
from shapeviz.tracing.frontends.keras.labels import Labels
from shapeviz.tracing.frontends.keras.subjects import Training, begins_with_input
from shapeviz.tracing.frontends.keras.tensors import own_tensor
from shapeviz.tracing.naming import variable_name
from shapeviz.tracing.patches import Patches
from shapeviz.tracing.program import Step
from shapeviz.tracing.records import Record, Spec
from shapeviz.tracing.watch import Watch

Way = tuple[Labels, KeptLayers]

_TRAINING = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")

# The name that Keras gives to a tensor without one, counted through all models of the process.
_COUNTED = re.compile(r"keras_tensor(_\d+)?")


class KerasTracer(CallTracer):
    """Records the layers that this thread calls between `start` and `stop`."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch)
        watch.members.append(self)
        self._patches = Patches()
        self._thread = threading.get_ident()
        self._listening = False

    def start(self) -> None:
        """Begin to watch."""
        self._patches.put(keras.Layer, "__new__", self._around_making)
        self._patches.put(keras.Layer, "__call__", self._around_layer)
        self._patches.put(keras.losses.Loss, "__call__", self._around_layer)
        self._patches.put(keras.Sequential, "build", self._around_building)
        self._patches.put(keras.src.backend, "compute_output_spec", self._around_inference)
        for name in _TRAINING:
            self._patches.put(keras.Model, name, lambda original, name=name: self._around_training(original, name))
        if self.watch.knobs is not None:
            self._patches.put(keras.src.backend, "standardize_shape", self._around_shapes)
        self._listening = True

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind."""
        self._listening = False
        self._patches.undo()
        self._feeds.forget()
        self._holders.clear()

    def way(self) -> Way:
        """What a re-run has to know: the names of layers, of which it meets no variables, and which were not built."""
        return self._labels, self._unbuilt

    def follow(self, way: Way | None) -> None:
        """Go the way of a recording."""
        if way is not None:
            self._labels, self._unbuilt = way[0].again(), way[1].again()

    def gone_over(self, data: Any) -> tuple[Any, int] | None:
        """The arrays whose rows a dataset hands out: none is known."""

    def pause(self) -> bool:
        """Record nothing until `resume`."""
        before, self._listening = self._listening, False
        return before

    def resume(self, before: bool) -> None:
        """Record again, if it did before."""
        self._listening = before

    def concerns(self, kind: type) -> bool:
        """Operators on tensors are heard of by who watches `keras.ops`."""
        return False

    def watches(self, function: Any) -> bool:
        """Functions are heard of by who watches `keras.ops`."""
        return False

    def run(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        """Make a call: none is reported to this member."""
        return function(*args, **kwargs)

    def owns(self, tensor: Any) -> bool:
        """Whether this is a tensor of Keras itself: a symbolic one or a weight."""
        return own_tensor(tensor)

    def is_held(self, tensor: Any) -> bool:
        """Whether a tensor is a running model's own: a weight."""
        return isinstance(tensor, keras.Variable)

    def newcomer(self, tensor: Any, spec: Spec, group: Record | None) -> Record:
        """The record of a tensor that no recorded call made."""
        weight = isinstance(tensor, keras.Variable)
        own = "input" if _COUNTED.fullmatch(str(tensor.name)) else str(tensor.name)
        name = variable_name(tensor, self.watch.frames.checked_frame(self.watch.frame)) or own
        if weight:
            return Record("parameter", ("own", name), group, type(tensor), name=name, home=self.NAME)
        kind = "input" if group is None else "constant"
        return Record(kind, ("variable", name), group, type(tensor), name=name, home=self.NAME)

    def _watches_now(self) -> bool:
        return self._listening and self.fault is None and threading.get_ident() == self._thread

    def _around_making(self, original: Callable[..., Any]) -> Callable[..., Any]:
        return definitions.noting(original, self.watch.definitions, self._frames)

    def _around_shapes(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """The shape of an `Input` is a plain one: that knobs have a part in it is noted before they are lost."""

        def standardize_shape(shape: Any) -> Any:
            if self.watch.knobs is not None and isinstance(shape, (tuple, list)):
                self.watch.knobs.flow(tuple(shape))
            return original(shape)

        return standardize_shape

    def _around_layer(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def call_layer(layer: Any, *args: Any, **kwargs: Any) -> Any:
            if not self._watches_now():
                return original(layer, *args, **kwargs)
            return self._called(functools.partial(self._call, original, layer), layer, args, kwargs, sys._getframe(1))

        return call_layer

    def _call(self, original: Callable[..., Any], layer: Any, *args: Any, **kwargs: Any) -> Any:
        """What a layer gives."""
        return original(layer, *args, **kwargs)

    def _around_training(self, original: Callable[..., Any], name: str) -> Callable[..., Any]:
        def train(model: Any, *args: Any, **kwargs: Any) -> Any:
            if not self._watches_now():
                return original(model, *args, **kwargs)
            training = Training(name, model)
            given = self._as_arrays(training.arguments(args, kwargs))
            run = functools.partial(self._train, lambda: original(model, *args, **kwargs), training)
            with self._feeds.feeding(training, given):
                return self._called(run, training, (), given, sys._getframe(1))

        return train

    def _as_arrays(self, given: dict[str, Any]) -> dict[str, Any]:
        """The arguments of training, with arrays in place of a dataset that hands out their rows."""
        found = (member.gone_over(given.get("x")) for member in self.watch.members)
        told = next(filter(None, found), None)
        if told is None:
            return given
        arrays, size = told
        parts = arrays if isinstance(arrays, tuple) else (arrays,)
        return {**given, **dict(zip(("x", "y", "sample_weight"), parts, strict=False)), "batch_size": size}

    def _train(self, original: Callable[[], Any], training: Training, **given: Any) -> Any:
        """What training gives."""
        return original()

    def _around_building(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """A sequential model that is built is drawn as it will be called."""

        def build(model: Any, *args: Any, **kwargs: Any) -> None:
            if not self._watches_now():
                original(model, *args, **kwargs)
                return
            if self._recorder.depth > 0 or not begins_with_input(model):
                self._unseen(original, model, *args, **kwargs)
                return

            def built(*_: Any) -> Any:
                original(model, *args, **kwargs)
                return model.outputs[0]

            self._called(built, model, (model._layers[0].output,), {}, sys._getframe(1))

        return build

    def _around_inference(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Keras runs a model on symbolic tensors before its first call, to make its weights: that is not drawn."""

        def infer(*args: Any, **kwargs: Any) -> Any:
            return self._unseen(original, *args, **kwargs) if self._watches_now() else original(*args, **kwargs)

        return infer

    def _unseen(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What a function gives, of which nothing is drawn. If it fails, its caller does, and a re-run tells where."""
        failures, waiting = len(self._recorder.failures), list(self.watch.raised.waiting)
        try:
            with self._recorder.aside():
                return function(*args, **kwargs)
        except Exception:
            del self._recorder.failures[failures:]
            self.watch.raised.waiting = waiting
            raise

    def stand_in(self, kind: str, spec: Spec, shape: tuple[int, ...]) -> Any:
        """A symbolic tensor for one that entered: of another shape, else as it was."""
        return keras.KerasTensor(shape, spec.dtype)

    def replayed(self, step: Step, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call once more what a step called."""
        return model(*args, **kwargs)
