"""Which nodes a picture shows: groups folded to a depth, long runs left out, edges lifted to what is shown.

`depth` counts the levels of groups that stand open: 0 shows the outermost nodes only, 1 opens the model,
2 its blocks. Groups on the way to a failing node always stand open, so no folding hides a mismatch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from shapeviz.graph.model import Edge, EdgeStatus, Graph, Node

_NEIGHBOURS = 2
"""How many nodes stay visible on either side of a failing one in a list that is too long to show."""


@dataclass(frozen=True, slots=True)
class Card:
    """One visible thing: a node, an open group with its `children`, or (node None) a run left out.

    `hidden` are the nodes folded into it: a closed group's contents, or the run.
    """

    id: str
    node: Node | None
    level: int
    children: tuple[Card, ...] = ()
    hidden: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Card]:
        """This card and all inside it, in the order in which they ran."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Link:
    """All edges between two visible cards.

    `inside` is the innermost open group around both. The other groups are set where an edge ends at an
    open group itself; `source` and `target` are then the last and the first card in it.
    """

    source: str
    target: str
    edges: tuple[Edge, ...]
    inside: str | None = None
    source_group: str | None = None
    target_group: str | None = None

    @property
    def status(self) -> EdgeStatus:
        """The worst status among the edges."""
        ranking: dict[EdgeStatus, int] = {"ok": 0, "assumed": 1, "mismatch": 2}
        return max((edge.status for edge in self.edges), key=lambda status: ranking[status])


@dataclass(frozen=True, slots=True)
class FoldedGraph:
    """A graph cut down to what one picture shows. `full_depth` is the depth that would show everything.

    `failing` are the nodes that fail, `warned` the cards that have a warning or hide one.
    """

    graph: Graph
    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    failing: frozenset[str]
    warned: frozenset[str]
    full_depth: int

    def walk(self) -> Iterator[Card]:
        """Every visible card, a group before its contents."""
        for card in self.cards:
            yield from card.walk()

    @property
    def hidden_count(self) -> int:
        """How many nodes are folded away."""
        return sum(len(card.hidden) for card in self.walk())


class _Tree:
    """The graph's nesting, indexed once."""

    def __init__(self, graph: Graph) -> None:
        self.nodes = {node.id: node for node in graph.nodes}
        self.children: dict[str | None, list[Node]] = {}
        for node in graph.nodes:
            parent = node.parent if node.parent in self.nodes else None
            self.children.setdefault(parent, []).append(node)

    def inside(self, group: str) -> Iterator[Node]:
        for node in self.children.get(group, ()):
            yield node
            yield from self.inside(node.id)

    def ancestors(self, node_id: str) -> Iterator[str]:
        parent = self.nodes[node_id].parent
        while parent in self.nodes:
            yield parent
            parent = self.nodes[parent].parent

    def height(self, group: str | None = None) -> int:
        groups = (node.id for node in self.children.get(group, ()) if node.id in self.children)
        return max((self.height(inner) + 1 for inner in groups), default=0)


def fold(graph: Graph, depth: int | None = None, limit: int | None = None) -> FoldedGraph:
    """Cut a graph down to what a picture of about `limit` nodes can show.

    Parameters
    ----------
    depth
        Levels of groups that stand open; None takes the most that keep the picture within `limit`.
    limit
        The number of nodes meant to be visible; None leaves nothing out.

    >>> from shapeviz.graph.model import Graph, Node, Source
    >>> net = Node("n1", "module", "net", "Net", "net")
    >>> fc = Node("n2", "module", "linear", "torch.nn.Linear", "fc", parent="n1")
    >>> [card.id for card in fold(Graph(Source("", ""), nodes=[net, fc]), depth=0).walk()]
    ['n1']
    """
    tree = _Tree(graph)
    failing = _failing_nodes(graph, tree)
    folder, full_depth = _Folder(tree, failing, limit), tree.height()
    if depth is None:
        depth = _deepest_that_fits(folder, full_depth, limit)
    cards = folder.cards(depth)
    return FoldedGraph(graph, cards, _lift(graph, cards), failing, _warned_cards(graph, cards), full_depth)


def _failing_nodes(graph: Graph, tree: _Tree) -> frozenset[str]:
    """The ids of the nodes that fail themselves, as against the groups around them."""
    named = {mismatch.node for mismatch in graph.mismatches if mismatch.node is not None}
    named |= {edge.target for edge in graph.edges if edge.status == "mismatch"}
    named &= tree.nodes.keys()
    marked = {node.id for node in graph.nodes if node.status == "mismatch"}
    around = {outer for node_id in named | marked for outer in tree.ancestors(node_id)}
    return frozenset(named | (marked - around))


