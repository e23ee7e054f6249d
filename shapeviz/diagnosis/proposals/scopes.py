"""What a name of the source is bound to, by Python's rules of scope: assignments, parameters, loops, classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NEW_SCOPE = (*_FUNCTIONS, ast.ClassDef, ast.Lambda)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Binding:
    """`target = value`; `call` is a call that leaves a parameter at its default, `value`."""

    target: ast.expr
    value: ast.expr
    call: ast.Call | None = None


class Scopes:
    """The classes, functions and calls of one source, and the bindings of its names."""

    def __init__(self, case: Case) -> None:
        self._case = case
        nodes = list(ast.walk(case.source.tree)) if case.source.tree is not None else []
        self._calls = [node for node in nodes if isinstance(node, ast.Call)]
        self.classes = {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}

    def bindings(self, name: ast.Name) -> list[Binding]:
        """What may have given a name its value where it is read."""
        came_from: ast.AST = name
        scope = self._case.parents.get(name)
        while scope is not None:
            found: Sequence[Binding] | None = None
            if isinstance(scope, _COMPREHENSIONS):
                found = self._of_loops(scope.generators, name.id)
            elif isinstance(scope, ast.Module) or (isinstance(scope, _NEW_SCOPE) and _in_body(scope, came_from)):
                found = self._of_scope(scope, name)
            if found:
                return list(found)
            came_from, scope = scope, self._case.parents.get(scope)
        return []

    def class_of_self(self, owner: ast.Name) -> ast.ClassDef | None:
        """The class whose method has `owner` as its first parameter."""
        function = self._case.function_of(owner)
        while isinstance(function, ast.Lambda):
            function = self._case.function_of(function)
        cls = self._case.parents.get(function) if function is not None else None
        if not isinstance(function, _FUNCTIONS) or not isinstance(cls, ast.ClassDef):
            return None
        first = next(iter(function.args.args), None)
        return cls if first is not None and first.arg == owner.id else None

    def class_called(self, call: ast.Call) -> ast.ClassDef | None:
        """The class of the source that a call makes an instance of."""
        return self.classes.get(_called_name(call))

    def members(self, cls: ast.ClassDef, name: str) -> list[tuple[ast.expr, ast.expr]]:
        """The assignments to `self.name` in a class, or to `name` in its body, or else those of its bases."""
        found: list[tuple[ast.expr, ast.expr]] = []
        for node in ast.walk(cls):
            for target, value in _assigned(node):
                in_body = self._case.parents.get(node) is cls
                if any(_is_member(part, name, in_body) for part in _parts(target)):
                    found.append((target, value))
        bases = [self.classes[base.id] for base in cls.bases if isinstance(base, ast.Name) and base.id in self.classes]
        return found or [member for base in bases if base is not cls for member in self.members(base, name)]

    def calls_of(self, function: Function) -> list[ast.Call]:
        """The calls of a function; of an `__init__` those that make an instance."""
        cls = self._case.parents.get(function)
        wanted = cls.name if isinstance(cls, ast.ClassDef) and function.name == "__init__" else function.name
        return [call for call in self._calls if _called_name(call) == wanted]

    def names_read_with(self, at: ast.AST) -> list[ast.Name | ast.Attribute]:
        """The names and `self.name`s that the function around a node reads, or else the top level, each once."""
        around = self._case.function_of(at) or self._case.source.tree
        found: dict[str, ast.Name | ast.Attribute] = {}
        for node in ast.walk(around) if around is not None else ():
            if self._case.function_of(node) is not self._case.function_of(at):
                continue
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                found.setdefault(ast.unparse(node), node)
        return list(found.values())

    def _of_scope(self, scope: ast.AST, name: ast.Name) -> list[Binding]:
        if isinstance(scope, ast.Lambda):
            return []
        assigned = [
            (getattr(node, "lineno", 0), binding)
            for node in _own_nodes(scope)
            for binding in self._of_statement(node, name.id)
        ]
        if assigned:
            # The nearest assignment above the use counts; in another function the last one that was made.
            before = [line for line, _ in assigned if line < name.lineno] or [line for line, _ in assigned]
            return [binding for line, binding in assigned if line == max(before)]
        return self._of_parameter(scope, name.id) if isinstance(scope, _FUNCTIONS) else []

    def _of_statement(self, node: ast.AST, name: str) -> Iterator[Binding]:
        if isinstance(node, ast.For):
            yield from self._elements(node.target, node.iter, name)
        for target, value in _assigned(node):
            if any(isinstance(part, ast.Name) and part.id == name for part in _parts(target)):
                yield Binding(target, value)

    def _of_loops(self, loops: list[ast.comprehension], name: str) -> list[Binding]:
        return [binding for loop in loops for binding in self._elements(loop.target, loop.iter, name)]

    def _elements(self, target: ast.expr, values: ast.expr, name: str) -> Iterator[Binding]:
        """What a loop's target takes in turn, where the source writes it out."""
        if not any(isinstance(part, ast.Name) and part.id == name for part in _parts(target)):
            return
        match target, values:
            case _, ast.List(elts=items) | ast.Tuple(elts=items):
                yield from (Binding(target, item) for item in items)
            case ast.Tuple(elts=targets), ast.Call(func=ast.Name(id="zip"), args=lists) if len(targets) == len(lists):
                for inner, inner_values in zip(targets, lists, strict=True):
                    yield from self._elements(inner, inner_values, name)
            case ast.Tuple(elts=[_, inner]), ast.Call(func=ast.Name(id="enumerate"), args=[inner_values, *_]):
                yield from self._elements(inner, inner_values, name)
            case _, ast.Name():
                for binding in self.bindings(values):
                    if isinstance(binding.target, ast.Name) and isinstance(binding.value, (ast.List, ast.Tuple)):
                        yield from self._elements(target, binding.value, name)
            case _:
                pass

    def _of_parameter(self, function: Function, name: str) -> list[Binding]:
        arguments = [*function.args.posonlyargs, *function.args.args]
        position = next((index for index, argument in enumerate(arguments) if argument.arg == name), None)
        if position is None and all(argument.arg != name for argument in function.args.kwonlyargs):
            return []
        default, method = _default(function, name), isinstance(self._case.parents.get(function), ast.ClassDef)
        found: list[Binding] = []
        for call in self.calls_of(function):
            passed = _passed(call, None if position is None else position - method, name)
            if passed is not None:
                found.append(Binding(ast.Name(name), passed))
            elif default is not None and not any(isinstance(argument, ast.Starred) for argument in call.args):
                found.append(Binding(ast.Name(name), default, call))
        return found or ([Binding(ast.Name(name), default)] if default is not None else [])


