"""Checks each program of a folder and prints what is said of it, as JSON; run as a script, once for each backend."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

from shapeviz import check_cell


def report(text: str) -> dict[str, Any]:
    """What a check says of a program."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        check = check_cell(text)
    graph = check.graph
    outputs = [node for node in graph.nodes if node.kind == "output"]
    return {
        "printed": printed.getvalue(),
        "error": type(check.error).__name__ if check.error is not None else "",
        "fault": str(check.fault or ""),
        "notes": graph.notes,
        "headline": graph.headline,
        "shapes": {node.label: node.outputs[0].shape for node in graph.nodes if node.outputs},
        "formulas": {node.label: node.outputs[0].formula for node in graph.nodes if node.outputs},
        "outputs": {node.label: node.inputs[0].shape for node in outputs},
        "mismatches": [(mismatch.message, mismatch.line) for mismatch in check.mismatches],
        "red": [(edge.shape, edge.expected) for edge in graph.edges if edge.status == "mismatch"],
    }


if __name__ == "__main__":
    print(json.dumps({path.stem: report(path.read_text()) for path in sorted(Path(sys.argv[1]).glob("*.py"))}))
