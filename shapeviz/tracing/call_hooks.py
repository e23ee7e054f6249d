"""What runs where the code calls something, or asks for an item: it gives that back, or what reports in its place.

So the call itself stays in the user's frame, and `super()`, `locals()` and `sys._getframe()` work as ever.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType, MethodType, MethodWrapperType, ModuleType
from typing import Any

from shapeviz.tracing.kinds import PLAIN, Kinds
from shapeviz.tracing.reporting import Listener, ReportedArray, ReportedCall, ReportedOwner
from shapeviz.tracing.subjects import Method

_BOUND = (MethodType, BuiltinFunctionType, MethodWrapperType)
_BUILTINS = frozenset(
    value for value in vars(builtins).values() if type(value) is BuiltinFunctionType or type(value) is type
)
# The methods of these are never watched: those of a class may be functions of any kind.
_WITH_OWN_METHODS = PLAIN - {type, FunctionType}


class ArrayHooks:
    """The hooks of one instrumentation for calls, methods, items and attributes.

    What was once let pass without a report passes fast from then on.
    """

    def __init__(self, kinds: Kinds, listener: Listener) -> None:
        self.kinds = kinds
        self._listener = listener
        self._closed = False
        self._passed: set[Any] = set()
        self._methods: dict[str, MethodHook] = {}
        self.called = _made_call_hook(self._passed, self._reported)
        self.called_with = _made_argument_hook(kinds.plain, self._called_with)
        self.array = _made_value_hook(kinds.plain, self._reported_array)

    def method(self, name: str) -> MethodHook:
        """The hook around a value whose method `name` is called."""
        if name not in self._methods:
            self._methods[name] = MethodHook(name, self.kinds, self._reported, self._reported_method)
        return self._methods[name]

    def close(self) -> None:
        """From now on every value is itself."""
        self._closed = True
        self._passed.clear()
        for hook in self._methods.values():
            hook.close()

    def reopen(self) -> None:
        """Report again."""
        self._closed = False
        for hook in self._methods.values():
            hook.reopen()

    def _reported(self, function: Any) -> Any:
        """A function, or what reports the call of it."""
        if self._closed:
            return function
        kind = type(function)
        if kind in _BOUND and self.kinds.concern(function.__self__):
            return self._reported_bound(function, function.__self__)
        if self._listener.watches(function):
            return ReportedCall(self._listener, function, of_arrays=self._of_arrays(function))
        if _is_lasting(function, kind):
            self._passed.add(function)
        return function

    def _reported_bound(self, function: Any, array: Any) -> Any:
        # `super().method` is another one than that of the array.
        is_own = getattr(array, function.__name__, None) == function
        return ReportedCall(self._listener, Method(function.__name__), array) if is_own else function

    def _reported_method(self, array: Any, name: str, method: Any) -> Any:
        return ReportedCall(self._listener, Method(name), array) if callable(method) else method

    def _reported_array(self, value: Any) -> Any:
        return ReportedArray(self._listener, value) if self.kinds.concern(value) else value

    def _called_with(self, function: Any, value: Any) -> Any:
        if self.kinds.concern(value) and self._listener.watches(function):
            return self._listener.run(function, (value,), {}, sys._getframe(2))  # pyright: ignore[reportPrivateUsage]
        return function(value)

    def _of_arrays(self, function: Any) -> Callable[[Any], bool] | None:
        """What asks whether an argument is an array, for functions that are mostly called without one."""
        return self.kinds.concern if type(function) in (BuiltinFunctionType, type) and function in _BUILTINS else None


class LastKind:
    """Has the last type that was found to pass, for code that looks at it itself. A copy has none."""

    # No name that the code could mean, or that would be among its names.
    ATTRIBUTE = "last kind"

    def __init__(self) -> None:
        self.set(None)

    def set(self, kind: type | None) -> None:
        """Keep another type."""
        setattr(self, self.ATTRIBUTE, kind)

    def __reduce__(self) -> tuple[type[LastKind], tuple[()]]:
        return LastKind, ()


class MethodHook:
    """The hook around values whose method `name` is called, and the types that pass because theirs is not watched."""

    def __init__(
        self,
        name: str,
        kinds: Kinds,
        reported: Callable[[Any], Any],
        reported_method: Callable[[Any, str, Any], Any],
    ) -> None:
        self._name, self._kinds = name, kinds
        self._reported, self._reported_method = reported, reported_method
        self._closed = False
        self._modules: set[ModuleType] = set()
        self._plain = set(_WITH_OWN_METHODS)
        self.last = LastKind()
        self.owner = _made_owner_hook(self._plain, self._modules, self._told)

    def close(self) -> None:
        """From now on every value is itself."""
        self._closed = True
        self._modules.clear()
        self._plain.clear()
        self.last.set(None)

    def reopen(self) -> None:
        """Report again."""
        self._closed = False
        self._plain.update(_WITH_OWN_METHODS)

    def _told(self, owner: Any) -> Any:
        kind = type(owner)
        if self._closed:
            return owner
        if self._kinds.concern(owner):
            return ReportedOwner(owner, lambda name, method: self._reported_method(owner, name, method))
        if kind is ModuleType:
            return self._of_module(owner)
        if self._is_never_watched(owner, kind):
            self._plain.add(kind)
            self.last.set(kind)
            return owner
        return ReportedOwner(owner, lambda name, method: self._reported(method))

    def _of_module(self, module: ModuleType) -> Any:
        function = getattr(module, self._name, None)
        if self._reported(function) is function:
            self._modules.add(module)
            return module
        return ReportedOwner(module, lambda name, method: self._reported(method))

    def _is_never_watched(self, owner: Any, kind: type) -> bool:
        """Whether the method is an ordinary one of the class, which no instance is watched for."""
        found = next((vars(base)[self._name] for base in kind.__mro__ if self._name in vars(base)), None)
        if type(found) is not FunctionType or kind.__getattribute__ is not object.__getattribute__:
            return False
        bound = MethodType(found, owner)
        return self._reported(found) is found and self._reported(bound) is bound


def _is_lasting(function: Any, kind: type) -> bool:
    """Whether a function may be remembered: it lives long, and is told apart from others by what it is."""
    if kind is FunctionType:
        return "<locals>" not in function.__qualname__ and function.__name__ != "<lambda>"
    return kind is type or (kind is BuiltinFunctionType and isinstance(function.__self__, (ModuleType, type(None))))


def _made_call_hook(passed: set[Any], told: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def called(function: Any) -> Any:
        kind = type(function)
        if (kind is FunctionType or kind is BuiltinFunctionType or kind is type) and function in passed:
            return function
        return told(function)

    return called


def _made_value_hook(plain: set[type], told: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def same(value: Any) -> Any:
        return value if type(value) in plain else told(value)

    return same


def _made_owner_hook(plain: set[type], modules: set[ModuleType], told: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def same(owner: Any) -> Any:
        kind = type(owner)
        if kind in plain or (kind is ModuleType and owner in modules):
            return owner
        return told(owner)

    return same


def _made_argument_hook(plain: set[type], told: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def called(function: Any, value: Any) -> Any:
        return function(value) if type(value) in plain else told(function, value)

    return called
