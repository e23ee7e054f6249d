"""Which method calls of a tree are, by its text alone, of methods that a class of the same text defines."""

from __future__ import annotations

import ast

from shapeviz.tracing.bindings import Binding, Bindings
from shapeviz.tracing.plain_numbers import PlainValues


class OwnMethods:
    """Tells methods of the text's own classes, for classes that inherit from nothing but each other.

    >>> tree = ast.parse("class Net:\\n  def run(self): return self.step() + self.x.sum()\\n  def step(self): return 1")
    >>> bindings = Bindings(tree)
    >>> methods = OwnMethods(tree, bindings, PlainValues(bindings))
    >>> calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    >>> [(ast.unparse(call), methods.is_own(call.func)) for call in calls]
    [('self.step()', True), ('self.x.sum()', False)]
    """

    def __init__(self, tree: ast.AST, bindings: Bindings, values: PlainValues) -> None:
        self._bindings, self._values = bindings, values
        attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
        self._stored = {node.attr for node in attributes if not isinstance(node.ctx, ast.Load)}

    def is_own(self, method: ast.Attribute) -> bool:
        """Whether what `owner.name` gives is a method from a class of the text, which nothing replaces."""
        if self._bindings.meddled or method.attr in self._stored or not isinstance(method.value, ast.Name):
            return False
        kinds = self._kinds(method.value)
        return bool(kinds) and all(self._has_method(kind, method.attr) for kind in kinds)

    def _kinds(self, owner: ast.Name) -> list[ast.ClassDef]:
        """The classes of which a variable may be an instance; none if there may be others."""
        around = self._class_around(owner)
        if around is not None:
            return [around]
        made = [self._class_called(binding.value) for binding in self._values.bindings_of(owner)]
        return [kind for kind in made if kind is not None] if all(made) else []

    def _class_around(self, owner: ast.Name) -> ast.ClassDef | None:
        """The class whose method takes its instance as `owner`."""
        scope = self._bindings.scope_of.get(owner)
        holder = scope.holder(owner.id) if scope is not None else None
        if holder is None or holder.parent is None or not isinstance(holder.parent.node, ast.ClassDef):
            return None
        function = holder.node
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or function.decorator_list:
            return None
        parameters = (*function.args.posonlyargs, *function.args.args)
        is_first = bool(parameters) and parameters[0].arg == owner.id
        return holder.parent.node if is_first and len(holder.bindings[owner.id]) == 1 else None

    def _class_called(self, value: object) -> ast.ClassDef | None:
        return self._class_named(value.func) if isinstance(value, ast.Call) else None

    def _class_named(self, node: ast.expr) -> ast.ClassDef | None:
        bindings = self._values.bindings_of(node)
        kind = bindings[0].value if len(bindings) == 1 else None
        return kind if isinstance(kind, ast.ClassDef) else None

    def _has_method(self, kind: ast.ClassDef, name: str) -> bool:
        """Whether a class or one that it inherits from defines the method, and all of them are known."""
        family = self._family(kind)
        found = [binding for one in family or () for binding in self._bound_in(one, name)]
        looks_up = any(self._bound_in(one, "__getattribute__") for one in family or ())
        made = (ast.FunctionDef, ast.AsyncFunctionDef)
        return bool(found) and not looks_up and all(isinstance(binding.value, made) for binding in found)

    def _bound_in(self, kind: ast.ClassDef, name: str) -> list[Binding]:
        return self._bindings.scope_of[kind.body[0]].bindings.get(name, [])

    def _family(self, kind: ast.ClassDef) -> list[ast.ClassDef] | None:
        """The class and all that it inherits from; None if one of them is not known."""
        family = [kind]
        for one in family:
            bases = [self._class_named(base) for base in one.bases]
            if one.keywords or one.decorator_list or not all(bases):
                return None
            family += [base for base in bases if base is not None and base not in family]
        return family
