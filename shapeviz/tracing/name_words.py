"""The names that a person gives to sizes: `x: batch channels height width`.

The words are those of jaxtyping's annotations: a name, a whole number for a size that stays, `_` for an axis without
a name of its own, `...` or `*batch` for any number of axes, `rows=3` for a name and the size it has.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import Literal

EXAMPLE = "x: batch channels height width"

_INPUT = re.compile(r"\s*(?P<input>[^:\[\]]+(?:\[[^\]]*\])*)\s*:(?P<words>.*)", re.DOTALL)
_ANNOTATION = re.compile(r"\s*[\w.]+\[.*,\s*(['\"])(?P<words>.*)\1\s*\]\s*", re.DOTALL)
_SIZED = re.compile(r"(?P<name>\w*)=(?P<size>\d+)")


class NamesError(ValueError):
    """Names that cannot be read; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Word:
    """What is said of one axis; of any number of axes if it is `rest`.

    Kind `name` has a name and possibly the `size` that goes with it, `fixed` has a size that is not to be varied, and
    of `automatic` nothing is said.
    """

    kind: Literal["name", "fixed", "automatic", "rest"]
    text: str
    name: str = ""
    size: int | None = None


Words = tuple[Word, ...]
AUTOMATIC = Word("automatic", "_")


@dataclass(frozen=True, slots=True)
class SizeNames:
    """The words for the axes of each input, by what the code calls the input."""

    inputs: dict[str, Words] = field(default_factory=dict[str, Words])


def parse_names(names: str | Mapping[str, str] | None) -> SizeNames:
    """The names in `"x: batch channels; y: batch"` or in `{"x": "batch channels"}`.

    Raises
    ------
    NamesError
        If they cannot be read.

    >>> [word.name for word in parse_names("x: batch channels").inputs["x"]]
    ['batch', 'channels']
    """
    inputs: dict[str, Words] = {}
    for name, words in _entries(names):
        if name in inputs:
            raise NamesError(f"{name} is named twice. Write all the names of its axes in one place.")
        inputs[name] = _words_given(name, words)
    _require_known_expressions(inputs)
    return SizeNames(inputs)


def parse_words(text: str) -> Words | None:
    """The words of an annotation's text; None if it is not written as jaxtyping wants it.

    >>> parse_words("2 h//2")
    (Word(kind='fixed', text='2', name='', size=2), Word(kind='automatic', text='h//2', name='', size=None))
    """
    words = tuple(_word(text) for text in text.split())
    if any(word is None for word in words):
        return None
    known = tuple(word for word in words if word is not None)
    return known if sum(word.kind == "rest" for word in known) <= 1 else None


def aligned(words: Words, rank: int) -> Words | None:
    """One word for each of `rank` axes; None if the words are for another number of axes.

    >>> [word.text for word in aligned(parse_words("... h w"), 4)]
    ['_', '_', 'h', 'w']
    """
    rest = next((place for place, word in enumerate(words) if word.kind == "rest"), None)
    if rest is None:
        return words if len(words) == rank else None
    missing = rank - (len(words) - 1)
    return (*words[:rest], *(AUTOMATIC,) * missing, *words[rest + 1 :]) if missing >= 0 else None


def _entries(names: str | Mapping[str, str] | None) -> list[tuple[str, str]]:
    if names is None:
        return []
    if isinstance(names, str):
        return [_entry(part) for part in names.split(";") if part.strip()]
    return [(name.strip(), words) for name, words in names.items()]


def _entry(text: str) -> tuple[str, str]:
    found = _INPUT.fullmatch(text)
    if found is None:
        raise NamesError(f"It is not clear which input {text.strip()!r} names. Write the input first: {EXAMPLE!r}.")
    return found["input"].strip(), found["words"]


def _words_given(name: str, text: str) -> Words:
    annotation = _ANNOTATION.fullmatch(text)
    parts = (annotation["words"] if annotation is not None else text).split()
    if not parts:
        raise NamesError(f"No names are given for {name}. Write one for each axis, in quotation marks: {EXAMPLE!r}.")
    words: list[Word] = []
    for part in parts:
        word = _word(part)
        if word is None:
            raise NamesError(_not_a_name(part))
        words.append(word)
    if sum(word.kind == "rest" for word in words) > 1:
        raise NamesError(f"The names of {name} leave open twice how many axes there are. Write ... or *name once.")
    return tuple(words)


def _not_a_name(word: str) -> str:
    if iskeyword(word):
        return f"{word!r} is a word of Python's own and cannot name a size. Write {word + '_'!r} instead."
    better = re.sub(r"\W+", "_", word).strip("_")
    hint = f"Write {better!r} instead." if better.isidentifier() and not iskeyword(better) else f"Write {EXAMPLE!r}."
    return f"{word!r} cannot name a size: a name has letters, digits and underscores. {hint}"


def _word(text: str) -> Word | None:
    """The word; None if it is none."""
    if text == "...":
        return Word("rest", text)
    bare = text.lstrip("*#?")
    if "*" in text[: len(text) - len(bare)]:
        return Word("rest", text) if bare.isidentifier() else None
    if bare.isdecimal():
        return Word("fixed", text, size=int(bare))
    sized = _SIZED.fullmatch(bare)
    if sized is not None and sized["name"].isidentifier() and not iskeyword(sized["name"]):
        return Word("name", text, sized["name"], int(sized["size"]))
    if bare.startswith("_") and bare.isidentifier():
        return Word("automatic", text)
    if bare.isidentifier():
        return None if iskeyword(bare) else Word("name", text, bare)
    return Word("automatic", text) if _names_in(bare) is not None else None


def _names_in(text: str) -> set[str] | None:
    """The names in an expression such as `h//2`; None if it is no expression."""
    try:
        nodes = list(ast.walk(ast.parse(text.strip("{}"), mode="eval")))
    except (SyntaxError, ValueError):
        return None
    arithmetic = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop, ast.Constant, ast.Name, ast.Load)
    if not all(isinstance(node, arithmetic) for node in nodes) or len(nodes) < 4:
        return None
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def _require_known_expressions(inputs: dict[str, Words]) -> None:
    """An expression is of names that stand elsewhere; `seq-len` is rather a name that is written wrongly."""
    known = {word.name for words in inputs.values() for word in words}
    for words in inputs.values():
        for word in words:
            unknown = (_names_in(word.text) or set[str]()) - known if word.kind == "automatic" else set[str]()
            if unknown and not word.text.isidentifier():
                raise NamesError(_not_a_name(word.text))
