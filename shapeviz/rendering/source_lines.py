"""The line of code at which a mismatch or a warning shows, with the expression underlined."""

from __future__ import annotations

from shapeviz.graph.findings import Mismatch, Warning
from shapeviz.graph.model import Graph, SourceSpan
from shapeviz.rendering.shapes_text import one_line, shorten


def code_lines(graph: Graph, finding: Mismatch | Warning, width: int) -> list[str]:
    """The line of code where something is found, and below it carets under the expression.

    Returns one line where the span is unknown or the code stands outside the checked source, and none
    where nothing is known of its place. No line is longer than `width` characters.

    >>> from shapeviz.graph.model import Node, Source, SourceSpan
    >>> node = Node("n1", "module", "linear", "torch.nn.Linear", "fc", span=SourceSpan(1, 8, 1, 13))
    >>> graph = Graph(Source("In[1]", "    y = fc(x)"), nodes=[node])
    >>> print("\\n".join(code_lines(graph, Mismatch("n1", "", line=1), 80)))
    line 1 | y = fc(x)
                 ^^^^^
    """
    node = next((node for node in graph.nodes if node.id == finding.node), None)
    source = graph.source.text.split("\n")
    if finding.line is not None and 1 <= finding.line <= len(source):
        return _underlined(finding.line, source[finding.line - 1], node.span if node else None, width)
    if node and node.origin:
        place = f"{one_line(node.origin.name)}, line {node.origin.line}"
        return [shorten(f"{place} | {one_line(node.origin.text)}", width)]
    return []


def visible_code(line: str) -> str:
    """A line of code whose characters keep their columns: a tab or a control character becomes one visible character.

    >>> visible_code("\\tx = 1")
    ' x = 1'
    """
    return "".join(one_line(char) or " " for char in line)


def _underlined(number: int, line: str, span: SourceSpan | None, width: int) -> list[str]:
    prefix = f"line {number} | "
    code = visible_code(line)
    start, end = _columns(code, number, span)
    first = len(code) - len(code.lstrip())
    room = width - len(prefix)
    if end - first > room and start > first:
        # The expression stands far to the right: cut the code before it rather than the expression.
        first = max(min(start - 10, end - room), first)
        code = code[:first] + "…" + code[first + 1 :]
    visible = shorten(code[first:].rstrip(), room)
    carets = min(end - first, len(visible)) - (start - first)
    return [prefix + visible] + ([" " * (len(prefix) + start - first) + "^" * carets] if carets > 0 else [])


def _columns(code: str, number: int, span: SourceSpan | None) -> tuple[int, int]:
    """Where the part of `span` that stands on line `number` begins and ends (both 0: nowhere)."""
    if span is None or not span.line <= number <= span.end_line:
        return 0, 0
    start = span.column if number == span.line else len(code) - len(code.lstrip())
    return start, span.end_column if number == span.end_line else len(code.rstrip())
