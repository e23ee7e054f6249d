"""The rows of the layer table: what each counts, and what only its group can tell."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import Graph, Node, Source, TensorSpec
from shapeviz.rendering.table_rows import Row, rows


def module(number: int, label: str, parent: str | None = None, **more: object) -> Node:
    path = f"{parent}/{label}" if parent else ""
    node = Node(f"n{number}", "module", "linear", "torch.nn.Linear", label, path, parent)
    for name, value in more.items():
        setattr(node, name, value)
    return node


def rows_of(*nodes: Node, depth: int | None = None) -> list[Row]:
    return rows(Graph(Source("In[1]", ""), nodes=list(nodes)), depth)


def test_an_open_group_has_the_parameters_that_no_layer_inside_it_has():
    net = module(1, "net", parameter_count=128)
    fc = module(2, "fc", "n1", parameter_count=110)
    assert [row.parameters for row in rows_of(net, fc)] == [18, 110]
    assert [row.parameters for row in rows_of(net, fc, depth=0)] == [128]


def test_a_layer_that_runs_twice_is_taken_from_its_group_once():
    net = module(1, "net", parameter_count=110)
    once, again = (module(number, "fc", "n1", parameter_count=110) for number in (2, 3))
    listed = rows_of(net, once, again)
    assert [row.parameters for row in listed[:2]] == [0, 110]
    assert [row.recursive for row in listed] == [False, False, True]


def test_layers_inside_a_function_are_taken_from_the_model_around_it():
    net = module(1, "net", parameter_count=30)
    step = Node("n2", "call", "step", "__main__.step", "step", parent="n1")
    layers = module(3, "a", "n2", parameter_count=10), module(4, "b", "n2", parameter_count=20)
    assert [row.parameters for row in rows_of(net, step, *layers)] == [0, 0, 10, 20]


def test_weights_that_two_layers_share_leave_nothing_to_their_group():
    net = module(1, "net", parameter_count=110)
    tied = module(2, "embedding", "n1", parameter_count=100), module(3, "decoder", "n1", parameter_count=110)
    assert [row.parameters for row in rows_of(net, *tied)] == [0, 100, 110]


def test_a_step_of_a_loop_counts_as_often_as_it_ran():
    state = TensorSpec((2, 8), "float32", "cpu")
    cell = module(1, "cell", parameter_count=576, multiply_adds=1024, repeats=5, outputs=[state])
    [row] = rows_of(cell)
    assert (row.parameters, row.multiply_adds, row.memory) == (576, 5 * 1024, 5 * 64)


@pytest.mark.parametrize("parameters, frozen, told", [(0, 0, ""), (10, 0, "yes"), (10, 10, "no"), (10, 4, "partly")])
def test_a_row_says_whether_its_parameters_are_trained(parameters: int, frozen: int, told: str):
    [row] = rows_of(module(1, "fc", parameter_count=parameters, frozen_count=frozen))
    assert row.trainable == told


@pytest.mark.parametrize(
    "attributes, kernel",
    [
        ({"kernel_size": [3, 5]}, "3 × 5"),
        ({"kernel_size": 2}, "2"),
        ({"pool_size": [2, 2]}, "2 × 2"),
        ({"stride": 2}, ""),
    ],
)
def test_the_kernel_is_the_window_of_a_layer(attributes: dict[str, object], kernel: str):
    [row] = rows_of(module(1, "layer", attributes=attributes))
    assert row.kernel == kernel


def test_a_folded_group_has_the_multiply_adds_of_what_it_holds(big: Graph):
    row = next(row for row in rows(big, depth=2) if row.layer.startswith("0  Bottleneck"))
    assert row.layer == "0  Bottleneck, 16 layers"
    assert row.multiply_adds == 16_000
