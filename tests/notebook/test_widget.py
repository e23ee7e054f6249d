"""The widget's messages, and the document in the state that a notebook keeps."""

from __future__ import annotations

import shapeviz
from shapeviz.graph.document import to_json
from shapeviz.graph.packing import pack
from shapeviz.notebook.widget import ShapeWidget, answer

CELL = "import torch\nx = torch.ones(2, 3)\ny = x @ torch.ones(3, 5)"


def checked() -> shapeviz.Check:
    return shapeviz.check_cell(CELL)


def test_the_state_that_a_notebook_keeps_holds_the_document_packed() -> None:
    check = checked()
    widget = ShapeWidget(check, document=to_json(check.graph))
    assert widget.get_state()["document"] == pack(to_json(check.graph))


def test_a_check_with_sizes_makes_a_live_widget() -> None:
    assert ShapeWidget(checked(), document="{}").live
    assert not ShapeWidget(document="{}").live


def test_a_move_is_answered_with_what_it_changes() -> None:
    reply = answer(checked(), {"kind": "resize", "request": 7, "sizes": {"N": 4}})
    assert (reply["kind"], reply["request"]) == ("resized", 7)
    assert reply["update"]["sizes"]["N"] == 4
    assert [edge["shape"] for edge in reply["update"]["edges"].values()] == [(4, 3), (4, 5)]


def test_a_size_out_of_range_is_refused_with_a_sentence() -> None:
    reply = answer(checked(), {"kind": "resize", "request": 8, "sizes": {"N": 0}})
    assert reply == {
        "kind": "refused",
        "request": 8,
        "message": "N must be a whole number from 1 to 64, not 0.",
    }


def test_a_message_without_sizes_is_refused_with_a_sentence() -> None:
    reply = answer(checked(), {"kind": "resize", "request": 9})
    assert reply["message"] == "The model cannot be run at these sizes without its data (KeyError)."
