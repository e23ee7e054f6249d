"""The words on a card: the same in the report, the table and the pictures."""

from __future__ import annotations

from dataclasses import dataclass

from shapeviz.graph.findings import ErrorText, Warning
from shapeviz.graph.model import Graph, Node
from shapeviz.rendering.folding import Card, FoldedGraph, Link
from shapeviz.rendering.formulas import symbolic_text
from shapeviz.rendering.shapes_text import (
    AS_IF_IT_FITTED,
    FAILS_HERE,
    count_text,
    edge_text,
    limited,
    one_line,
    shorten,
    tensors_text,
)

NOT_REACHED = "not reached"
_CARD_WIDTH = 48
_FORMULA_WIDTH = 36
_MOST_LINKS_WITH_FORMULAS = 40
_MOST_LABELS = 3


def verdict_text(graph: Graph) -> str:
    """The headline behind its mark; an empty graph has no mark.

    >>> from shapeviz.graph.model import Graph, Source
    >>> verdict_text(Graph(Source("", ""), verdict="ok", headline="2 layers, every shape fits"))
    '✓ 2 layers, every shape fits'
    """
    marks = {"ok": "✓ ", "mismatch": "✗ ", "error": "✗ ", "empty": ""}
    return marks[graph.verdict] + one_line(graph.headline)


def unexplained_error(graph: Graph) -> ErrorText | None:
    """The exception that ended the run, unless a mismatch already tells of it."""
    told = any(mismatch.error == graph.error for mismatch in graph.mismatches)
    return None if told else graph.error


def warning_text(warning: Warning) -> str:
    """A warning with its line.

    >>> warning_text(Warning("broadcast-loss", "n9", 14, "The loss broadcasts 32 × 1 against 32."))
    'Warning, line 14: The loss broadcasts 32 × 1 against 32.'
    """
    place = "Warning" if warning.line is None else f"Warning, line {warning.line}"
    return f"{place}: {one_line(warning.message)}"


def title(card: Card) -> str:
    """The first line of a card: the node's own name, or how many steps are left out."""
    node = card.node
    if node is None:
        return f"… {count_text(len(card.hidden))} more steps"
    name = one_line(node.label) or one_line(node.op) or node.kind
    return f"{name} ×{count_text(node.repeats)}" if node.repeats > 1 else name


def subtitle(card: Card) -> str:
    """The second line of a card: what the node is, its arguments, and how much is folded into it."""
    node = card.node
    if node is None:
        return ""
    if node.kind not in ("module", "call"):
        return node.kind if node.kind != one_line(node.label) else ""
    words = f"{class_name(node)} {one_line(node.summary)}".strip()
    return ", ".join(text for text in (words, contents(card)) if text)


def class_name(node: Node) -> str:
    """The class of a module where its label does not say it already; a function has none."""
    name = one_line(node.target.rpartition(".")[2])
    return name if node.kind == "module" and name != one_line(node.label) else ""


def warning_mark(folded: FoldedGraph, card: Card) -> str:
    """What stands before the name of a card that has a warning."""
    return "⚠ " if card.id in folded.warned else ""


def card_lines(folded: FoldedGraph, card: Card) -> list[str]:
    """The one or two lines of a drawn card. A failing card has a mark besides its colour, and so has a warned one."""
    mark = "✗ " if card.id in folded.failing else warning_mark(folded, card)
    first = mark + title(card)
    unreached = card.node is not None and card.node.status == "unreached"
    second = ", ".join(text for text in (subtitle(card), NOT_REACHED if unreached else "") if text)
    return [shorten(line, _CARD_WIDTH) for line in (first, second) if line]


@dataclass(frozen=True, slots=True)
class Label:
    """What stands beside a link: a shape in numbers, and beneath it as a formula where that tells more."""

    text: str
    formula: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.formula})" if self.formula else self.text


def shows_formulas(folded: FoldedGraph) -> bool:
    """Whether the links are few enough for a picture that has two lines at each."""
    return len(folded.links) <= _MOST_LINKS_WITH_FORMULAS


def link_labels(link: Link, *, formulas: bool, width: int | None = _FORMULA_WIDTH) -> list[Label]:
    """The labels beside a link, mismatches first, each said once. Formulas are no longer than `width` characters."""
    worst_first = sorted(link.edges, key=lambda edge: edge.status != "mismatch")
    labels: dict[Label, None] = {}
    for edge in worst_first:
        formula = symbolic_text(edge.formula) if formulas else ""
        labels[Label(edge_text(edge), formula if width is None else shorten(formula, width))] = None
    more = len(labels) - _MOST_LABELS
    return [*labels][:_MOST_LABELS] + ([Label(f"+{more} more")] if more > 0 else [])


def contents(card: Card) -> str:
    """What is folded into a closed group: its layers, or its steps where it has no layers."""
    parents = {node.parent for node in card.hidden}
    layers = sum(1 for node in card.hidden if node.kind == "module" and node.id not in parents)
    count, noun = (layers, "layer") if layers else (len(card.hidden), "step")
    return f"{count_text(count)} {noun}{'s' if count > 1 else ''}" if count else ""


def misfits(folded: FoldedGraph, node: Node) -> str:
    """What does not fit at a failing node: each operand's shape against the expected one; else nothing."""
    if node.id not in folded.failing:
        return ""
    edges = [edge for edge in folded.graph.edges if edge.target == node.id and edge.status == "mismatch"]
    return ", ".join(limited(edge_text(edge) for edge in edges)) or FAILS_HERE


def output_text(node: Node) -> str:
    """The shapes that leave a node (for an output node: that reach it), and how far they can be believed."""
    if node.status == "unreached":
        return NOT_REACHED
    specs = node.inputs if node.kind == "output" else node.outputs
    shapes = tensors_text(specs)
    return f"{shapes} {AS_IF_IT_FITTED}" if shapes and node.status in ("assumed", "mismatch") else shapes


def folded_sentence(folded: FoldedGraph) -> str:
    """How much is not shown, and what to ask for to see it; empty if everything is shown."""
    if not folded.hidden_count:
        return ""
    hidden, total = count_text(folded.hidden_count), count_text(len(folded.graph.nodes))
    return f"{hidden} of {total} steps are folded away. Ask for depth {folded.full_depth} to see them all."
