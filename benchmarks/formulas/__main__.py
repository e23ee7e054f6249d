"""`python -m benchmarks.formulas`: the formulas of whole models against fresh runs at random sizes.

The exit status is 1 if a bar is missed. Each model is judged in a process of its own.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.corpus.running import ProcessFailed, in_process
from benchmarks.formulas import report, sets
from benchmarks.formulas.judging import Score

LIMIT = 900.0


def main() -> int:
    """Print a line per model, the figures of each set, and what missed its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formulas", description=__doc__)
    parser.add_argument("cells", type=Path, nargs="*", default=[sets.CELLS], help="folders of cells, for that set")
    parser.add_argument("--set", action="append", choices=sets.SETS, help="judge this set alone (may be repeated)")
    parser.add_argument("--only", default="", help="beginnings of the names to judge, with commas between")
    parser.add_argument("--vectors", type=int, default=20, help="at how many vectors of sizes")
    parser.add_argument("-v", "--verbose", action="store_true", help="list all that was wrong")
    chosen = parser.parse_args()
    only = tuple(name for name in chosen.only.split(",") if name)
    reached = True
    for name in chosen.set or sets.SETS:
        folders = [folder.resolve() for folder in chosen.cells]
        if sets.missing(name):
            print(f"{name} is left out: {sets.missing(name)} is not installed.\n")
            continue
        names = [one for one in sets.subjects(name, folders) if not only or one.startswith(only)]
        if names:
            reached &= _judge_set(name, names, folders, chosen.vectors, verbose=chosen.verbose)
    return 0 if reached else 1


def _judge_set(name: str, names: list[str], folders: list[Path], vectors: int, *, verbose: bool) -> bool:
    print(f"{name:<36} {report.TITLE}", flush=True)
    scores: list[Score] = []
    for one in names:
        score = _judged(sets.Chosen(name, one, folders, vectors))
        print(report.line(score), *report.details(score, None if verbose else report.MOST_SENTENCES), sep="\n")
        if verbose and score.stops:
            print(f"    formulas end at: {report.stops([score])}")
        sys.stdout.flush()
        scores.append(score)
    shares = report.summary(name, scores, sets.BARS[name])
    print(*shares, f"  {name}: formulas end at: {report.stops(scores)}", "", sep="\n", flush=True)
    return all(share.reached for share in shares)


def _judged(chosen: sets.Chosen) -> Score:
    try:
        return in_process(sets.judged, chosen, LIMIT)
    except ProcessFailed as failure:
        return Score(chosen.name, error=str(failure))


if __name__ == "__main__":
    sys.exit(main())
