"""Graphs for the renderers: the failing CNN of the fixtures, and some built by hand."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from shapeviz.graph.document import from_json
from shapeviz.graph.findings import Cause, Edit, Fix, Mismatch, Warning
from shapeviz.graph.formulas import Formula
from shapeviz.graph.model import Edge, Graph, Node, NodeKind, Shape, Source, Symbol, TensorSpec

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "documents"
HOSTILE_NAME = "</script><img src=x onerror=alert(1)>\"quoted\" 'single' back\\slash \\N \\G <<b>> a\nnewline \x1b[31m"


class GraphBuilder:
    """Adds nodes and edges to a graph with ids by count."""

    def __init__(self, text: str = "model(x)", headline: str = "Every shape fits") -> None:
        self.graph = Graph(Source("In[1]", text), verdict="ok", headline=headline)

    def add(
        self,
        label: str,
        kind: NodeKind = "module",
        target: str = "torch.nn.Linear",
        shape: Shape = (1, 8),
        parent: Node | None = None,
        path: str = "",
        parameters: int = 0,
        multiply_adds: int = 0,
        formula: Formula | None = None,
    ) -> Node:
        node = Node(
            f"n{len(self.graph.nodes) + 1}",
            kind,
            label,
            target,
            label,
            path or label,
            parent.id if parent else None,
            outputs=[TensorSpec(shape, "float32", "cpu", formula=formula)],
            parameter_count=parameters,
            multiply_adds=multiply_adds,
        )
        self.graph.nodes.append(node)
        return node

    def join(self, source: Node, target: Node, expected: Shape | None = None) -> Edge:
        spec = source.outputs[0]
        edge = Edge(
            f"e{len(self.graph.edges) + 1}",
            *(source.id, 0, target.id, len(target.inputs)),
            *(spec.shape, spec.dtype, spec.device),
            status="mismatch" if expected else "ok",
            expected=expected,
            formula=spec.formula,
        )
        target.inputs.append(TensorSpec(spec.shape, spec.dtype, spec.device))
        self.graph.edges.append(edge)
        return edge


@pytest.fixture
def cnn() -> Graph:
    """A small CNN whose last layer expects 3136 features and gets 16384."""
    return from_json((DOCUMENTS / "mismatch_cnn.json").read_text("utf-8"))


@pytest.fixture
def several() -> Graph:
    """Three mismatches, one of them without a node, and a warning, with blame, causes and fixes."""
    return from_json((DOCUMENTS / "several_mismatches.json").read_text("utf-8"))


@pytest.fixture
def attention() -> Graph:
    """Attention over the tokens of a user who calls his sizes batch_size and L, and a loop over the layers.

    Of the edge into `topk` no formula is known.
    """
    builder = GraphBuilder(headline="4 layers, every shape fits")
    batch = "batch_size"
    ids = builder.add("ids", "input", "torch.randint", (2, 16), formula=(batch, "L"))
    net = builder.add("Net", target="__main__.Net", shape=(2, 5), formula=(batch, 5))
    qkv = builder.add("qkv", shape=(2, 16, 192), parent=net, formula=(batch, "L", 192))
    split = builder.add("split", "call", "torch.split", (2, 16, 64), net, formula=(batch, "L", 64))
    split.outputs *= 3
    scores = builder.add("matmul", "call", "torch.matmul", (2, 16, 16), net, formula=(batch, "L", "L"))
    rows: Formula = (("*", batch, ("ceil", "L", 4), ("+", ("//", ("+", "L", -3), 2), 1)), 64)
    windows = builder.add("unfold", "call", "torch.unfold", (56, 64), net, formula=rows)
    topk = builder.add("topk", "call", "torch.topk", (2, 7), net)
    head = builder.add("head", shape=(2, 5), parent=net, formula=(batch, 5))
    output = builder.add("output", "output", "output")
    output.outputs = []
    steps = [ids, qkv, split, scores, windows, topk, head, output]
    for source, target in pairwise(steps):
        builder.join(source, target)
    builder.graph.symbols = [
        Symbol(batch, 2, 1, 64, "ids axis 0", "batch", valid=[(1, 64)]),
        Symbol("L", 16, 1, 1024, "ids axis 1", "sequence", valid=[(3, 512)]),
        Symbol("depth", 2, 1, 8, "line 3", "knob", kind="knob", line=3, structural=True),
    ]
    return builder.graph


@pytest.fixture
def hostile() -> Graph:
    """A graph in which every name, message and line of code tries to be markup."""
    builder = GraphBuilder(text=HOSTILE_NAME, headline=HOSTILE_NAME)
    graph = builder.graph
    net = builder.add(HOSTILE_NAME, target=f"torch.{HOSTILE_NAME}")
    inside = builder.add(HOSTILE_NAME, target=f"torch.{HOSTILE_NAME}", parent=net)
    fails = builder.add(HOSTILE_NAME, target=f"torch.{HOSTILE_NAME}", parent=net)
    for node in (net, inside, fails):
        node.summary = HOSTILE_NAME
    edge = builder.join(inside, fails, expected=(1, 9))
    fails.status = net.status = "mismatch"
    graph.verdict, graph.notes = "mismatch", [HOSTILE_NAME]
    cause = Cause(2, HOSTILE_NAME, HOSTILE_NAME)
    fix = Fix(HOSTILE_NAME, [Edit(2, HOSTILE_NAME, HOSTILE_NAME)], verified=True, outcome=HOSTILE_NAME)
    advice = {"causes": [cause], "fixes": [fix]}
    graph.mismatches = [Mismatch(fails.id, HOSTILE_NAME, 1, [edge.id], blame=HOSTILE_NAME, **advice)]
    graph.warnings = [Warning("rule", None, 1, HOSTILE_NAME, **advice)]
    return graph


@pytest.fixture
def branchy() -> Graph:
    """A block with a skip connection and two heads, the second of which gets too many features."""
    builder = GraphBuilder()
    x = builder.add("x", "input", "torch.randn")
    net = builder.add("Net", target="__main__.Net", parameters=3000)
    stem = builder.add("stem", parent=net, parameters=72)
    block = builder.add("block", target="__main__.Residual", parent=net, parameters=144)
    first = builder.add("fc1", parent=block, path="block/fc1", parameters=72)
    second = builder.add("fc2", parent=block, path="block/fc2", parameters=72)
    total = builder.add("add", "call", "torch.add", parent=block, path="")
    joined = builder.add("cat", "call", "torch.cat", (1, 16), parent=net, path="")
    builder.add("good", parent=net, parameters=72)
    heads = [builder.graph.nodes[-1], builder.add("bad", parent=net, parameters=72)]
    out = builder.add("output", "output", "output")
    for source, target in [(x, stem), (stem, first), (first, second), (second, total), (stem, total)]:
        builder.join(source, target)
    builder.join(total, joined)
    builder.join(stem, joined)
    builder.join(total, heads[0])
    failing = builder.join(joined, heads[1], expected=(1, 8))
    heads[1].status = net.status = "mismatch"
    builder.join(heads[1], out).status = "assumed"
    builder.graph.verdict = "mismatch"
    builder.graph.headline = "bad expects 8 features, gets 16"
    message = "bad (Linear) expects an input with 8 features in axis 1, but gets 16."
    builder.graph.mismatches = [Mismatch(heads[1].id, message, edges=[failing.id])]
    return builder.graph


@pytest.fixture
def big() -> Graph:
    """About 300 nodes: 4 stages of 16 blocks in all with skip connections, as in a ResNet-50."""
    builder = GraphBuilder()
    last = builder.add("x", "input", "torch.randn", (1, 3, 224, 224))
    net = builder.add("ResNet", target="torchvision.models.ResNet", parameters=25_557_032)
    for stage, blocks in enumerate([3, 4, 6, 3], start=1):
        layer = builder.add(f"layer{stage}", target="torch.nn.Sequential", parent=net)
        shape = (1, 64 * 2**stage, 112 // 2**stage, 112 // 2**stage)
        for number in range(blocks):
            path = f"layer{stage}/{number}"
            block = builder.add(str(number), target="models.Bottleneck", shape=shape, parent=layer, path=path)
            entry = last
            for step in range(16):
                name = f"conv{step}"
                node = builder.add(name, "module", "torch.nn.Conv2d", shape, block, f"{path}/{name}", 100, 1000)
                builder.join(last, node)
                last = node
            total = builder.add("add", "call", "torch.add", shape, block, "add")
            builder.join(last, total)
            builder.join(entry, total)
            last = total
    builder.join(last, builder.add("output", "output", "output"))
    return builder.graph


@pytest.fixture
def flat() -> Graph:
    """A thousand calls in a row with nothing to fold, the 500th of which fails."""
    builder = GraphBuilder()
    net = builder.add("Net", target="__main__.Net")
    calls = [builder.add(f"step{number}", "call", "torch.relu", parent=net) for number in range(1000)]
    for source, target in pairwise(calls):
        builder.join(source, target, expected=(1, 4) if target is calls[500] else None)
    calls[500].status = net.status = "mismatch"
    builder.graph.verdict = "mismatch"
    builder.graph.mismatches = [Mismatch(calls[500].id, "step500 expects 4 features, but gets 8.")]
    return builder.graph
