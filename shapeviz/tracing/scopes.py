"""The functions that take an input, and what they call it: where its sizes may have names of their own."""

from __future__ import annotations

import ast
import inspect
import linecache
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from shapeviz.graph.model import Node
from shapeviz.tracing.axis_flow import AxisFlow, Guise
from shapeviz.tracing.forest import Forest
from shapeviz.tracing.records import Record, Site
from shapeviz.tracing.source import CheckedSource, contains

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_INSTALLED = ("site-packages", "dist-packages")


@dataclass(slots=True)
class Scope:
    """A piece of code in which an input is called `variable`, from behind line `after` on.

    `annotation` is what its parameter is annotated with, as the source has it, and `value` as the function has it.
    """

    body: list[ast.stmt]
    variable: str
    after: int = 0
    annotation: ast.expr | None = None
    value: Any = None


@dataclass(slots=True)
class Scopes:
    """Finds the scopes of the inputs of one recording. `ids` has the node of each record."""

    source: CheckedSource
    forest: Forest
    ids: dict[int, str]
    flow: AxisFlow
    _users: dict[Guise, list[tuple[Record, int]]] = field(default_factory=dict[Guise, list[tuple[Record, int]]])
    _functions: dict[CodeType, _Function | None] = field(default_factory=dict[CodeType, _Function | None])

    def __post_init__(self) -> None:
        for record in self.forest.walk():
            for index, link in enumerate(record.inputs):
                maker = self.ids.get(id(link.source.resolved()))
                if maker is not None and id(record) in self.ids:
                    self._users.setdefault(Guise(maker, link.output), []).append((record, index))

    def of(self, node: Node) -> list[Scope]:
        """Where an input is made, and the functions of the user's that take it, outermost first."""
        found = list(self._where_made(node))
        for guise in self.flow.guises(node):
            for record, index in self._users.get(guise, ()):
                found += self._inside(record, index)
                found += self._around(record, node)
        return found

    def names_of(self, node: Node) -> list[str]:
        """What the code calls an input: its label, then the parameters as which modules take it."""
        names = [node.label]
        for guise in self.flow.guises(node):
            for record, index in self._users.get(guise, ()):
                inputs = self.flow.nodes[self.ids[id(record)]].inputs
                if record.group and index < len(inputs):
                    names.append(inputs[index].name or node.label)
        return list(dict.fromkeys(names))

    def _where_made(self, node: Node) -> Iterator[Scope]:
        if node.span is None or self.source.tree is None or not node.label.isidentifier():
            return
        functions = [
            item
            for item in ast.walk(self.source.tree)
            if isinstance(item, _Function) and contains(self.source.span_of(item), node.span)
        ]
        body = functions[-1].body if functions else self.source.tree.body
        yield Scope(body, node.label, node.span.end_line)

    def _inside(self, record: Record, index: int) -> Iterator[Scope]:
        """The forward of a module that takes the tensor as its operand `index`."""
        inputs = self.flow.nodes[self.ids[id(record)]].inputs
        name = inputs[index].name if record.group and index < len(inputs) else None
        forward = getattr(type(record.subject), "forward", None)
        if name is None or not inspect.isfunction(forward):
            return
        forward = inspect.unwrap(forward)
        function = self._function(getattr(forward, "__code__", None))
        if function is not None:
            yield _of_parameter(function, name, getattr(forward, "__annotations__", {}).get(name))

    def _around(self, record: Record, node: Node) -> Iterator[Scope]:
        """The function that makes the call, if the tensor is a parameter of it."""
        site = record.site
        function = self._function(site.caller[0]) if site is not None and site.caller is not None else None
        if function is None or site is None:
            return
        name = self._passed(site, function, node) or node.label
        if name in _parameters(function):
            yield _of_parameter(function, name, None)

    def _passed(self, site: Site, function: _Function, node: Node) -> str:
        """The parameter as which the checked code passes an input to a function that it calls by name, or ""."""
        span = self.source.span(*site.outermost) if site.outermost is not None else None
        call = self.source.expression_at(span) if span is not None else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != function.name:
            return ""
        given = [*zip(_positional(function), call.args, strict=False), *((w.arg, w.value) for w in call.keywords)]
        return next((name for name, value in given if name is not None and self._is(value, node)), "")

    def _is(self, value: ast.expr, node: Node) -> bool:
        """Whether an argument is an input: its variable, or the expression that makes it."""
        if isinstance(value, ast.Name):
            return value.id == node.label
        return node.span is not None and contains(self.source.span_of(value), node.span)

    def _function(self, code: CodeType | None) -> _Function | None:
        """The syntax of a function of the user's, None for one of a library's or without source."""
        if code is None or any(folder in code.co_filename for folder in _INSTALLED):
            return None
        if code not in self._functions:
            self._functions[code] = _parsed(code)
        return self._functions[code]


def _parsed(code: CodeType) -> _Function | None:
    lines = linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :]
    if not lines or code.co_name.startswith("<"):
        return None
    try:
        text = "".join(inspect.getblock(lines))
        tree = ast.parse(f"if True:\n{text}" if text[:1].isspace() else text)
    except (SyntaxError, tokenize.TokenError):
        return None
    return next((item for item in ast.walk(tree) if isinstance(item, _Function) and item.name == code.co_name), None)


def _positional(function: _Function) -> list[str]:
    return [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]


def _parameters(function: _Function) -> dict[str, ast.expr | None]:
    """The annotation of each parameter, by its name."""
    arguments = function.args
    return {item.arg: item.annotation for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _of_parameter(function: _Function, name: str, value: Any) -> Scope:
    return Scope(function.body, name, annotation=_parameters(function).get(name), value=value)
