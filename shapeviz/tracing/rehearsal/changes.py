"""What is changed in a cell before it is rehearsed: long training is cut short, and calls that leave traces go."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

FEW = "__few__"
_MOST_ROUNDS = 2
_TRAINING = frozenset({"backward", "step", "zero_grad"})


def few(rounds: Iterable[Any]) -> Iterator[Any]:
    """The first rounds of a loop that trains: the others have the same shapes.

    >>> list(few(range(100)))
    [0, 1]
    """
    return islice(iter(rounds), _MOST_ROUNDS)


class Shortened(ast.NodeTransformer):
    """Cuts `for epoch in range(100)` around training short, and drops statements that are calls which may not run."""

    def __init__(self, allows: Callable[[ast.AST], bool]) -> None:
        self._allows = allows

    def visit_Expr(self, node: ast.Expr) -> ast.stmt:
        if isinstance(node.value, ast.Constant) or self._allows(node):
            return node
        return ast.copy_location(ast.Pass(), node)

    def visit_For(self, node: ast.For) -> ast.stmt:
        self.generic_visit(node)
        inside = [inner for statement in node.body for inner in ast.walk(statement)]
        if _is_range(node.iter) and (any(map(_trains, inside)) or _descends(node, inside)):
            call = ast.Call(ast.Name(FEW, ast.Load()), [node.iter], [])
            node.iter = ast.fix_missing_locations(ast.copy_location(call, node.iter))
        return node


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("range", "trange")


def _trains(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TRAINING


def _descends(loop: ast.For, inside: Iterable[ast.AST]) -> bool:
    """Whether a loop only repeats what it does to its weights: `w -= rate * slope`, whichever round it is."""
    nodes = list(inside)
    counter = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    told = {id(part) for node in nodes for whole in _only_telling(node) for part in ast.walk(whole)}
    if any(isinstance(node, ast.Name) and node.id in counter and id(node) not in told for node in nodes):
        return False
    return any(map(_is_step_down, nodes))


def _only_telling(node: ast.AST) -> list[ast.AST]:
    """What a counter is used for besides the work: `if epoch % 10 == 0: print(epoch, loss)`."""
    if isinstance(node, ast.If):
        return [node.test]
    return [node] if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" else []


def _is_step_down(node: ast.AST) -> bool:
    """Whether a statement takes a product off a variable: `w -= a * b`, `w = w - a * b`."""
    match node:
        case ast.AugAssign(op=ast.Sub(), value=ast.BinOp(op=ast.Mult() | ast.Div())):
            return True
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=ast.Sub(), right=ast.BinOp(op=ast.Mult()))):
            return ast.unparse(target) == ast.unparse(left)
        case _:
            return False


class QuietProgress:
    """Stands for a progress bar, whatever is asked of it."""

    def __init__(self, rounds: Iterable[Any] | None = None, *_: Any, **__: Any) -> None:
        self._rounds = rounds if rounds is not None else ()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rounds)

    def __len__(self) -> int:
        return len(self._rounds)  # pyright: ignore[reportArgumentType]

    def __enter__(self) -> QuietProgress:
        return self

    def __exit__(self, *_: object) -> None: ...

    def __getattr__(self, name: str) -> Any:
        return QuietProgress if name in ("tqdm", "auto", "notebook") else _nothing


def _nothing(*_: Any, **__: Any) -> None: ...


def _quiet_range(*sizes: int, **_: Any) -> QuietProgress:
    return QuietProgress(range(*sizes))


def quiet(value: Any) -> Any:
    """The value, or its quiet counterpart if it draws progress bars."""
    module = getattr(value, "__module__", None) or getattr(value, "__name__", "")
    if not isinstance(module, str) or module.partition(".")[0] != "tqdm":
        return value
    if getattr(value, "__name__", "") == "trange":
        return _quiet_range
    return QuietProgress if isinstance(value, type) else QuietProgress()
