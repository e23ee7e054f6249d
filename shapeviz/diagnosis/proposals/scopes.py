"""What a name of the source is bound to, by Python's rules of scope: assignments, parameters, loops, classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.proposals.bindings import Binding, Function, assigned, default_of, parts, passed
from shapeviz.diagnosis.proposals.names import names_at_hand

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_NEW_SCOPE = (*_FUNCTIONS, ast.ClassDef, ast.Lambda)


class Scopes:
    """The classes, functions and calls of one source, and the bindings of its names."""

    def __init__(self, case: Case) -> None:
        self._case = case
        nodes = list(ast.walk(case.source.tree)) if case.source.tree is not None else []
        self._calls: dict[str, list[ast.Call]] = {}
        for node in nodes:
            if isinstance(node, ast.Call):
                self._calls.setdefault(_called_name(node), []).append(node)
        self.classes = {node.name: node for node in nodes if isinstance(node, ast.ClassDef)}
        self._set_outside = [(target, value) for node in nodes for target, value in assigned(node)]
        self._binding_nodes: dict[ast.AST, dict[str, list[ast.AST]]] = {}
        self._bindings: dict[ast.Name, list[Binding]] = {}
        self._members: dict[tuple[ast.ClassDef, str], list[tuple[ast.expr, ast.expr]]] = {}

    def bindings(self, name: ast.Name) -> list[Binding]:
        """What may have given a name its value where it is read."""
        if name not in self._bindings:
            self._bindings[name] = self._found_bindings(name)
        return self._bindings[name]

    def _found_bindings(self, name: ast.Name) -> list[Binding]:
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
        if (cls, name) not in self._members:
            self._members[cls, name] = self._found_members(cls, name)
        return self._members[cls, name]

    def _found_members(self, cls: ast.ClassDef, name: str) -> list[tuple[ast.expr, ast.expr]]:
        found: list[tuple[ast.expr, ast.expr]] = []
        for node in ast.walk(cls):
            for target, value in assigned(node):
                in_body = self._case.parents.get(node) is cls
                if any(_is_member(part, name, in_body) for part in parts(target)):
                    found.append((target, value))
        bases = [self.classes[base.id] for base in cls.bases if isinstance(base, ast.Name) and base.id in self.classes]
        return found or [member for base in bases if base is not cls for member in self.members(base, name)]

    def fields(self, cls: ast.ClassDef) -> list[str]:
        """The names that a class declares with their types, in order: what a dataclass takes by position."""
        return [
            part.target.id for part in cls.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
        ]

    def set_on(self, owner: ast.expr, name: str) -> list[ast.expr]:
        """The values of assignments `owner.name = …`, where `owner` is written just so."""
        text = f"{ast.unparse(owner)}.{name}"
        return [
            value
            for target, value in self._set_outside
            if isinstance(target, ast.Attribute) and target.attr == name and ast.unparse(target) == text
        ]

    def options(self, name: str) -> list[ast.expr]:
        """The defaults of the command line option `--name` of an argument parser."""
        return [
            keyword.value
            for call in self._calls.get("add_argument", ())
            for keyword in call.keywords
            if keyword.arg == "default" and any(_is_option(argument, name) for argument in call.args)
        ]

    def calls_of(self, function: Function) -> list[ast.Call]:
        """The calls of a function; of an `__init__` those that make an instance."""
        cls = self._case.parents.get(function)
        wanted = cls.name if isinstance(cls, ast.ClassDef) and function.name == "__init__" else function.name
        return self._calls.get(wanted, [])

    def names_read_with(self, at: ast.AST) -> list[ast.Name | ast.Attribute]:
        """The names and `self.name`s that can be written at a place, as its function reads them elsewhere."""
        return names_at_hand(self._case, at)

    def _of_scope(self, scope: ast.AST, name: ast.Name) -> list[Binding]:
        if isinstance(scope, ast.Lambda):
            return []
        nodes = self._binding_nodes_of(scope).get(name.id, [])
        if not nodes:
            return self._of_parameter(scope, name.id) if isinstance(scope, _FUNCTIONS) else []
        # The nearest assignment above the use counts; in another function the last one that was made.
        lines = [getattr(node, "lineno", 0) for node in nodes]
        nearest = max([line for line in lines if line < name.lineno] or lines)
        loops = set(self._loops_around(name))
        counting = [
            node
            for node, line in zip(nodes, lines, strict=True)
            # What a loop sets further down is there in its next round.
            if line == nearest or (line > name.lineno and not loops.isdisjoint(self._loops_around(node)))
        ]
        return [binding for node in counting for binding in self._of_statement(node, name.id)]

    def _loops_around(self, node: ast.AST) -> Iterator[ast.AST]:
        around = self._case.parents.get(node)
        while around is not None and not isinstance(around, _NEW_SCOPE):
            if isinstance(around, (ast.For, ast.While)):
                yield around
            around = self._case.parents.get(around)

    def _binding_nodes_of(self, scope: ast.AST) -> dict[str, list[ast.AST]]:
        """The loops and assignments of a scope by the names that they bind."""
        if scope not in self._binding_nodes:
            found = self._binding_nodes[scope] = {}
            for node in _own_nodes(scope):
                targets = [node.target] if isinstance(node, ast.For) else [target for target, _ in assigned(node)]
                for part in (part for target in targets for part in parts(target)):
                    if isinstance(part, ast.Name):
                        found.setdefault(part.id, []).append(node)
        return self._binding_nodes[scope]

    def _of_statement(self, node: ast.AST, name: str) -> Iterator[Binding]:
        if isinstance(node, ast.For):
            yield from self._elements(node.target, node.iter, name)
        for target, value in assigned(node):
            if any(isinstance(part, ast.Name) and part.id == name for part in parts(target)):
                yield Binding(target, value)

    def _of_loops(self, loops: list[ast.comprehension], name: str) -> list[Binding]:
        return [binding for loop in loops for binding in self._elements(loop.target, loop.iter, name)]

    def _elements(self, target: ast.expr, values: ast.expr, name: str) -> Iterator[Binding]:
        """What a loop's target takes in turn, where the source writes it out."""
        if not any(isinstance(part, ast.Name) and part.id == name for part in parts(target)):
            return
        match target, values:
            case _, ast.List(elts=items) | ast.Tuple(elts=items):
                yield from (Binding(target, item) for item in items)
            case ast.Tuple(elts=targets), ast.Call(func=ast.Name(id="zip"), args=lists) if len(targets) == len(lists):
                for inner, inner_values in zip(targets, lists, strict=True):
                    yield from self._elements(inner, inner_values, name)
            case ast.Tuple(elts=[_, inner]), ast.Call(func=ast.Name(id="enumerate"), args=[inner_values, *_]):
                yield from self._elements(inner, inner_values, name)
            case _, ast.Subscript(value=whole, slice=ast.Slice()):
                yield from self._elements(target, whole, name)
            case _:
                # What else it loops over has to be followed: the elements are those of whatever that is worth.
                yield Binding(target, values, in_turn=True)

    def _of_parameter(self, function: Function, name: str) -> list[Binding]:
        arguments = [*function.args.posonlyargs, *function.args.args]
        position = next((index for index, argument in enumerate(arguments) if argument.arg == name), None)
        if position is None and all(argument.arg != name for argument in function.args.kwonlyargs):
            return []
        default, method = default_of(function, name), isinstance(self._case.parents.get(function), ast.ClassDef)
        found: list[Binding] = []
        for call in self.calls_of(function):
            given = passed(call, None if position is None else position - method, name)
            spread = [keyword.value for keyword in call.keywords if keyword.arg is None]
            if given is not None:
                found.append(Binding(ast.Name(name), given))
            elif spread:
                found += [Binding(ast.Name(name), item, key=name) for item in spread]
            elif default is not None and not any(isinstance(argument, ast.Starred) for argument in call.args):
                found.append(Binding(ast.Name(name), default, call))
        return found or ([Binding(ast.Name(name), default)] if default is not None else [])


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


def _is_option(argument: ast.expr, name: str) -> bool:
    text = argument.value if isinstance(argument, ast.Constant) else None
    return isinstance(text, str) and text.lstrip("-").replace("-", "_") == name


def _is_member(target: ast.expr, name: str, in_body: bool) -> bool:
    if in_body:
        return isinstance(target, ast.Name) and target.id == name
    return isinstance(target, ast.Attribute) and target.attr == name and isinstance(target.value, ast.Name)
