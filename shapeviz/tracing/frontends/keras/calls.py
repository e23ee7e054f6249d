"""Writing down the calls of Keras's layers, losses and training, while they are made.

A model, and a layer that is not Keras's own, is a group; every other layer is one call, whatever happens inside.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import keras

from shapeviz.tracing.frames import Frames
from shapeviz.tracing.frontends.keras.adopting import Feeds
from shapeviz.tracing.frontends.keras.binding import bind_subject
from shapeviz.tracing.frontends.keras.kept_layers import KeptLayers
from shapeviz.tracing.frontends.keras.labels import Labels
from shapeviz.tracing.frontends.keras.one_batch import count_for_one_batch
from shapeviz.tracing.frontends.keras.roles import passing
from shapeviz.tracing.frontends.keras.subjects import BATCH, Training, begins_with_input, is_group
from shapeviz.tracing.frontends.keras.tensors import is_symbolic, spec_of, tensors_in
from shapeviz.tracing.program import Hidden, freeze_outermost, freeze_shown
from shapeviz.tracing.recorder import Operand
from shapeviz.tracing.records import Failure, Record, Site, Spec
from shapeviz.tracing.watch import Watch

_NOWHERE = Site((), None, None)


class CallTracer:
    """Writes down calls, each with what it was given and what it gave, or why it failed."""

    NAME = "keras"

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.fault: BaseException | None = None
        self._recorder = watch.recorder
        self._frames = Frames(watch.source, [passing])
        self._labels = Labels()
        self._unbuilt = KeptLayers()
        self._feeds = Feeds()
        self._holders: list[Any] = []

    def spec_of(self, tensor: Any) -> Spec:
        """What is known of a tensor without its data."""
        return spec_of(tensor, self._feeds.batch)

    def _forget_built(self, subject: Any) -> None:
        """What was drawn of the building of a model goes, once the model is built anew or called."""
        model = subject.model if isinstance(subject, Training) else subject
        if isinstance(model, keras.Sequential):
            inputs = [model._layers[0].output] if begins_with_input(model) else []
        else:
            inputs = getattr(model, "inputs", None) if isinstance(model, keras.Model) else None
        makers = [self._recorder.maker(tensor) for tensor in inputs or ()]
        records = [known.record for known in makers if known is not None]
        self._recorder.withdraw([record for record in records if _is_symbolic_input(record)])

    def _note_unbuilt(self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A layer without weights will make them to fit what it is given: in a re-run it does so once more."""
        layer = subject.model if isinstance(subject, Training) else subject
        symbolic = any(is_symbolic(tensor) for _, tensor in tensors_in([args, kwargs]))
        if isinstance(layer, keras.Layer) and not layer.built and not symbolic:
            self._unbuilt.keep(layer)

    def _makes_weights_to_fit(self, subject: Any) -> bool:
        """Whether the sizes of a layer's weights follow those of what it is given, or knobs."""
        return subject in self._unbuilt or (self.watch.knobs is not None and id(subject) in self.watch.definitions)

    def _called(
        self, run: Callable[..., Any], subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType
    ) -> Any:
        """What `run(*args, **kwargs)` gives, written down as a call of the subject. Raises what it raises."""
        self.watch.count()
        with self._unheard():
            record = self._enter(subject, args, kwargs, frame)
        try:
            with self._inside(subject, args, kwargs):
                result = self._result(run, subject, args, kwargs, record)
        except BaseException as error:
            with self._unheard():
                self._left(subject, args, kwargs, record, error)
            raise
        with self._unheard():
            self._returned(subject, record, result)
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

    @contextlib.contextmanager
    def _unheard(self) -> Iterator[None]:
        """What is called in here is none of the user's: the tracers of the backends look away, too."""
        paused = self.watch.pause()
        try:
            yield
        finally:
            self.watch.resume(paused)

    @contextlib.contextmanager
    def _inside(self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[None]:
        """What is called in here belongs to a group; what any other layer calls is not heard."""
        if not is_group(subject):
            with self._unheard():
                yield
            return
        with self._unheard():
            self._feeds.begin([tensor for _, tensor in tensors_in([args, kwargs])])
        self._holders.append(subject)
        try:
            yield
        finally:
            self._holders.pop()
            self._feeds.end()

    def _enter(self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Record | None:
        try:
            if self._recorder.depth == 0:
                self._forget_built(subject)
                self._note_unbuilt(subject, args, kwargs)
            return self._entered(subject, args, kwargs, frame)
        except Exception as fault:
            self.fault = fault
            return None

    def _entered(self, subject: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType) -> Record:
        above = self._recorder.group
        site = self._site(frame)
        self.watch.frame = frame
        is_loss = isinstance(subject, keras.losses.Loss)
        if is_loss:
            # The weights of samples are made by Keras where the user gave none.
            args, kwargs = args[:2], {}
        operands = self._operands(args, kwargs, above, is_loss=is_loss)
        holder = self._holders[-1] if self._holders else None
        label = subject.label if isinstance(subject, Training) else self._labels.of(subject, holder, self._user(frame))
        path = f"{above.path}/{label}" if above is not None and above.path else label if above is not None else ""
        record = self._recorder.enter(subject, (path or label, site.key), site, operands, is_group(subject))
        self.watch.frame = None
        record.home = self.NAME
        record.fitted = self._makes_weights_to_fit(subject)
        if record.arguments is None:
            record.name, record.path = label, path
            freeze = freeze_outermost(args, kwargs, operands, record.inputs) if above is None else None
            record.arguments = freeze or freeze_shown(args, kwargs)
        return record

    def _user(self, frame: FrameType) -> FrameType | None:
        return self._frames.checked_frame(frame)

    def _operands(
        self, args: tuple[Any, ...], kwargs: dict[str, Any], group: Record | None, *, is_loss: bool
    ) -> list[Operand]:
        found: list[Operand] = []
        for place, value in (*enumerate(args), *kwargs.items()):
            for part, tensor in tensors_in(value):
                if group is not None and self._recorder.maker(tensor) is None:
                    self._adopt(tensor, "y" if place == 0 and is_loss else "x")
                found.append((place, part, tensor, self.spec_of(tensor)))
        return found

    def _adopt(self, tensor: Any, argument: str) -> None:
        """A tensor that Keras made of one that the model was given, or of a batch of it, is known as that.

        `argument` is the one of training that it probably comes from, `x` or `y`.
        """
        within = self._holders and not isinstance(self._holders[-1], Training)
        original = self._feeds.original_of(tensor) if within else None
        feed = self._feeds.feed_of(tensor, argument) if original is None else None
        if feed is not None:
            made = self._recorder.call(
                BATCH,
                ("batch", feed.place),
                self._recorder.group.site or _NOWHERE if self._recorder.group is not None else _NOWHERE,
                [(0, "", feed.array, spec_of(feed.array))],
                [(0, "", tensor, self.spec_of(tensor))],
            )
            made.home = self.NAME
            made.arguments = made.arguments or ((Hidden(),), {"size": self._feeds.asked, "split": feed.split})
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

    def _returned(self, subject: Any, record: Record | None, result: Any) -> None:
        if record is None or self.fault is not None:
            return
        try:
            results = [(0, part, tensor, self.spec_of(tensor)) for part, tensor in tensors_in(result)]
            self._recorder.leave(results)
            if isinstance(subject, Training):
                count_for_one_batch(record)
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
                source = self.watch.source if is_group(subject) else None
                line = source.line_raising(error) if source is not None else None
                failure = Failure(type(error).__name__, str(error), line, bind_subject(subject, args, kwargs))
                self._recorder.fail(record, failure)
                self.watch.raised.add(error, failure)
            self._recorder.abandon(interrupted=not isinstance(error, Exception))
            if isinstance(subject, Training):
                count_for_one_batch(record)
        except Exception as fault:
            self.fault = fault


def _is_symbolic_input(record: Record) -> bool:
    """Whether a record is of an `Input`, and not of an array that stood for one when a model was called."""
    return record.kind == "input" and issubclass(record.subject, keras.KerasTensor)
