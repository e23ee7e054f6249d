"""What is proposed first for a failing cell of NumPy, which has to run for real with it."""

from __future__ import annotations

import shapeviz
from shapeviz.graph.findings import Fix


def first_fix(cell: str) -> Fix:
    """The first fix of the cell's first mismatch; it was tried, and the mended cell runs."""
    source = f"import numpy as np\n{cell.strip()}\n"
    fix = shapeviz.check_cell(source).graph.mismatches[0].fixes[0]
    assert fix.verified
    exec(compile(fix.apply(source), "<mended>", "exec"), {"__name__": "__main__"})
    return fix


def told(fix: Fix) -> tuple[str, str, str]:
    """Title, new text and reason of a fix of one line."""
    return fix.title, fix.edits[0].new.strip(), fix.reason
