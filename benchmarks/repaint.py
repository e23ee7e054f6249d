"""How soon a page has painted a graph of 1,000 edges anew, with its formulas, after a slider moved in it."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page

from benchmarks.measuring import Figure, percentile
from shapeviz.graph.formulas import Expression
from shapeviz.graph.model import Edge, Graph, Node, NodeKind, Source, Symbol, SymbolAxis, TensorSpec
from shapeviz.rendering.html import to_html

TOWERS, BLOCKS, BLOCKS_PER_STAGE = 10, 25, 6
MOVES, WARM_UP = 100, 10
# Moves the slider and gives the milliseconds for which the page was at work until the frame was painted: in the
# handlers of the event, and from the first callback of the next frame until a message sent in it arrives, which it
# does when style, layout and paint are done. The wait for the frame between the two is not work.
MOVE = """
(size) => {
  const slider = document.querySelector('.shapeviz input[data-size="H"]');
  let frame = 0;
  requestAnimationFrame(() => { frame = performance.now(); });
  const start = performance.now();
  slider.value = size;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const handled = performance.now() - start;
  return new Promise((resolve) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(handled + performance.now() - frame);
    port2.postMessage(null);
  }));
}
"""


def figures() -> Iterator[Figure]:
    """Milliseconds of work in the page at a move of H: of the graph as it opens, and with most labels in sight."""
    for where, times in _page_times().items():
        name = f"a slider move repaints 1,000 edges, {where} (p95)"
        yield Figure(name, percentile(times, 0.95), 16, "ms", f"median {statistics.median(times):.1f}")


def _page_times() -> dict[str, list[float]]:
    from tests.browser.chromium import running_browser

    with tempfile.TemporaryDirectory() as folder, running_browser() as browser:
        file = Path(folder) / "towers.html"
        file.write_text(to_html(towers(), depth=0), encoding="utf-8")
        page = browser.new_page(viewport={"width": 1100, "height": 900})
        page.goto(file.as_uri())
        page.get_by_role("button", name="Shapes as formulas").click()
        opened = _moves(page)
        while page.locator("svg.far").count() == 0:
            page.get_by_role("button", name="Zoom out").click()
        page.get_by_role("button", name="Zoom in").click()
        return {"as it opens": opened, "zoomed out": _moves(page)}


def _moves(page: Page) -> list[float]:
    """The times of the moves, after some that let the browser compile what it runs often."""
    return [page.evaluate(MOVE, 200 + step) for step in range(MOVES + WARM_UP)][WARM_UP:]


class _Tensor(NamedTuple):
    """What a node gives: images of 64 channels, whose sides were halved so many times."""

    node: str
    halvings: int = 0

    def spec(self) -> TensorSpec:
        height, width = (self._side(name) for name in "HW")
        side = 224 // 2**self.halvings
        return TensorSpec((4, 64, side, side), "float32", "cpu", formula=("N", 64, height, width))

    def _side(self, name: str) -> Expression:
        return name if self.halvings == 0 else ("//", name, 2**self.halvings)


def towers() -> Graph:
    """Images of (N, 64, H, W) through ten towers of residual blocks side by side: 1,011 edges with a formula each."""
    headline = "510 layers, every shape fits"
    graph = Graph(Source("In[1]", "model(x)"), "ok", headline, fitting=headline, depth=2)
    for axis, (name, size, role) in enumerate((("N", 4, "batch"), ("H", 224, "height"), ("W", 224, "width"))):
        place = axis + (axis > 0)
        graph.symbols.append(Symbol(name, size, 1, 512, f"x axis {place}", role, [SymbolAxis("x", place)]))
    start = _add(graph, "input", _Tensor("x"))
    ends = [_add_tower(graph, f"tower{number}", start) for number in range(TOWERS)]
    result = _add(graph, "call", ends[0]._replace(node="cat"), *ends)
    _add(graph, "output", result._replace(node="output"), result)
    return graph


def _add_tower(graph: Graph, tower: str, start: _Tensor) -> _Tensor:
    """A chain of residual blocks, the last of each stage halves the sides; what the chain gives."""
    graph.nodes.append(Node(tower, "module", "Tower", "model.Tower", tower))
    last = start
    for block in range(BLOCKS):
        halvings = block // BLOCKS_PER_STAGE
        conv, relu, add = (_Tensor(f"{tower}.{op}{block}", halvings) for op in ("conv", "relu", "add"))
        _add(graph, "call", conv, last, parent=tower)
        _add(graph, "call", relu, conv, parent=tower)
        last = _add(graph, "call", add, relu, last, parent=tower)
    return last


def _add(graph: Graph, kind: NodeKind, gives: _Tensor, *takes: _Tensor, parent: str | None = None) -> _Tensor:
    label = gives.node.rpartition(".")[2]
    inputs, outputs = [_recorded(each.spec()) for each in takes], [gives.spec()]
    node = Node(gives.node, kind, label.rstrip("0123456789"), "", label, parent=parent, inputs=inputs, outputs=outputs)
    graph.nodes.append(node)
    for position, each in enumerate(takes):
        spec = each.spec()
        edge = f"{each.node}-{gives.node}-{position}"
        graph.edges.append(
            Edge(edge, each.node, 0, gives.node, position, spec.shape, "float32", "cpu", formula=spec.formula)
        )
    return gives


def _recorded(spec: TensorSpec) -> TensorSpec:
    return TensorSpec(spec.shape, spec.dtype, spec.device)
