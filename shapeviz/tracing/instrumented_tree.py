"""Which hook takes the place of which expression, in the syntax tree of one cell."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from shapeviz.tracing.augmented import Augmented
from shapeviz.tracing.bindings import Bindings
from shapeviz.tracing.call_hooks import ArrayHooks, LastKind, MethodHook
from shapeviz.tracing.kinds import PLAIN
from shapeviz.tracing.operator_hooks import OperatorHooks
from shapeviz.tracing.own_methods import OwnMethods
from shapeviz.tracing.plain_numbers import PlainValues
from shapeviz.tracing.reporting import Listener
from shapeviz.tracing.rewriting import call_of, constant_of, copied_place
from shapeviz.tracing.temporaries import Temporaries, both
from shapeviz.tracing.type_flags import TypeFlags
from shapeviz.tracing.type_tests import TypeTests, all_in, all_plain, operands_of, read_again
from shapeviz.tracing.unhooked import FUNCTIONS, METHODS, OF_LISTS, OF_ONE_VALUE


class InstrumentedTree:
    """Spells out the augmented assignments of a tree, and tells what its expressions are replaced by."""

    def __init__(self, tree: ast.AST, hooks: ArrayHooks, listener: Listener, *, named_columns: bool) -> None:
        self._hooks = hooks
        self._attributes = listener.attributes
        self._named_columns = named_columns
        bindings = Bindings(tree)
        self._values = PlainValues(bindings)
        self._methods = OwnMethods(tree, bindings, self._values)
        self._tests = TypeTests(tree, bindings, self._values)
        self._operators = OperatorHooks(hooks.kinds, listener)
        self._temporaries = Temporaries(tree, bindings)
        self._flags = TypeFlags(bindings, self._temporaries, hooks.kinds)
        augmented = Augmented(bindings, self._values, self._tests, self._operators, self._temporaries, self._no_array)
        self._settled: set[ast.AST] = set(augmented.spell_out(tree))
        for node in ast.walk(tree):
            self._note(node)
        self._flags.insert()

    def _note(self, node: ast.AST) -> None:
        """What is replaced with the expression around it, or stored into."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            self._settled.add(node.func)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and self._is_indexed(node):
            node.value = copied_place(self._array(node.value, node), node.value)

    def replacement(self, node: ast.expr) -> ast.expr | None:
        """What takes the place of an expression; None leaves it as it is."""
        if node in self._settled:
            return None
        match node:
            case ast.BinOp() | ast.Compare() | ast.UnaryOp():
                return self._operation(node)
            case ast.Call(ast.Attribute() as method):
                return self._method_call(node, method)
            case ast.Call():
                return self._call(node)
            case ast.Subscript() if self._is_indexed(node):
                value = self._array(node.value, node)
                return ast.Subscript(value, node.slice, node.ctx)
            case ast.Attribute(value, name) if name in self._attributes and not self._values.is_plain(value):
                return ast.Attribute(self._array(value, node), name, node.ctx)
            case _:
                return None

    def _operation(self, node: ast.expr) -> ast.expr | None:
        if self._tests.is_inner(node) or not self._may_be_of_arrays(node):
            return None
        names = self._tests.names(node)
        if names is None and self._temporaries.allowed(node):
            return self._temporaries.operation(node, operands_of(node), _same(node), self._hook_of(node))
        if not names:
            return self._hooked(node)
        return ast.IfExp(self._no_array(names), node, copied_place(self._hooked(node), node))

    def _may_be_of_arrays(self, node: ast.expr) -> bool:
        operands = operands_of(node)
        return not all(self._values.is_plain(operand) for operand in operands)

    def _hooked(self, node: ast.expr) -> ast.expr:
        """The operator as the call of a hook, and so its operands, where they are tested with it."""
        operands = operands_of(node)
        parts = [self._hooked(part) if self._is_tested(part) else part for part in operands]
        return copied_place(call_of(self._hook_of(node), *parts), node)

    def _hook_of(self, node: ast.expr) -> Callable[..., Any]:
        operands = operands_of(node)
        if len(operands) == 1:
            return self._operators.unary(_operator_of(node))
        return self._operators.binary(_operator_of(node), self._values.is_plain(operands[1]))

    def _is_tested(self, node: ast.expr) -> bool:
        return self._tests.is_inner(node) and bool(operands_of(node)) and self._may_be_of_arrays(node)

    def _call(self, node: ast.Call) -> ast.expr | None:
        function = node.func
        if isinstance(function, ast.Constant) or self._values.is_own_function(function):
            return None
        if isinstance(function, ast.Name) and self._values.is_builtin(function):
            if function.id in FUNCTIONS:
                return None
            if function.id in OF_ONE_VALUE and len(node.args) == 1 and not node.keywords:
                return self._call_of_one_value(node, function)
        return ast.Call(copied_place(call_of(self._hooks.called, function), function), node.args, node.keywords)

    def _call_of_one_value(self, node: ast.Call, function: ast.Name) -> ast.expr | None:
        value = node.args[0]
        if isinstance(value, ast.Starred):
            return ast.Call(copied_place(call_of(self._hooks.called, function), function), node.args, node.keywords)
        if self._values.is_plain(value):
            return None
        return call_of(self._hooks.called_with, function, value)

    def _method_call(self, node: ast.Call, method: ast.Attribute) -> ast.expr | None:
        if _is_unhooked(node, method.attr) or self._values.is_plain(method.value) or self._methods.is_own(method):
            return None
        owner = copied_place(self._owner(method.value, self._hooks.method(method.attr)), method.value)
        function = ast.copy_location(ast.Attribute(owner, method.attr, method.ctx), method)
        return ast.Call(function, node.args, node.keywords)

    def _owner(self, value: ast.expr, hook: MethodHook) -> ast.expr:
        called = call_of(hook.owner, value)
        if not isinstance(value, ast.Name) or not self._tests.may_test(value) or self._values.is_module(value):
            return called
        last = ast.Attribute(constant_of(hook.last), LastKind.ATTRIBUTE, ast.Load())
        return ast.IfExp(ast.Compare(call_of(type, read_again(value)), [ast.Is()], [last]), value, called)

    def _array(self, value: ast.expr, place: ast.expr) -> ast.expr:
        """A value in the expression `place`, or what reports what is done with it if it is an array."""
        if not isinstance(value, ast.Name) and self._temporaries.allowed(place):
            return copied_place(self._temporaries.value(place, value, self._hooks.array), value)
        called = copied_place(call_of(self._hooks.array, value), value)
        if isinstance(value, ast.Name) and self._tests.may_test(value):
            test = self._flags.flag(value) or all_in([value], PLAIN)
            return copied_place(ast.IfExp(test, value, called), value)
        return called

    def _no_array(self, names: Sequence[ast.Name]) -> ast.expr:
        """The test whether no name stands for an array."""
        flags = {name: self._flags.flag(name) for name in names}
        others = [name for name in names if flags[name] is None]
        tests = [flag for flag in flags.values() if flag is not None]
        return both([*tests, all_plain(others, self._hooks.kinds)] if others else tests)

    def _is_indexed(self, node: ast.Subscript) -> bool:
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str) and not self._named_columns:
            return False
        return not self._values.is_plain(node.value)


def _same(node: ast.expr) -> Callable[..., ast.expr]:
    """What makes the same operation of other operands."""

    def made(*operands: ast.expr) -> ast.expr:
        match node:
            case ast.BinOp(_, kind, _):
                return ast.BinOp(operands[0], kind, operands[1])
            case ast.UnaryOp(kind, _):
                return ast.UnaryOp(kind, operands[0])
            case ast.Compare(_, kinds, _):
                return ast.Compare(operands[0], kinds, [*operands[1:]])
            case _:
                raise TypeError(node)

    return made


def _operator_of(node: ast.expr) -> type[ast.AST]:
    match node:
        case ast.BinOp(_, kind, _) | ast.UnaryOp(kind, _) | ast.Compare(_, [kind], _):
            return type(kind)
        case _:
            raise TypeError(node)


def _is_unhooked(node: ast.Call, name: str) -> bool:
    """Whether a call of a method is one of a list, a text or a file: `rows.append(x)`, but not `np.append(a, b)`."""
    return name in METHODS or OF_LISTS.get(name) == len(node.args) + len(node.keywords)
