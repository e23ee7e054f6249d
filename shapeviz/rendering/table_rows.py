"""The rows of the layer table: each module and call in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from shapeviz.graph.model import Graph, Node
from shapeviz.rendering.captions import class_name, contents, misfits, output_text, title, warning_mark
from shapeviz.rendering.folding import Card, FoldedGraph, fold
from shapeviz.rendering.formulas import output_formulas
from shapeviz.rendering.shapes_text import shape_text, tensors_text
from shapeviz.rendering.totals import Parameters, size_in_bytes

# How the arguments are called that hold the size of a window, by layers that convolve and by those that pool.
_WINDOWS = ("kernel_size", "pool_size")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    The numbers are those of all runs that the row stands for; an open group has none but the `parameters` that no row
    below it has. `memory` are the bytes of the outputs, `trainable` says whether all, some or none of the parameters
    are trained. `recursive` marks a module that stands in the table already, so that its parameters count only once.
    """

    level: int
    layer: str
    input_shape: str = ""
    output_shape: str = ""
    formula: str = ""
    kernel: str = ""
    parameters: int = 0
    multiply_adds: int = 0
    memory: int = 0
    trainable: str = ""
    recursive: bool = False


def rows(graph: Graph, depth: int | None = None) -> list[Row]:
    """The table's rows: modules and calls in the order in which they ran, groups before their contents.

    >>> from shapeviz.graph.model import Node, Source, TensorSpec
    >>> spec = TensorSpec((1, 10), "float32", "cpu")
    >>> fc = Node("n1", "module", "linear", "torch.nn.Linear", "fc", outputs=[spec], parameter_count=110)
    >>> [row] = rows(Graph(Source("", ""), nodes=[fc]))
    >>> row.layer, row.output_shape, row.parameters, row.memory
    ('fc  Linear', '1 × 10', 110, 40)
    """
    return folded_rows(fold(graph, depth))


def folded_rows(folded: FoldedGraph) -> list[Row]:
    """The rows of what a folded graph shows."""
    parameters = Parameters(folded.graph)
    cards = (card for card in folded.walk() if card.node is None or card.node.kind in ("module", "call"))
    return [_row(folded, card, parameters) for card in cards]


def _row(folded: FoldedGraph, card: Card, parameters: Parameters) -> Row:
    node = card.node
    if node is None:
        return Row(card.level, title(card))
    words = ", ".join(text for text in (class_name(node), contents(card)) if text)
    is_open = bool(card.children)
    return Row(
        level=card.level,
        layer=f"{warning_mark(folded, card)}{title(card)}  {words}".rstrip(),
        input_shape=misfits(folded, node) or tensors_text(node.inputs),
        output_shape=output_text(node),
        formula=output_formulas(folded.graph, node),
        kernel=_kernel(node),
        parameters=parameters.beside_layers(node) if is_open else node.parameter_count,
        multiply_adds=0 if is_open else sum(step.multiply_adds * step.repeats for step in _steps(card, node)),
        memory=0 if is_open else size_in_bytes(node.outputs) * node.repeats,
        trainable=_trainable(node),
        recursive=parameters.are_recursive(node),
    )


def _steps(card: Card, node: Node) -> list[Node]:
    """The innermost nodes that a card stands for: those folded into it, or its own."""
    groups = {inner.parent for inner in card.hidden}
    return [inner for inner in card.hidden if inner.id not in groups] or [node]


def _kernel(node: Node) -> str:
    sizes = (node.attributes[name] for name in _WINDOWS if name in node.attributes)
    size: int | list[int] | None = next(sizes, None)
    if size is None:
        return ""
    return str(size) if isinstance(size, int) else shape_text(tuple(size))


def _trainable(node: Node) -> str:
    if not node.parameter_count:
        return ""
    if not node.frozen_count:
        return "yes"
    return "no" if node.frozen_count == node.parameter_count else "partly"
