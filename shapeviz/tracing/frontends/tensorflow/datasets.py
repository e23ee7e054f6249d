"""`tf.data`: the elements that code goes over, and the functions that it maps over them.

A dataset is no tensor. What is taken out of it is linked to the arrays that it was made of. A mapped function runs as
TensorFlow has rewritten it, unheard; if it fails, it is run once more as it is written, so that its failing call is
seen.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import FrameType
from typing import Any, Protocol

import tensorflow as tf

from shapeviz.tracing.frames import Role
from shapeviz.tracing.patches import Patches
from shapeviz.tracing.records import Record
from shapeviz.tracing.values import walk_tensors
from shapeviz.tracing.watch import Watch

_SOURCES = ("from_tensor_slices", "from_tensors")


class DatasetListener(Protocol):
    """Writes down what is done with datasets."""

    watch: Watch

    def run(self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], frame: FrameType | None) -> Any:
        """Make a call, and write it down if it gives tensors or fails. Raises what it raises."""
        ...

    def fail(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception, frame: FrameType | None
    ) -> Record | None:
        """Write down a call that has failed."""
        ...

    def raising(self) -> AbstractContextManager[None]:
        """A call in here that does not fit raises, in a rehearsal, too."""
        ...


class Datasets:
    """Hears of datasets between `start` and `stop`, in the code that is watched."""

    def __init__(self, tracer: DatasetListener) -> None:
        self._tracer = tracer
        self._watch = tracer.watch
        self._patches = Patches()
        # The arrays that datasets were made of, by the datasets' ids: as they were given, and as a list.
        self._sources: dict[int, tuple[weakref.ref[Any], Any, list[Any]]] = {}

    def start(self) -> None:
        """Begin to listen."""
        for name in _SOURCES:
            self._patches.put(tf.data.Dataset, name, self._around_source)
        self._patches.put(tf.data.Dataset, "__iter__", self._around_iteration)
        self._patches.put(tf.data.Dataset, "map", self._around_map)

    def stop(self) -> None:
        """Leave datasets as they were."""
        self._patches.undo()
        self._sources.clear()

    def _around_source(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any, **kwargs: Any) -> Any:
            frame = sys._getframe(1)
            dataset = (
                self._tracer.run(original, args, kwargs, frame) if self._is_users(frame) else original(*args, **kwargs)
            )
            held = [tensor for _, tensor in walk_tensors([args, kwargs], self._watch.is_tensor)]
            self._sources[id(dataset)] = weakref.ref(dataset), args[0] if args else None, held
            return dataset

        return made

    def _around_iteration(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def iterated(dataset: Any) -> Any:
            elements = original(dataset)
            if not self._is_users(sys._getframe(1)):
                return elements  # TensorFlow and Keras take the iterator itself apart
            return _Elements(elements, lambda element: self._came(dataset, element))

        return iterated

    def gone_over(self, data: Any) -> tuple[Any, int] | None:
        """The arrays whose rows a dataset hands out in batches, as they were given, and how many at a time."""
        size = _batch_size(data) if isinstance(data, tf.data.Dataset) else None
        source = self._only_source_of(data) if size is not None else None
        if size is None or source is None:
            return None
        rows = [tuple(spec.shape)[1:] for spec in tf.nest.flatten(data.element_spec)]
        same = rows == [tuple(array.shape)[1:] for array in source[1]]
        return (source[0], size) if same else None

    def _only_source_of(self, dataset: Any) -> tuple[Any, list[Any]] | None:
        """The arrays that a dataset was made of, if all its elements come from there."""
        source, held = self._source_of(dataset), dataset._inputs()
        return self._only_source_of(held[0]) if source is None and len(held) == 1 else source

    def _source_of(self, dataset: Any) -> tuple[Any, list[Any]] | None:
        """The arrays that a dataset itself was made of."""
        reference, given, held = self._sources.get(id(dataset), (None, None, []))
        return (given, held) if reference is not None and reference() is dataset else None

    def _came(self, dataset: Any, element: Any) -> None:
        self._watch.recorder.derive(self._watch.results(element), self._watch.results(self._held_in(dataset)))

    def _is_users(self, frame: FrameType) -> bool:
        return self._watch.frames.role(frame) is Role.CHECKED

    def _held_in(self, dataset: Any) -> list[Any]:
        """The arrays that a dataset, or the ones that it takes its elements from, were made of."""
        source = self._source_of(dataset)
        if source is not None:
            return source[1]
        return [value for inner in dataset._inputs() for value in self._held_in(inner)]

    def _around_map(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def mapped(dataset: Any, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            try:
                return original(dataset, function, *args, **kwargs)
            except Exception as error:
                frame = sys._getframe(1)
                if self._is_users(frame) and not self._watch.raised.told(error):
                    self._locate(error, dataset, function)
                    self._blame(error, original, dataset, frame)
                raise

        return mapped

    def _locate(self, error: Exception, dataset: Any, function: Callable[..., Any]) -> None:
        """Run a mapped function as it is written, on symbolic tensors: the call that fails in it is then on record."""
        raised = self._watch.raised
        waiting = len(raised.waiting)
        size = _batch_size(dataset)
        try:
            element = tf.nest.map_structure(lambda spec: _sized(spec, size), dataset.element_spec)
            arguments = element if isinstance(element, tuple) else (element,)
            with self._tracer.raising():
                tf.function(function, autograph=False).get_concrete_function(*arguments)
        except Exception:
            raised.waiting[waiting:] = [(error, failure) for _, failure in raised.waiting[waiting:]]

    def _blame(self, error: Exception, original: Callable[..., Any], dataset: Any, frame: FrameType) -> None:
        """Write down that the mapping failed, if no call in the mapped function is known to have."""
        if self._watch.raised.told(error):
            return
        record = self._tracer.fail(original, tuple(self._held_in(dataset)), {}, error, frame)
        told: Any = getattr(error, "ag_error_metadata", None)
        if record is None or record.failure is None or told is None:
            return
        record.failure.text = told.cause_message.removeprefix(f"{type(error).__name__}: ")
        if self._watch.source is not None:
            named = [entry for entry in told.translated_stack if entry.filename == self._watch.source.filename]
            record.failure.line = named[0].lineno if named else None


def _batch_size(dataset: Any) -> int | None:
    """How many rows an element has, if a dataset batches them; its last one may have fewer."""
    size = getattr(dataset, "_batch_size", None)
    if size is not None:
        return int(tf.get_static_value(size))
    return next((size for inner in dataset._inputs() if (size := _batch_size(inner)) is not None), None)


def _sized(spec: Any, size: int | None) -> Any:
    """The specification of a tensor whose batch, if it is left open, is of that size."""
    if not isinstance(spec, tf.TensorSpec) or not spec.shape.rank or spec.shape[0] is not None:
        return spec
    return tf.TensorSpec((size, *spec.shape[1:]), spec.dtype)


class _Elements:
    """The iterator over a dataset, in all but that each element is told of."""

    def __init__(self, elements: Any, came: Callable[[Any], None]) -> None:
        self._elements, self._came = elements, came

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        element = next(self._elements)
        self._came(element)
        return element

    def __getattr__(self, name: str) -> Any:
        return getattr(self._elements, name)
