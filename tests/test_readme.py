"""The README's examples are real: what they give is the output that stands below them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch

import shapeviz

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def _cells() -> list[str]:
    return re.findall(r"```python\n%%shapecheck\n(.*?)\n```", README, re.DOTALL)


def test_the_cell_in_the_readme_gives_the_output_below_it() -> None:
    cell = _cells()[0]
    [output] = re.findall(r"<!-- the output of the cell above -->\n```text\n(.*?)\n```", README, re.DOTALL)
    check = shapeviz.check_cell(cell, {"torch": torch, "nn": torch.nn})
    assert str(check) == output


def test_the_keras_cell_in_the_readme_gives_the_output_below_it() -> None:
    [beginning] = re.findall(
        r"<!-- the beginning of the output of the Keras cell -->\n```text\n(.*?)\n```", README, re.DOTALL
    )
    assert str(shapeviz.check_cell(_cells()[1])).startswith(beginning + "\n")


def test_the_table_in_the_readme_is_printed_by_the_lines_above_it(capsys: pytest.CaptureFixture[str]) -> None:
    [lines] = re.findall(r"### Like torchinfo\n\n```python\n(.*?)\n```", README, re.DOTALL)
    [output] = re.findall(r"<!-- the output of the lines above -->\n```text\n(.*?)\n```", README, re.DOTALL)
    exec(lines, {"nn": torch.nn, "shapeviz": shapeviz})
    assert capsys.readouterr().out == output + "\n"
