"""How the benchmarks measure: in pairs, so that a busy machine slows both sides alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple
from unittest.mock import patch

from shapeviz.tracing.session import Recording, Session
from shapeviz.tracing.source import CheckedSource

# The method of `Recording` that computes the formulas of a finished recording, after drawing the graph.
FORMULAS = "_claims"


class Figure(NamedTuple):
    """One line of the report. `bar` is the most that is wished for, in the same unit as `value`."""

    name: str
    value: float
    bar: float
    unit: str
    detail: str = ""

    def __str__(self) -> str:
        mark = "✓" if self.value <= self.bar else "✗"
        return f"{mark} {self.name:<58} {self.value:>9.2f} {self.unit:<6} (bar {self.bar:g}) {self.detail}"


def recording_ratio(body: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """(median ratio of a recorded run to the plain run just before it, median of the plain run in seconds)."""
    body()
    ratios: list[float] = []
    plain_times: list[float] = []
    for _ in range(rounds):
        plain = _timed(body)
        session = Session(CheckedSource("benchmark", "torch", "benchmark"))
        session.start()
        try:
            recorded = _timed(body)
        finally:
            session.stop()
        if session.fault is not None:
            raise session.fault
        ratios.append(recorded / plain)
        plain_times.append(plain)
    return statistics.median(ratios), statistics.median(plain_times)


def formulas_ratio(body: Callable[[], Any], rounds: int) -> tuple[float, float, float]:
    """(median ratio of a recorded run with its formulas to the plain run before it, medians of both in seconds)."""
    body()
    plain_times: list[float] = []
    recorded_times: list[float] = []
    for _ in range(rounds):
        plain_times.append(_timed(body))
        session = Session(CheckedSource("benchmark", "torch", "benchmark"))
        recorded = _timed(lambda session=session: _recorded(session, body))
        if session.fault is not None:
            raise session.fault
        recorded_times.append(recorded + _formulas_time(session))
    ratios = [recorded / plain for recorded, plain in zip(recorded_times, plain_times, strict=True)]
    return statistics.median(ratios), statistics.median(plain_times), statistics.median(recorded_times)


def _recorded(session: Session, body: Callable[[], Any]) -> None:
    session.start()
    try:
        body()
    finally:
        session.stop()


def _formulas_time(session: Session) -> float:
    """Seconds that the formulas take of all that follows a recording: drawing and preparing re-runs do not count."""
    spent: list[float] = []
    whole: Callable[..., Any] = getattr(Recording, FORMULAS)

    def timed(*args: Any) -> Any:
        start = time.perf_counter()
        try:
            return whole(*args)
        finally:
            spent.append(time.perf_counter() - start)

    gc.collect()
    gc.disable()
    try:
        with patch.object(Recording, FORMULAS, timed):
            session.recording()
    finally:
        gc.enable()
    return sum(spent)


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _timed(body: Callable[[], Any]) -> float:
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        body()
        return time.perf_counter() - start
    finally:
        gc.enable()
