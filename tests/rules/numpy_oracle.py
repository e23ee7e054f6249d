"""NumPy as the judge of the rules: a rule accepts what NumPy accepts, and names the shapes that come out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, Call, Conflict, judge
from shapeviz.tracing.frontends.numpy.binding import bind
from shapeviz.tracing.frontends.numpy.names import label
from tests.rules.provenance import check_provenance

Shape = tuple[int, ...]
Shapes = list[Shape]

examples = settings(max_examples=30, derandomize=True, deadline=None)


@dataclass(frozen=True)
class Stand:
    """Stands for an array of a shape in the arguments of a case."""

    shape: Shape
    dtype: str = "float64"


def array(*shape: int) -> Stand:
    """An array of numbers."""
    return Stand(shape)


def whole(*shape: int) -> Stand:
    """An array of whole numbers, all of them 0."""
    return Stand(shape, "int64")


@dataclass(frozen=True)
class Case:
    """A call with stands for its arrays, whose shapes fit."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __repr__(self) -> str:
        return label(self.function)


def case(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Case:
    """A case to try at its own shapes and at others near them."""
    return Case(function, args, kwargs)


def check(given: Case, data: st.DataObject) -> None:
    """The rule has an answer for the case, and agrees with NumPy on it and on one whose shapes are near."""
    args, kwargs = _filled((given.args, given.kwargs), lambda stand: _made(stand.shape, stand.dtype))
    assert _agreed(given.function, args, kwargs), f"no answer to {given}{given.args}"
    near = _filled((given.args, given.kwargs), lambda stand: _made(data.draw(neighbours(stand.shape)), stand.dtype))
    _agreed(given.function, *near)


def agrees(function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """The rule has an answer for a call, and agrees with NumPy."""
    assert _agreed(function, args, kwargs), f"no answer to {label(function)}{args}"


def refusal(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """What the rule says against a call with stands for its arrays, which NumPy refuses, too."""
    args, kwargs = _filled((args, kwargs), lambda stand: _made(stand.shape, stand.dtype))
    assert isinstance(_answer(function, args, kwargs), Exception)
    call = bind(function, args, kwargs)
    verdict = judge(call) if call is not None else None
    assert isinstance(verdict, Conflict), verdict
    return f"{label(function)} expects {verdict.expects}, but gets {verdict.gets}."


@st.composite
def neighbours(draw: st.DrawFn, shape: Shape) -> Shape:
    """A shape, or one near it: one size changed, or an axis more or less."""
    axis = draw(st.integers(0, max(len(shape) - 1, 0)))
    change = draw(st.sampled_from(["none", "none", "extra", *(["size", "size", "drop"] if shape else [])]))
    size = draw(st.sampled_from([0, 1, 2, 3, 5, 6]))
    kept = {"none": shape[axis : axis + 1], "extra": (size, *shape[axis : axis + 1]), "size": (size,), "drop": ()}
    return (*shape[:axis], *kept[change], *shape[axis + 1 :])


def _agreed(function: Callable[..., Any], args: Any, kwargs: Any) -> bool:
    """Whether the rule has an answer; fails where NumPy says otherwise, or the formulas are wrong at other sizes."""
    call = bind(function, args, kwargs)
    verdict = judge(call) if call is not None else None
    if call is None or verdict is None:
        return False
    actual = _answer(function, args, kwargs)
    report = f"{call}\n  rule:  {verdict}\n  NumPy: {actual!r}"
    check_provenance(call)
    if isinstance(verdict, Accept):
        assert actual == verdict.outputs, report
        return True
    assert isinstance(actual, Exception), report
    assert verdict.expects and verdict.gets, report
    if verdict.outputs is not None:
        args, kwargs = _mended(call, verdict, (args, kwargs))
        mended = _answer(function, args, kwargs)
        assert mended == verdict.outputs, f"{report}\n  mended: {mended!r}"
    return True


def _answer(function: Callable[..., Any], args: Any, kwargs: Any) -> Shapes | Exception:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return _shapes_of(function(*args, **kwargs))
        except (ValueError, IndexError, TypeError) as error:
            return error


def _shapes_of(result: Any) -> Shapes:
    if isinstance(result, (np.ndarray, np.generic, int, float)):
        return [np.shape(result)]
    return [shape for item in result for shape in _shapes_of(item)]


def _made(shape: Shape, dtype: str) -> np.ndarray:
    """An array without zeros or equal rows, so that what it holds is no reason to refuse it."""
    return np.random.default_rng(0).uniform(0.1, 1, shape) if dtype == "float64" else np.zeros(shape, dtype)


def _filled(value: Any, fill: Callable[[Stand], Any]) -> Any:
    if isinstance(value, Stand):
        return fill(value)
    if type(value) in (list, tuple):
        return type(value)(_filled(item, fill) for item in value)
    return {name: _filled(item, fill) for name, item in value.items()} if isinstance(value, dict) else value


def _mended(call: Call, conflict: Conflict, arguments: Any) -> Any:
    """The same arguments, with arrays of the expected shapes for the operands at fault."""
    dtypes = iter([name for name in call.named_shapes() if name in call.dtypes or "[" in name])

    def expected(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            shape = conflict.expected_shapes.get(next(dtypes), value.shape)
            return _made(shape, str(value.dtype))
        if type(value) in (list, tuple):
            return type(value)(expected(item) for item in value)
        return {name: expected(item) for name, item in value.items()} if isinstance(value, dict) else value

    return expected(arguments)
