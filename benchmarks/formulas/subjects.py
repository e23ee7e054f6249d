"""What is judged: a model or a function, with the shapes of its inputs, and a check of it at any shapes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

import torch
from torch import nn

import shapeviz
from shapeviz.graph.model import Graph, Node, Shape, Symbol


class Ids(NamedTuple):
    """An input of whole numbers below `below`: tokens or classes. An input of floats is its shape alone."""

    shape: Shape
    below: int = 50


Input = Shape | Ids


class Judged(Protocol):
    """Anything whose formulas can be judged: it can be checked at the shapes that its inputs have then."""

    @property
    def name(self) -> str:
        """What the report calls it."""
        ...

    def recorded(self) -> shapeviz.Check:
        """The check whose formulas are judged."""
        ...

    def varied(self, graph: Graph) -> list[Symbol]:
        """The symbols of that check that `fresh` can give other sizes."""
        ...

    def fresh(self, graph: Graph, sizes: Mapping[str, int]) -> shapeviz.Check:
        """A check from scratch at these sizes of the symbols of `graph`."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A model or function under test.

    It is built anew for each check, so that nothing it keeps goes from one to the next. With `data` it is called
    with real tensors, else on the meta device.
    """

    name: str
    make: Callable[[], Callable[..., Any]]
    inputs: Mapping[str, Input]
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    training: bool = False
    data: bool = True

    def recorded(self) -> shapeviz.Check:
        """The check at the shapes it is given."""
        return self._checked(self._shapes())

    def varied(self, graph: Graph) -> list[Symbol]:
        """The symbols that are axes of its arguments alone.

        Raises
        ------
        ValueError
            If it cannot be told which argument an input node stands for.
        """
        arguments = self._arguments(graph)
        return [one for one in graph.symbols if one.axes and all(tied.node in arguments for tied in one.axes)]

    def fresh(self, graph: Graph, sizes: Mapping[str, int]) -> shapeviz.Check:
        """The check of a fresh copy with arguments of these sizes."""
        arguments = self._arguments(graph)
        shapes = {name: list(shape) for name, shape in self._shapes().items()}
        for symbol in self.varied(graph):
            for tied in symbol.axes:
                shapes[arguments[tied.node]][tied.axis] = sizes[symbol.name]
        return self._checked({name: tuple(shape) for name, shape in shapes.items()})

    def _checked(self, shapes: Mapping[str, Shape]) -> shapeviz.Check:
        torch.manual_seed(0)
        with torch.device("cpu" if self.data else "meta"):
            target = self.make()
            tensors = {name: _tensor(shapes[name], one) for name, one in self.inputs.items()}
        called: Any = target
        if isinstance(target, nn.Module):
            called = target.train(self.training).forward
        bound = inspect.signature(called).bind(**tensors, **self.settings)
        return shapeviz.check(target, *bound.args, meta=not self.data, **bound.kwargs)

    def _shapes(self) -> dict[str, Shape]:
        return {name: _shape(one) for name, one in self.inputs.items()}

    def _arguments(self, graph: Graph) -> dict[str, str]:
        """For each input node that stands for an argument, by its id, the argument's name."""
        found: dict[str, str] = {}
        for node in graph.nodes:
            if node.kind == "input" and node.outputs:
                name = self._argument_of(node, found.values())
                if name is not None:
                    found[node.id] = name
        return found

    def _argument_of(self, node: Node, taken: Iterable[str]) -> str | None:
        if node.label in self.inputs:
            return node.label
        shape = node.outputs[0].shape
        alike = [name for name, own in self._shapes().items() if own == shape and name not in taken]
        if len(alike) > 1:
            raise ValueError(f"The input node {node.label!r} may stand for any of {', '.join(alike)}.")
        return alike[0] if alike else None


def _shape(given: Input) -> Shape:
    return given.shape if isinstance(given, Ids) else given


def _tensor(shape: Shape, given: Input) -> torch.Tensor:
    return torch.randint(0, given.below, shape) if isinstance(given, Ids) else torch.rand(shape)
