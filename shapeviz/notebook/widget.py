"""The live widget: the document, and an answer to each size that a person asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from shapeviz.graph.document import to_json
from shapeviz.graph.model import Graph
from shapeviz.graph.packing import pack
from shapeviz.other_sizes import SizeError
from shapeviz.result import Check
from shapeviz.tracing.rerun import CannotRerun

BUNDLE = Path(__file__).parent.parent / "static" / "widget.js"
CANNOT_RUN = "The model cannot be run at these sizes without its data"


def _packed(text: str, _: Any) -> str:
    return pack(text)


class ShapeWidget(anywidget.AnyWidget):
    """Shows one document. `twin` is the id of the static picture that it stands in for while it lives.

    With a check behind it (`live`) it answers the browser's `resize` messages; see `answer`.
    """

    _esm = BUNDLE

    document = traitlets.Unicode().tag(sync=True, to_json=_packed)
    twin = traitlets.Unicode("").tag(sync=True)
    live = traitlets.Bool(False).tag(sync=True)

    def __init__(self, check: Check | None = None, **traits: Any) -> None:
        super().__init__(**traits)
        self._check = check
        self.live = check is not None and bool(check.symbols)
        self.on_msg(self._receive)

    def _receive(self, _: Any, message: Any, buffers: Any) -> None:
        if self._check is not None and isinstance(message, dict) and message.get("kind") == "resize":
            self.send(answer(self._check, message))


def answer(check: Check, message: dict[str, Any]) -> dict[str, Any]:
    """The answer to a `resize` message: `resized` with an update, `redrawn` with a document, `refused` with a sentence.

    A page that shows another document than the check's own says that it was `redrawn`, and gets a document again.

    Never raises: whatever goes wrong in running the user's model at new sizes becomes a sentence.
    """
    request = message.get("request")
    try:
        sizes = {str(name): size for name, size in dict(message["sizes"]).items()}
        told = check.told_at(sizes)
        if isinstance(told, Graph) or message.get("redrawn"):
            document = to_json(told if isinstance(told, Graph) else check.graph)
            return {"kind": "redrawn", "request": request, "document": document}
        return {"kind": "resized", "request": request, "update": told}
    except (SizeError, CannotRerun) as reason:
        return {"kind": "refused", "request": request, "message": str(reason)}
    except Exception as reason:
        return {"kind": "refused", "request": request, "message": f"{CANNOT_RUN} ({type(reason).__name__})."}
