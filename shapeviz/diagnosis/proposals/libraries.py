"""The library of an operand, and how a change is spelled in it: `.unsqueeze(1)` is `[:, None]` in NumPy."""

from __future__ import annotations

import re
from typing import Literal

from shapeviz.diagnosis.case import Case
from shapeviz.graph.model import Node
from shapeviz.shapes.shape import Shape

Library = Literal["numpy", "torch", "keras", "tensorflow"]
_LIBRARIES: tuple[Library, ...] = ("numpy", "torch", "keras", "tensorflow")
_CALL = re.compile(r"\.(\w+)\(([^()]*(?:\([^()]*\))?[^()]*)\)")


def library_of(case: Case, node: Node | None, operand: int | None = None) -> Library:
    """The library whose tensors a node makes, or takes as one operand: as its own name tells, or those before it."""
    if node is None:
        return "torch"
    made = case.producer(node, operand) if operand is not None else None
    start = made[0] if made is not None else node
    for near in (start, *(above for above, _ in case.upstream(start)), node):
        for library in _LIBRARIES:
            if near.target.startswith(library):
                return library
    return "torch"


def spelled(suffix: str, made: Shape, library: Library) -> str:
    """What is written behind a tensor, in the words of its library; `made` is the shape that it then has.

    >>> [spelled(suffix, (4, 80), "numpy") for suffix in (".flatten(1)", ".unsqueeze(1)", ".permute(1, 0)", ".T")]
    ['.reshape(-1, 80)', '[:, None]', '.transpose(1, 0)', '.T']
    """
    if library == "torch":
        return suffix
    return _CALL.sub(lambda call: _in_numpy(call[1], call[2], made), suffix)


def _in_numpy(name: str, arguments: str, made: Shape) -> str:
    match name:
        case "flatten" if arguments:
            return f".reshape({', '.join(['-1', *map(str, made[1:])])})"
        case "unsqueeze":
            return f"[{', '.join([*[':'] * int(arguments), 'None'])}]"
        case "squeeze" if arguments:
            return f".squeeze(axis={arguments})"
        case "permute":
            return f".transpose({arguments})"
        case "transpose":
            return f".swapaxes({arguments})"
        case "view":
            return f".reshape({arguments})"
        case _:
            return f".{name}({arguments.replace('dim=', 'axis=')})"
