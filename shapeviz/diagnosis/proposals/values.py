"""Where a value in the source comes from: names followed backwards to what they were given.

Nothing runs for it. A name leads to its assignment in the function, to the default of a parameter, to what the calls
of that function or class pass, to `self.name = …` in the class, and to assignments at the top of the source.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.scopes import Scopes

MOST_NUMBERS = 32  # more possible values than this say nothing of the one in question
DEEPEST = 12  # names that lead to names

_ARITHMETIC: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


@dataclass(frozen=True, slots=True)
class Place:
    """An expression that gives another one its value.

    `name` is what the code calls it there, "" for the expression that was asked about; `distance` counts the names
    that were followed. `call` is set for the default of a parameter: a call that leaves it as it is.
    """

    node: ast.expr
    name: str = ""
    distance: int = 0
    call: ast.Call | None = None


class Values:
    """What the expressions of one source may be worth, read off the text."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._scopes = Scopes(case)
        self._busy: set[ast.AST] = set()

    def places(self, expression: ast.expr) -> list[Place]:
        """The expression itself and, nearest first, all that it may have got its value from."""
        found = [Place(expression)]
        for place in found:
            if place.distance < DEEPEST:
                known = {earlier.node for earlier in found}
                further = self.sources(place.node)
                found += [
                    Place(source.node, source.name, place.distance + 1, source.call)
                    for source in further
                    if source.node not in known
                ]
        return found

    def sources(self, expression: ast.expr) -> list[Place]:
        """What a name, `self.name`, `config.name` or `config["name"]` was given, one step back."""
        match expression:
            case ast.Name():
                return [
                    Place(value, expression.id, 1, call)
                    for bound in self._scopes.bindings(expression)
                    for value, call in self._chosen(bound.target, bound.value, bound.call, expression.id)
                ]
            case ast.Attribute(value=ast.Name() as owner, attr=name):
                return [Place(value, name, 1) for value in self._attributes(owner, name)]
            case ast.Subscript(value=container, slice=ast.Constant(value=key)):
                return [Place(value, str(key), 1) for value in self._items(container, key)]
            case _:
                return []

    def numbers(self, expression: ast.expr) -> set[int]:
        """The whole numbers that an expression may be worth; empty if that cannot be told."""
        if expression in self._busy or len(self._busy) > DEEPEST:
            return set()
        self._busy.add(expression)
        try:
            found = set(self._numbers(expression))
        finally:
            self._busy.discard(expression)
        return found if len(found) <= MOST_NUMBERS else set()

    def text(self, expression: ast.expr) -> str:
        """An expression as Python prints it, on one line."""
        return ast.unparse(expression)

    def _numbers(self, expression: ast.expr) -> Iterator[int]:
        match expression:
            case ast.Constant(value=int(number)) if not isinstance(number, bool):
                yield number
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                yield from (-number for number in self.numbers(inner))
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(power))) if 0 <= power <= 4:
                yield from (number**power for number in self.numbers(left))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                pairs = [(a, b) for a in self.numbers(left) for b in self.numbers(right)]
                divides = isinstance(op, (ast.FloorDiv, ast.Mod))
                yield from (_ARITHMETIC[type(op)](a, b) for a, b in pairs if b or not divides)
            case ast.Call(func=ast.Name(id="int"), args=[inner]):
                yield from self.numbers(inner)
            case ast.IfExp(body=body, orelse=other):
                yield from self.numbers(body) | self.numbers(other)
            case _:
                for source in self.sources(expression):
                    yield from self.numbers(source.node)

    def _chosen(
        self, target: ast.expr, value: ast.expr, call: ast.Call | None, name: str
    ) -> Iterator[tuple[ast.expr, ast.Call | None]]:
        """The part of an assigned value that goes to `name`, if the target is a tuple of names."""
        if isinstance(target, ast.Name) and target.id == name:
            yield value, call
        elif isinstance(target, (ast.Tuple, ast.List)):
            for whole in self._tuples(value):
                if len(whole.elts) == len(target.elts):
                    for inner, part in zip(target.elts, whole.elts, strict=True):
                        yield from self._chosen(inner, part, None, name)

    def _tuples(self, value: ast.expr) -> Iterator[ast.Tuple | ast.List]:
        if isinstance(value, (ast.Tuple, ast.List)):
            yield value
        elif value not in self._busy:
            self._busy.add(value)
            try:
                for source in self.sources(value):
                    yield from self._tuples(source.node)
            finally:
                self._busy.discard(value)

    def _attributes(self, owner: ast.Name, name: str) -> Iterator[ast.expr]:
        """What `owner.name` was given: in the class around, in the class that it is, or in the call that made it."""
        around = self._scopes.class_of_self(owner)
        if around is not None:
            yield from self._members(around, name)
            return
        known = self._scopes.classes.get(owner.id)
        if known is not None:
            yield from self._members(known, name)
            return
        for place in self.places(owner)[1:]:
            if isinstance(place.node, ast.Call):
                passed = [keyword.value for keyword in place.node.keywords if keyword.arg == name]
                made = self._scopes.class_called(place.node)
                yield from passed or (self._members(made, name) if made is not None else ())

    def _members(self, cls: ast.ClassDef, name: str) -> Iterator[ast.expr]:
        for target, value in self._scopes.members(cls, name):
            if isinstance(target, ast.Attribute | ast.Name):
                yield value
            elif isinstance(target, (ast.Tuple, ast.List)):
                for whole in self._tuples(value):
                    for inner, part in zip(target.elts, whole.elts, strict=False):
                        if isinstance(inner, ast.Attribute) and inner.attr == name:
                            yield part

    def _items(self, container: ast.expr, key: object) -> Iterator[ast.expr]:
        """What stands under a key of a dict, or at a place of a tuple, that the source writes out."""
        for place in self.places(container):
            match place.node:
                case ast.Dict(keys=keys, values=values):
                    pairs = zip(keys, values, strict=True)
                    yield from (item for at, item in pairs if isinstance(at, ast.Constant) and at.value == key)
                case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
                    yield from (keyword.value for keyword in keywords if keyword.arg == key)
                case ast.Tuple(elts=items) | ast.List(elts=items) if isinstance(key, int):
                    yield from items[key:][:1]
                case _:
                    pass
