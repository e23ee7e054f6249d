"""Keras in re-runs and rehearsals: on symbolic tensors, so that nothing is computed, and on past what does not fit.

Keras infers the shapes itself, on any backend; only what it would go through in one piece, a model, is called part by
part. Layers that were there before are afterwards as they were.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any

import keras
from keras import tree

from shapeviz.rules import judge
from shapeviz.rules.core import Conflict
from shapeviz.shapes.shape import product
from shapeviz.tracing.array_replay import MODERATE
from shapeviz.tracing.frontends.keras.binding import bind_subject
from shapeviz.tracing.frontends.keras.kept_layers import KeptLayers
from shapeviz.tracing.frontends.keras.made_up import made_up_result
from shapeviz.tracing.frontends.keras.stand_in import StandIn
from shapeviz.tracing.frontends.keras.subjects import Training, is_group
from shapeviz.tracing.frontends.keras.tensors import as_symbolic, is_symbolic, is_tensor_like, shape_of, tensors_in
from shapeviz.tracing.frontends.keras.tracer import KerasTracer
from shapeviz.tracing.frontends.keras.training_data import data_of, own_loss, own_step, validation_of
from shapeviz.tracing.records import Record, Site
from shapeviz.tracing.watch import Exhausted, Watch

_LEARNING = frozenset({"fit", "train_on_batch", "evaluate", "test_on_batch"})


class KerasReplayTracer(KerasTracer):
    """Records a re-run. With `going_on`, a call that does not fit gives the output it would have given."""

    def __init__(self, watch: Watch, *, going_on: bool) -> None:
        super().__init__(watch)
        self.going_on = going_on
        self._kept = KeptLayers()
        self._misfits: dict[tuple[int, str, str], Site | None] = {}

    def start(self) -> None:
        """Begin to watch. Layers that were not built when the recording began are not built again."""
        for layer in self._unbuilt:
            self._kept.keep(layer)
        self._unbuilt.restore()
        super().start()

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind."""
        super().stop(error)
        self._kept.restore()
        self._kept.forget()

    def _around_inference(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """What Keras infers is what is asked for here, and so it is written down."""
        return lambda *args, **kwargs: original(*args, **kwargs)

    def _result(
        self,
        run: Callable[..., Any],
        subject: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        record: Record | None,
    ) -> Any:
        if isinstance(subject, Training):
            return self._judged(run, subject, args, kwargs, record)
        symbolic = any(is_symbolic(tensor) for _, tensor in tensors_in([args, kwargs]))
        outermost = self._recorder.depth <= 1
        if not isinstance(subject, keras.losses.Loss) or outermost:
            args, kwargs = self._symbolic(args), {name: self._symbolic(value) for name, value in kwargs.items()}
        result = self._judged(run, subject, args, kwargs, record)
        alone = outermost and not symbolic
        # The loss of one output is added to those of others by the backend itself.
        return tree.map_structure(_real, result) if alone or isinstance(subject, keras.losses.Loss) else result

    def _judged(
        self,
        run: Callable[..., Any],
        subject: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        record: Record | None,
    ) -> Any:
        """What comes out, or would come out if the call fitted. A rule decides where there is one for what is wrong."""
        call = bind_subject(subject, args, kwargs) if self.going_on else None
        verdict = judge(call) if call is not None else None
        if record is None or not isinstance(verdict, Conflict) or verdict.outputs is None:
            return run(*args, **kwargs)
        if isinstance(subject, Training):
            # Nothing goes into the model before the arrays agree, and which of them is wrong is not known.
            raise ValueError(f"{subject.label} expects {verdict.expects}, but gets {verdict.gets}")
        record.conflict, record.judged = verdict, call
        # What did not fit while a model was built does not fit at the same place when it is called.
        record.site = self._misfits.setdefault((id(subject), verdict.expects, verdict.gets), record.site)
        dtype = next((tensor.dtype for _, tensor in tensors_in([args, kwargs])), None)
        if isinstance(subject, keras.Model):
            # It goes on with inputs of the shapes that it takes.
            return subject.call(StandIn(verdict.outputs, dtype).connected(*args, **kwargs))
        return StandIn(verdict.outputs, dtype, subject).connected(*args, **kwargs)

    def _call(self, original: Callable[..., Any], layer: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(layer, keras.losses.Loss):
            return self._inferred(lambda y_true, y_pred: original(layer, y_true, y_pred), *args[:2])
        if not self._is_of_this_run(layer):
            self._kept.keep(layer)
        if not is_group(layer):
            return original(layer, *args, **kwargs)
        first = args[0] if args else next(iter(kwargs.values()), None)
        if not layer.built:
            with contextlib.suppress(NotImplementedError):
                layer.build(tree.map_structure(shape_of, first))
        layer._assert_input_compatibility(first)
        return layer.call(*args, **kwargs)

    def _is_of_this_run(self, layer: Any) -> bool:
        """Whether a rehearsed source has made a layer: its calls may be run again with it as it is then."""
        known = self.watch.definitions.get(id(layer))
        return known is not None and known[0]() is layer

    def _train(self, original: Callable[[], Any], training: Training, **given: Any) -> Any:
        """One batch goes through the model, and through its loss: all others have the same shapes."""
        model = training.model
        if "x" not in given:
            raise ValueError("training without data")
        x, y = (
            tree.map_structure(partial(self._batch, name), part)
            for name, part in zip("xy", data_of(given), strict=True)
        )
        y_pred = model(x)
        if training.label in _LEARNING:
            self._lose(model, x, y, y_pred)
            for kept_x, kept_y in validation_of(given):
                self._lose(model, kept_x, kept_y, model(kept_x))
        return made_up_result(training, y_pred, given)

    def _lose(self, model: Any, x: Any, y: Any, y_pred: Any) -> None:
        """The loss of a batch, as the model computes it."""
        if own_loss(model):
            self._inferred(lambda *tensors: model._compute_loss(*tensors, training=True), x, y, y_pred, None)
        elif y is not None and getattr(model, "_compile_loss", None) is not None:
            self._inferred(model._compile_loss, y, y_pred)

    def _batch(self, argument: str, value: Any) -> Any:
        """The first rows of an array, without data."""
        if not is_tensor_like(value) or self._feeds.batch is None:
            return value
        made = keras.KerasTensor((self._feeds.batch, *shape_of(value)[1:]), as_symbolic(value).dtype)
        self._adopt(made, argument)
        return made

    def _inferred(self, function: Callable[..., Any], *args: Any) -> Any:
        """What a function of tensors gives for symbolic ones; while it runs, its tensors are known as those."""

        def within(*tensors: Any) -> Any:
            for tensor, symbolic in zip(tree.flatten(tensors), tree.flatten(args), strict=True):
                if is_tensor_like(tensor):
                    self._recorder.alias(tensor, symbolic)
            return function(*tensors)

        if not any(is_symbolic(tensor) for _, tensor in tensors_in(args)):
            return function(*args)
        return keras.src.backend.compute_output_spec(within, *args)

    def _symbolic(self, value: Any) -> Any:
        def leaf(item: Any) -> Any:
            if not is_tensor_like(item) or is_symbolic(item) or isinstance(item, keras.Variable):
                return item
            made = as_symbolic(item, self._feeds.batch)
            self._recorder.alias(made, item)
            return made

        return tree.map_structure(leaf, value)


class KerasRehearsalTracer(KerasReplayTracer):
    """Records a rehearsal."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(watch, going_on=True)

    def _train(self, original: Callable[[], Any], training: Training, **given: Any) -> Any:
        """As in a re-run, but what lies behind a training step of the user's own is not known."""
        if training.label in _LEARNING and own_step(training.model):
            raise Exhausted
        return super()._train(original, training, **given)

    def _result(
        self,
        run: Callable[..., Any],
        subject: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        record: Record | None,
    ) -> Any:
        """As in a re-run, but numbers that are there must be in the table of an embedding."""
        if isinstance(subject, keras.layers.Embedding):
            numbers = [tensor for _, tensor in tensors_in([args, kwargs]) if not is_symbolic(tensor)]
            largest = max((int(keras.ops.max(tensor)) for tensor in numbers if product(shape_of(tensor))), default=0)
            if largest >= subject.input_dim:
                raise ValueError(f"{subject.name} expects numbers below {subject.input_dim}, but gets {largest}")
        return super()._result(run, subject, args, kwargs, record)


def _real(value: Any) -> Any:
    """A tensor of the backend in the place of a symbolic one, unless it is large."""
    if not is_symbolic(value) or product(shape_of(value)) > MODERATE:
        return value
    return keras.ops.zeros(shape_of(value), value.dtype)
