"""The README's example is real: its cell, checked, gives the output that stands below it."""

from __future__ import annotations

import re
from pathlib import Path

import torch

import shapeviz

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_cell_in_the_readme_gives_the_output_below_it() -> None:
    [cell] = re.findall(r"```python\n%%shapecheck\n(.*?)\n```", README, re.DOTALL)
    [output] = re.findall(r"<!-- the output of the cell above -->\n```text\n(.*?)\n```", README, re.DOTALL)
    check = shapeviz.check_cell(cell, {"torch": torch, "nn": torch.nn})
    assert str(check) == output
