"""How a person asks for a knob: `hidden_size`, `hidden_size=8:64`, `Config.hidden`, `hidden@6`, `20`, `20@6=8:64`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REQUEST = re.compile(r"(?P<name>(?:[^\W\d]\w*\.)*[^\W\d]\w*|\d+)(?:@(?P<line>\d+))?(?:=(?P<low>\d+):(?P<high>\d+))?")


@dataclass(frozen=True, slots=True)
class Request:
    """A knob that was asked for: a name or a number, its line where there are several, and its range."""

    name: str
    line: int | None = None
    range: tuple[int, int] | None = None

    def __str__(self) -> str:
        return self.name if self.line is None else f"{self.name}@{self.line}"


def parse_vary(text: str) -> Request:
    """What a person asks for.

    Raises
    ------
    ValueError
        If it cannot be read; its text says what to write.

    >>> parse_vary("20@6=8:64")
    Request(name='20', line=6, range=(8, 64))
    """
    found = _REQUEST.fullmatch(text.strip().strip("'\""))
    if found is None:
        raise ValueError(f"write a name with or without a range, such as hidden_size=8:64, not {text!r}")
    line = int(found["line"]) if found["line"] else None
    if not found["low"]:
        return Request(found["name"], line)
    low, high = int(found["low"]), int(found["high"])
    if not 1 <= low < high:
        raise ValueError(f"write a range from a smaller to a larger number, from 1 on, such as 8:64, not {low}:{high}")
    return Request(found["name"], line, (low, high))
