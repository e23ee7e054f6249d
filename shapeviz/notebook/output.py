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


def show(check: Check, *, depth: int | None = None) -> None:
    """Show a check: in a notebook the twin and the widget, in a terminal the text report."""
    if not _in_notebook():
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
    # The twin says it in words; the widget's output is the widget alone, so that nothing stays where none can live.
    view = {kind: part for kind, part in _view(check, document, twin).items() if kind.startswith("application/")}
    display(view, raw=True)  # pyright: ignore[reportUnknownMemberType]


def _in_notebook() -> bool:
    from IPython.core.getipython import get_ipython

    return hasattr(get_ipython(), "kernel")


def mime_bundle(check: Check) -> dict[str, Any]:
    """The check in one bundle, for front ends that ask for no more: the widget, with the static forms beside it."""
    document = to_json(check.graph)
    twin = _twin_id(document)
    bundle = {"text/plain": to_text(check.graph), "text/html": twin_html(check.graph, twin)}
    return {**_view(check, document, ""), **bundle}


def _view(check: Check, document: str, twin: str) -> dict[str, Any]:
    from shapeviz.notebook.widget import ShapeWidget

    live: Any = ShapeWidget(check, document=document, twin=twin)
    bundle = live._repr_mimebundle_()
    return dict(bundle[0] if isinstance(bundle, tuple) else bundle or {})


def _twin_id(document: str) -> str:
    """An id that differs from output to output, and is the same when the notebook runs again."""
    digest = hashlib.sha256(document.encode()).hexdigest()[:8]
    return f"shapeviz-{digest}-{next(_shown)}"
