"""How soon a slider move is answered: in the kernel alone, and in the browser, from the event to the new labels."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import shapeviz
from benchmarks.measuring import Figure, percentile
from benchmarks.models import ResNet50

CELL = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
import shapeviz, torch
from benchmarks.models import ResNet50
shapeviz.check(ResNet50(), (1, 3, 224, 224))
"""
# Moves one slider and waits for the label of the edge to be repainted with the answer.
MOVE = """
async (value) => {
  const root = document.querySelector('.shapeviz');
  const slider = root.querySelector('input[data-size="H"]');
  const before = root.dataset.request;
  const start = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((resolve) => {
    const look = () => (root.dataset.request !== before ? resolve() : requestAnimationFrame(look));
    look();
  });
  return performance.now() - start;
}
"""


def figures(rounds: int) -> Iterator[Figure]:
    """Milliseconds from a move of H to its answer, the slowest of twenty left out (p95)."""
    check = shapeviz.check(ResNet50(), (1, 3, 224, 224))
    check.update({"H": 224})
    kernel = [_answer_time(check, 200 + step) for step in range(rounds)]
    detail = f"median {1000 * statistics.median(kernel):.0f}"
    yield Figure("a slider move on ResNet-50 in the kernel (p95)", 1000 * percentile(kernel, 0.95), 100, "ms", detail)
    browser = _browser_times(rounds)
    detail = f"median {statistics.median(browser):.0f}"
    yield Figure("a slider move on ResNet-50 in the browser (p95)", percentile(browser, 0.95), 100, "ms", detail)


def _answer_time(check: shapeviz.Check, size: int) -> float:
    start = time.perf_counter()
    check.update({"H": size})
    return time.perf_counter() - start


def _browser_times(rounds: int) -> list[float]:
    from tests.browser.chromium import running_browser
    from tests.browser.lab import running_lab

    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as lab,
        running_browser() as browser,
    ):
        page = lab.open(browser.new_context(), lab.write("slider.ipynb", CELL))
        page.wait_for_selector(".shapeviz svg", timeout=60_000)
        page.evaluate(MOVE, 225)
        return [page.evaluate(MOVE, 180 + step) for step in range(rounds)]
