"""Running pieces of code under the recorder, and finding one's way in the graph that comes of it."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings

from shapeviz import Check, check_cell
from shapeviz.graph.model import Edge, Graph, Node

os.environ.setdefault("KERAS_BACKEND", "torch")  # read when keras is loaded

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@dataclass
class Picture:
    """A check with its graph, and the questions that tests ask of it."""

    check: Check

    @property
    def graph(self) -> Graph:
        return self.check.graph

    @property
    def sentences(self) -> list[str]:
        return [mismatch.message for mismatch in self.check.mismatches]

    def nodes(self, label: str) -> list[Node]:
        return [node for node in self.graph.nodes if node.label == label]

    def node(self, label: str) -> Node:
        """The only node of that label."""
        (found,) = self.nodes(label)
        return found

    def labels(self, kind: str) -> list[str]:
        return [node.label for node in self.graph.nodes if node.kind == kind]

    def outputs(self) -> dict[str, tuple[int, ...]]:
        """The shape of each output node by its label."""
        return {node.label: node.inputs[0].shape for node in self.graph.nodes if node.kind == "output"}

    def flow(self) -> list[tuple[str, str]]:
        """Every edge as the labels of its ends."""
        label = {node.id: node.label for node in self.graph.nodes}
        return [(label[edge.source], label[edge.target]) for edge in self.graph.edges]

    def edge_into(self, label: str, index: int = 0) -> Edge:
        target = self.node(label).id
        (found,) = [e for e in self.graph.edges if e.target == target and e.target_input == index]
        return found

    def text_at(self, label: str) -> str:
        """The piece of the source that a node's span covers (one line only)."""
        span = self.node(label).span
        assert span is not None and span.line == span.end_line
        return self.graph.source.text.split("\n")[span.line - 1][span.column : span.end_column]

    def parent(self, label: str) -> str | None:
        parent = self.node(label).parent
        return self.graph.node(parent).label if parent is not None else None

    def at(self, **sizes: int) -> Picture:
        return Picture(self.check.at(**sizes))


Run = Callable[..., Picture]


@pytest.fixture
def run() -> Run:
    """Runs source text as a cell, torch and nn imported beforehand, and fails on a fault of the recorder."""

    def run_source(source: str, namespace: dict[str, Any] | None = None, **options: Any) -> Picture:
        import torch
        from torch import nn

        scope = namespace if namespace is not None else {}
        scope |= {"torch": torch, "nn": nn}
        check = check_cell(textwrap.dedent(source).strip("\n"), scope, **options)
        assert check.fault is None, check.fault
        return Picture(check)

    return run_source
