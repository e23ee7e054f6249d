"""Which input each of the given names is for, and what does not fit in that."""

from __future__ import annotations

from shapeviz.graph.model import Node
from shapeviz.rules.wording import listed, times
from shapeviz.tracing.name_words import SizeNames, Words, aligned

MOST_LISTED = 8


def words_given(
    inputs: list[Node], known_as: dict[str, list[str]], names: SizeNames
) -> tuple[dict[str, Words], list[str]]:
    """(the words for the axes of each input, by its node, sentences on names that do not fit).

    `known_as` has for each node what the code calls it; a name goes to the inputs of that label, or else to those that
    a function takes as a parameter of that name.
    """
    found: dict[str, Words] = {}
    notes: list[str] = []
    for name, words in names.inputs.items():
        meant = [node for node in inputs if node.label == name]
        meant = meant or [node for node in inputs if name in known_as[node.id]]
        if not meant and inputs:
            notes.append(_unknown(name, inputs))
        for node in meant:
            shape = node.outputs[0].shape
            here = aligned(words, len(shape))
            if here is None:
                notes.append(_wrong_count(name, shape, words))
            else:
                found[node.id] = here
                notes += _wrong_sizes(name, shape, here)
    return found, list(dict.fromkeys(notes))


def _unknown(name: str, inputs: list[Node]) -> str:
    labels = list(dict.fromkeys(node.label for node in inputs))
    if len(labels) == 1:
        return f"There is no input named {name}. The only input is {labels[0]}."
    if len(labels) > MOST_LISTED:
        labels = [*labels[:MOST_LISTED], f"{len(labels) - MOST_LISTED} more"]
    return f"There is no input named {name}. The inputs are {listed(labels)}."


def _wrong_count(name: str, shape: tuple[int, ...], words: Words) -> str:
    axes = "1 axis" if len(shape) == 1 else f"{len(shape) or 'no'} axes"
    sizes = f" ({times(shape)})" if shape else ""
    count = sum(word.kind != "rest" for word in words)
    given = "1 name was given" if count == 1 else f"{count} names were given"
    return f"{name} has {axes}{sizes}, but {given}: {' '.join(word.text for word in words)}."


def _wrong_sizes(name: str, shape: tuple[int, ...], words: Words) -> list[str]:
    return [
        f"Axis {axis} of {name} is named {word.text}, but its size is {size}."
        for axis, (word, size) in enumerate(zip(words, shape, strict=True))
        if word.size is not None and word.size != size
    ]
