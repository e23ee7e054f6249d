"""Watching Keras: its layers, its losses, and the training that calls both.

A model, and a layer that is not Keras's own, is a group; every other layer is one call, whatever happens inside.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import keras

from shapeviz.tracing.frames import Frames
from shapeviz.tracing.frontends.keras.adopting import Feeds
from shapeviz.tracing.frontends.keras.binding import bind_subject
from shapeviz.tracing.frontends.keras.labels import Labels
from shapeviz.tracing.frontends.keras.patches import Patches
from shapeviz.tracing.frontends.keras.roles import passing
from shapeviz.tracing.frontends.keras.subjects import BATCH, Training, is_group
from shapeviz.tracing.frontends.keras.tensors import own_tensor, spec_of, tensors_in
from shapeviz.tracing.naming import variable_name
from shapeviz.tracing.program import Step, freeze_outermost, freeze_shown
from shapeviz.tracing.recorder import Operand
from shapeviz.tracing.records import Failure, Record, Site, Spec
from shapeviz.tracing.watch import Watch

_NOWHERE = Site((), None, None)
_TRAINING = ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch")


class KerasTracer:
    """Records the layers that this thread calls between `start` and `stop`."""

    NAME = "keras"

    def __init__(self, watch: Watch) -> None:
        watch.members.append(self)
        self.watch = watch
        self.fault: BaseException | None = None
        self._recorder = watch.recorder
        self._frames = Frames(watch.source, [passing])
        self._frame: FrameType | None = None
        self._patches = Patches()
        self._labels = Labels()
        self._feeds = Feeds()
        self._holders: list[Any] = []
        self._thread = threading.get_ident()
        self._listening = False

    def start(self) -> None:
        """Begin to watch."""
        self._patches.put(keras.Layer, "__call__", self._around_layer)
        self._patches.put(keras.losses.Loss, "__call__", self._around_layer)
        self._patches.put(keras.Sequential, "build", self._around_building)
        self._patches.put(keras.src.backend, "compute_output_spec", self._around_inference)
        for name in _TRAINING:
            self._patches.put(keras.Model, name, lambda original, name=name: self._around_training(original, name))
        self._listening = True

    def stop(self, error: BaseException | None = None) -> None:
        """End watching and leave nothing behind."""
        self._listening = False
        self._patches.undo()
        self._feeds.forget()
        self._holders.clear()

    def way(self) -> None:
        """Nothing has to be known of a recording to go its way."""

    def follow(self, way: None) -> None:
        """Go the way of a recording."""

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

    def spec_of(self, tensor: Any) -> Spec:
        """What is known of a tensor without its data."""
        return spec_of(tensor, self._feeds.batch)

    def is_held(self, tensor: Any) -> bool:
        """Whether a tensor is a running model's own: a weight."""
        return isinstance(tensor, keras.Variable)

    def newcomer(self, tensor: Any, spec: Spec, group: Record | None) -> Record:
        """The record of a tensor that no recorded call made."""
        weight = isinstance(tensor, keras.Variable)
        name = variable_name(tensor, self.watch.frames.checked_frame(self._frame)) or str(tensor.name)
        if weight:
            return Record("parameter", ("own", name), group, type(tensor), name=name, home=self.NAME)
        kind = "input" if group is None else "constant"
        return Record(kind, ("variable", name), group, type(tensor), name=name, home=self.NAME)

    def _watches_now(self) -> bool:
        return self._listening and self.fault is None and threading.get_ident() == self._thread

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
            given = training.arguments(args, kwargs)
            run = functools.partial(self._train, lambda: original(model, *args, **kwargs), training)
            with self._feeds.feeding(training, given):
                return self._called(run, training, (), given, sys._getframe(1))

        return train

    def _train(self, original: Callable[[], Any], training: Training, **given: Any) -> Any:
        """What training gives."""
        return original()

    def _around_building(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """A sequential model that is built is drawn as it will be called."""

        def build(model: Any, *args: Any, **kwargs: Any) -> None:
            if not self._watches_now() or self._recorder.depth > 0 or not _begins_with_input(model):
                original(model, *args, **kwargs)
                return

            def built(*_: Any) -> Any:
                original(model, *args, **kwargs)
                return model.outputs

            self._called(built, model, (model._layers[0].output,), {}, sys._getframe(1))

        return build

    def _around_inference(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Keras runs a model on symbolic tensors before its first call, to make its weights: that is not drawn.

        If it fails, so does what called for it, whose re-run tells where.
        """

        def infer(*args: Any, **kwargs: Any) -> Any:
            if not self._watches_now():
                return original(*args, **kwargs)
            failures, waiting = len(self._recorder.failures), list(self.watch.raised.waiting)
            try:
                with self._recorder.aside():
                    return original(*args, **kwargs)
            except Exception:
                del self._recorder.failures[failures:]
                self.watch.raised.waiting = waiting
                raise

        return infer

    def _forget_built(self, subject: Any) -> None:
        """What was drawn of the building of a model goes, once the model is built anew or called."""
        model = subject.model if isinstance(subject, Training) else subject
        inputs = getattr(model, "inputs", None) if isinstance(model, keras.Model) else None
        makers = [self._recorder.maker(tensor) for tensor in inputs or ()]
        self._recorder.withdraw([known.record for known in makers if known is not None])

    def _called(
        self, run: Callable[..., Any], subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType
    ) -> Any:
        """What `run(*args, **kwargs)` gives, written down as a call of the subject. Raises what it raises."""
        self.watch.count()
        group = is_group(subject)
        record = self._enter(subject, args, kwargs, frame, group)
        paused = [] if group else self.watch.pause()
        if group:
            self._holders.append(subject)
            self._feeds.begin([tensor for _, tensor in tensors_in([args, kwargs])])
        try:
            result = self._result(run, subject, args, kwargs, record)
        except BaseException as error:
            self._left(subject, args, kwargs, record, error)
            raise
        finally:
            self.watch.resume(paused)
            if group:
                self._holders.pop()
                self._feeds.end()
        self._returned(record, result)
        return result

    def _result(
        self,
        run: Callable[..., Any],
        subject: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        record: Record | None,
    ) -> Any:
        return run(*args, **kwargs)

    def _enter(
        self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType, group: bool
    ) -> Record | None:
        try:
            if self._recorder.depth == 0:
                self._forget_built(subject)
            return self._entered(subject, args, kwargs, frame, group)
        except Exception as fault:
            self.fault = fault
            return None

    def _entered(
        self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType, group: bool
    ) -> Record:
        above = self._recorder.group
        site = self._site(frame)
        self._frame = frame
        if isinstance(subject, keras.losses.Loss):
            # The weights of samples are made by Keras where the user gave none.
            args, kwargs = args[:2], {}
        operands = self._operands(args, kwargs, above)
        holder = self._holders[-1] if self._holders else None
        label = subject.label if isinstance(subject, Training) else self._labels.of(subject, holder, self._user(frame))
        path = f"{above.path}/{label}" if above is not None and above.path else label if above is not None else ""
        record = self._recorder.enter(subject, (path or label, site.key), site, operands, group)
        self._frame = None
        record.home = self.NAME
        if record.arguments is None:
            record.name, record.path = label, path
            freeze = freeze_outermost(args, kwargs, operands, record.inputs) if above is None else None
            record.arguments = freeze or freeze_shown(args, kwargs)
        return record

    def _user(self, frame: FrameType) -> FrameType | None:
        return self._frames.checked_frame(frame)

    def _operands(self, args: tuple[Any, ...], kwargs: dict[str, Any], group: Record | None) -> list[Operand]:
        found: list[Operand] = []
        for place, value in (*enumerate(args), *kwargs.items()):
            for part, tensor in tensors_in(value):
                if group is not None and self._recorder.maker(tensor) is None:
                    self._adopt(tensor)
                found.append((place, part, tensor, self.spec_of(tensor)))
        return found

    def _adopt(self, tensor: Any) -> None:
        """A tensor that Keras made of one that the model was given, or of a batch of it, is known as that."""
        within = self._holders and not isinstance(self._holders[-1], Training)
        original = self._feeds.original_of(tensor) if within else None
        feed = self._feeds.feed_of(tensor) if original is None else None
        if feed is not None:
            made = self._recorder.call(
                BATCH,
                ("batch", feed.place),
                self._recorder.group.site or _NOWHERE if self._recorder.group is not None else _NOWHERE,
                [(0, "", feed.array, spec_of(feed.array))],
                [(0, "", tensor, self.spec_of(tensor))],
            )
            made.home = self.NAME
            made.arguments = made.arguments or ((), {"size": self._feeds.batch, "split": feed.split})
            made.name = feed.place
            return
        original = original if original is not None else self._feeds.original_of(tensor)
        if original is not None:
            self._recorder.alias(tensor, original)

    def _site(self, frame: FrameType) -> Site:
        if self.watch.forced_site is not None and self._recorder.depth == 0:
            return self.watch.forced_site
        group = self._recorder.group
        site = self._frames.site(frame, inside=group is not None, enclosed=True) or _NOWHERE
        if site.here is None and group is not None and group.site is not None:
            # Called by Keras itself: to the user it happens where the model was called.
            site = site._replace(here=group.site.here, caller=group.site.caller, outermost=group.site.outermost)
        return site

    def _returned(self, record: Record | None, result: Any) -> None:
        if record is None or self.fault is not None:
            return
        try:
            results = [(0, part, tensor, self.spec_of(tensor)) for part, tensor in tensors_in(result)]
            self._recorder.leave(results)
        except Exception as fault:
            self.fault = fault

    def _left(
        self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], record: Record | None, error: BaseException
    ) -> None:
        """Write down that a call raised, unless a call inside it did."""
        if record is None or self.fault is not None:
            return
        try:
            if self.watch.raised.told(error):
                self.watch.raised.goes_on(error)
            elif isinstance(error, Exception):
                failure = Failure(type(error).__name__, str(error), None, bind_subject(subject, args, kwargs))
                self._recorder.fail(record, failure)
                self.watch.raised.add(error, failure)
            self._recorder.abandon(interrupted=not isinstance(error, Exception))
        except Exception as fault:
            self.fault = fault

    def stand_in(self, kind: str, spec: Spec, shape: tuple[int, ...]) -> Any:
        """A symbolic tensor for one that entered: of another shape, else as it was."""
        return keras.KerasTensor(shape, spec.dtype)

    def replayed(self, step: Step, model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call once more what a step called."""
        return model(*args, **kwargs)


def _begins_with_input(model: Any) -> bool:
    return bool(model._layers) and isinstance(model._layers[0], keras.layers.InputLayer)
