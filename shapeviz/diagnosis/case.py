"""One mismatch with all that the recording knows of how it came about: what every proposal is made from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from shapeviz.diagnosis.edits import telling_edit
from shapeviz.diagnosis.namespaces import is_namespace
from shapeviz.graph.findings import Edit, Mismatch
from shapeviz.graph.model import Edge, Graph, Node
from shapeviz.rules.core import Call, Conflict
from shapeviz.tracing.records import Record
from shapeviz.tracing.source import CheckedSource


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of the source that may mend a mismatch, not yet tried.

    `weight` from 0 to 1 is how likely a person who knows the answer would make it (see `weights`), `reason` a
    full sentence on why this line is suspected.
    """

    title: str
    edits: tuple[Edit, ...]
    reason: str
    weight: float

    @property
    def line(self) -> int:
        """The line that is to be edited, the first of several; that of an import only if there is no other."""
        return telling_edit(self.edits).line


@dataclass(eq=False)
class Case:
    """A mismatch, the node and record of its call if it was drawn, and its operands and conflict if a rule knows them.

    `records` gives the record of each node of the graph, `faults` what went wrong in looking for proposals.
    `error_type` is the name of the exception that was raised. A call that was not drawn (inside a data loader) has no
    node, but may still have a `call` and a `conflict`. `memo` keeps what several proposals need and is slow to get.
    """

    source: CheckedSource
    graph: Graph
    mismatch: Mismatch
    node: Node | None = None
    record: Record | None = None
    call: Call | None = None
    conflict: Conflict | None = None
    records: dict[str, Record] = field(default_factory=dict[str, Record])
    faults: list[Exception] = field(default_factory=list[Exception])
    memo: dict[object, Any] = field(default_factory=dict[object, Any])

    @property
    def error_type(self) -> str:
        return self.mismatch.error.type if self.mismatch.error is not None else ""

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """The nodes of the graph by id."""
        return {node.id: node for node in self.graph.nodes}

    @cached_property
    def _incoming(self) -> dict[tuple[str, int], Edge]:
        return {(edge.target, edge.target_input): edge for edge in self.graph.edges}

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The syntax node around each syntax node of the source."""
        tree = self.source.tree
        return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)} if tree else {}

    def expression(self, node: Node) -> ast.expr | None:
        """The expression of the source that made the node's call."""
        return self.source.expression_at(node.span) if node.span is not None else None

    @cached_property
    def calls(self) -> list[ast.Call]:
        """The calls that the source writes."""
        return [node for node in ast.walk(self.source.tree) if isinstance(node, ast.Call)] if self.source.tree else []

    def calls_in_line(self) -> list[ast.Call]:
        """The calls that are written in the failing line, or reach over it."""
        line = self.mismatch.line
        return [call for call in self.calls if line is not None and call.lineno <= line <= (call.end_lineno or 0)]

    def augmentation(self, node: Node) -> ast.AugAssign | None:
        """The statement `x += y` that made the node's call."""
        around = self.source.assignment_around(node.span) if node.span is not None else None
        whole = isinstance(around, ast.AugAssign) and self.source.span_of(around) == node.span
        return around if whole and isinstance(around, ast.AugAssign) else None

    def definition(self, node: Node) -> ast.Call | None:
        """The constructor call of the source that made a layer."""
        found = self.source.expression_at(node.defined) if node.defined is not None else None
        return found if isinstance(found, ast.Call) else None

    def producer(self, node: Node, operand: int) -> tuple[Node, int] | None:
        """The node, and which of its outputs, that operand number `operand` of a node came from."""
        edge = self._incoming.get((node.id, operand))
        return (self.nodes[edge.source], edge.source_output) if edge is not None else None

    def upstream(self, node: Node, operand: int | None = None) -> Iterator[tuple[Node, int]]:
        """The nodes whose work went into a node (or one operand of it), with their distance, nearest first."""
        wanted = range(len(node.inputs)) if operand is None else [operand]
        found = [self.producer(node, index) for index in wanted]
        waiting = [(made[0], 1) for made in found if made is not None]
        seen: set[str] = set()
        while waiting:
            current, distance = waiting.pop(0)
            if current.id in seen:
                continue
            seen.add(current.id)
            yield current, distance
            for index in range(len(current.inputs)):
                made = self.producer(current, index)
                if made is not None:
                    waiting.append((made[0], distance + 1))

    def operand_expression(self, node: Node, operand: int) -> ast.expr | None:
        """The expression of the source that operand number `operand` was written as; None if it was not written.

        It is `x` in `self.fc1(x)`, `x.view(…)`, `x + y`, `x += y` and `torch.cat([x, y])`.
        """
        record, expression = self.records.get(node.id), self.expression(node) or self.augmentation(node)
        if record is None or expression is None or operand >= len(record.inputs):
            return None
        link = record.inputs[operand]
        written = _argument(expression, link.place, is_module=node.kind == "module")
        if link.part and isinstance(written, (ast.List, ast.Tuple)):
            index = link.part.strip("[]")
            plain = not any(isinstance(item, ast.Starred) for item in written.elts)
            return written.elts[int(index)] if plain and index.isdigit() and int(index) < len(written.elts) else None
        return None if link.part else written

    def operand_index(self, name: str) -> int | None:
        """Which operand of the failing node a conflict speaks of (`input`, `tensors[1]`)."""
        names = [spec.name for spec in self.node.inputs] if self.node is not None else []
        return names.index(name) if name in names else None

    def statement_of(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement around a syntax node."""
        while not isinstance(node, ast.stmt):
            if node not in self.parents:
                return None
            node = self.parents[node]
        return node

    def function_of(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None:
        """The innermost function around a syntax node; None at the top of the source."""
        current = self.parents.get(node)
        while current is not None and not isinstance(current, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            current = self.parents.get(current)
        return current


def _argument(expression: ast.expr | ast.AugAssign, place: int | str, *, is_module: bool) -> ast.expr | None:
    """The expression at a position or keyword of a call, an operator or an index, as torch numbers its arguments."""
    match expression:
        case ast.Call(func=func, args=args, keywords=keywords):
            if isinstance(place, str):
                return next((keyword.value for keyword in keywords if keyword.arg == place), None)
            if not is_module and isinstance(func, ast.Attribute) and not is_namespace(func.value):
                args = [func.value, *args]
            before = args[: place + 1]
            return (
                before[place] if len(before) > place and not any(isinstance(a, ast.Starred) for a in before) else None
            )
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            return (left, right)[place] if place in (0, 1) else None
        case ast.AugAssign(value=value) if place == 1:
            return value
        case ast.Attribute(value=value) | ast.Subscript(value=value) if place == 0:
            return value
        case ast.UnaryOp(operand=inner) if place == 0:
            return inner
        case _:
            return None
