"""Small failing cells of Keras, and what is proposed for them."""

from __future__ import annotations

from typing import NamedTuple

import shapeviz
from tests.diagnosis.proposals.cases import plain

IMPORTS = "import numpy as np\nimport keras\nfrom keras import layers, ops\n"


class Proposed(NamedTuple):
    """A fix of the first mismatch: its title, the line that it gives in place of the old one, and its reason."""

    title: str
    new: str
    reason: str
    verified: bool


def proposed(source: str, imports: str = IMPORTS) -> list[Proposed]:
    """The fixes of the first mismatch of a cell, best first."""
    mismatch = shapeviz.check_cell(imports + plain(source)).graph.mismatches[0]
    return [Proposed(fix.title, fix.edits[-1].new, fix.reason, bool(fix.verified)) for fix in mismatch.fixes]
