"""A recording as those who look for silent bugs see it: ways through the graph, arguments, the user's words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.warnings.operations import CASTS, MOVES
from shapeviz.graph.findings import Cause, Mismatch
from shapeviz.graph.model import Edge, Node, Shape
from shapeviz.shapes.shape import product
from shapeviz.tracing.program import Computed, Hidden, Ref
from shapeviz.tracing.rerun import Rerun
from shapeviz.tracing.session import Recording


@dataclass(eq=False)
class Scene(Case):
    """A recording without a mismatch in view, whose calls are asked whether they do what was meant."""

    mismatch: Mismatch = field(default_factory=lambda: Mismatch(None, ""))
    rerun: Rerun | None = None

    @classmethod
    def of(cls, recording: Recording) -> Scene:
        """The scene of a finished recording."""
        ids = recording.ids
        forest = recording.forest
        records = {ids[id(record)]: record for record in (*forest.entrances, *forest.walk()) if id(record) in ids}
        return cls(recording.source, recording.graph, records=records, rerun=recording.explorer)

    @cached_property
    def outgoing(self) -> dict[tuple[str, int], list[Edge]]:
        """The edges that leave each output of each node."""
        found: dict[tuple[str, int], list[Edge]] = {}
        for edge in self.graph.edges:
            found.setdefault((edge.source, edge.source_output), []).append(edge)
        return found

    @cached_property
    def written(self) -> list[Node]:
        """The calls and layers that the checked source itself calls, and that ran as recorded, in order."""
        return [node for node in self.graph.nodes if node.status == "ok" and self.is_written(node)]

    def is_written(self, node: Node) -> bool:
        """Whether the checked source itself makes this call, not a library or an earlier cell."""
        record = self.records.get(node.id)
        site = record.site if record is not None else None
        return site is not None and site.here is not None and site.here == site.caller and node.span is not None

    def users(self, node: Node, output: int = 0) -> list[tuple[Node, int]]:
        """The calls that use an output of a node, each with the operand that it is there; not the output nodes."""
        edges = self.outgoing.get((node.id, output), [])
        found = [(self.nodes[edge.target], edge.target_input) for edge in edges]
        return [(user, operand) for user, operand in found if user.kind != "output"]

    def argument(self, node: Node, name: str, position: int | None = None) -> Any:
        """The argument that is no tensor, by its keyword or position (the tensor itself is position 0)."""
        if node.kind == "module":
            return node.attributes.get(name)
        record = self.records.get(node.id)
        args, kwargs = (record.arguments if record is not None else None) or ((), {})
        if name in kwargs:
            return plain(kwargs[name])
        if position is not None and position < len(args):
            return plain(args[position])
        return None

    def origins(self, node: Node, operand: int, through: frozenset[str]) -> Iterator[tuple[Node, int]]:
        """What an operand was made of, walking back through the calls of `through` by their first operand.

        Each is a node with one of its outputs, the nearest first; the last is the first that is none of them.
        """
        made = self.producer(node, operand)
        while made is not None:
            yield made
            if made[0].op not in through or not made[0].inputs:
                return
            made = self.producer(made[0], 0)

    def origin(self, node: Node, operand: int, through: frozenset[str]) -> tuple[Node, int] | None:
        """The last of `origins`."""
        return next(iter(reversed(list(self.origins(node, operand, through)))), None)

    def has_upstream(self, node: Node, operand: int, ops: frozenset[str]) -> bool:
        """Whether one of these operations went into an operand."""
        return any(made.op in ops for made, _ in self.upstream(node, operand))

    def is_data(self, node: Node, operand: int) -> bool:
        """Whether an operand comes from outside every model: an input, at most with another type or its axes moved."""
        made = self.origin(node, operand, CASTS | MOVES)
        return made is not None and made[0].kind == "input"

    def words(self, node: Node, operand: int) -> str:
        """What the source calls an operand: its expression if that is short, else what made it."""
        expression = self.operand_expression(node, operand)
        if isinstance(expression, (ast.Name, ast.Attribute)):
            return ast.unparse(expression)
        made = self.producer(node, operand)
        if made is not None and made[0].kind in ("input", "parameter", "constant", "module"):
            return made[0].label
        text = ast.unparse(expression) if expression is not None else ""
        return text if 0 < len(text) <= 30 else node.inputs[operand].name or "the operand"

    def code(self, node: Node, operand: int) -> str:
        """How to write an operand so that `.squeeze(1)` may follow, in as few words as `words` if it is long."""
        expression = self.operand_expression(node, operand)
        text = ast.unparse(expression) if expression is not None else ""
        if not 0 < len(text) <= 30:
            return self.words(node, operand)
        return text if isinstance(expression, (ast.Name, ast.Attribute, ast.Call, ast.Subscript)) else f"({text})"

    def text(self, line: int) -> str:
        """A line of the source without its indentation."""
        return self.source.lines[line - 1].strip()

    def cause(self, line: int, reason: str) -> Cause:
        """A line that a person would edit, with its text."""
        return Cause(line, self.text(line), reason)

    def line_of(self, node: Node) -> int | None:
        """The line of the source on which a call begins."""
        return node.span.line if node.span is not None else None


def plain(value: Any) -> Any:
    """An argument on record as plain data; None where it was a tensor or nothing that can be shown.

    >>> plain((1, Hidden())), plain(slice(0, 4))
    ((1, None), slice(0, 4, None))
    """
    if isinstance(value, Computed):
        return value.value
    if isinstance(value, (Hidden, Ref)):
        return None
    if isinstance(value, (tuple, list)):
        return tuple(plain(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return value


def count(shape: Shape) -> int:
    """How many elements a tensor of that shape has."""
    return product(shape)
