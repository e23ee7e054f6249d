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
from shapeviz.diagnosis.proposals.bindings import Binding
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
        self.scopes = Scopes(case)
        self._busy: set[ast.AST] = set()
        self._circles = 0  # how often a name led back to itself: what came of that is not kept
        self._known: dict[ast.expr, set[int]] = {}

    @classmethod
    def of(cls, case: Case) -> Values:
        """The values of a case's source, the same for all that ask."""
        found = case.memo.get(cls)
        if not isinstance(found, Values):
            found = case.memo[cls] = Values(case)
        return found

    def places(self, expression: ast.expr) -> list[Place]:
        """The expression itself and, nearest first, all that it may have got its value from."""
        found = [Place(expression)]
        known = {expression}
        for place in found:
            for source in self.sources(place.node) if place.distance < DEEPEST else ():
                if source.node not in known:
                    known.add(source.node)
                    found.append(Place(source.node, source.name, place.distance + 1, source.call))
        return found

    def sources(self, expression: ast.expr) -> list[Place]:
        """What a name, `self.name`, `config.name` or `config["name"]` was given, one step back."""
        match expression:
            case ast.Name():
                return [
                    Place(value, expression.id, 1, call)
                    for bound in self.scopes.bindings(expression)
                    for value, call in self._bound(bound, expression.id)
                ]
            case ast.Attribute(value=owner, attr=name):
                return [Place(value, name, 1) for value in self._attributes(owner, name)]
            case ast.Subscript(value=container, slice=key):
                found = [(value, at) for at in self._keys(key) for value in self._items(container, at)]
                return [Place(value, str(at), 1) for value, at in found]
            case ast.Call(func=ast.Attribute(value=container, attr="get"), args=[ast.Constant(value=key), *default]):
                return [Place(value, str(key), 1) for value in list(self._items(container, key)) or default]
            case _:
                return []

    def numbers(self, expression: ast.expr) -> set[int]:
        """The whole numbers that an expression may be worth; empty if that cannot be told."""
        if expression in self._known:
            return self._known[expression]
        if expression in self._busy or len(self._busy) > DEEPEST:
            self._circles += 1
            return set()
        before = self._circles
        self._busy.add(expression)
        try:
            found = set(self._numbers(expression))
        finally:
            self._busy.discard(expression)
        found = found if len(found) <= MOST_NUMBERS else set()
        if self._circles == before or not self._busy:
            self._known[expression] = found
        return found

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

    def _bound(self, bound: Binding, name: str) -> Iterator[tuple[ast.expr, ast.Call | None]]:
        """The expressions that a binding gives to one of its names."""
        if bound.key is not None:
            yield from ((value, None) for value in self._items(bound.value, bound.key))
        elif bound.in_turn:
            for whole in self._tuples(bound.value):
                for element in whole.elts:
                    yield from self._chosen(bound.target, element, None, name)
        else:
            yield from self._chosen(bound.target, bound.value, bound.call, name)

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
        else:
            self._circles += 1

    def _attributes(self, owner: ast.expr, name: str) -> Iterator[ast.expr]:
        """What `owner.name` was given: in the class around, in the class that it is, or in the call that made it."""
        cls = None
        if isinstance(owner, ast.Name):
            cls = self.scopes.class_of_self(owner) or self.scopes.classes.get(owner.id)
        if cls is not None:
            yield from self._members(cls, name)
            return
        yield from self.scopes.set_on(owner, name)
        if owner in self._busy:
            self._circles += 1
            return
        self._busy.add(owner)
        try:
            for place in self.places(owner)[1:]:
                if isinstance(place.node, ast.Call):
                    yield from self._attributes_of_new(place.node, name)
        finally:
            self._busy.discard(owner)

    def _attributes_of_new(self, call: ast.Call, name: str) -> Iterator[ast.expr]:
        """What a call gives to an attribute of the object that it makes: a configuration, parsed options."""
        if isinstance(call.func, ast.Attribute) and call.func.attr.startswith("parse_"):
            yield from self.scopes.options(name)
            return
        given = [keyword.value for keyword in call.keywords if keyword.arg == name]
        spread = [keyword.value for keyword in call.keywords if keyword.arg is None]
        given += [item for whole in spread for item in self._items(whole, name)]
        cls = self.scopes.class_called(call)
        if not given and cls is not None:
            fields = self.scopes.fields(cls)
            place = fields.index(name) if name in fields else len(call.args)
            given = list(call.args[place : place + 1])
        yield from given or (self._members(cls, name) if cls is not None else ())

    def _members(self, cls: ast.ClassDef, name: str) -> Iterator[ast.expr]:
        for target, value in self.scopes.members(cls, name):
            if isinstance(target, ast.Attribute | ast.Name):
                yield value
            elif isinstance(target, (ast.Tuple, ast.List)):
                for whole in self._tuples(value):
                    for inner, part in zip(target.elts, whole.elts, strict=False):
                        if isinstance(inner, ast.Attribute) and inner.attr == name:
                            yield part

    def _keys(self, key: ast.expr) -> list[object]:
        """What a subscript may name: constants, and names of constants."""
        return [place.node.value for place in self.places(key) if isinstance(place.node, ast.Constant)]

    def _items(self, container: ast.expr, key: object) -> Iterator[ast.expr]:
        """What stands under a key of a dict, or at a place of a tuple, that the source writes out."""
        for place in self.places(container):
            match place.node:
                case ast.Dict(keys=keys, values=values):
                    for at, item in zip(keys, values, strict=True):
                        if at is None:
                            yield from self._items(item, key)
                        elif isinstance(at, ast.Constant) and at.value == key:
                            yield item
                case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
                    yield from (keyword.value for keyword in keywords if keyword.arg == key)
                case ast.Tuple(elts=items) | ast.List(elts=items) if isinstance(key, int):
                    yield from items[key:][:1]
                case _:
                    pass
