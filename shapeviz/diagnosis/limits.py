"""The sizes at which code that fits would break: another batch, odd images, sequences longer than a table."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from shapeviz.diagnosis.warnings.batches import loader_calls
from shapeviz.diagnosis.warnings.causes import number_written
from shapeviz.diagnosis.warnings.resizing import Attempt, Resizing, batch_symbols, inputs_of, is_ambiguous
from shapeviz.diagnosis.warnings.scene import Scene
from shapeviz.graph.model import Mismatch, Node, Symbol
from shapeviz.tracing.session import Recording

MOST_RUNS = 6
MOST_NODE_RUNS = 500
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
    graph = recording.graph
    if graph.verdict != "ok" or recording.explorer is None:
        return ""
    scene = Scene.of(recording)
    resizing = Resizing(graph, recording.explorer, runs=MOST_RUNS, node_runs=MOST_NODE_RUNS)
    found = [_of_batch(scene, resizing), _of_length(scene, resizing), _of_sides(scene, resizing)]
    return " · ".join(str(limit) for limit in found if limit is not None)


def _of_batch(scene: Scene, resizing: Resizing) -> Limit | None:
    """Another batch: the last one of a data loader, a single sample, one sample less."""
    batch = batch_symbols(scene.graph)
    if not batch:
        return None
    name, size = batch[0].name, batch[0].value
    rest = _last_batch(scene, size)
    if rest == 0:
        return None
    tried = sorted({rest or 1, size - 1 if size > 2 else 3 - size} - {size})
    attempts = {other: resizing.at({symbol.name: other for symbol in batch}) for other in tried}
    broken = {other: attempt for other, attempt in attempts.items() if attempt is not None and attempt.mismatch}
    if len(broken) == len(tried) and not all(_is_sure(scene, batch, attempt) for attempt in broken.values()):
        return None
    told = [other for other in broken if rest is None or other == rest]
    if not told:
        return None
    mismatch = broken[told[0]].mismatch
    sizes = f"{name} = {' and '.join(map(str, told))}"
    line = mismatch.line if mismatch is not None else None
    return Limit(f"at {sizes}" if rest is None else f"at the loader's last batch, {sizes}", line)


def _is_sure(scene: Scene, batch: list[Symbol], attempt: Attempt) -> bool:
    """Whether a call fails for the batch alone, where no other batch fits: two inputs may just not go together."""
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
            mismatch = resizing.breaking({symbol.name: rows + 1})
            if mismatch is not None and resizing.fits({symbol.name: rows}):
                return Limit(f"for {symbol.name} > {rows}", mismatch.line)
            if mismatch is not None:
                return None
    return None


def _table_sizes(scene: Scene, symbol: Symbol) -> list[int]:
    """The sizes of tables of which the recorded sequence is a slice, the smallest first, two at most."""
    sizes: set[int] = set()
    for node in scene.graph.nodes:
        if node.op == "getitem" and node.inputs and node.outputs and _is_table(scene, node):
            before, after = node.inputs[0].shape, node.outputs[0].shape
            sizes |= {size for size in before if size >= symbol.value and size not in after and symbol.value in after}
    return sorted(sizes)[:2]


def _is_table(scene: Scene, node: Node) -> bool:
    made = scene.producer(node, 0)
    return made is not None and made[0].kind in ("constant", "parameter")


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
    fitting = next((power for power in range(1, _HALVINGS + 1) if resizing.fits(_grown(symbol, power))), None)
    if fitting is None:
        return None
    step = 2**fitting
    if symbol.value % step:
        return Limit(f"at {symbol.name} = {symbol.value + 1}", mismatch.line)
    odd = f"at odd {symbol.name}"
    return Limit(odd if step == 2 else f"unless {symbol.name} is a multiple of {step}", mismatch.line)


def _grown(symbol: Symbol, power: int) -> dict[str, int]:
    return {symbol.name: symbol.value + 2**power}
