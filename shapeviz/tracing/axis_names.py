"""The axes of the inputs, each with its role and with the names that the user and the code have for its size."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from shapeviz.graph.model import Graph, Node
from shapeviz.tracing.annotations import words_annotated
from shapeviz.tracing.axis_flow import AxisFlow
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.given_names import words_given
from shapeviz.tracing.name_words import SizeNames, Words
from shapeviz.tracing.roles import letters_of
from shapeviz.tracing.scopes import Scope, Scopes
from shapeviz.tracing.source import CheckedSource
from shapeviz.tracing.written_sizes import sizes_made_of, sizes_unpacked


class Tier(IntEnum):
    """Where a size's name comes from, the strongest first."""

    GIVEN = 0
    ANNOTATED = 1
    VARIABLE = 2
    UNPACKED = 3
    LETTER = 4
    PLACE = 5


@dataclass(slots=True)
class Axis:
    """An axis of an input: its role's letter, and the name that each tier has for its size, if it has one."""

    node: Node
    axis: int
    letter: str
    names: dict[Tier, str] = field(default_factory=dict[Tier, str])

    @property
    def size(self) -> int:
        return self.node.outputs[0].shape[self.axis]

    @property
    def place(self) -> str:
        """The axis as Python would write it, such as `x[0]`."""
        return f"{self.node.label}[{self.axis}]"


def named_axes(
    graph: Graph, source: CheckedSource, forest: Forest, ids: dict[int, str], names: SizeNames
) -> tuple[list[Axis], list[str]]:
    """(the axes of every input that may vary, notes on what of the given names does not fit)."""
    flow = AxisFlow.of(graph)
    scopes = Scopes(source, forest, ids, flow)
    inputs = [node for node in graph.nodes if node.kind == "input" and node.outputs]
    known_as = {node.id: scopes.names_of(node) for node in inputs}
    given, notes = words_given(inputs, known_as, names)
    axes: list[Axis] = []
    for node in inputs:
        found = scopes.of(node)
        letters = letters_of(node, flow, known_as[node.id])
        by_tier = _by_tier(node, source, found)
        words = given.get(node.id)
        annotated = _annotated(node, found)
        for index, letter in enumerate(letters):
            if not _is_fixed(node, index, words, annotated):
                names_here = {tier: sizes[index] for tier, sizes in by_tier.items() if sizes[index]}
                axes.append(Axis(node, index, letter, _worded(index, words, annotated) | names_here))
    return axes, notes


def _by_tier(node: Node, source: CheckedSource, scopes: list[Scope]) -> dict[Tier, list[str]]:
    """For each tier of names that the code has, the name of each axis or ""."""
    rank = len(node.outputs[0].shape)
    unpacked = [""] * rank
    for scope in scopes:
        further = sizes_unpacked(scope.body, scope.variable, rank, scope.after)
        unpacked = [known or new for known, new in zip(unpacked, further, strict=True)]
    return {Tier.VARIABLE: sizes_made_of(node, source), Tier.UNPACKED: unpacked}


def _annotated(node: Node, scopes: list[Scope]) -> Words | None:
    """The words of the first annotation that has some for this input."""
    rank = len(node.outputs[0].shape)
    found = (words_annotated(scope.annotation, scope.value, rank) for scope in scopes)
    return next((words for words in found if words is not None), None)


def _is_fixed(node: Node, axis: int, given: Words | None, annotated: Words | None) -> bool:
    size = node.outputs[0].shape[axis]
    words = given if given is not None else annotated
    return words is not None and words[axis].kind == "fixed" and words[axis].size == size


def _worded(axis: int, given: Words | None, annotated: Words | None) -> dict[Tier, str]:
    found = {Tier.GIVEN: given, Tier.ANNOTATED: annotated}
    return {tier: words[axis].name for tier, words in found.items() if words is not None and words[axis].name}
