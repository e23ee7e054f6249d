"""Sums over a whole graph, each shared thing counted once."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from shapeviz.graph.model import Graph, Node, TensorSpec


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a graph: parameters, multiply-adds of every run of each step, and bytes.

    A module's parameters count once however often it runs, and those of a group once for all inside it, so that
    tied weights of two layers count once as well. A step that was folded into one row by a loop counts as often as
    it ran, at the shapes shown.

    `pass_bytes` is an estimate of what a forward and a backward pass hold: the outputs of all steps that have
    parameters or multiply, and their gradients. What lies between them (activations, views) is mostly computed in
    place or looks at the same memory, and does not count.
    """

    parameters: int = 0
    frozen: int = 0
    multiply_adds: int = 0
    input_bytes: int = 0
    pass_bytes: int = 0
    parameter_bytes: int = 0

    @property
    def trainable(self) -> int:
        """The parameters that are trained."""
        return self.parameters - self.frozen

    @property
    def total_bytes(self) -> int:
        """The inputs, the parameters, and what the passes hold."""
        return self.input_bytes + self.pass_bytes + self.parameter_bytes

    @classmethod
    def of(cls, graph: Graph) -> Totals:
        """The sums over `graph`.

        >>> from shapeviz.graph.model import Source
        >>> net = Node("n1", "module", "net", "Net", "Net", parameter_count=110)
        >>> fc = Node("n2", "module", "linear", "Linear", "fc", "fc", parent="n1", parameter_count=110)
        >>> Totals.of(Graph(Source("", ""), nodes=[net, fc])).parameters
        110
        """
        groups = {node.parent for node in graph.nodes}
        steps = [node for node in graph.nodes if node.id not in groups and node.kind in ("module", "call")]
        owners = _owners(graph)
        return cls(
            parameters=sum(node.parameter_count for node in owners),
            frozen=sum(node.frozen_count for node in owners),
            multiply_adds=sum(node.multiply_adds * node.repeats for node in steps),
            input_bytes=sum(size_in_bytes(node.outputs) for node in graph.nodes if node.kind == "input"),
            pass_bytes=2 * sum(size_in_bytes(node.outputs) * node.repeats for node in steps if _has_weight(node)),
            parameter_bytes=sum(node.parameter_bytes for node in owners),
        )


def size_in_bytes(specs: Iterable[TensorSpec]) -> int:
    """The memory of dense tensors: the bits are in a dtype's name, and a bool takes one byte.

    >>> size_in_bytes([TensorSpec((2, 3), "bfloat16", "cpu"), TensorSpec((5,), "bool", "cpu")])
    17
    """
    return sum(math.prod(spec.shape) * _item_size(spec.dtype) for spec in specs)


def _item_size(dtype: str) -> int:
    bits = re.search(r"\d+", dtype)
    return max(int(bits.group()) // 8, 1) if bits else 1


def _has_weight(node: Node) -> bool:
    return node.parameter_count > 0 or node.multiply_adds > 0


class Parameters:
    """The parameters of each module of a graph, told apart by the model that it belongs to and its path in it."""

    def __init__(self, graph: Graph) -> None:
        self._nodes = {node.id: node for node in graph.nodes}
        self._children: dict[str, list[Node]] = {}
        self._again: set[str] = set()
        seen: set[Hashable] = set()
        for node in graph.nodes:
            if node.parent is not None:
                self._children.setdefault(node.parent, []).append(node)
            if node.kind == "module" and node.parameter_count:
                identity = self._identity(node)
                if identity in seen:
                    self._again.add(node.id)
                seen.add(identity)

    def are_recursive(self, node: Node) -> bool:
        """Whether these belong to a module that ran before, and count there."""
        return node.id in self._again

    def beside_layers(self, group: Node) -> int:
        """Those of a group that no step inside it has: its own, and those of layers that did not run."""
        return max(group.parameter_count - self._inside(group), 0)

    def _inside(self, group: Node) -> int:
        children = self._children.get(group.id, ())
        modules = {self._identity(node): node.parameter_count for node in children if node.parameter_count}
        return sum(modules.values()) + sum(self._inside(node) for node in children if not node.parameter_count)

    def _identity(self, node: Node) -> Hashable:
        root, parent = node, self._nodes.get(node.parent or "")
        while parent is not None:
            root = parent if parent.kind == "module" else root
            parent = self._nodes.get(parent.parent or "")
        return (_own_name(root), node.path or _own_name(node))


def _own_name(node: Node) -> Hashable:
    return (node.label, node.target, node.defined)


def _owners(graph: Graph) -> list[Node]:
    """The modules whose parameters together are all of the graph's, each once."""
    parameters = Parameters(graph)
    counted: set[str | None] = set()
    owners: list[Node] = []
    for node in graph.nodes:  # a group stands before what is inside it
        if node.parent in counted:
            counted.add(node.id)
        elif node.parameter_count:
            counted.add(node.id)
            if not parameters.are_recursive(node):
                owners.append(node)
    return owners
