"""Parameters whose types are tested once, where their function begins, since nothing binds them again."""

from __future__ import annotations

import ast

from shapeviz.tracing.bindings import Bindings, parameters_of
from shapeviz.tracing.kinds import Kinds
from shapeviz.tracing.rewriting import copied_place
from shapeviz.tracing.temporaries import Temporaries
from shapeviz.tracing.type_tests import all_plain

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class TypeFlags:
    """Writes the tests of parameters into their functions, as local variables whose names no code can mean."""

    def __init__(self, bindings: Bindings, temporaries: Temporaries, kinds: Kinds) -> None:
        self._bindings, self._temporaries, self._kinds = bindings, temporaries, kinds
        self._busy: dict[tuple[_Function, str], bool] = {}
        self._flags: dict[tuple[_Function, str], ast.Assign] = {}
        self._inserting = False

    def flag(self, name: ast.Name) -> ast.expr | None:
        """What tells that the value of a parameter is no array; None for other names, and where a test costs more."""
        function = self._function(name)
        if function is None:
            return None
        flag = f"_ {name.id}"
        if (function, name.id) not in self._flags:
            tested = all_plain([ast.Name(name.id, ast.Load())], self._kinds)
            made = copied_place(ast.Assign([ast.Name(flag, ast.Store())], tested), function.body[0])
            self._flags[function, name.id] = made
            if self._inserting:
                _insert(function, made)
        return ast.Name(flag, ast.Load())

    def insert(self) -> None:
        """Write what was asked for so far, and from now on everything at once: blocks of statements may change."""
        self._inserting = True
        for (function, _), made in self._flags.items():
            _insert(function, made)

    def _function(self, name: ast.Name) -> _Function | None:
        """The function whose parameter a name is, if it is read there often enough."""
        scope = self._bindings.scope_of.get(name)
        function = scope.node if scope is not None else None
        if scope is None or not isinstance(function, _Function) or not self._temporaries.allowed(name):
            return None
        is_constant = name.id in parameters_of(function.args) and len(scope.bindings[name.id]) == 1
        return function if is_constant and self._is_busy(function, name.id) else None

    def _is_busy(self, function: _Function, name: str) -> bool:
        if (function, name) not in self._busy:
            inside = [node for statement in function.body for node in ast.walk(statement)]
            loops = any(isinstance(node, (ast.For, ast.While, ast.AsyncFor)) for node in inside)
            reads = sum(isinstance(node, ast.Name) and node.id == name for node in inside)
            self._busy[function, name] = loops or reads > 1
        return self._busy[function, name]


def _insert(function: _Function, statement: ast.stmt) -> None:
    documented = ast.get_docstring(function, clean=False) is not None
    function.body.insert(1 if documented else 0, statement)
