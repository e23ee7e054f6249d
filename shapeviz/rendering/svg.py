"""The graph as a picture: SVG or PNG, drawn by Graphviz, or more plainly where there is none."""

from __future__ import annotations

import html
import importlib
import os
import re
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from shapeviz.graph.model import Graph
from shapeviz.rendering.captions import card_lines, link_labels, verdict_text
from shapeviz.rendering.dot import dot_name, draw, fold_for_picture, label_name
from shapeviz.rendering.folding import FoldedGraph
from shapeviz.rendering.palette import PALETTES, SANS, Palette, ThemeName
from shapeviz.rendering.plain_svg import plain_svg, svg_head
from shapeviz.rendering.shapes_text import escape

if TYPE_CHECKING:
    import graphviz  # pyright: ignore[reportMissingTypeStubs]

_PNG_DPI = 144
"""Twice the 72 dpi of the SVG, for the dense screens of today."""


class NoGraphvizError(RuntimeError):
    """A PNG was asked for, and nothing on this machine can draw one."""


def to_svg(graph: Graph, *, depth: int | None = None, theme: ThemeName = "light") -> str:
    """The graph as a self-contained SVG picture on its own background.

    It never fails for want of Graphviz: without it the nodes stand in one column.

    Parameters
    ----------
    depth
        Levels of groups that stand open; None opens as many as keep the picture near 40 nodes.

    >>> from shapeviz.graph.model import Node, Source
    >>> relu = Node("n1", "call", "relu", "torch.relu", "relu")
    >>> to_svg(Graph(Source("", ""), nodes=[relu])).startswith("<svg")
    True
    """
    folded, palette = fold_for_picture(graph, depth), PALETTES[theme]
    drawn = _drawn(draw(folded, palette), "svg")
    return plain_svg(folded, palette) if drawn is None else _finished(drawn.decode(), folded, palette)


def to_png(graph: Graph, *, depth: int | None = None, theme: ThemeName = "light") -> bytes:
    """The graph as a PNG picture, at twice the size of the SVG.

    Raises
    ------
    NoGraphvizError
        If neither pygraphviz nor the `dot` program can be used.
    """
    drawn = _drawn(draw(fold_for_picture(graph, depth), PALETTES[theme], _PNG_DPI), "png")
    if drawn is None:
        raise NoGraphvizError(
            "A PNG needs Graphviz, and none was found: run `pip install pygraphviz`, or save an SVG instead."
        )
    return drawn


def _drawn(picture: graphviz.Digraph, form: Literal["svg", "png"]) -> bytes | None:
    """The picture as Graphviz draws it: the library, else the program, else None."""
    return _by_library(picture, form) or _by_program(picture, form)


def _by_library(picture: graphviz.Digraph, form: str) -> bytes | None:
    try:
        pygraphviz = importlib.import_module("pygraphviz")
        with _quiet_stderr():
            return pygraphviz.AGraph(string=picture.source).draw(format=form, prog="dot")
    except (ImportError, OSError, ValueError):
        return None


def _by_program(picture: graphviz.Digraph, form: str) -> bytes | None:
    try:
        return picture.pipe(format=form, quiet=True)
    except (RuntimeError, OSError, subprocess.CalledProcessError):  # graphviz's own error is a RuntimeError
        return None


@contextmanager
def _quiet_stderr() -> Generator[None]:
    """Keep from the user what C libraries write to the process's error stream (warnings about fonts)."""
    saved, sink = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(sink)


def _finished(drawn: str, folded: FoldedGraph, palette: Palette) -> str:
    """Graphviz's SVG with our own head, sizes in pixels, tooltips that speak, and nothing superfluous."""
    size = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', drawn)
    if size is None:
        return drawn
    body = drawn[drawn.index("<g ") :]
    # Our own ground has round corners, Graphviz's has none.
    body = re.sub(rf'<polygon fill="{palette.background}" stroke="none"[^>]*/>\n', "", body, count=1)
    body = re.sub(r"<!--.*?-->\n", "", body, flags=re.DOTALL)
    body = re.sub(r'<g id="[^"]*" class="[^"]*"', "<g", body)
    body = body.replace(' xml:space="preserve"', "").replace(f' font-family="{SANS}"', "")
    tooltips = _tooltips(folded)
    body = re.sub(
        r"<title>([^<]*)</title>",
        lambda found: f"<title>{escape(tooltips.get(html.unescape(found[1]), ''))}</title>",
        body,
    )
    return svg_head(verdict_text(folded.graph), float(size[1]), float(size[2]), palette) + body


def _tooltips(folded: FoldedGraph) -> dict[str, str]:
    """What hovering over a card or an edge tells, by the name that DOT has for it."""
    tooltips: dict[str, str] = {}
    for card in folded.walk():
        path = card.node.path if card.node else ""
        words = " · ".join(text for text in (*card_lines(folded, card), path) if text)
        tooltips[dot_name(card.id)] = tooltips[f"cluster_{dot_name(card.id)}"] = words
    for link in folded.links:
        dtypes = ", ".join(dict.fromkeys(f"{edge.dtype} on {edge.device}" for edge in link.edges))
        words = f"{', '.join(map(str, link_labels(link, formulas=True, width=None)))} · {dtypes}"
        label = label_name(link)
        names = (label, f"{dot_name(link.source)}->{label}", f"{label}->{dot_name(link.target)}")
        tooltips |= dict.fromkeys(names, words)
    return tooltips
