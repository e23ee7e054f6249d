"""The sizes a person may vary: the axes of the inputs, under the names people use for them."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from shapeviz.graph.model import Edge, Graph, Node, Symbol, SymbolAxis
from shapeviz.tracing.source import CheckedSource

ROLE_OF_LETTER = {
    "N": "batch",
    "C": "channels",
    "D": "depth",
    "H": "height",
    "W": "width",
    "L": "sequence",
    "K": "layers",
    "F": "features",
}
# Axis letters by what the first consumer expects; the batch-first variants of recurrent layers are separate.
_LETTERS_BY_OP = {
    "conv1d": ("C", "L"),
    "conv2d": ("C", "H", "W"),
    "conv3d": ("C", "D", "H", "W"),
    "conv_transpose1d": ("C", "L"),
    "conv_transpose2d": ("C", "H", "W"),
    "conv_transpose3d": ("C", "D", "H", "W"),
    "max_pool2d": ("C", "H", "W"),
    "avg_pool2d": ("C", "H", "W"),
}
_LETTERS_BY_RANK = {1: "N", 2: "NF", 3: "NLF", 4: "NCHW", 5: "NCDHW"}
_RECURRENT = frozenset({"rnn", "lstm", "gru", "rnn_tanh", "rnn_relu"})
# The slider reaches four times as far as the recorded size, rounded up to a power of two, and at least to 64.
SMALLEST_MAXIMUM = 64
MOST_SYMBOLS = 12


@dataclass(slots=True)
class _Axis:
    node: Node
    axis: int
    letter: str
    variable: str


def find_symbols(graph: Graph, source: CheckedSource) -> list[Symbol]:
    """A symbol for each axis of each input; axes that must be equal share one.

    Equal are axes that the code makes of one variable (`torch.randn(batch_size, …)`), the batch axes of several
    inputs of one size, and the sequence axes of several inputs of whole numbers (token ids and their mask).
    """
    symbols: dict[str, Symbol] = {}
    first: dict[str, _Axis] = {}
    for axis in _axes(graph, source):
        size = axis.node.outputs[0].shape[axis.axis]
        name = _name(axis, size, symbols, first)
        first.setdefault(name, axis)
        symbol = symbols.get(name)
        if symbol is None:
            role = ROLE_OF_LETTER[axis.letter]
            origin = f"{axis.node.label} axis {axis.axis}"
            symbol = symbols[name] = Symbol(name, size, min(1, size), _reach(size), origin, role)
        symbol.axes.append(SymbolAxis(axis.node.id, axis.axis))
    return list(symbols.values())[:MOST_SYMBOLS]


def _axes(graph: Graph, source: CheckedSource) -> list[_Axis]:
    found: list[_Axis] = []
    for node in graph.nodes:
        if node.kind == "input" and node.outputs:
            letters = _letters(graph, node)
            variables = _variables(node, source)
            rank = len(node.outputs[0].shape)
            found += [_Axis(node, axis, letters[axis], variables[axis]) for axis in range(rank)]
    return found


def _name(axis: _Axis, size: int, symbols: dict[str, Symbol], first: dict[str, _Axis]) -> str:
    if axis.variable and (axis.variable not in symbols or symbols[axis.variable].value == size):
        return axis.variable
    known = symbols.get(axis.letter)
    if known is None:
        return axis.letter
    equal = axis.letter == "N" or (axis.letter == "L" and _is_whole(axis) and _is_whole(first["L"]))
    same = equal and known.value == size and all(tied.node != axis.node.id for tied in known.axes)
    return axis.letter if same else _unique(f"{axis.node.label}[{axis.axis}]", symbols)


def _is_whole(axis: _Axis) -> bool:
    return axis.node.outputs[0].dtype.startswith(("int", "bool"))


def _unique(name: str, symbols: dict[str, Symbol]) -> str:
    """The name, with a number behind it where two inputs are called alike."""
    count = 2
    candidate = name
    while candidate in symbols:
        candidate = f"{name} {count}"
        count += 1
    return candidate


def _reach(size: int) -> int:
    reach = SMALLEST_MAXIMUM
    while reach < 4 * size:
        reach *= 2
    return reach


def _letters(graph: Graph, node: Node) -> str:
    rank = len(node.outputs[0].shape)
    for edge in graph.edges:
        if edge.source == node.id:
            letters = _letters_for(graph, edge, rank)
            if letters is not None:
                return letters
            break
    if rank == 2 and node.outputs[0].dtype.startswith("int"):
        # Whole numbers in rows are the ids of a batch of sequences.
        return "NL"
    return _LETTERS_BY_RANK.get(rank, "N" + "F" * (rank - 1))


def _letters_for(graph: Graph, edge: Edge, rank: int) -> str | None:
    """What the consumer calls the axes of this operand."""
    consumer = graph.node(edge.target)
    operand = consumer.inputs[edge.target_input].name or ""
    image = _LETTERS_BY_OP.get(consumer.op)
    if image is not None and operand == "input":
        letters = "".join(image)
        return letters if rank == len(letters) else "N" + letters if rank == len(letters) + 1 else None
    if consumer.op == "embedding" and rank == 2:
        return "NL"
    if consumer.op in _RECURRENT:
        if operand.startswith("hx"):
            return "KNF" if rank == 3 else None
        if rank == 3:
            return "NLF" if consumer.attributes.get("batch_first") else "LNF"
        return "LF" if rank == 2 else None
    return None


def _variables(node: Node, source: CheckedSource) -> list[str]:
    """The variable that each axis was written with in the factory call, or ""."""
    rank = len(node.outputs[0].shape)
    call = source.expression_at(node.span) if node.span is not None else None
    if not isinstance(call, ast.Call):
        return [""] * rank
    sizes: list[ast.expr] = [argument for argument in call.args]
    if len(sizes) == 1 and isinstance(sizes[0], (ast.Tuple, ast.List)):
        sizes = list(sizes[0].elts)
    elif sizes and isinstance(sizes[-1], (ast.Tuple, ast.List)):
        sizes = list(sizes[-1].elts)
    if len(sizes) != rank:
        return [""] * rank
    return [size.id if isinstance(size, ast.Name) else "" for size in sizes]
