"""The update that the browser gets for new sizes: the difference between two graphs, and nothing else."""

from __future__ import annotations

import jsonschema
import pytest

from shapeviz.graph.document import schema, to_plain
from shapeviz.graph.update import difference

CELL = """
m = nn.Sequential(nn.Flatten(), nn.Linear(12, 5))
x = torch.randn(2, 3, 4)
y = m(x)
"""


@pytest.fixture
def check(run):
    return run(CELL).check


def test_an_update_holds_what_changed(check) -> None:
    update = check.update({"N": 7})
    assert update["sizes"] == {"N": 7, "L": 3, "F": 4}
    assert update["headline"] == "2 layers, every shape fits" and update["mismatches"] == []
    assert {edge["shape"][0] for edge in update["edges"].values()} == {7}
    assert len(update["edges"]) == len(check.graph.edges)


def test_an_update_tells_of_a_mismatch(check) -> None:
    update = check.update({"L": 5})
    (red,) = [edge for edge in update["edges"].values() if edge["status"] == "mismatch"]
    assert tuple(red["shape"]) == (2, 20) and tuple(red["expected"]) == (2, 12)
    assert update["verdict"] == "mismatch"
    assert update["mismatches"][0]["message"] == (
        "m[1] (Linear) expects 12 features in the last axis of its input, but gets 20."
    )


def test_the_recorded_sizes_change_nothing(check) -> None:
    update = check.update({})
    assert update["nodes"] == {} and update["edges"] == {}


def test_an_update_fits_the_schema(check) -> None:
    update = {"$ref": "#/$defs/Update", "$defs": schema()["$defs"]}
    for sizes in ({}, {"N": 7}, {"L": 5}):
        jsonschema.validate(to_plain(check.update(sizes)), update)


def test_the_difference_of_a_graph_from_itself_is_empty(check) -> None:
    update = difference(check.graph, check.graph, {"N": 2})
    assert update["nodes"] == {} and update["edges"] == {}
