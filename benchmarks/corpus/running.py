"""Checking a cell and running a cell, each in a process of its own with a time limit, muted, in an empty folder."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from shapeviz.graph.findings import Mismatch, Warning
from shapeviz.graph.model import Verdict

Given = TypeVar("Given")
Result = TypeVar("Result")

# The server imports torch (and what its optimizers load late) once; what is forked from it has computed nothing yet.
_processes = multiprocessing.get_context("forkserver")
_PRELOADED = ["torch", "torch._dynamo", "numpy", "shapeviz.api", "shapeviz.tracing.frontends.torch"]
_processes.set_forkserver_preload(_PRELOADED)


@dataclass(slots=True)
class Run:
    """How a cell ended. `line` is the deepest line of the cell that its exception came through."""

    ok: bool
    error: str = ""
    text: str = ""
    line: int | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class Checked:
    """What the check of a cell said. `fault` is what went wrong in shapeviz itself, or that time was up."""

    verdict: Verdict
    headline: str = ""
    mismatches: list[Mismatch] = field(default_factory=list[Mismatch])
    warnings: list[Warning] = field(default_factory=list[Warning])
    fault: str = ""
    seconds: float = 0.0


class ProcessFailed(Exception):
    """The process ran into its time limit, or died without an answer."""


def run(source: str, limit: float = 60.0) -> Run:
    """Run a cell as a script. It counts as run only if it ends by itself within `limit` seconds."""
    try:
        return in_process(_run, source, limit)
    except ProcessFailed as failure:
        return Run(False, "ProcessFailed", str(failure))


def check(source: str, limit: float = 120.0) -> Checked:
    """Check a cell with a fresh namespace."""
    try:
        return in_process(_check, source, limit)
    except ProcessFailed as failure:
        return Checked("error", fault=str(failure))


def in_process(work: Callable[[Given], Result], given: Given, limit: float) -> Result:
    """What `work(given)` returns, in a process of its own that may take `limit` seconds.

    Raises
    ------
    ProcessFailed
        If it takes longer, or dies.
    """
    os.environ.setdefault("KERAS_BACKEND", "torch")
    # Small cells gain nothing by threads, and on a busy machine threads that wait for each other cost seconds.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    receiving, sending = _processes.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="cell-") as folder:
        process = _processes.Process(target=_work_in, args=(folder, sending, work, given))
        process.start()
        sending.close()
        try:
            if not receiving.poll(limit):
                raise ProcessFailed(f"no end after {limit:g} s")
            return receiving.recv()
        except EOFError:
            process.join()
            raise ProcessFailed(f"exit code {process.exitcode}") from None
        finally:
            process.kill()
            process.join()
            receiving.close()


def _work_in(folder: str, sending: Connection[Any, Any], work: Callable[[Any], Any], given: Any) -> None:
    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    warnings.simplefilter("ignore")
    sending.send(work(given))


def _run(source: str) -> Run:
    path = Path("cell.py").resolve()
    path.write_text(source, encoding="utf-8")
    start = time.perf_counter()
    try:
        runpy.run_path(str(path), run_name="__main__")
    except SystemExit as left:
        return Run(not left.code, "SystemExit", str(left), None, time.perf_counter() - start)
    except BaseException as error:
        places = traceback.extract_tb(error.__traceback__)
        lines = [place.lineno for place in places if place.filename == str(path)]
        line = lines[-1] if lines else getattr(error, "lineno", None)
        return Run(False, type(error).__name__, str(error), line, time.perf_counter() - start)
    return Run(True, seconds=time.perf_counter() - start)


def _check(source: str) -> Checked:
    from shapeviz import check_cell

    sys.argv = ["cell.py"]
    start = time.perf_counter()
    try:
        checked = check_cell(source, {})
    except BaseException as error:
        return Checked("error", fault=f"{type(error).__name__}: {error}", seconds=time.perf_counter() - start)
    seconds = time.perf_counter() - start
    fault = "" if checked.fault is None else f"{type(checked.fault).__name__}: {checked.fault}"
    graph = checked.graph
    return Checked(graph.verdict, graph.headline, graph.mismatches, graph.warnings, fault, seconds)
