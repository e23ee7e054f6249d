"""What things weigh: the bundle, one output in the notebook, memory per operation, loading the extension."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import torch

import shapeviz
from benchmarks.measuring import Figure
from benchmarks.models import ResNet50, gpt2
from shapeviz.graph.document import to_json
from shapeviz.graph.packing import pack
from shapeviz.notebook.output import mime_bundle
from shapeviz.rendering.html import twin_html
from shapeviz.result import Check

STATIC = Path(shapeviz.__file__).parent / "static"
LOAD = """
import time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
start = time.perf_counter()
shell.run_line_magic("load_ext", "shapeviz")
print(time.perf_counter() - start)
"""


def figures() -> Iterator[Figure]:
    """Sizes in kB (1,000 bytes), memory in kB per operation, loading in milliseconds."""
    bundle = (STATIC / "widget.js").stat().st_size / 1000
    yield Figure("the widget's bundle is", bundle, 150, "kB")
    check = shapeviz.check(ResNet50(), (1, 3, 224, 224))
    yield Figure("one output of ResNet-50 in the notebook is", _output_size(check) / 1000, 300, "kB")
    yield Figure("a saved page of ResNet-50 is", len(check.to_html().encode()) / 1000, 250, "kB")
    per_operation, operations = _memory_per_operation()
    yield Figure("a finished check of GPT-2 keeps", per_operation / 1000, 3, "kB/op", f"{operations} operations")
    yield Figure("%load_ext shapeviz takes", 1000 * _loading_time(), 100, "ms", "median of 5 fresh processes")


def _output_size(check: Check) -> int:
    """The static twin, and the widget with the state that a notebook saves for it (its code among it)."""
    document = to_json(check.graph)
    twin = {"text/html": twin_html(check.graph, "twin"), "text/plain": str(check)}
    view = {key: value for key, value in mime_bundle(check).items() if key.startswith("application/")}
    state = {"document": pack(document), "_esm": (STATIC / "widget.js").read_text("utf-8")}
    return sum(len(json.dumps(part).encode()) for part in (twin, view, state))


def _memory_per_operation() -> tuple[float, int]:
    with torch.device("meta"):
        model = gpt2()
    tokens = torch.zeros(1, 64, dtype=torch.long, device="meta")
    shapeviz.check(model, tokens)
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    check = shapeviz.check(model, tokens)
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    operations = sum(1 for node in check.graph.nodes if node.kind in ("call", "module"))
    return kept / operations, operations


def _loading_time() -> float:
    runs = [subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True) for _ in range(5)]
    return statistics.median(float(run.stdout.split()[-1]) for run in runs)
