"""The formulas of one subject against fresh runs at random sizes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.formulas.comparing import Comparison, compared
from benchmarks.formulas.subjects import Judged
from benchmarks.formulas.vectors import vectors
from shapeviz.graph.model import Graph, Node


@dataclass(slots=True)
class Score:
    """How the formulas of one subject fared.

    `vectors` were tried; `misfits` of them did not fit, and at `other_ways` the graph itself says that it does not
    know. `stops` counts the operations behind which formulas end although all that goes in has one. `error` is why
    the subject could not be judged; one that does not run as it is recorded is `left_out`.
    """

    name: str
    edges: int = 0
    with_formula: int = 0
    vectors: int = 0
    misfits: int = 0
    other_ways: int = 0
    comparisons: int = 0
    wrong: list[str] = field(default_factory=list[str])
    claims: list[str] = field(default_factory=list[str])
    stops: Counter[str] = field(default_factory=Counter[str])
    error: str = ""
    left_out: str = ""
    seconds: float = 0.0

    def add(self, comparison: Comparison) -> None:
        """Count one vector of sizes."""
        self.vectors += 1
        self.misfits += comparison.outcome == "misfit"
        self.other_ways += comparison.outcome == "other way"
        self.comparisons += comparison.edges
        self.wrong += comparison.wrong
        self.claims += comparison.claims


def judge(subject: Judged, count: int) -> Score:
    """Record once, compare with the recording, then with fresh runs at `count` vectors of sizes."""
    start = time.perf_counter()
    score = Score(subject.name)
    try:
        _judge(subject, count, score)
    except Exception as error:
        score.error = f"{type(error).__name__}: {error}"
    score.seconds = time.perf_counter() - start
    return score


def _judge(subject: Judged, count: int, score: Score) -> None:
    check = subject.recorded()
    if check.fault is not None:
        raise check.fault
    graph = check.graph
    if graph.verdict != "ok":
        score.left_out = graph.headline
        return
    score.edges = len(graph.edges)
    score.with_formula = sum(edge.formula is not None for edge in graph.edges)
    score.stops.update(_stops(graph))
    at_home = compared(graph, graph, {})
    score.wrong, score.claims = at_home.wrong, at_home.claims
    varied = subject.varied(graph)
    for sizes in vectors(varied, count, subject.name) if varied else ():
        fresh = subject.fresh(graph, sizes)
        if fresh.fault is not None:
            raise fresh.fault
        score.add(compared(graph, fresh.graph, sizes))


def _stops(graph: Graph) -> Iterator[str]:
    """The operations that have no formula for an output although each edge into them has one."""
    unknown_inputs = {edge.target for edge in graph.edges if edge.formula is None}
    parents = {node.parent for node in graph.nodes}
    for node in graph.nodes:
        if node.id not in unknown_inputs and node.id not in parents and _lacks_formula(node):
            yield node.op


def _lacks_formula(node: Node) -> bool:
    return any(spec.formula is None for spec in node.outputs)
