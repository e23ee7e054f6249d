"""What the sizes that the source speaks of are worth: by its text, and by the shapes that tensors had in the run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import prod

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.local_sizes import number
from shapeviz.diagnosis.proposals.names import names_at_hand
from shapeviz.diagnosis.proposals.values import DEEPEST, MOST_NUMBERS, Values
from shapeviz.graph.model import Shape

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | None
Named = ast.Name | ast.Attribute


class ScopeSizes:
    """The numbers of `Values`, and those that `len(x)`, `x.shape[0]` and `x.size(0)` were worth in the run."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._values = Values.of(case)
        self._known: dict[ast.expr, set[int]] = {}
        self._busy: set[ast.expr] = set()
        self._shapes: dict[Function, dict[str, Shape | None]] | None = None
        self._texts: dict[Named, str] = {}

    @classmethod
    def of(cls, case: Case) -> ScopeSizes:
        """The sizes of a case's source, the same for all that ask."""
        found = case.memo.get(cls)
        if not isinstance(found, ScopeSizes):
            found = case.memo[cls] = ScopeSizes(case)
        return found

    def numbers(self, expression: ast.expr) -> set[int]:
        """The whole numbers that an expression may be worth; empty if that cannot be told."""
        if expression in self._known:
            return self._known[expression]
        if expression in self._busy or len(self._busy) > DEEPEST:
            return set()
        self._busy.add(expression)
        try:
            found = self._values.numbers(expression) or set(self._measured(expression))
        finally:
            self._busy.discard(expression)
        found = found if len(found) <= MOST_NUMBERS else set()
        if not self._busy:
            self._known[expression] = found
        return found

    def names(self, at: ast.AST) -> dict[str, int]:
        """The names that the function around a node reads and that hold one known number, with it."""
        found: dict[str, int] = {}
        for name in names_at_hand(self._case, at):
            numbers = self.numbers(name)
            if len(numbers) == 1:
                found[self._text(name)] = next(iter(numbers))
        return found

    def _text(self, name: Named) -> str:
        if name not in self._texts:
            self._texts[name] = ast.unparse(name)
        return self._texts[name]

    def shape_of(self, tensor: ast.expr) -> Shape | None:
        """The shape that a named tensor had in the function where it is read; None if it had several."""
        if self._shapes is None:
            self._shapes = {}
            for function, text, shape in self._recorded():
                known = self._shapes.setdefault(function, {})
                known[text] = shape if known.get(text, shape) == shape else None
        return self._shapes.get(self._case.function_of(tensor), {}).get(ast.unparse(tensor))

    def axis_read(self, expression: ast.expr) -> tuple[ast.expr, int] | None:
        """The tensor and the axis of `x.shape[1]` and `x.size(1)`."""
        match expression:
            case ast.Subscript(value=ast.Attribute(value=tensor, attr="shape"), slice=index):
                axis = number(index)
            case ast.Call(func=ast.Attribute(value=tensor, attr="size"), args=[index]):
                axis = number(index)
            case _:
                return None
        shape = self.shape_of(tensor)
        fits = axis is not None and shape is not None and -len(shape) <= axis < len(shape)
        return (tensor, axis) if fits and axis is not None else None

    def _measured(self, expression: ast.expr) -> Iterator[int]:
        read = self.axis_read(expression)
        match expression:
            case _ if read is not None:
                yield (self.shape_of(read[0]) or ())[read[1]]
            case ast.Call(func=ast.Name(id="len"), args=[inner]):
                yield from self._lengths(inner)
            case ast.Call(func=ast.Attribute(attr="numel"), args=[]):
                shape = self.shape_of(expression.func.value) if isinstance(expression.func, ast.Attribute) else None
                yield from () if shape is None else (prod(shape),)
            case ast.BinOp(left=left, op=op, right=right):
                yield from {
                    result
                    for one in self.numbers(left)
                    for other in self.numbers(right)
                    if (result := computed(op, one, other)) is not None
                }
            case _:
                for source in self._values.sources(expression):
                    yield from self.numbers(source.node)

    def _lengths(self, container: ast.expr) -> Iterator[int]:
        shape = self.shape_of(container)
        if shape:
            yield shape[0]
        for place in self._values.places(container) if shape is None else ():
            match place.node:
                case ast.List(elts=items) | ast.Tuple(elts=items):
                    if not any(isinstance(item, ast.Starred) for item in items):
                        yield len(items)
                case ast.Dict(keys=keys) if None not in keys:
                    yield len(keys)
                case ast.Constant(value=str(text)):
                    yield len(text)
                case _:
                    pass

    def _recorded(self) -> Iterator[tuple[Function, str, Shape]]:
        """The tensors that have a name where the recorded calls are written, with the function and the shape."""
        for node in self._case.graph.nodes:
            expression = self._case.expression(node)
            if node.kind == "input" and node.outputs:
                yield None, node.label, node.outputs[0].shape
            if expression is None:
                continue
            function = self._case.function_of(expression)
            for index, spec in enumerate(node.inputs):
                written = self._case.operand_expression(node, index)
                if isinstance(written, Named):
                    yield function, ast.unparse(written), spec.shape
            assignment = self._case.parents.get(expression)
            if isinstance(assignment, ast.Assign) and len(node.outputs) == 1:
                names = [target.id for target in assignment.targets if isinstance(target, ast.Name)]
                yield from ((function, name, node.outputs[0].shape) for name in names)


def computed(op: ast.operator, left: int, right: int) -> int | None:
    """What an arithmetic operation of whole numbers gives; None where it gives none."""
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.FloorDiv() if right:
            return left // right
        case ast.Pow() if 0 <= right <= 4:
            return left**right
        case _:
            return None
