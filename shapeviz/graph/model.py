"""The graph of a checked cell: what ran, which tensors flowed, and where shapes did not fit.

Every renderer reads these classes and nothing else; `shapeviz.graph.document` turns them into the JSON
document (and back) that the browser reads. Shapes are tuples of sizes, outermost axis first; lines are
1-based and columns 0-based, counted in the checked source itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from shapeviz.graph.findings import ErrorText, Mismatch, Warning
from shapeviz.graph.formulas import Constraint, Formula, Sizes, Template
from shapeviz.graph.letters import Letters

Shape = tuple[int, ...]
NodeKind = Literal["input", "parameter", "constant", "module", "call", "output"]
NodeStatus = Literal["ok", "mismatch", "assumed", "unreached"]
EdgeStatus = Literal["ok", "mismatch", "assumed"]
Verdict = Literal["ok", "mismatch", "error", "empty"]
SymbolKind = Literal["axis", "knob"]
Ranges = list[tuple[int, int]]


@dataclass(slots=True)
class Source:
    """The text that was checked: `name` is what a traceback calls it (`In[3]`)."""

    name: str
    text: str


@dataclass(slots=True, frozen=True)
class SourceSpan:
    """A piece of the source, from (line, column) up to but excluding (end_line, end_column)."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(slots=True, frozen=True)
class Origin:
    """A line of the user's code that stands outside the checked source (another cell, a file)."""

    name: str
    line: int
    text: str


@dataclass(slots=True)
class TensorSpec:
    """What is known of one tensor without its data; `name` is the operand's or output's keyword, if any.

    `formula` is its shape at any sizes, of outputs only, and None where it is not known. `letters` stand in place of
    the sizes that nobody gave, "" where there is a size.
    """

    shape: Shape
    dtype: str
    device: str
    name: str | None = None
    formula: Formula | None = None
    letters: Letters | None = None


@dataclass(slots=True)
class SymbolAxis:
    """One axis of one input node."""

    node: str
    axis: int


@dataclass(slots=True)
class Symbol:
    """A size that a person may vary: an axis of an input, several axes that must be equal, or a knob.

    A knob is a whole number written in line `line` of the source. Along a `structural` symbol other calls run,
    so that no formula can tell what happens there. `valid` are the sizes, in the slider's range, at which every
    shape fits while all others are as recorded, and `valid_tied` those at which it fits if height and width move
    together: pairs of a first and a last size, in order. None means that it is not known.
    """

    name: str
    value: int
    minimum: int
    maximum: int
    origin: str
    role: str
    axes: list[SymbolAxis] = field(default_factory=list[SymbolAxis])
    kind: SymbolKind = "axis"
    line: int | None = None
    structural: bool = False
    valid: Ranges | None = None
    valid_tied: Ranges | None = None


@dataclass(slots=True)
class Node:
    """A call, a module, or a tensor that enters or leaves. A module with children is a group.

    `parent` is the id of the enclosing group. `repeats` counts the runs that were folded into this node.
    `summary` is the second line of its drawing ("3136 → 10"). `inputs` and `outputs` list its tensors in
    order; an edge's `target_input` and `source_output` index them. Of its parameters `frozen_count` are not trained,
    and all together take `parameter_bytes`. `multiply_adds` are those of one run. `workings` tell how the sizes of
    its outputs come about, with the numbers filled in.
    """

    id: str
    kind: NodeKind
    op: str
    target: str
    label: str
    path: str = ""
    parent: str | None = None
    summary: str = ""
    span: SourceSpan | None = None
    defined: SourceSpan | None = None
    origin: Origin | None = None
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    inputs: list[TensorSpec] = field(default_factory=list[TensorSpec])
    outputs: list[TensorSpec] = field(default_factory=list[TensorSpec])
    parameter_count: int = 0
    frozen_count: int = 0
    parameter_bytes: int = 0
    multiply_adds: int = 0
    repeats: int = 1
    status: NodeStatus = "ok"
    workings: list[Template] = field(default_factory=list[Template])


@dataclass(slots=True)
class Edge:
    """A tensor on its way. `expected` is the shape the target wanted, on a mismatched edge only.

    `formula` is its shape at any sizes, and None where it is not known. `letters` are as in `TensorSpec`.
    """

    id: str
    source: str
    source_output: int
    target: str
    target_input: int
    shape: Shape
    dtype: str
    device: str
    status: EdgeStatus = "ok"
    expected: Shape | None = None
    formula: Formula | None = None
    letters: Letters | None = None


@dataclass(slots=True)
class LineShape:
    """The shape that a source line's outermost result has: output `output` of node `node`."""

    line: int
    node: str
    output: int = 0
    varies: bool = False


@dataclass(slots=True)
class Graph:
    """Everything a picture of one checked source needs.

    `headline` is the verdict in words, `fitting` what it would be if every shape fitted; `notes` are further sentences
    to the reader (what was folded, why a size cannot be varied). `lines` gives for each source line the shape written
    beside it. Nodes stand in the order in which they ran. `depth` is how many levels of groups a reader wants to see
    open at first.
    """

    source: Source
    verdict: Verdict = "empty"
    headline: str = ""
    notes: list[str] = field(default_factory=list[str])
    fitting: str = ""
    symbols: list[Symbol] = field(default_factory=list[Symbol])
    nodes: list[Node] = field(default_factory=list[Node])
    edges: list[Edge] = field(default_factory=list[Edge])
    lines: list[LineShape] = field(default_factory=list[LineShape])
    constraints: list[Constraint] = field(default_factory=list[Constraint])
    mismatches: list[Mismatch] = field(default_factory=list[Mismatch])
    warnings: list[Warning] = field(default_factory=list[Warning])
    error: ErrorText | None = None
    depth: int | None = None

    @property
    def recorded_sizes(self) -> Sizes:
        """The sizes with which the code was recorded."""
        return {symbol.name: symbol.value for symbol in self.symbols}

    def is_open(self, symbol: Symbol) -> bool:
        """Whether nobody gave the size of a symbol: the recorded one only stands for it."""
        nodes = {node.id: node for node in self.nodes}
        letters = [(nodes[tied.node].outputs[0].letters, tied.axis) for tied in symbol.axes]
        return bool(letters) and all(named is not None and named[axis] for named, axis in letters)

    def node(self, node_id: str) -> Node:
        """The node of that id.

        Raises
        ------
        KeyError
            If the graph has no such node.
        """
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def children(self, parent: str | None) -> list[Node]:
        """The nodes directly inside group `parent` (None: those outside every group), in order."""
        return [node for node in self.nodes if node.parent == parent]