def _passed(call: ast.Call, position: int | None, name: str) -> ast.expr | None:
    """What a call gives to a parameter, by its keyword or its position."""
    keyword = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if keyword is not None or position is None:
        return keyword
    before = call.args[: position + 1]
    starred = any(isinstance(argument, ast.Starred) for argument in before)
    return before[position] if 0 <= position < len(before) and not starred else None


def _default(function: Function, name: str) -> ast.expr | None:
    plain = [*function.args.posonlyargs, *function.args.args]
    given = zip(reversed(plain), reversed(function.args.defaults), strict=False)
    named = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    return next((value for argument, value in [*given, *named] if argument.arg == name), None)


def _called_name(call: ast.Call) -> str:
    """The last name of what is called: `Net` in `Net(…)`, `blank_state` in `model.blank_state(…)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _in_body(scope: ast.AST, node: ast.AST) -> bool:
    """Whether a part of a function or class is read inside it: defaults and decorators are read around it."""
    body = getattr(scope, "body", None)
    return node in body if isinstance(body, list) else node is body


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """The syntax nodes of a scope without those of the functions and classes in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, (*_NEW_SCOPE, *_COMPREHENSIONS)):
            yield child
            yield from _own_nodes(child)


def _assigned(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            return [(target, value) for target in targets]
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            return [(target, value)]
        case _:
            return []


def _parts(target: ast.expr) -> list[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        return [part for item in target.elts for part in _parts(item)]
    return [target]


def _is_member(target: ast.expr, name: str, in_body: bool) -> bool:
    if in_body:
        return isinstance(target, ast.Name) and target.id == name
    return isinstance(target, ast.Attribute) and target.attr == name and isinstance(target.value, ast.Name)
