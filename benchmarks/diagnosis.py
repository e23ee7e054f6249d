"""How long a person waits between the exception and the picture: mismatches, causes and tried fixes of ResNet-50."""

from __future__ import annotations

import inspect
import statistics
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import shapeviz
from benchmarks import models
from benchmarks.measuring import Figure
from shapeviz import api

BAR = 0.5
_IMPORTS = "from __future__ import annotations\nimport torch\nfrom torch import nn\n"
_CALL = "\nmodel = ResNet50()\nmodel(torch.randn(2, 3, 64, 64))\n"
_CLASSES = "\n\n".join(inspect.getsource(part) for part in (models.Bottleneck, models.ResNet50))
# A head of the wrong width, and a block deep inside whose norm does not go with its convolution.
BUGS = {
    "a wrong head": ("nn.Linear(channels, 1000)", "nn.Linear(channels // 2, 1000)"),
    "a wrong norm": ("nn.BatchNorm2d(channels_out)\n            )", "nn.BatchNorm2d(channels_in)\n            )"),
}


def figures(rounds: int) -> Iterator[Figure]:
    """Seconds from the exception to the finished diagnosis, one figure for each bug."""
    for name, (right, wrong) in BUGS.items():
        source = _IMPORTS + _CLASSES.replace(right, wrong) + _CALL
        times, check = zip(*(_timed(source) for _ in range(max(3, rounds // 4))), strict=True)
        fixes = sum(fix.verified for mismatch in check[0].mismatches for fix in mismatch.fixes)
        detail = f"{fixes} verified fixes, slowest {1000 * max(times):.0f}"
        title = f"the diagnosis of ResNet-50 with {name}"
        yield Figure(title, 1000 * statistics.median(times), 1000 * BAR, "ms", detail)


def _timed(source: str) -> tuple[float, shapeviz.Check]:
    """(seconds after the cell has ended, the check)."""
    spent: list[float] = []
    whole = api.finished

    def timed(*args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return whole(*args, **kwargs)
        finally:
            spent.append(time.perf_counter() - start)

    with patch.object(api, "finished", timed):
        check = shapeviz.check_cell(source)
    return spent[0], check
