"""The scores as tables: per cell, per class of bug, and in all beside the bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.corpus.scoring import CellScore, FaultScore

_MARKS = {True: "yes", False: "NO", None: "·"}


class Share(NamedTuple):
    """One figure in all. `bar` is the least (`least`) or the most that is wished for; None: for information."""

    name: str
    hits: int
    of: int
    bar: float | None = None
    least: bool = True

    @property
    def reached(self) -> bool:
        """Whether the figure is where it should be."""
        if self.bar is None or not self.of:
            return True
        percent = 100 * self.hits / self.of
        return percent >= self.bar if self.least else percent <= self.bar

    def __str__(self) -> str:
        percent = f"{100 * self.hits / self.of:5.1f} %" if self.of else "    – "
        bar = "" if self.bar is None else f"(bar {'≥' if self.least else '≤'} {self.bar:g} %)"
        mark = " " if self.bar is None or not self.of else "✓" if self.reached else "✗"
        return f"{mark} {self.name:<44} {self.hits:>3}/{self.of:<3} {percent}  {bar}".rstrip()


def cell_lines(scores: Iterable[CellScore]) -> Iterator[str]:
    """One line per cell."""
    yield f"{'cell':<36} {'kind':<8} found  line  nums  1st   3     fix         extra  seconds"
    for cell in scores:
        faults = cell.faults or [FaultScore("", silent=False, found=not cell.false_alarm)]
        loud = cell.first_loud
        columns = (
            "ALARM" if cell.false_alarm else "/".join(_MARKS[fault.found] for fault in faults),
            _MARKS[loud.line if loud else None],
            _MARKS[loud.numbers if loud else None],
            "/".join(_MARKS[fault.first_cause] for fault in cell.faults) or "·",
            "/".join(_MARKS[fault.any_cause] for fault in cell.faults) or "·",
        )
        marks = " ".join(f"{column:<5}" for column in columns)
        extra = f"{cell.extra_mismatches}+{cell.extra_warnings}"
        yield f"{cell.name[:36]:<36} {cell.kind:<8} {marks} {cell.repair:<11} {extra:<6} {cell.seconds:.2f}"


def detail_lines(scores: Iterable[CellScore]) -> Iterator[str]:
    """What went wrong beyond the figures: our own faults, fixes that do not run."""
    for cell in scores:
        if cell.fault:
            yield f"{cell.name}: fault in shapeviz: {cell.fault}"
        if cell.repair_error:
            yield f"{cell.name}: mended cell, {cell.repair_error}"
        yield from (f"{cell.name}: verified but does not run: {title}" for title in cell.broken_fixes)
        if cell.false_alarm:
            yield f"{cell.name}: false alarm: {cell.headline}"


def class_lines(scores: Iterable[CellScore]) -> Iterator[str]:
    """One line per class of bug."""
    families: dict[str, list[tuple[CellScore, FaultScore]]] = defaultdict(list)
    for cell in scores:
        for fault in cell.faults:
            families[fault.family].append((cell, fault))
    yield f"{'class':<24} faults  found  1st cause  in three  mended cells"
    for family, told in sorted(families.items()):
        found = sum(fault.found for _, fault in told)
        first = sum(fault.first_cause for _, fault in told)
        three = sum(fault.any_cause for _, fault in told)
        mended = sum(cell.repair == "runs" for cell, _ in told)
        yield f"{family:<24} {len(told):>6} {found:>6} {first:>10} {three:>9} {mended:>13}"


def shares(scores: Sequence[CellScore]) -> list[Share]:
    """The figures in all, with their bars."""
    negative = [cell for cell in scores if cell.kind == "negative"]
    bugs = [cell for cell in scores if cell.kind in ("single", "multi")]
    firsts = [cell.first_loud for cell in bugs if cell.first_loud is not None]
    loud = [fault for cell in bugs for fault in cell.faults if not fault.silent]
    silent = [fault for cell in scores for fault in cell.faults if fault.silent]
    numbered = [fault for fault in loud if fault.numbers is not None]
    multi = [cell for cell in scores if cell.kind == "multi"]
    return [
        _share("loud faults detected", [fault.found for fault in firsts], 100),
        _share("false alarms on correct cells", [cell.false_alarm for cell in negative], 0, least=False),
        _share("line of the failing call", [bool(fault.line) for fault in firsts], 100),
        _share("expected and actual numbers", [bool(fault.numbers) for fault in numbered]),
        _share("cause, first choice", [fault.first_cause for fault in loud], 85),
        _share("cause, in the first three", [fault.any_cause for fault in loud], 95),
        _share("all faults of a multi-bug cell", [cell.all_found for cell in multi], 90),
        _share("a verified fix that really runs", [cell.repair == "runs" for cell in bugs], 90),
        _share("  of which single bugs", [cell.repair == "runs" for cell in bugs if cell.kind == "single"]),
        _share("verified fixes that do not run (cells)", [bool(cell.broken_fixes) for cell in scores], 0, least=False),
        _share("silent bugs found", [fault.found for fault in silent], 70),
        _share("silent bugs, cause first choice", [fault.first_cause for fault in silent]),
        _share("single bugs told by one mismatch", [cell.mismatches == 1 for cell in bugs if cell.kind == "single"]),
        _share("cells of bugs with extra mismatches", [cell.extra_mismatches > 0 for cell in scores if cell.faults]),
        _share("cells of bugs with extra warnings", [cell.extra_warnings > 0 for cell in scores if cell.faults]),
        _share("faults in shapeviz itself", [bool(cell.fault) for cell in scores], 0, least=False),
    ]


def _share(name: str, hits: Sequence[bool], bar: float | None = None, *, least: bool = True) -> Share:
    return Share(name, sum(hits), len(hits), bar, least)
