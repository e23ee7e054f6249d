"""The graph in the DOT language, for Graphviz to lay out and for a person to restyle."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeviz.graph.model import Graph
from shapeviz.rendering.captions import Label, card_lines, link_labels, shows_formulas, verdict_text
from shapeviz.rendering.folding import Card, FoldedGraph, Link, fold
from shapeviz.rendering.palette import MONO, PALETTES, SANS, Palette, ThemeName
from shapeviz.rendering.shapes_text import escape

if TYPE_CHECKING:
    import graphviz  # pyright: ignore[reportMissingTypeStubs]

MOST_NODES = 40
"""About how many nodes a picture shows when no depth is asked for."""
_MOST_NODES_AT_A_DEPTH = 1000
_HEADLINE_WIDTH = 64


def to_graphviz(graph: Graph, *, depth: int | None = None, theme: ThemeName = "light") -> graphviz.Digraph:
    """The graph as DOT: groups as clusters, edges labelled with shapes, mismatches red, dashed and in words.

    Parameters
    ----------
    depth
        Levels of groups that stand open; None opens as many as keep the picture near 40 nodes.

    >>> from shapeviz.graph.model import Node, Source
    >>> relu = Node("n1", "call", "relu", "torch.relu", "relu")
    >>> "relu" in to_graphviz(Graph(Source("", ""), nodes=[relu])).source
    True
    """
    return draw(fold_for_picture(graph, depth), PALETTES[theme])


def fold_for_picture(graph: Graph, depth: int | None) -> FoldedGraph:
    """What a picture shows of a graph. Even at a depth that was asked for, endless runs are cut short."""
    return fold(graph, depth, MOST_NODES if depth is None else _MOST_NODES_AT_A_DEPTH)


def draw(folded: FoldedGraph, palette: Palette, dpi: int = 72) -> graphviz.Digraph:
    """A folded graph as DOT; `dpi` is the resolution of a PNG drawn from it."""
    import graphviz  # pyright: ignore[reportMissingTypeStubs]  # here, because importing it takes long

    defaults = _defaults(folded.graph, palette, dpi)
    body = [f"{element} {_attributes(attributes)}" for element, attributes in defaults.items()]
    body += [statement for card in folded.cards for statement in _card(card, folded, palette)]
    body += _links(None, folded, palette)
    return graphviz.Digraph(body=[f"\t{statement}\n" for statement in body])


def _defaults(graph: Graph, palette: Palette, dpi: int) -> dict[str, dict[str, str]]:
    return {
        "graph": {
            "label": _headline(graph, palette),
            "labelloc": "t",
            "labeljust": "l",
            "bgcolor": palette.background,
            "fontname": SANS,
            "compound": "true",
            "pad": "0.2",
            "nodesep": "0.3",
            "ranksep": "0.22",
            "dpi": str(dpi),
        },
        "node": {
            "shape": "box",
            "style": "rounded,filled",
            "fontname": SANS,
            "fontsize": "12",
            "fontcolor": palette.text,
            "margin": "0.2,0.07",
            "height": "0.35",
        },
        "edge": {"color": palette.faint, "arrowsize": "0.7"},
    }


def _card(card: Card, folded: FoldedGraph, palette: Palette) -> Iterator[str]:
    lines = card_lines(folded, card)
    if not card.children:
        attributes = {"label": _markup(lines, palette, "<BR/>"), **_card_style(card, folded, palette)}
        yield f"{dot_name(card.id)} {_attributes(attributes)}"
        return
    found = palette.border_of_found(card.id in folded.failing, card.id in folded.warned)
    attributes = {
        "label": _markup(lines, palette, " "),
        "labeljust": "l",
        "style": "rounded",
        "color": found or palette.line,
        "penwidth": "2" if found else "1",
        "fontsize": "11",
        "fontcolor": palette.muted,
        "margin": "14",
    }
    yield f"subgraph {_cluster(card.id)} {{ graph {_attributes(attributes)}"
    for child in card.children:
        yield from _card(child, folded, palette)
    yield from _links(card.id, folded, palette)
    yield "}"


def _card_style(card: Card, folded: FoldedGraph, palette: Palette) -> dict[str, str]:
    """Calls are grey without a border, modules outlined, inputs and outputs more so, findings in red or amber."""
    found = palette.border_of_found(card.id in folded.failing, card.id in folded.warned)
    if found:
        return {"color": found, "penwidth": "2", "fillcolor": palette.card}
    if card.node is None or card.node.status == "unreached":
        return {"color": palette.faint, "style": "rounded,dashed", "fontcolor": palette.muted}
    if card.node.kind == "call" and not card.hidden:
        return {"color": palette.call, "fillcolor": palette.call, "height": "0.3"}
    border = palette.line if card.node.kind in ("module", "call") else palette.faint
    return {"color": border, "fillcolor": palette.card}


def _markup(lines: list[str], palette: Palette, separator: str) -> str:
    """A card's lines as an HTML-like label, the second one smaller and paler."""
    first, *rest = (_text(line) for line in lines)
    paler = [f'<FONT POINT-SIZE="10" COLOR="{palette.muted}">{line}</FONT>' for line in rest]
    return f"<{separator.join([first, *paler])}>"


