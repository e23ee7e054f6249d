"""The JSON document: what goes in comes out again, it fits its schema, and it is the same bytes every time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from shapeviz.graph.document import from_document, from_json, schema, to_document, to_json
from shapeviz.graph.model import Graph, Source

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "documents"

CELL = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.fc = nn.Linear(100, 10)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(x)).flatten(1))

x = torch.randn(2, 3, 8, 8)
y = Net()(x)
"""
ELSEWHERE = """
import json, sys
import torch
from torch import nn
from shapeviz import check_cell
sys.stdout.write(check_cell(sys.stdin.read(), {"torch": torch, "nn": nn}).to_json())
"""


def test_a_graph_survives_the_way_to_json_and_back(run) -> None:
    graph = run(CELL).graph
    assert from_json(to_json(graph)) == graph


def test_the_fixture_survives_the_way_through_the_classes() -> None:
    document = json.loads((DOCUMENTS / "mismatch_cnn.json").read_text("utf-8"))
    assert json.loads(to_json(from_document(document))) == document


def test_documents_fit_the_schema(run) -> None:
    for source in (CELL, "pass", "1 / 0", "torch.ones(2, 3) @ torch.ones(2, 3)", "y = torch.ones(3).sum()"):
        jsonschema.validate(json.loads(run(source).check.to_json()), schema())


def test_the_same_cell_gives_the_same_bytes(run) -> None:
    first, second = run(CELL).check.to_json(), run(CELL).check.to_json()
    assert first == second
    text = CELL.strip("\n")
    elsewhere = subprocess.run(
        [sys.executable, "-c", ELSEWHERE], input=text, capture_output=True, text=True, check=True
    )
    assert elsewhere.stdout == first


def test_a_document_of_another_version_is_refused() -> None:
    document = {**to_document(Graph(Source("In[1]", ""))), "version": 2}
    with pytest.raises(ValueError) as refusal:
        from_document(document)
    assert str(refusal.value) == "This document has version 2; this shapeviz reads version 1."


def test_what_is_none_is_left_out(run) -> None:
    document = to_document(run("y = torch.ones(3).sum()").graph)
    assert "error" not in document
    assert "expected" not in document["edges"][0] and "parent" not in document["nodes"][0]


def test_text_of_the_user_stays_text(run) -> None:
    name = "</script><img src=x onerror=alert(1)>"
    source = f"m = nn.Sequential()\nm.add_module({name!r}, nn.ReLU())\ny = m(torch.ones(2))"
    graph = run(source).graph
    assert [node.label for node in graph.nodes if node.op == "relu"] == [name]
    assert from_json(to_json(graph)) == graph
