"""What is put below a cell: the static twin, then the widget that takes its place while it lives."""

from __future__ import annotations

import hashlib
from itertools import count
from typing import Any

from shapeviz.graph.document import to_json
from shapeviz.rendering.html import twin_html
from shapeviz.rendering.text import to_text
from shapeviz.result import Check

_shown = count(1)


def show(check: Check, *, in_notebook: bool, depth: int | None = None) -> None:
    """Show a check: in a notebook the twin and the widget, in a terminal the text report."""
    if not in_notebook:
        print(to_text(check.graph, depth=depth))
        return
    from IPython.display import display

    if check.graph.verdict == "empty":
        print(check.graph.headline)
        return
    document = to_json(check.graph)
    twin = _twin_id(document)
    display(  # pyright: ignore[reportUnknownMemberType]
        {
            "text/html": twin_html(check.graph, twin, depth=depth),
            "text/plain": to_text(check.graph, depth=depth),
        },
        raw=True,
    )
    display(widget(check, document, twin))  # pyright: ignore[reportUnknownMemberType]


def widget(check: Check, document: str, twin: str) -> Any:
    """The live widget of a check."""
    from shapeviz.notebook.widget import ShapeWidget

    return ShapeWidget(check, document=document, twin=twin)


def mime_bundle(check: Check) -> dict[str, Any]:
    """What the check is as the last value of a cell: the widget, with the static forms beside it."""
    document = to_json(check.graph)
    twin = _twin_id(document)
    bundle = {"text/plain": to_text(check.graph), "text/html": twin_html(check.graph, twin)}
    return {**widget(check, document, "")._repr_mimebundle_(), **bundle}


def _twin_id(document: str) -> str:
    """An id that differs from output to output, and is the same when the notebook runs again."""
    digest = hashlib.sha256(document.encode()).hexdigest()[:8]
    return f"shapeviz-{digest}-{next(_shown)}"
