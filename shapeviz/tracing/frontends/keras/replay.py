"""Keras in re-runs and rehearsals: on symbolic tensors, so that nothing is computed, and on past what does not fit.

Keras infers the shapes itself, on any backend; only what it would go through in one piece, a model, is called part by
part. Layers that were there before are afterwards as they were.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
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
from shapeviz.tracing.frontends.keras.subjects import Training, is_group
from shapeviz.tracing.frontends.keras.tensors import as_symbolic, is_symbolic, is_tensor_like, shape_of, tensors_in
from shapeviz.tracing.frontends.keras.tracer import KerasTracer
from shapeviz.tracing.records import Record
from shapeviz.tracing.watch import Watch

_LEARNING = frozenset({"fit", "train_on_batch", "evaluate", "test_on_batch"})


class KerasReplayTracer(KerasTracer):
    """Records a re-run. With `going_on`, a call that does not fit gives the output it would have given."""

    def __init__(self, watch: Watch, *, going_on: bool) -> None:
        super().__init__(watch)
        self.going_on = going_on
        self._kept = KeptLayers()

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind."""
        super().stop(error)
        self._kept.restore()

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
        return tree.map_structure(_real, result) if outermost and not symbolic else result

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
        dtype = next((tensor.dtype for _, tensor in tensors_in([args, kwargs])), None)
        made: list[Any] = [keras.KerasTensor(tuple(map(int, shape)), dtype) for shape in verdict.outputs]
        if isinstance(subject, keras.Model):
            # It goes on with inputs of the shapes that it takes.
            return subject.call(made[0] if len(made) == 1 else made)
        return made[0] if len(made) == 1 else made

    def _call(self, original: Callable[..., Any], layer: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(layer, keras.losses.Loss):
            return self._inferred(lambda y_true, y_pred: original(layer, y_true, y_pred), *args[:2])
        self._kept.keep(layer)
        if not is_group(layer):
            return original(layer, *args, **kwargs)
        first = args[0] if args else next(iter(kwargs.values()), None)
        if not layer.built:
            with contextlib.suppress(NotImplementedError):
                layer.build(tree.map_structure(shape_of, first))
        layer._assert_input_compatibility(first)
        return layer.call(*args, **kwargs)

    def _train(self, original: Callable[[], Any], training: Training, **given: Any) -> Any:
        """One batch goes through the model, and through its loss: all others have the same shapes."""
        model = training.model
        if "x" not in given:
            raise ValueError("training without data")
        x, y = (tree.map_structure(self._batch, given.get(name)) for name in ("x", "y"))
        y_pred = model(x)
        if training.label in _LEARNING and y is not None and getattr(model, "_compile_loss", None) is not None:
            self._inferred(model._compile_loss, y, y_pred)
        return made_up_result(training, y_pred, given)

    def _batch(self, value: Any) -> Any:
        """The first rows of an array, without data."""
        if not is_tensor_like(value) or self._feeds.batch is None:
            return value
        made = keras.KerasTensor((self._feeds.batch, *shape_of(value)[1:]), as_symbolic(value).dtype)
        self._adopt(made)
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


def _real(value: Any) -> Any:
    """A tensor of the backend in the place of a symbolic one, unless it is large."""
    if not is_symbolic(value) or product(shape_of(value)) > MODERATE:
        return value
    return keras.ops.zeros(shape_of(value), value.dtype)
