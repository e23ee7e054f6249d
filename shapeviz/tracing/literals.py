"""The whole numbers that stand in a piece of source, and what they are called there."""

from __future__ import annotations

import ast
import contextlib
import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from shapeviz.tracing.expression_sites import sites

# Numbers that tell how often, how fast or from where something happens change no shape.
_NO_SIZE = re.compile(
    "axis|count|counter|device|n?epochs?|every|freq|gpus?|idx|index|interval|iters?|iterations?|niter|jobs|log|lr|offset|"
    "patience|port|print|random|restarts|retries|seeds?|steps?|timeout|verbose|version|warmup|workers?|year"
)

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_Scope = _Function | ast.Lambda | ast.ClassDef


class Standing(IntEnum):
    """How much a name says of its number: with fewer, it is the number that the name alone stands for."""

    VARIABLE = 0  # of the source itself, not of a function in it
    PART = 1  # an attribute of a class, a default of a function
    INNER = 2  # whatever else has a name: a local variable, a keyword, an entry of a dictionary
    NAMELESS = 3


@dataclass(frozen=True, slots=True)
class Literal:
    """A whole number as it is written. `owner` is the class or function that `name` belongs to.

    `sized` says that it may well be a size, from what can be seen: it is no seed, no count of epochs, no counter.
    """

    node: ast.expr
    value: int
    name: str
    owner: str
    standing: Standing
    sized: bool

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def full_name(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name


@dataclass(frozen=True, slots=True)
class Named:
    """Something else than a whole number that the source gives to a name."""

    name: str
    value: ast.expr


def find_literals(tree: ast.Module) -> tuple[list[Literal], list[Named]]:
    """Every whole number of the source in the order of its text, and what else has a name."""
    finder = _Finder(tree.body)
    finder.visit(tree)
    found: list[Literal] = []
    for site in sites(tree):
        number = number_of(site.expression)
        if number is not None:
            nameless = Literal(site.expression, number, str(number), "", Standing.NAMELESS, sized=False)
            found.append(finder.literals.get(id(site.expression), nameless))
    return sorted(found, key=lambda literal: (literal.line, literal.node.col_offset)), finder.others


def may_be_size(name: str) -> bool:
    """Whether a name does not speak of something else, such as a seed.

    >>> [name for name in ("hidden_size", "num_epochs", "random_state", "randomSeed") if may_be_size(name)]
    ['hidden_size']
    """
    words = re.findall(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+", name)
    return not name.startswith("__") and not any(_NO_SIZE.fullmatch(word.lower()) for word in words)


class _Finder(ast.NodeVisitor):
    """Walks through the statements, knowing in which class or function it is."""

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        self.literals: dict[int, Literal] = {}
        self.others: list[Named] = []
        self._owners: tuple[str, ...] = ()
        self._standing = Standing.VARIABLE
        self._bound = _bindings(body)

    def visit(self, node: ast.AST) -> None:
        if not isinstance(node, ast.expr):
            super().visit(node)
            return
        for part in ast.walk(node):
            for name, value in _named_in(part):
                self._note(name, value, Standing.INNER)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._assign(node.targets[0], node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._assign(node.target, node.value)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        is_enum = any(ast.unparse(base).endswith(("Enum", "Flag")) for base in node.bases)
        self._inside(node, node.name, Standing.INNER if is_enum else max(self._standing, Standing.PART))

    def visit_FunctionDef(self, node: _Function) -> None:
        owner = "" if node.name == "__init__" else node.name
        with self._at(max(self._standing, Standing.PART), owner):
            for name, value in _with_defaults(node.args):
                self._note(name, value, self._standing)
        self._inside(node, owner, Standing.INNER)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_For(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        with self._at(Standing.INNER):
            self.generic_visit(node)

    visit_AsyncFor = visit_While = visit_For

    def _inside(self, node: _Function | ast.ClassDef, owner: str, standing: Standing) -> None:
        """Visit a class or function: its body is a scope of its own, all else belongs to what surrounds it."""
        for part in ast.iter_child_nodes(node):
            if not isinstance(part, ast.stmt):
                self.visit(part)
        with self._at(standing, owner):
            bound, self._bound = self._bound, _bindings(node.body)
            for statement in node.body:
                self.visit(statement)
            self._bound = bound

    @contextlib.contextmanager
    def _at(self, standing: Standing, owner: str = "") -> Generator[None]:
        before = self._standing, self._owners
        self._standing, self._owners = standing, (*self._owners, owner) if owner else self._owners
        yield
        self._standing, self._owners = before

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        match target, value:
            case (ast.Tuple(elts=targets) | ast.List(elts=targets), ast.Tuple(elts=values) | ast.List(elts=values)):
                if len(targets) == len(values):
                    for one, other in zip(targets, values, strict=True):
                        self._assign(one, other)
            case ast.Name(id=name), _:
                self._note(name, value, self._standing, once=self._bound[name] == 1)
            case ast.Attribute(attr=name), _:
                self._note(name, value, Standing.INNER)
            case _:
                pass

    def _note(self, name: str, value: ast.expr, standing: Standing, *, once: bool = True) -> None:
        number = number_of(value)
        if number is None:
            self.others.append(Named(name, value))
        else:
            sized = once and standing < Standing.INNER and number != 0 and may_be_size(name)
            self.literals[id(value)] = Literal(value, number, name, ".".join(self._owners), standing, sized)


def number_of(node: ast.expr) -> int | None:
    """The whole number that an expression is, written out."""
    return node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _named_in(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of what an expression itself gives a name to."""
    match node:
        case ast.Call(keywords=keywords):
            yield from ((keyword.arg, keyword.value) for keyword in keywords if keyword.arg is not None)
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value
        case ast.Lambda(args=arguments):
            yield from _with_defaults(arguments)
        case _:
            pass


def _bindings(body: Sequence[ast.stmt]) -> Counter[str]:
    """How often each name is given a value in these statements, those of functions and classes in them left out."""
    found: Counter[str] = Counter()
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] += 1
        if not isinstance(node, _Scope):
            waiting += ast.iter_child_nodes(node)
    return found


def _with_defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    """(name, default) of every parameter that has one."""
    places = [*arguments.posonlyargs, *arguments.args]
    if arguments.defaults:
        last = places[-len(arguments.defaults) :]
        yield from ((place.arg, value) for place, value in zip(last, arguments.defaults, strict=True))
    for place, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if value is not None:
            yield place.arg, value