def _warned_cards(graph: Graph, cards: tuple[Card, ...]) -> frozenset[str]:
    named = {warning.node for warning in graph.warnings if warning.node is not None}
    visible = (inner for card in cards for inner in card.walk())
    return frozenset(card.id for card in visible if named & {card.id, *(node.id for node in card.hidden)})


def _deepest_that_fits(folder: _Folder, full_depth: int, limit: int | None) -> int:
    for depth in range(full_depth, 0, -1):
        if limit is None or sum(1 for card in folder.cards(depth) for _ in card.walk()) <= limit:
            return depth
    return 0


class _Folder:
    """Builds the cards of one graph at any depth."""

    def __init__(self, tree: _Tree, failing: frozenset[str], limit: int | None) -> None:
        self._tree = tree
        self._failing = failing
        self._opened = {outer for node_id in failing for outer in tree.ancestors(node_id)}
        self._longest = None if limit is None else limit * 3 // 4

    def cards(self, depth: int, group: str | None = None, level: int = 0) -> tuple[Card, ...]:
        members = self._tree.children.get(group, [])
        kept = self._kept(members)
        cards: list[Card] = []
        for visible, run in groupby(range(len(members)), key=lambda index: index in kept):
            nodes = [members[index] for index in run]
            if visible or len(nodes) == 1:
                cards += [self._card(node, depth, level) for node in nodes]
            else:
                hidden = [inner for node in nodes for inner in (node, *self._tree.inside(node.id))]
                cards.append(Card(f"{nodes[0].id}…", None, level, hidden=tuple(hidden)))
        return tuple(cards)

    def _card(self, node: Node, depth: int, level: int) -> Card:
        if level < depth or node.id in self._opened:
            return Card(node.id, node, level, self.cards(depth, node.id, level + 1))
        return Card(node.id, node, level, hidden=tuple(self._tree.inside(node.id)))

    def _kept(self, members: list[Node]) -> set[int]:
        """The positions that stay visible: all of a short list, else its ends and the places of failures."""
        count, longest = len(members), self._longest
        if longest is None or count <= longest:
            return set(range(count))
        end = max(longest // 2 - _NEIGHBOURS, 1)
        kept = {*range(end), *range(count - end, count)}
        for position, node in enumerate(members):
            if node.id in self._failing or node.id in self._opened:
                kept.update(range(position - _NEIGHBOURS, position + _NEIGHBOURS + 1))
        return kept


@dataclass(frozen=True, slots=True)
class _End:
    """Where an edge ends in a picture: at a card, and at the open group that the card stands for, if any."""

    card: str
    group: str | None = None


def _lift(graph: Graph, cards: tuple[Card, ...]) -> tuple[Link, ...]:
    """The edges between visible cards, merged where several join the same two."""
    sources, targets = _ends(cards, -1), _ends(cards, 0)
    merged: dict[tuple[_End, _End], list[Edge]] = {}
    for edge in graph.edges:
        source, target = sources.get(edge.source), targets.get(edge.target)
        if source is not None and target is not None and source.card != target.card:
            merged.setdefault((source, target), []).append(edge)
    paths = dict(_paths(cards))
    return tuple(_link(source, target, edges, paths) for (source, target), edges in merged.items())


def _link(source: _End, target: _End, edges: list[Edge], paths: dict[str, tuple[str, ...]]) -> Link:
    outer, inner = paths[source.card], paths[target.card]
    shared = [one for one, other in zip(outer, inner, strict=False) if one == other]
    return Link(
        source.card,
        target.card,
        tuple(edges),
        inside=shared[-1] if shared else None,
        source_group=None if source.group in inner else source.group,
        target_group=None if target.group in outer else target.group,
    )


def _paths(cards: tuple[Card, ...], path: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...]]]:
    """For each card that is drawn itself the open groups around it, outermost first."""
    for card in cards:
        if card.children:
            yield from _paths(card.children, (*path, card.id))
        else:
            yield card.id, path


def _ends(cards: tuple[Card, ...], anchor: int) -> dict[str, _End]:
    """For each node id the visible end of its edges; an open group's is its first (0) or last (-1) card."""
    ends: dict[str, _End] = {}
    for card in (inner for outer in cards for inner in outer.walk()):
        leaf = card
        while leaf.children:
            leaf = leaf.children[anchor]
        if card.node is not None:
            ends[card.node.id] = _End(leaf.id, card.id if card.children else None)
        ends.update({node.id: _End(card.id) for node in card.hidden})
    return ends
