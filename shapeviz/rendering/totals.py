"""Sums over a whole graph, each shared thing counted once."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from dataclasses import dataclass

from shapeviz.graph.model import Graph, Node, TensorSpec


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a graph: parameters, multiply-adds of one run of each step, and bytes of all outputs.

    A module's parameters count once however often it runs, and those of a group once for all inside it.
    """

    parameters: int
    multiply_adds: int
    output_bytes: int

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
        leaves = [node for node in graph.nodes if node.id not in groups and node.kind in ("module", "call")]
        return cls(
            parameters=_parameters(graph),
            multiply_adds=sum(node.multiply_adds for node in leaves),
            output_bytes=sum(_size_in_bytes(spec) for node in leaves for spec in node.outputs),
        )


def parameter_counts(graph: Graph) -> dict[str, int | None]:
    """For each node its parameters, or None if they belong to a module that ran before and counts there."""
    nodes = {node.id: node for node in graph.nodes}
    counts: dict[str, int | None] = {}
    seen: set[Hashable] = set()
    for node in graph.nodes:
        identity = _identity(node, nodes) if node.kind == "module" and node.parameter_count else node.id
        counts[node.id] = None if identity in seen else node.parameter_count
        seen.add(identity)
    return counts


def _identity(node: Node, nodes: dict[str, Node]) -> Hashable:
    """What tells two modules apart: the model they belong to, and their path in it."""
    root, parent = node, nodes.get(node.parent or "")
    while parent is not None:
        root = parent if parent.kind == "module" else root
        parent = nodes.get(parent.parent or "")
    return (_own_name(root), node.path or _own_name(node))


def _own_name(node: Node) -> Hashable:
    return (node.label, node.target, node.defined)


def _parameters(graph: Graph) -> int:
    counts = parameter_counts(graph)
    counted: set[str | None] = set()
    total = 0
    for node in graph.nodes:  # a group stands before what is inside it
        if node.parent in counted:
            counted.add(node.id)
        elif node.parameter_count:
            counted.add(node.id)
            total += counts[node.id] or 0
    return total


def _size_in_bytes(spec: TensorSpec) -> int:
    """The memory of a dense tensor: the bits are in the dtype's name, and a bool takes one byte."""
    bits = re.search(r"\d+", spec.dtype)
    return math.prod(spec.shape) * (max(int(bits.group()) // 8, 1) if bits else 1)