def _links(group: str | None, folded: FoldedGraph, palette: Palette) -> list[str]:
    """The links that belong inside a group, so that their labels stay inside its border too."""
    inside = [link for link in folded.links if link.inside == group]
    formulas = shows_formulas(folded)
    return [statement for link in inside for statement in _link(link, palette, formulas=formulas)]


def _link(link: Link, palette: Palette, *, formulas: bool) -> list[str]:
    """A link as two edges with its label as a node between them.

    Graphviz would let the label of a single edge run over other edges and over the borders of groups.
    """
    label, line = _label_and_line(link, palette, link_labels(link, formulas=formulas))
    first, second = {**line, "dir": "none"}, dict(line)
    if link.source_group is not None:
        first["ltail"] = _cluster(link.source_group)
    if link.target_group is not None:
        second["lhead"] = _cluster(link.target_group)
    between = label_name(link)
    return [
        f"{between} {_attributes(label)}",
        f"{dot_name(link.source)} -> {between} {_attributes(first)}",
        f"{between} -> {dot_name(link.target)} {_attributes(second)}",
    ]


def _label_and_line(link: Link, palette: Palette, labels: list[Label]) -> tuple[dict[str, str], dict[str, str]]:
    plain = {"shape": "plaintext", "style": "", "margin": "0.05,0.03", "height": "0", "width": "0"}
    plain |= {"fontname": MONO, "fontsize": "11"}
    if link.status == "mismatch":
        line = {"style": "dashed", "color": palette.bad, "penwidth": "2", "minlen": "2"}
        return {**plain, "label": _boxed(labels, palette)}, line
    label = {**plain, "label": f"<{_lines(labels, palette)}>"}
    if link.status == "assumed":
        return {**label, "fontcolor": palette.muted}, {"style": "dotted", "minlen": "2"}
    return {**label, "fontcolor": palette.shape}, {}


def _attributes(attributes: dict[str, str]) -> str:
    """Attributes in DOT. Values are our own text and <markup>; what comes from the user is in the markup."""
    quoted = {name: value if value.startswith("<") else f'"{value}"' for name, value in attributes.items()}
    return "[" + " ".join(f"{name}={value}" for name, value in quoted.items()) + "]"


def _lines(labels: list[Label], palette: Palette, tag: str = "{}") -> str:
    """Labels below each other, each formula smaller and paler beneath its numbers (which stand in `tag`)."""
    formula = f'<FONT POINT-SIZE="9.5" COLOR="{palette.muted}">{{}}</FONT>'
    lines: list[str] = []
    for label in labels:
        lines.append(tag.format(_text(label.text)))
        if label.formula:
            lines.append(formula.format(_text(label.formula)))
    if len(lines) == len(labels):
        return "<BR/>".join(lines)
    # Rows of a table stand a little apart, lines of a text do not.
    rows = "".join(f"<TR><TD>{line}</TD></TR>" for line in lines)
    return f'<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{rows}</TABLE>'


def _boxed(labels: list[Label], palette: Palette) -> str:
    lines = _lines(labels, palette, f'<FONT COLOR="{palette.bad}"><B>{{}}</B></FONT>')
    return (
        f'<<TABLE BORDER="1" CELLBORDER="0" CELLPADDING="4" STYLE="rounded"'
        f' COLOR="{palette.bad_line}" BGCOLOR="{palette.bad_background}">'
        f"<TR><TD>{lines}</TD></TR></TABLE>>"
    )


def _headline(graph: Graph, palette: Palette) -> str:
    lines = _balanced(verdict_text(graph), _HEADLINE_WIDTH)
    if not lines:
        return ""
    color = palette.bad if graph.verdict in ("mismatch", "error") else palette.text
    text = "".join(f'{_text(line)}<BR ALIGN="LEFT"/>' for line in lines)
    return f'<<FONT POINT-SIZE="13" COLOR="{color}"><B>{text}</B></FONT>>'


def _balanced(text: str, widest: int) -> list[str]:
    """Text on as few lines as it takes, as long as each other as can be: no word stands alone on the last one."""
    lines = textwrap.wrap(text, widest)
    narrower = (textwrap.wrap(text, width) for width in range(len(text) // max(len(lines), 1) + 1, widest))
    return next((each for each in narrower if len(each) == len(lines)), lines)


def _text(text: str) -> str:
    """Text inside an HTML-like label, where Graphviz would still replace \\N by the node's name."""
    return escape(text).replace("\\", "\\\\")


def dot_name(card_id: str) -> str:
    """A card's id as a node name that DOT need not quote and cannot take for a keyword, a port or markup.

    >>> dot_name("n5…")
    'n5_'
    """
    name = re.sub(r"\W", "_", card_id)
    return name if name.startswith("n") and name.lower() != "node" else f"n_{name}"


def label_name(link: Link) -> str:
    """The node name of a link's label."""
    return dot_name(link.edges[0].id)


def _cluster(card_id: str) -> str:
    return f"cluster_{dot_name(card_id)}"
