"""Where the axes of an input come to: the calls that use it, directly or behind calls that keep the axes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from shapeviz.graph.model import Edge, Graph, Node, TensorSpec
from shapeviz.rules.elementwise_names import BROADCASTING, UNARY

# What gives its first operand back with the same axes in the same order, some of them longer or shorter.
_OTHER_KEEPING = """
    augmented_images batch batch_normalization constant_pad_nd cumprod cumsum dropout1d dropout2d dropout3d
    feature_alpha_dropout flip glu gumbel_softmax layer_norm layer_normalization log_softmax masked_fill normalize
    pad prelu rms_norm roll same_shape softmax softmax2d softmin where
"""
_KEEPING = UNARY | BROADCASTING | frozenset(_OTHER_KEEPING.split())
_MOVING = frozenset({"permute", "transpose", "swapaxes", "swapdims"})
# A residual network hands its input on and on; whoever uses it so late says nothing new.
MOST_USES = 100


class Use(NamedTuple):
    """A call that takes an input, or what became of it: the operand's axis `i` is the input's axis `order[i]`."""

    consumer: Node
    operand: TensorSpec
    order: tuple[int, ...]


class Guise(NamedTuple):
    """An output of a node that has the axes of an input."""

    node: str
    output: int


@dataclass(slots=True)
class AxisFlow:
    """Follows inputs through a graph."""

    nodes: dict[str, Node]
    edges: dict[Guise, list[Edge]]

    @classmethod
    def of(cls, graph: Graph) -> AxisFlow:
        """The flow in that graph."""
        edges: dict[Guise, list[Edge]] = {}
        for edge in graph.edges:
            edges.setdefault(Guise(edge.source, edge.source_output), []).append(edge)
        return cls({node.id: node for node in graph.nodes}, edges)

    def uses(self, node: Node) -> Iterator[Use]:
        """The calls that use this input, those without another call between first."""
        for _, _, uses in self._walk(node):
            yield from uses

    def guises(self, node: Node) -> list[Guise]:
        """This input, then the results that have its very shape with the axes in its order."""
        shape = node.outputs[0].shape
        return [
            guise
            for guise, order, _ in self._walk(node)
            if order == tuple(range(len(shape))) and self.nodes[guise.node].outputs[guise.output].shape == shape
        ]

    def _walk(self, node: Node) -> Iterator[tuple[Guise, tuple[int, ...], list[Use]]]:
        start = Guise(node.id, 0)
        waiting = deque([(start, tuple(range(len(node.outputs[0].shape))))])
        seen = {start}
        count = 0
        while waiting and count < MOST_USES:
            guise, order = waiting.popleft()
            uses: list[Use] = []
            for edge in self.edges.get(guise, ()):
                consumer = self.nodes[edge.target]
                if consumer.kind == "output":
                    continue
                uses.append(Use(consumer, consumer.inputs[edge.target_input], order))
                onward = _order_behind(consumer, edge, order)
                following = Guise(consumer.id, 0)
                if onward is not None and following not in seen:
                    seen.add(following)
                    waiting.append((following, onward))
            count += len(uses)
            yield guise, order, uses


def _order_behind(consumer: Node, edge: Edge, order: tuple[int, ...]) -> tuple[int, ...] | None:
    """Which axes of the input those of the consumer's result are; None if it makes others."""
    if len(consumer.outputs) != 1 or len(consumer.outputs[0].shape) != len(order):
        return None
    if consumer.op in _MOVING:
        return _moved(consumer, order)
    keeps = edge.target_input == 0 or consumer.op in BROADCASTING
    return order if keeps and consumer.op in _KEEPING else None


def _moved(consumer: Node, order: tuple[int, ...]) -> tuple[int, ...] | None:
    """The axes as `permute` or `transpose` orders them, if its arguments are numbers."""
    words = [part.rpartition("=")[2] for text in consumer.attributes.get("arguments", ()) for part in text.split(",")]
    try:
        axes = [int(word) % len(order) for word in words]
    except ValueError:
        return None
    if consumer.op != "permute":
        if len(axes) != 2:
            return None
        first, second = axes
        axes = list(range(len(order)))
        axes[first], axes[second] = second, first
    return tuple(order[axis] for axis in axes) if sorted(axes) == list(range(len(order))) else None
