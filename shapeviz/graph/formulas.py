"""What a graph says at any sizes: formulas of shapes, texts with places for numbers, conditions for shapes to fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from shapeviz.graph.findings import ConflictUnit

# A size as an expression over the names of symbols, and a shape of such sizes (see `shapeviz.shapes.expressions`).
Expression = int | str | tuple[Any, ...]
Formula = tuple[Any, ...]
# The size of each symbol, by its name.
Sizes = dict[str, int]
ConstraintKind = Literal["rule", "branch"]


@dataclass(slots=True)
class Template:
    """A text in which `{0}`, `{1}`, … stand for the values of expressions at the sizes shown."""

    text: str
    values: list[Expression] = field(default_factory=list[Expression])


@dataclass(slots=True)
class ConflictFormula:
    """An `AxisConflict` at any sizes."""

    operand: str
    axis: int | None
    expected: Expression
    actual: Expression
    unit: ConflictUnit = "size"


@dataclass(slots=True)
class EdgeFormula:
    """The shape that the target of edge `edge` wants there, at any sizes; None if no such shape is known."""

    edge: str
    formula: Formula | None = None


@dataclass(slots=True)
class Constraint:
    """A condition on the sizes (see `shapeviz.shapes.conditions`).

    A `rule` is what a call demands of its operands: where it does not hold there is a mismatch, of which `message`,
    `headline`, `conflicts` and `edges` tell as a `Mismatch` and the verdict line would. Where a `branch` does not
    hold the code goes another way than it was recorded, and the formulas say nothing. `holds` is its value at the
    recorded sizes.
    """

    node: str | None
    kind: ConstraintKind
    expression: tuple[Any, ...]
    holds: bool
    message: Template | None = None
    headline: Template | None = None
    conflicts: list[ConflictFormula] = field(default_factory=list[ConflictFormula])
    edges: list[EdgeFormula] = field(default_factory=list[EdgeFormula])
