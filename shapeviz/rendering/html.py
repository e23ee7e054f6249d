"""The graph as HTML: a self-contained interactive page, and the static twin that a saved notebook keeps."""

from __future__ import annotations

import base64
import html
import re
from dataclasses import dataclass
from importlib import resources

from shapeviz.graph.document import to_json
from shapeviz.graph.findings import ErrorText, Mismatch, Warning
from shapeviz.graph.model import Graph
from shapeviz.graph.packing import pack
from shapeviz.rendering.captions import folded_sentence, unexplained_error, verdict_text, warning_text
from shapeviz.rendering.fixes import ShownFix, cause_lines, diff_text, shown_fixes, trial_text
from shapeviz.rendering.folding import fold
from shapeviz.rendering.formulas import coverage_sentence, has_formulas
from shapeviz.rendering.shapes_text import escape
from shapeviz.rendering.sizes_text import size_lines
from shapeviz.rendering.source_lines import code_lines
from shapeviz.rendering.svg import to_svg
from shapeviz.rendering.table import chosen_columns, html_table
from shapeviz.rendering.table_rows import folded_rows
from shapeviz.rendering.totals import Totals

_TARGET = "shapeviz-1"
_MOST_ROWS = 60
_CODE_WIDTH = 98
_STYLE = """
:root { color-scheme: light dark; }
body { margin: 24px; font: 14px/1.5 system-ui, sans-serif; }
img { max-width: 100%; }
table { border-collapse: collapse; font-size: 13px; }
th, td { padding: 2px 12px 2px 0; text-align: left; }
"""


def to_html(graph: Graph, *, depth: int | None = None) -> str:
    """One page that needs nothing else: the interactive view, and without scripts the static picture.

    Parameters
    ----------
    depth
        Levels of groups that the static picture and table show; None lets their length decide.

    >>> from shapeviz.graph.model import Source
    >>> to_html(Graph(Source("In[1]", "1 + 1"))).startswith("<!DOCTYPE html>")
    True
    """
    name = escape(f"{graph.source.name} · {verdict_text(graph)}")
    document = f'class="shapeviz-document" data-target="{_TARGET}"'
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<style>{_STYLE}</style>
</head>
<body>
{twin_html(graph, _TARGET, depth=depth)}
<script type="application/zlib" {document}>{pack(to_json(graph))}</script>
<script>{_inert_script(_standalone_script())}</script>
</body>
</html>
"""


def twin_html(graph: Graph, twin_id: str, *, depth: int | None = None) -> str:
    """The static twin of the view, of tags that survive the sanitizer of an untrusted notebook.

    The picture stands below the verdict and the first sentence, what else was found below the picture.

    Parameters
    ----------
    twin_id
        The id of the outermost element, by which the live view finds and hides the twin.
    depth
        Levels of groups to show; None shows about 40 nodes and 60 rows.
    """
    opening, *others = _findings(graph) or [_Finding()]
    parts = [f"<p><strong>{escape(verdict_text(graph))}</strong></p>", *opening.place]
    if graph.nodes:
        parts.append(_picture(graph, depth))
    parts += opening.advice
    parts += [part for finding in others for part in (*finding.place, *finding.advice)]
    parts += [_paragraph(note) for note in graph.notes]
    parts += [_sizes(graph), _paragraph(coverage_sentence(graph))]
    if graph.nodes:
        parts.append(_table(graph, depth))
    return f'<div id="{escape(twin_id)}">\n' + "\n".join(part for part in parts if part) + "\n</div>"


@dataclass(frozen=True, slots=True)
class _Finding:
    """What was found, as elements: where and what it is, then why, and what to change."""

    place: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


def _findings(graph: Graph) -> list[_Finding]:
    """Mismatches first, then an error that none of them explains, then warnings."""
    error = unexplained_error(graph)
    return [
        *(_mismatch(graph, mismatch) for mismatch in graph.mismatches),
        *([_Finding((_error(error),))] if error else []),
        *(_warning(graph, warning) for warning in graph.warnings),
    ]


def _mismatch(graph: Graph, mismatch: Mismatch) -> _Finding:
    place = _paragraph(mismatch.message), _code(code_lines(graph, mismatch, _CODE_WIDTH))
    error = _error(mismatch.error) if mismatch.error else ""
    return _Finding(place, (error, _paragraph(mismatch.blame), *_advice(mismatch)))


def _warning(graph: Graph, warning: Warning) -> _Finding:
    place = _paragraph(f"⚠ {warning_text(warning)}"), _code(code_lines(graph, warning, _CODE_WIDTH))
    return _Finding(place, tuple(_advice(warning)))


def _advice(finding: Mismatch | Warning) -> list[str]:
    """The line to change with the reason, and the fixes as diffs whose signs stand in the text."""
    parts: list[str] = []
    cause = cause_lines(finding, _CODE_WIDTH)
    if cause is not None:
        heading, code, reason = cause
        parts += [f"<p><strong>{heading}</strong></p>", _code([code] if code else []), _paragraph(reason)]
    return parts + [_fix(shown, unfolded=number == 0) for number, shown in enumerate(shown_fixes(finding))]


def _fix(shown: ShownFix, *, unfolded: bool) -> str:
    parts = [f"<details{' open' if unfolded else ''}><summary><strong>{escape(shown.heading)}</strong></summary>"]
    parts += [_paragraph(shown.reason), _code(diff_text(shown.fix, _CODE_WIDTH)), _paragraph(trial_text(shown.fix))]
    return "\n".join(part for part in (*parts, "</details>") if part)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _code(lines: list[str]) -> str:
    return f"<pre><code>{html.escape(chr(10).join(lines))}</code></pre>" if lines else ""


def _error(error: ErrorText) -> str:
    return _paragraph(f"{error.type}: {error.text}")


def _sizes(graph: Graph) -> str:
    """What the letters in the picture's formulas stand for, and what is known of other sizes."""
    lines = [" · ".join(part for part in (line.size, line.origin, line.known) if part) for line in size_lines(graph)]
    return f"<p><strong>Sizes</strong><br>{'<br>'.join(map(escape, lines))}</p>" if lines else ""


def _picture(graph: Graph, depth: int | None) -> str:
    image = base64.b64encode(to_svg(graph, depth=depth).encode()).decode()
    words = escape(f"The graph of {graph.source.name}. {verdict_text(graph)}. The table below has its shapes.")
    return f'<img src="data:image/svg+xml;base64,{image}" alt="{words}">'


def _table(graph: Graph, depth: int | None) -> str:
    folded = fold(graph, depth, _MOST_ROWS if depth is None else None)
    rows = folded_rows(folded)
    table = html_table(rows, Totals.of(graph), chosen_columns(rows, formulas=has_formulas(graph)))
    sentence = escape(folded_sentence(folded))
    return f"<details><summary>The layers as a table</summary>\n{table}\n<p>{sentence}</p>\n</details>"


def _standalone_script() -> str:
    return resources.files("shapeviz").joinpath("static", "standalone.js").read_text("utf-8")


def _inert_script(script: str) -> str:
    """A script with nothing in it that could end its element: both texts can stand only in strings there."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", script, flags=re.IGNORECASE)
