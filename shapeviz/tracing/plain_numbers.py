"""Which expressions cannot be arrays, by the text alone: counters, sums of numbers, texts, displays of lists."""

from __future__ import annotations

import ast

from shapeviz.tracing.bindings import Binding, Bindings, NameScope

_DISPLAYS = (ast.List, ast.Tuple, ast.Dict, ast.Set, ast.ListComp, ast.SetComp, ast.DictComp, ast.JoinedStr)
# Builtins that give a plain value whatever they are given.
_GIVING_PLAIN = frozenset(
    {"len", "int", "float", "str", "bool", "repr", "id", "hash", "ord", "chr", "list", "isinstance"}
)
# Modules of the standard library whose functions give numbers.
_OF_NUMBERS = frozenset({"math", "cmath", "time"})
_DEEPEST = 40


class PlainValues:
    """Tells which expressions of a tree give a value of a plain builtin type, which operators then give again.

    A name is plain if every binding of it is, and if no other code can bind it. Asked before the tree is changed.

    >>> tree = ast.parse("total = 0\\nfor i in range(9): total += i * 2\\nx = data + total")
    >>> values = PlainValues(Bindings(tree))
    >>> values.is_plain(tree.body[1].body[0].value), values.is_plain(tree.body[2].value)
    (True, False)
    """

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        scopes = {id(scope): scope for scope in bindings.scope_of.values()}.values()
        self._plain: set[tuple[NameScope, str]] = {
            (scope, name) for scope in scopes for name in scope.bindings if not scope.is_class and self._settled(scope)
        }
        self._drop_others()

    def _settled(self, scope: NameScope) -> bool:
        return not (scope.is_module and self._bindings.meddled)

    def _drop_others(self) -> None:
        """Take names to be plain until one binding of theirs is not: what is left supports itself."""
        found = True
        while found:
            others = {
                (scope, name)
                for scope, name in self._plain
                if not all(self._binds_plain(binding, scope, name) for binding in scope.bindings[name])
            }
            self._plain -= others
            found = bool(others)

    def _binds_plain(self, binding: Binding, scope: NameScope, name: str) -> bool:
        if not isinstance(binding.value, ast.expr):
            return False
        if binding.item is not None:
            return self._items_plain(binding.value, binding.item)
        return self.is_plain(binding.value)

    def _items_plain(self, iterable: ast.expr, item: int) -> bool:
        """Whether a loop over `iterable` gives plain values, in its targets (0) or in the first of them (1)."""
        called = self._builtin_called(iterable)
        return called == "range" if item == 0 else called == "enumerate"

    def is_plain(self, node: ast.expr, depth: int = 0) -> bool:
        """Whether an expression, if it gives a value at all, gives one of a plain builtin type."""
        if isinstance(node, (ast.Constant, *_DISPLAYS)):
            return True
        if isinstance(node, ast.Name):
            return self._name_is_plain(node)
        if isinstance(node, ast.Call):
            return self._builtin_called(node) in _GIVING_PLAIN or self._is_of_numbers(node.func)
        if depth == _DEEPEST:
            return False
        return all(self.is_plain(part, depth + 1) for part in _parts(node)) and bool(_parts(node))

    def _name_is_plain(self, node: ast.Name) -> bool:
        scope = self._bindings.scope_of.get(node)
        holder = scope.holder(node.id) if scope is not None else None
        return holder is not None and (holder, node.id) in self._plain and self.is_certain(holder, node)

    def is_certain(self, holder: NameScope, node: ast.Name) -> bool:
        """Whether a name is bound by the text where it is read, and not by what ran before."""
        if holder.is_function:
            return True
        return any(binding.first <= node.lineno <= binding.last for binding in holder.bindings[node.id])

    def _builtin_called(self, node: ast.AST) -> str | None:
        """The builtin that an expression calls by name."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return None
        return node.func.id if self.is_builtin(node.func) else None

    def _is_of_numbers(self, function: ast.expr) -> bool:
        """Whether a function is of a module of the standard library whose functions give numbers."""
        if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
            return False
        bindings = self.bindings_of(function.value)
        return bool(bindings) and all(isinstance(b.value, ast.alias) and b.value.name in _OF_NUMBERS for b in bindings)

    def bindings_of(self, node: ast.expr) -> list[Binding]:
        """All bindings of a name, if it is one and nothing else can have bound it where it is read."""
        scope = self._bindings.scope_of.get(node)
        if not isinstance(node, ast.Name) or scope is None or not self._settled(scope.root):
            return []
        holder = scope.holder(node.id)
        if holder is None or holder.is_class or not self.is_certain(holder, node):
            return []
        return holder.bindings[node.id]

    def is_builtin(self, node: ast.Name) -> bool:
        """Whether the text leaves a builtin's name to the builtin."""
        scope = self._bindings.scope_of.get(node)
        return scope is not None and scope.holder(node.id) is None and node.id not in scope.root.bindings

    def is_module(self, node: ast.expr) -> bool:
        """Whether an expression names a module that the text imports."""
        return any(isinstance(binding.value, ast.alias) for binding in self.bindings_of(node))

    def is_own_function(self, node: ast.expr) -> bool:
        """Whether an expression names a function of this text, without decorators."""
        made = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        bindings = self.bindings_of(node)
        return bool(bindings) and all(isinstance(b.value, made) and b.item is None for b in bindings)


def _parts(node: ast.expr) -> list[ast.expr]:
    """The parts that are plain exactly if the value is; none for an expression of another kind."""
    match node:
        case ast.BinOp(left, _, right):
            return [left, right]
        case ast.Compare(left, _, comparators):
            return [left, *comparators]
        case ast.UnaryOp(_, operand):
            return [operand]
        case ast.BoolOp(_, values):
            return values
        case ast.IfExp(_, body, orelse):
            return [body, orelse]
        case ast.NamedExpr(_, value):
            return [value]
        case _:
            return []
