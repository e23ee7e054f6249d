"""The arguments of NumPy's functions in order, with the names that the rules have for them.

Each is written as in `axis:dim`: NumPy's own name, and after it that of the rules where it is another. `@` stands
before the name of an operand, `@*` before that of a list of operands, and `?` before what may be an array or a plain
argument. `*` in front takes all that is left, and `=` gives a default that rules cannot know. Arguments that change no
shape need not be listed, but those before others must be.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from shapeviz.tracing.frontends.numpy.signature_tables import FUNCTIONS

Kind = Literal["plain", "array", "arrays", "either", "index"]

_KINDS: dict[str, Kind] = {"": "plain", ":": "plain", "@": "array", "@*": "arrays", "?": "either", "#": "index"}
_PARAMETER = re.compile(r"(\*?)(\w+)(:|@\*?|\?|#)?(\w*)(?:=(.+))?")


class Parameter(NamedTuple):
    """One parameter: its `own` name, its `neutral` one in the rules, and how its argument is read."""

    own: str
    neutral: str
    kind: Kind
    starred: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The operation behind a function, its parameters in order, and attributes that it has unless they are given."""

    op: str
    parameters: tuple[Parameter, ...]
    defaults: dict[str, Any] = field(default_factory=dict[str, Any])


@lru_cache(maxsize=1024)
def signature(path: str) -> Signature | None:
    """The signature of the function at a path below `numpy`; None if it is not listed.

    >>> signature("transpose").op, signature("transpose").parameters[1]
    ('array_transpose', Parameter(own='axes', neutral='dims', kind='plain', starred=False))
    """
    written = FUNCTIONS.get(path)
    if written is None:
        return None
    op, *texts = written.split()
    defaults: dict[str, Any] = {}
    parameters: list[Parameter] = []
    for text in texts:
        match = _PARAMETER.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} in the signature of {path} is no parameter")
        star, own, sign, neutral, default = match.groups()
        parameters.append(Parameter(own, neutral or own, _KINDS[sign or ""], bool(star)))
        if default is not None:
            defaults[neutral or own] = ast.literal_eval(default)
    return Signature(op, tuple(parameters), defaults)
