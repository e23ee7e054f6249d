"""The doors for scripts, tests and marimo: `check`, `check_cell`, `trace`."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from shapeviz.other_sizes import collector_waiting
from shapeviz.result import Check, faulty_check
from shapeviz.shapes.plain import make_plain
from shapeviz.tracing.choosing import ensemble_for
from shapeviz.tracing.instrumented_functions import function_of, instrumented, values_named
from shapeviz.tracing.knob_words import parse_vary
from shapeviz.tracing.name_words import SizeNames, parse_names
from shapeviz.tracing.preparation import Preparation
from shapeviz.tracing.rehearsal import Stage
from shapeviz.tracing.session import Session
from shapeviz.tracing.source import CheckedSource

CELL = "<cell>"
# "x: batch channels; y: batch", or {"x": "batch channels", "y": "batch"}.
Names = str | Mapping[str, str]


def check_cell(
    source: str,
    namespace: dict[str, Any] | None = None,
    *,
    meta: bool = False,
    names: Names | None = None,
    knobs: bool = False,
    vary: Sequence[str] = (),
) -> Check:
    """Run `source` as a cell would and check it; its variables land in `namespace`.

    The exception that it raises, if any, is in the check's `error`. With `meta` nothing is allocated. `names` are
    those of the sizes of its inputs, as `check` takes them. With `knobs` the whole numbers of the source that have a
    name can be varied as sizes can, and those in `vary`: `"hidden_size"`, or `"hidden_size=8:64"` with its range, or
    `"20@6"` for the 20 in line 6.

    Raises
    ------
    SyntaxError
        If the source is no Python.
    ValueError
        If the names cannot be read, or the source has no such number to vary.

    >>> check = check_cell("import torch\\ntorch.ones(2, 3) @ torch.ones(4, 5)")
    >>> check.ok
    False
    """
    sizes, requests = parse_names(names), [parse_vary(text) for text in vary]
    code = compile(source, CELL, "exec", dont_inherit=True)
    checked = CheckedSource("cell", source, CELL)
    scope = namespace if namespace is not None else {}
    preparation = Preparation(checked, ensemble_for(checked, scope), requests, every=knobs)
    code = preparation.rewritten(ast.parse(source), code)
    linecache.cache[CELL] = (len(source), None, source.splitlines(keepends=True), CELL)
    scope.setdefault("__name__", "__main__")
    try:
        session = Session(checked, meta=meta, names=sizes, preparation=preparation)
        return _run(session, lambda: exec(code, scope), namespace=scope)
    finally:
        make_plain(scope)


def check(
    target: Callable[..., Any],
    *inputs: Any,
    dtypes: Sequence[Any] | None = None,
    meta: bool = False,
    names: Names | None = None,
    **keywords: Any,
) -> Check:
    """Call a model or any function with these inputs and check what happens inside.

    An input may be a shape, such as `(1, 3, 224, 224)`: a tensor without data stands for it then, nothing is
    computed and nothing allocated. `dtypes` gives the types of the inputs that are shapes (default: torch's
    default float type). `names` are those of the inputs' sizes: `"x: batch channels height width"`, several inputs
    with `;` between them, or a dictionary. Names that fit no input are told in `graph.notes`. The call's exception,
    if any, is in the check's `error`. Calls on plain arrays, such as NumPy's, are heard in functions of the module
    that the target is from, if it is not an installed one.

    Raises
    ------
    TypeError
        If `target` cannot be called.
    ValueError
        If a shape has a negative size, or the names cannot be read.

    >>> import torch
    >>> print(check(torch.nn.Linear(4, 2), (8, 4)).graph.headline)
    1 layer, every shape fits
    """
    if not callable(target):
        raise TypeError(f"shapeviz.check needs a model or a function to call, not {type(target).__name__}.")
    sizes = parse_names(names)
    source, function = _source_of(target), function_of(target)
    shapes = [position for position, value in enumerate(inputs) if _is_shape(value)]
    values = _with_tensors(source, inputs, shapes, dtypes)
    named = values_named(function, tuple(values), keywords) if source.filename and function is not None else {}
    preparation = Preparation(source, ensemble_for(source, named))
    session = Session(source, meta=meta or bool(shapes), names=sizes, preparation=preparation)
    with instrumented(function if source.filename else None, preparation):
        return _run(session, lambda: target(*values, **keywords))


class Trace:
    """What `with shapeviz.trace() as trace:` gives: `trace.check` once the block has ended."""

    def __init__(self, *, meta: bool = False, names: SizeNames | None = None, frame: FrameType | None = None) -> None:
        self.check: Check | None = None
        source = _source_of_frame(frame or sys._getframe(1))  # pyright: ignore[reportPrivateUsage]
        self._session = Session(source, meta=meta, names=names)

    def __enter__(self) -> Trace:
        self._session.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._session.stop(error)
        self.check = finished(self._session, error, keep_error=False)


def trace(*, meta: bool = False, names: Names | None = None) -> Trace:
    """Check a block of code: `with shapeviz.trace() as trace: …`, then `trace.check`. Exceptions go on.

    Calls on plain arrays that stand in the block itself are not heard, since it is running already: put them in a
    function and `check` that, or run them by `check_cell`.

    Raises
    ------
    ValueError
        If the names of sizes, as `check` takes them, cannot be read.
    """
    sizes = parse_names(names)
    return Trace(meta=meta, names=sizes, frame=sys._getframe(1))  # pyright: ignore[reportPrivateUsage]


def finished(
    session: Session,
    error: BaseException | None,
    *,
    keep_error: bool,
    stage: Stage | None = None,
) -> Check:
    """The check of a stopped session. A fault of our own is told in the check and never raised.

    `stage` is the namespace that a cell ran in: with it, fixes can be tried.
    """
    try:
        if session.fault is not None:
            raise session.fault
        rehearser = stage.rehearser(error) if stage is not None else None
        with collector_waiting():
            return Check.of(session.recording(), error, keep_error=keep_error, rehearser=rehearser)
    except Exception as fault:
        return faulty_check(session.source.name, session.source.text, fault)


def _run(session: Session, body: Callable[[], Any], *, namespace: dict[str, Any] | None = None) -> Check:
    stage = Stage(session, namespace) if namespace is not None else None
    error: Exception | None = None
    session.start()
    try:
        body()
    except Exception as raised:
        error = raised
    finally:
        session.stop(error)
    check = finished(session, error, keep_error=True, stage=stage)
    if error is not None:
        # The traceback stays readable, but the tensors in its frames are let go.
        traceback.clear_frames(error.__traceback__)
    return check


def _source_of(target: Callable[..., Any]) -> CheckedSource:
    """The text of the class or function that is checked, if it is the user's own."""
    subject = target if inspect.isfunction(target) or inspect.ismethod(target) else type(target)
    try:
        filename = inspect.getsourcefile(subject) or ""
        lines, first = inspect.getsourcelines(subject)
    except (OSError, TypeError):
        return CheckedSource(subject.__name__, "", "")
    if "site-packages" in filename or "dist-packages" in filename:
        return CheckedSource(subject.__name__, "", "")
    return CheckedSource(subject.__name__, "".join(lines).rstrip("\n"), filename, first)


def _source_of_frame(frame: FrameType) -> CheckedSource:
    filename = frame.f_code.co_filename
    return CheckedSource(Path(filename).name, "".join(linecache.getlines(filename)).rstrip("\n"), filename)


def _is_shape(value: Any) -> bool:
    return isinstance(value, (tuple, list)) and bool(value) and all(type(size) is int for size in value)


def _with_tensors(
    source: CheckedSource, inputs: tuple[Any, ...], shapes: list[int], dtypes: Sequence[Any] | None
) -> list[Any]:
    values = list(inputs)
    frontend: Any = Session(source).frontend if shapes else None
    for count, position in enumerate(shapes):
        if any(size < 0 for size in inputs[position]):
            raise ValueError(f"A shape has no negative sizes: {inputs[position]!r}.")
        dtype = dtypes[count] if dtypes is not None and count < len(dtypes) else None
        values[position] = frontend.tensor_of_shape(tuple(inputs[position]), dtype)
    return values


__all__ = ["Trace", "check", "check_cell", "finished", "trace"]
