"""What a frontend says of a record, in words and numbers that know no framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Description:
    """The parts of a node that only the frontend knows. `input_names` are the operands' keywords, in order.

    Of the parameters `frozen_count` are not trained; together they take `parameter_bytes`.
    """

    op: str
    target: str
    label: str
    summary: str = ""
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    input_names: list[str] = field(default_factory=list[str])
    parameter_count: int = 0
    frozen_count: int = 0
    parameter_bytes: int = 0
    multiply_adds: int = 0
    defined: Any = None
