"""The scores as tables: a line per subject, what went wrong, and the figures of each set beside the bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.corpus.report import Share
from benchmarks.formulas.judging import Score

MOST_SENTENCES = 5
MOST_STOPS = 12
TITLE = "edges  formula  vectors  misfit  other  compared  wrong  claims  seconds"


def line(score: Score) -> str:
    """One subject in one line."""
    name = f"{score.name[:36]:<36}"
    if score.error or score.left_out:
        return f"{name} {'FAILED' if score.error else 'left out'}: {(score.error or score.left_out).splitlines()[0]}"
    share = f"{_percent(score.with_formula, score.edges):>6} %"
    counts = f"{score.vectors:>8} {score.misfits:>7} {score.other_ways:>6} {score.comparisons:>9}"
    faults = f"{len(score.wrong):>6} {len(score.claims):>7}"
    return f"{name} {score.edges:>5} {share} {counts} {faults} {score.seconds:>8.1f}"


def details(score: Score, most: int | None = MOST_SENTENCES) -> Iterator[str]:
    """What was wrong, in sentences, at most so many of each kind."""
    for kind, sentences in (("wrong formula", score.wrong), ("wrong claim", score.claims)):
        for sentence in sentences[:most]:
            yield f"    {kind}: {sentence}"
        if most is not None and len(sentences) > most:
            yield f"    … and {len(sentences) - most} more"


def summary(name: str, scores: Sequence[Score], bar: float | None) -> list[Share]:
    """The figures of one set with their bars; `bar` is the least share of edges with a formula, in percent."""
    judged = [score for score in scores if not score.error and not score.left_out]
    edges = sum(score.edges for score in judged)
    comparisons = sum(score.comparisons for score in judged)
    tried = sum(score.vectors for score in judged)
    return [
        Share(f"{name}: edges with a formula", sum(score.with_formula for score in judged), edges, bar),
        _none(f"{name}: wrong formulas, of edges compared", sum(len(score.wrong) for score in judged), comparisons),
        _none(f"{name}: wrong claims, of size vectors", sum(len(score.claims) for score in judged), tried),
        _none(f"{name}: models that could not be judged", sum(bool(score.error) for score in scores), len(scores)),
    ]


def stops(scores: Sequence[Score]) -> str:
    """Which operations formulas end at, the most frequent first."""
    counts: Counter[str] = Counter()
    for score in scores:
        counts.update(score.stops)
    return ", ".join(f"{op} {count}" for op, count in counts.most_common(MOST_STOPS)) or "nowhere"


def _none(name: str, hits: int, of: int) -> Share:
    return Share(name, hits, of, 0, least=False)


def _percent(hits: int, of: int) -> str:
    return f"{100 * hits / of:.1f}" if of else "–"
