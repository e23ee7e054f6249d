"""Calls of NumPy as rules see them: a neutral operation, shapes under the rules' names, and plain arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from shapeviz.rules.core import Call, Operand
from shapeviz.rules.indices import Picks
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.unknown import pinned
from shapeviz.tracing.frontends.numpy.arrays import is_array, is_jax
from shapeviz.tracing.frontends.numpy.binding_index import with_plain_index
from shapeviz.tracing.frontends.numpy.names import is_in_place, is_operator, signature_of
from shapeviz.tracing.frontends.numpy.signatures import Parameter, Signature

ShapeOf = Callable[[Any], Shape]
AXIS_WORD = "axis"

# Arguments with which a call writes elsewhere or computes a part only, and the values that leave them out.
_ELSEWHERE = {"out": (None,), "where": (None, True), "initial": (None,), "axes": (None,)}
_LARGEST_ARGUMENT = 64  # numbers in an array that stands for a plain argument, such as a shape


class _Unknown(Exception):
    """An argument that cannot be read as an array, or changes what comes out in ways that no rule tells."""


def bind(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any] | None,
    shape_of: ShapeOf | None = None,
) -> Call | None:
    """A call of a function, method, attribute or operator on arrays; None if it cannot be told what it computes.

    `shape_of` tells the shapes of arrays that are to stand in the call with others than their own.

    >>> call = bind(np.dot, (np.zeros((4, 6)), [1, 2, 3]), {})
    >>> call.op, call.operands
    ('array_dot', {'input': (4, 6), 'other': (3,)})
    """
    signature = signature_of(function)
    if signature is None:
        return None
    given = {name: value for name, value in (kwargs or {}).items() if value is not np._NoValue}
    values = [*args, *given.values()]
    if is_operator(function) and not any(is_array(value) for value in values):
        return None
    reader = _Reader(shape_of or _shape, strict=any(is_jax(value) for value in values))
    try:
        arguments = _arguments(signature, args, given)
        if is_in_place(function) and isinstance(args[0], np.ndarray):
            arguments["inplace"] = (Parameter("inplace", "inplace", "plain"), True)
        return reader.call(signature, arguments)
    except _Unknown:
        return None


Arguments = dict[str, tuple[Parameter, Any]]


def _arguments(signature: Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
    """Every argument under the rules' name; a starred parameter takes all that is left."""
    arguments: Arguments = {}
    parameters = signature.parameters
    for index, value in enumerate(args):
        if index >= len(parameters):
            break  # what is not listed changes no shape
        parameter = parameters[index]
        if parameter.starred:
            rest = args[index:]
            single = parameter.kind == "plain" and len(rest) == 1 and isinstance(rest[0], (tuple, list, np.ndarray))
            arguments[parameter.neutral] = parameter, rest[0] if single else rest
            break
        arguments[parameter.neutral] = parameter, value
    known = {parameter.own: parameter for parameter in parameters}
    for name, value in kwargs.items():
        parameter = known.get(name, Parameter(name, name, "plain"))
        arguments[parameter.neutral] = parameter, value
    for name, usual in _ELSEWHERE.items():
        if name in arguments and arguments[name][0].kind == "plain":
            value = arguments.pop(name)[1]
            if not any(value is leaves for leaves in usual):
                raise _Unknown
    return arguments


class _Reader:
    """Reads arguments as operands and attributes. A `strict` one takes no lists for arrays, as jax does not."""

    def __init__(self, shape_of: ShapeOf, *, strict: bool) -> None:
        self.shape_of = shape_of
        self.strict = strict
        self.operands: dict[str, Operand] = {}
        self.attributes: dict[str, Any] = {}
        self.dtypes: dict[str, str] = {}
        self.given: Collection[str] = ()

    def call(self, signature: Signature, arguments: Arguments) -> Call:
        self.attributes |= signature.defaults
        self.given = arguments.keys()
        for name, (parameter, value) in arguments.items():
            self._read(name, parameter, value)
        return Call(signature.op, self.operands, self.attributes, self.dtypes, axis_word=AXIS_WORD)

    def _read(self, name: str, parameter: Parameter, value: Any) -> None:
        if parameter.kind == "index":
            places, arrays = with_plain_index(value)
            self.attributes["places"] = places
            for own, array in arrays.items():
                self._operand(own, array)
            if self.strict:
                self._check_index(places)
        elif parameter.kind == "arrays":
            self.operands[name] = self._several(value)
        elif value is not None and (parameter.kind == "array" or (parameter.kind == "either" and is_array(value))):
            self._operand(name, value)
        else:
            self.attributes[name] = self._plain(value)

    def _check_index(self, places: tuple[Any, ...]) -> None:
        """Lists are no indices to jax, which writes to no array and takes numbers beyond an axis."""
        if "value" in self.given or any(isinstance(place, Picks) and place.shape is not None for place in places):
            raise _Unknown
        self.attributes["clamped"] = True

    def _operand(self, name: str, value: Any) -> None:
        self.operands[name] = self.shape(value)
        # An unsigned number is as good an index as any other.
        if is_array(value) and value.dtype.kind != "u":
            self.dtypes[name] = str(value.dtype)

    def _several(self, value: Any) -> list[Shape]:
        if is_array(value):
            shape = self.shape_of(value)
            return [shape[1:]] * pinned(shape[0]) if shape else []
        if not isinstance(value, (list, tuple)):
            raise _Unknown
        return [self.shape(item) for item in value]

    def shape(self, value: Any) -> Shape:
        """The shape of what is, or becomes, an array."""
        if is_array(value):
            return self.shape_of(value)
        if isinstance(value, (bool, int, float, complex, np.generic)):
            return ()
        if isinstance(value, range):
            return (len(value),)
        if self.strict or not isinstance(value, (list, tuple)):
            raise _Unknown
        shapes = [self.shape(item) for item in value]
        if any(shape != shapes[0] for shape in shapes):
            raise _Unknown
        return (len(shapes), *(shapes[0] if shapes else ()))

    def _plain(self, value: Any) -> Any:
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, np.ndarray):
            if value.size > _LARGEST_ARGUMENT:
                raise _Unknown
            return value.tolist()
        if is_jax(value):
            raise _Unknown
        return type(value)(self._plain(item) for item in value) if type(value) in (list, tuple) else value


def _shape(array: Any) -> Shape:
    return tuple(array.shape)
