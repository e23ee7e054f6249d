"""The picture that needs no Graphviz: every node in one column, in the order in which they ran."""

from __future__ import annotations

from dataclasses import dataclass

from shapeviz.graph.model import EdgeStatus
from shapeviz.rendering.captions import card_lines, link_labels, shows_formulas, verdict_text
from shapeviz.rendering.folding import Card, FoldedGraph, Link
from shapeviz.rendering.palette import MONO, SANS, Palette
from shapeviz.rendering.shapes_text import escape, shorten

_LEFT, _WIDTH, _INDENT = 190, 350, 14
_BOX, _HEADING, _GAP = 40, 24, 38
_TOP, _CHARACTER, _RIGHT = 56, 7.5, 220
_ROOM_AT_THE_LEFT, _ROOM_AT_THE_RIGHT = 30, 84
"""How many characters of a formula there is room for."""
_DASHES: dict[EdgeStatus, str] = {
    "ok": "",
    "mismatch": ' stroke-dasharray="6 4"',
    "assumed": ' stroke-dasharray="1 4"',
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a card stands: its left edge, its top, and its position among the boxes."""

    x: float
    y: float
    order: int


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where a label begins, or with the anchor `end` where it ends."""

    x: float
    y: float
    anchor: str


def plain_svg(folded: FoldedGraph, palette: Palette) -> str:
    """A folded graph as SVG: boxes in a column, arrows between neighbours, arcs on the left for the rest."""
    parts: list[str] = []
    places: dict[str, _Place] = {}
    y = _TOP
    for card in folded.walk():
        x = _LEFT + _INDENT * card.level
        if card.children:
            parts.append(_line_of_text(x, y + 14, " ".join(card_lines(folded, card)), palette.muted))
            y += _HEADING
        else:
            places[card.id] = _Place(x, y, len(places))
            parts.append(_box(folded, card, places[card.id], palette))
            y += _BOX + _GAP
    formulas = shows_formulas(folded)
    for link in folded.links:
        parts.append(_arrow(link, places[link.source], places[link.target], palette, formulas=formulas))
    headline = verdict_text(folded.graph)
    color = palette.bad if folded.graph.verdict in ("mismatch", "error") else palette.text
    width = max(_LEFT + _WIDTH + _RIGHT, 40 + _CHARACTER * len(headline))
    top = _line_of_text(20, 30, headline, color, ' font-weight="bold"')
    return svg_head(headline, width, max(y, _TOP), palette) + "\n".join([top, *parts]) + "\n</svg>\n"


def svg_head(name: str, width: float, height: float, palette: Palette) -> str:
    """The opening of an SVG picture of this size in pixels, named for screen readers, on a rounded ground."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" role="img" font-family="{SANS}">\n'
        f"<title>{escape(name)}</title>\n"
        f'<rect width="{width:g}" height="{height:g}" rx="10" fill="{palette.background}"/>\n'
    )


def _box(folded: FoldedGraph, card: Card, place: _Place, palette: Palette) -> str:
    border = palette.border_of_found(card.id in folded.failing, card.id in folded.warned) or palette.line
    first, *rest = card_lines(folded, card)
    x = place.x + 10
    lines = [_line_of_text(x, place.y + (17 if rest else 24), first, palette.text)]
    lines += [_line_of_text(x, place.y + 32, text, palette.muted, ' font-size="10"') for text in rest]
    rectangle = f'<rect x="{place.x}" y="{place.y}" width="{_WIDTH}" height="{_BOX}" rx="8"'
    return "\n".join([f'{rectangle} fill="{palette.card}" stroke="{border}"/>', *lines])


def _arrow(link: Link, source: _Place, target: _Place, palette: Palette, *, formulas: bool) -> str:
    color = palette.bad if link.status == "mismatch" else palette.faint
    if target.order == source.order + 1:
        x = target.x + 30
        path, head = f"M{x} {source.y + _BOX}V{target.y - 6}", f"M{x - 4} {target.y - 8}h8l-4 8z"
        at, room = _Anchor(x + 12, source.y + _BOX + 15, "start"), _ROOM_AT_THE_RIGHT
    else:
        y, bend = target.y + 10, min(60 + 12 * abs(target.order - source.order), 150)
        start_y = source.y + _BOX - 10
        path = f"M{source.x} {start_y}C{source.x - bend} {start_y} {target.x - bend} {y} {target.x - 6} {y}"
        head = f"M{target.x - 8} {y - 4}v8l8 -4z"
        at, room = _Anchor(target.x - 12, y + 14, "end"), _ROOM_AT_THE_LEFT
    line = f'<path d="{path}" fill="none" stroke="{color}"{_DASHES[link.status]}/>'
    drawn = [line, f'<path d="{head}" fill="{color}"/>']
    return "\n".join([*drawn, *_labels(link, at, room, palette, formulas=formulas)])


def _labels(link: Link, at: _Anchor, room: int, palette: Palette, *, formulas: bool) -> list[str]:
    """The shapes of a link side by side, and beneath them their formulas."""
    labels = link_labels(link, formulas=formulas)
    halo = f' stroke="{palette.background}" stroke-width="4" paint-order="stroke"'
    face = f' font-family="{MONO}" text-anchor="{at.anchor}"{halo}'
    color = palette.bad if link.status == "mismatch" else palette.shape
    numbers = ", ".join(label.text for label in labels)
    lines = [_line_of_text(at.x, at.y, numbers, color, f' font-size="11"{face}')]
    if any(label.formula for label in labels):
        words = shorten(", ".join(label.formula or label.text for label in labels), room)
        lines.append(_line_of_text(at.x, at.y + 12, words, palette.muted, f' font-size="9.5"{face}'))
    return lines


def _line_of_text(x: float, y: float, text: str, color: str, attributes: str = ' font-size="12"') -> str:
    return f'<text x="{x}" y="{y}" fill="{color}"{attributes}>{escape(text)}</text>'
