"""The shapes of tensors in which knobs have a part: how `hidden` gets into the weights of `nn.Linear(hidden, 10)`.

A layer makes its weights in its constructor, of which nothing is drawn and nothing recorded. While knobs are on, every
call outside modules that a knob reaches is judged by its rule, and the shape that the rule tells is kept beside the
tensor that torch made.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn

from shapeviz.rules import judge
from shapeviz.rules.core import Accept
from shapeviz.shapes.expressions import leaves
from shapeviz.shapes.shape import Shape
from shapeviz.shapes.size import Size
from shapeviz.shapes.unknown import Unknown
from shapeviz.tracing.frontends.torch.binding import bind_function
from shapeviz.tracing.program import Turned, is_entrance
from shapeviz.tracing.recorder import Operand, Recorder
from shapeviz.tracing.records import Record

# A storage by its address, and the numbers of the shape that a tensor on all of it has.
_Storage = tuple[int, Shape]


class KnobShapes:
    """What is known of tensors that knobs reach, without keeping one of them alive.

    `entering` has the shape of each tensor that entered the recording, with its record, by the record's id. `flowing`
    are the knobs that reach more than the axes of such tensors: weights, say.
    """

    def __init__(self) -> None:
        self.entering: dict[int, tuple[Record, Shape]] = {}
        self.flowing: set[str] = set()
        self._known: dict[int, tuple[weakref.ref[Tensor], Shape]] = {}
        # A parameter is another object than the tensor that it was made of, and has its storage.
        self._stored: dict[_Storage, Shape] = {}

    def of(self, tensor: Tensor) -> Shape:
        """The shape of a tensor, with sizes that remember the knobs."""
        return self._found(tensor) or tuple(tensor.shape)

    def _found(self, tensor: Tensor) -> Shape | None:
        known = self._known.get(id(tensor))
        if known is not None and known[0]() is tensor:
            return known[1] if tuple(map(int, known[1])) == tuple(tensor.shape) else None
        stored = self._stored.get(_storage(tensor)) if self._stored else None
        if stored is not None:
            self._known[id(tensor)] = weakref.ref(tensor), stored
        return stored

    def follow(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any], results: list[Operand], recorder: Recorder
    ) -> None:
        """Note the shapes of what a call outside modules gave. Call it outside every function mode."""
        reached = self._reaches(args) or self._reaches(kwargs.values())
        if not reached:
            for result in results:
                self._known.pop(id(result[2]), None)
                self._stored.pop(_storage(result[2]), None)
            return
        for (_, _, tensor, _), shape in zip(results, self._shapes(function, args, kwargs, results), strict=True):
            self._note(tensor, shape)
            maker = recorder.maker(tensor)
            if maker is not None and maker.record.parent is None and is_entrance(maker.record):
                self.entering[id(maker.record)] = maker.record, shape
            else:
                self.flowing |= knobs_of(shape)

    def enters(self, record: Record, tensor: Tensor) -> None:
        """Note that a tensor enters the recording, under this record."""
        shape = self._found(tensor)
        if shape is not None:
            self.entering[id(record)] = record, shape

    def turns(self, module: nn.Module) -> bool:
        """Whether a knob has a part in what a module is set to, or in its tensors."""
        tensors = [item for item in (*module._parameters.values(), *module._buffers.values()) if item is not None]
        return self._reaches(vars(module).values()) or any(self._found(tensor) is not None for tensor in tensors)

    def copied(self, originals: Iterable[Any], copies: Iterable[Any]) -> dict[int, nn.Module]:
        """Note that copied modules' tensors are as those of the originals; the original of each copy by its id."""
        found: dict[int, nn.Module] = {}
        for original, copy in zip(originals, copies, strict=True):
            for module, twin in zip(original.modules(), copy.modules(), strict=True):
                found[id(twin)] = module
                for mine, other in zip(_tensors(module), _tensors(twin), strict=True):
                    shape = self._found(mine)
                    if shape is not None:
                        self._note(other, shape)
        return found

    def _note(self, tensor: Tensor, shape: Shape) -> None:
        self._known[id(tensor)] = weakref.ref(tensor), shape
        if tensor.layout is torch.strided and tensor.is_contiguous():
            self._stored[_storage(tensor)] = shape

    def _shapes(self, function: Any, args: Any, kwargs: Any, results: list[Operand]) -> list[Shape]:
        """The shapes of results by the call's rule, where it tells the same numbers as torch."""
        numbers = [tuple(spec.shape) for _, _, _, spec in results]
        try:
            call = bind_function(function, args, kwargs, self.of)
            verdict = judge(call) if call is not None else None
        except Exception:  # a rule that was not written for such a call
            verdict = None
        shapes: list[Shape] = verdict.outputs if isinstance(verdict, Accept) else []
        if [tuple(map(int, shape)) for shape in shapes] == numbers:
            return shapes
        return [self._found(tensor) or _unknown(spec.shape) for _, _, tensor, spec in results]

    def _reaches(self, values: Iterable[Any]) -> bool:
        for value in values:
            if isinstance(value, Size):
                return True
            if isinstance(value, Tensor):
                if self._found(value) is not None:
                    return True
            elif isinstance(value, (tuple, list)) and self._reaches(value):
                return True
        return False


def knobs_of(shape: Shape) -> set[str]:
    """The names of the knobs in a shape."""
    sizes = [size for size in shape if isinstance(size, Size)]
    return {leaf for size in sizes for leaf in leaves(size.expression) if isinstance(leaf, Turned)}


def _unknown(shape: Shape) -> Shape:
    return tuple(Size(int(size), Unknown()) for size in shape)


def _storage(tensor: Tensor) -> _Storage:
    if tensor.layout is not torch.strided:
        return 0, ()
    return tensor.untyped_storage()._cdata, tuple(tensor.shape)


def _tensors(module: nn.Module) -> list[Tensor]:
    held = [*module._parameters.values(), *module._buffers.values(), *vars(module).values()]
    return [value for value in held if isinstance(value, Tensor)]
