"""What instrumented code costs where it has nothing to report: loops of a million operations in plain Python."""

from __future__ import annotations

import ast
import statistics
import time
from collections.abc import Iterator
from functools import partial
from types import CodeType
from typing import Any

from benchmarks.measuring import Figure
from shapeviz.tracing.choosing import ensemble_for
from shapeviz.tracing.preparation import Preparation
from shapeviz.tracing.session import Session
from shapeviz.tracing.source import CheckedSource

_OPERATIONS = 1_000_000

LOOPS = {
    "sums of counters": """
def run(n):
    total = 0
    for i in range(n):
        total += i * 3 % 7
""",
    "sums of parameters": """
def run(n, total=0, step=2):
    for i in range(n):
        total = total + i * step
""",
    "comparisons of parameters": """
def run(n):
    i = 0
    while i < n:
        i += 1
""",
    "list append": """
def run(n):
    values = []
    for i in range(n):
        values.append(i)
""",
    "dict counting": """
def run(n, words="the cat and the dog and the bird".split()):
    counts = {}
    for word in words * (n // 8):
        counts[word] = counts.get(word, 0) + 1
""",
    "string building": """
def run(n, piece="ab"):
    text = ""
    for i in range(n):
        text += piece
""",
    "method calls": """
class Counter:
    def __init__(self):
        self.count = 0

    def step(self, by):
        self.count += by

def run(n):
    counter = Counter()
    for i in range(n):
        counter.step(i)
""",
    "method calls on a parameter": """
class Counter:
    def __init__(self):
        self.count = 0

    def step(self, by):
        self.count += by

def count(n, counter):
    for i in range(n):
        counter.step(i)

def run(n):
    count(n, Counter())
""",
    "nested function calls": """
def scaled(x):
    return x * 2

def shifted(x):
    return scaled(x) + 1

def run(n):
    for i in range(n):
        shifted(i)
""",
    "recursion": """
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

def run(n):
    fibonacci(25)
""",
    "comprehension sums": """
def run(n, values=range(1_000)):
    for _ in range(n // 1_000):
        sum([x * x for x in values])
""",
    "subscripts of a list": """
def run(n, values=list(range(100))):
    total = 0
    for i in range(n):
        total += values[i % 100]
""",
    "subscripts of a list of lists": """
def run(n, rows=[list(range(100)) for _ in range(100)]):
    total = 0
    for _ in range(n // 10_000):
        for i in range(100):
            for j in range(100):
                total += rows[i][j]
""",
    "products of lists of lists": """
def run(n, a=[[1.5] * 40 for _ in range(40)], b=[[2.5] * 40 for _ in range(40)]):
    for _ in range(n // 64_000):
        c = [[0.0] * 40 for _ in range(40)]
        for i in range(40):
            for j in range(40):
                for k in range(40):
                    c[i][j] += a[i][k] * b[k][j]
""",
    "attributes": """
class Point:
    def __init__(self):
        self.x, self.y = 1.0, 2.0

def run(n):
    point, total = Point(), 0.0
    for i in range(n):
        total = total + point.x * point.y
""",
    "operators of the user's own": """
class Vector:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return Vector(self.x + other.x)

def run(n):
    place, step = Vector(0), Vector(1)
    for i in range(n // 5):
        place = place + step
""",
    "functions of math": """
import math

def run(n):
    total = 0.0
    for i in range(n):
        total += math.sqrt(i)
""",
}


def figures(rounds: int) -> Iterator[Figure]:
    """How many times as long each loop takes when its cell is instrumented for NumPy."""
    for name, text in LOOPS.items():
        pairs = _times(text, max(5, rounds // 3))
        ratio = statistics.median(instrumented / plain for plain, instrumented in pairs)
        plain, instrumented = (1e9 * min(times) / _OPERATIONS for times in zip(*pairs, strict=True))
        yield Figure(f"instrumented: {name}", ratio, 3, "times", f"{instrumented:.0f} ns instead of {plain:.0f} ns")
    yield _outside(max(5, rounds // 3))


def _outside(rounds: int) -> Figure:
    """How many times as long a loop of another module's takes while a cell is watched, which calls it."""
    source = CheckedSource("benchmark", "import numpy\nrun(n)", "<benchmark>")
    module: dict[str, Any] = {}
    exec(compile(LOOPS["operators of the user's own"], "<module>", "exec"), module)
    plain_code = compile(source.text, source.filename, "exec")
    pairs: list[tuple[float, float]] = []
    for _ in range(rounds):
        cell = {"run": module["run"], "n": _OPERATIONS}
        plain = _timed(partial(_executed, plain_code, cell))
        preparation = Preparation(source, ensemble_for(source))
        session = Session(source, preparation=preparation)
        code = preparation.rewritten(ast.parse(source.text), plain_code)
        session.start()
        try:
            watched = _timed(partial(_executed, code, cell))
        finally:
            session.stop()
        pairs.append((plain, watched))
    ratio = statistics.median(watched / plain for plain, watched in pairs)
    return Figure("a loop outside the cell, which the cell calls", ratio, 1.1, "times")


def _times(text: str, rounds: int) -> list[tuple[float, float]]:
    """The times of the plain loop and of the instrumented one, in seconds, run in turns."""
    source = CheckedSource("benchmark", f"import numpy{text}", "<benchmark>")
    plain_code = compile(source.text, source.filename, "exec")
    preparation = Preparation(source, ensemble_for(source))
    plain: dict[str, Any] = {}
    instrumented: dict[str, Any] = {}
    session = Session(source, preparation=preparation)
    session.start()
    try:
        exec(plain_code, plain)
        exec(preparation.rewritten(ast.parse(source.text), plain_code), instrumented)
        pairs = [(_timed(plain["run"]), _timed(instrumented["run"])) for _ in range(rounds)]
    finally:
        session.stop()
    if session.fault is not None:
        raise session.fault
    return pairs


def _executed(code: CodeType, scope: dict[str, Any], _: int) -> None:
    exec(code, scope)


def _timed(run: Any) -> float:
    started = time.perf_counter()
    run(_OPERATIONS)
    return time.perf_counter() - started
