"""The sizes at which code that fits would break: another batch, odd images, sequences longer than a table."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from shapeviz.diagnosis.warnings.batches import loader_calls
from shapeviz.diagnosis.warnings.causes import number_written
from shapeviz.diagnosis.warnings.operations import CASTS, MOVES
from shapeviz.diagnosis.warnings.resizing import (
    Attempt,
    Resizing,
    batch_symbols,
    inputs_of,
    is_ambiguous,
    size_name,
)
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.model import Mismatch, Node, Symbol
from shapeviz.tracing.session import Recording

MOST_RUNS = 7
MOST_NODE_RUNS = 620
# Images are halved this often at most: a size is tried 1, 2, 4, … 32 larger.
_HALVINGS = 5
_SIDES = frozenset({"height", "width"})


@dataclass(frozen=True, slots=True)
class Limit:
    """Sizes at which something does not fit (`at N = 1`), and the line that would raise."""

    sizes: str
    line: int | None

    def __str__(self) -> str:
        return f"breaks {self.sizes}" + (f" (line {self.line})" if self.line is not None else "")


def find_limits(recording: Recording) -> str:
    """The sizes at which the checked code breaks, for the verdict line; "" if none were found.

    Each was seen to break in a shape-only re-run, next to a size at which the code runs. Nothing is said of code
    that does not fit as it is, or that cannot be run again on shapes alone.
    """
    if recording.graph.verdict != "ok" or recording.explorer is None:
        return ""
    scene = Scene.of(recording)
    resizing = Resizing(scene, runs=MOST_RUNS, node_runs=MOST_NODE_RUNS)
    # A table is known before the run that proves it, so this comes first where few runs are allowed.
    length = _of_length(scene, resizing)
    found = [_of_batch(scene, resizing), length, _of_sides(scene, resizing)]
    return " · ".join(str(limit) for limit in found if limit is not None)


def _of_batch(scene: Scene, resizing: Resizing) -> Limit | None:
    """Another batch: the last one of a data loader, a single sample, one sample less.

    Nothing is said of code that was written for a single sample.
    """
    batch = batch_symbols(scene.graph)
    rest = _last_batch(scene, batch[0].value) if batch else None
    if not batch or batch[0].value < 2 or rest == 0:
        return None
    name, size = size_name(batch[0]), batch[0].value
    usual = size - 1 if size > 2 else size + 1
    broken: dict[int, Mismatch] = {}
    for other in (usual, rest or 1):
        attempt = resizing.at({symbol.name: other for symbol in batch})
        if attempt is None or (other == usual and attempt.mismatch and not _is_sure(scene, batch, attempt)):
            return None
        if attempt.mismatch is not None:
            broken[other] = attempt.mismatch
    told = sorted(other for other in broken if rest is None or other == rest)
    if not told:
        return None
    sizes = f"{name} = {' and '.join(map(str, told))}"
    return Limit(f"at {sizes}" if rest is None else f"at the loader's last batch, {sizes}", broken[told[0]].line)


def _is_sure(scene: Scene, batch: list[Symbol], attempt: Attempt) -> bool:
    """Whether a call fails for the batch alone, where not even a usual one fits: two inputs may not go together."""
    assert attempt.mismatch is not None
    one_input = len(inputs_of(attempt.graph, attempt.mismatch.node)) == 1
    return one_input and not is_ambiguous(scene.graph, batch)


def _last_batch(scene: Scene, size: int) -> int | None:
    """The size of the last, smaller batch of the loader that gives batches of `size`.

    It is 0 if all are of one size, and None if no such loader of known length is in the source.
    """
    for call in loader_calls(scene):
        options = {keyword.arg: keyword.value for keyword in call.keywords}
        asked = options.get("batch_size", call.args[1] if len(call.args) > 1 else None)
        length = _length(scene, options.get("dataset", call.args[0] if call.args else None))
        if length is not None and number_written(scene, asked) == size and length >= size:
            drop = options.get("drop_last")
            keeps = drop is None or (isinstance(drop, ast.Constant) and not drop.value)
            return length % size if keeps else 0
    return None


def _length(scene: Scene, dataset: ast.expr | None) -> int | None:
    """How many samples a `TensorDataset` has: the first axis of the tensor that it was made of."""
    match dataset:
        case ast.Name(id=name):
            made = list(scene.source.assignments_to(name))
            return _length(scene, made[0].value) if len(made) == 1 else None
        case ast.Call(func=ast.Name(id="TensorDataset") | ast.Attribute(attr="TensorDataset"), args=[first, *_]):
            return _rows(scene, first)
        case _:
            return None


def _rows(scene: Scene, tensor: ast.expr) -> int | None:
    if isinstance(tensor, ast.Name):
        made = list(scene.source.assignments_to(tensor.id))
        if len(made) != 1:
            return None
        tensor = made[0].value
    match tensor:
        case ast.Call(args=[ast.Tuple(elts=[rows, *_]) | ast.List(elts=[rows, *_]), *_]) | ast.Call(args=[rows, *_]):
            return number_written(scene, rows) if _is_factory(tensor) else None
        case _:
            return None


def _is_factory(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in ("randn", "rand", "zeros", "ones", "empty")


def _of_length(scene: Scene, resizing: Resizing) -> Limit | None:
    """Sequences longer than a table that the model owns."""
    for symbol in scene.graph.symbols:
        for rows in _table_sizes(scene, symbol) if symbol.role == "sequence" else ():
            attempt = resizing.at({symbol.name: rows + 1})
            line = _line_beyond(scene, attempt, rows) if attempt is not None else None
            if attempt is not None and line is not None:
                return Limit(f"for {size_name(symbol)} > {rows}", line or None)
            if attempt is None or attempt.mismatch is not None:
                return None
    return None


def _table_sizes(scene: Scene, symbol: Symbol) -> list[int]:
    """The sizes of tables of which the recorded sequence takes a part, the smallest first, two at most."""
    sizes: set[int] = set()
    for node in scene.graph.nodes:
        if node.op == "getitem" and node.inputs and node.outputs and _is_table(scene, node):
            before, after = node.inputs[0].shape, node.outputs[0].shape
            sizes |= {size for size in before if size >= symbol.value and size not in after and symbol.value in after}
        elif _is_numbered(scene, node) and symbol.value in node.inputs[0].shape:
            sizes.add(node.attributes["num_embeddings"])
    return sorted(sizes)[:2]


def _is_table(scene: Scene, node: Node) -> bool:
    made = scene.producer(node, 0)
    return made is not None and made[0].kind in ("constant", "parameter")


def _is_numbered(scene: Scene, node: Node) -> bool:
    """Whether a node is an embedding that is asked for its rows 0, 1, 2, …: that of the positions."""
    if node.op != "embedding" or not isinstance(node.attributes.get("num_embeddings"), int) or not node.inputs:
        return False
    made = scene.origin(node, 0, MOVES | CASTS | {"expand", "expand_as", "repeat", "getitem"})
    return made is not None and made[0].op == "arange"


def _line_beyond(scene: Scene, attempt: Attempt, rows: int) -> int | None:
    """The line at which a table of so many rows is asked for one more; 0 if it is none of the source, else None.

    Shapes alone do not tell that an embedding is asked for a row that it has not got.
    """
    for node in attempt.graph.nodes:
        is_asked = _is_numbered(scene, scene.nodes[node.id]) and rows + 1 in node.inputs[0].shape
        if is_asked and node.attributes["num_embeddings"] == rows:
            return scene.line_of(node) or 0
    mismatch = attempt.mismatch
    if mismatch is not None and any({size.expected, size.actual} == {rows, rows + 1} for size in mismatch.conflicts):
        return mismatch.line or 0
    return None


def _of_sides(scene: Scene, resizing: Resizing) -> Limit | None:
    """Images with a side that cannot be halved as often as the model halves it."""
    for symbol in scene.graph.symbols:
        if symbol.role in _SIDES and symbol.value % 2 == 0:
            mismatch = resizing.breaking({symbol.name: symbol.value + 1})
            if mismatch is not None:
                return _halving_limit(resizing, symbol, mismatch)
            return None
    return None


def _halving_limit(resizing: Resizing, symbol: Symbol, mismatch: Mismatch) -> Limit | None:
    """The limit of a side that breaks when it is odd: the smallest power of two by which it may grow."""
    step = _fitting_step(resizing, symbol)
    if step is None:
        return None
    if symbol.value % step:
        return Limit(f"at {size_name(symbol)} = {symbol.value + 1}", mismatch.line)
    odd = f"at odd {size_name(symbol)}"
    return Limit(odd if step == 2 else f"unless {size_name(symbol)} is a multiple of {step}", mismatch.line)


def _fitting_step(resizing: Resizing, symbol: Symbol) -> int | None:
    """The smallest power of two by which a side may grow; None if none is found, or a run before it tells nothing."""
    for step in (2**power for power in range(1, _HALVINGS + 1)):
        attempt = resizing.at({symbol.name: symbol.value + step})
        if attempt is None or attempt.mismatch is None:
            return step if attempt is not None else None
    return None
