"""The sums below the table, in which each shared thing counts once."""

from __future__ import annotations

from shapeviz.graph.model import Graph, Node, NodeKind, Shape, Source, SourceSpan, TensorSpec
from shapeviz.rendering.totals import Totals


def module(number: int, label: str, parent: str | None = None, count: int = 0, **more: object) -> Node:
    path = f"{parent}/{label}" if parent else ""
    node = Node(f"n{number}", "module", "linear", "torch.nn.Linear", label, path, parent, parameter_count=count)
    for name, value in more.items():
        setattr(node, name, value)
    return node


def step(number: int, shape: Shape, kind: NodeKind = "call", **more: object) -> Node:
    node = Node(f"n{number}", kind, "step", "torch.step", f"step{number}")
    node.outputs = [TensorSpec(shape, "float32", "cpu")]
    for name, value in more.items():
        setattr(node, name, value)
    return node


def totals(*nodes: Node) -> Totals:
    return Totals.of(Graph(Source("In[1]", ""), nodes=list(nodes)))


def test_a_group_counts_its_own_parameters_and_not_its_layers_again():
    sums = totals(
        module(1, "net", count=150, frozen_count=40, parameter_bytes=600),
        module(2, "fc", "n1", 110, frozen_count=40, parameter_bytes=440),
    )
    assert (sums.parameters, sums.frozen, sums.trainable, sums.parameter_bytes) == (150, 40, 110, 600)


def test_layers_in_a_group_that_has_no_parameters_of_its_own_count():
    function = Node("n1", "call", "step", "__main__.step", "step")
    assert totals(function, module(2, "a", "n1", 10), module(3, "b", "n1", 20)).parameters == 30


def test_a_layer_that_runs_twice_counts_once():
    net, once, again = module(1, "net"), module(2, "fc", "n1", 110), module(3, "fc", "n1", 110)
    assert totals(net, once, again).parameters == 110


def test_a_model_that_runs_twice_counts_once():
    first, second = module(1, "net", count=110), module(2, "net", count=110)
    assert totals(first, second).parameters == 110


def test_two_models_of_one_class_made_on_two_lines_both_count():
    first = module(1, "Linear", count=110, defined=SourceSpan(1, 0, 1, 9))
    second = module(2, "Linear", count=110, defined=SourceSpan(2, 0, 2, 9))
    assert totals(first, second).parameters == 220


def test_multiply_adds_are_those_of_every_run_of_the_innermost_steps():
    net = module(1, "net", multiply_adds=999)
    assert totals(net, module(2, "fc", "n1", multiply_adds=7, repeats=3), module(3, "fc", "n1")).multiply_adds == 21


def test_a_pass_holds_the_outputs_of_what_has_weights_or_multiplies_twice():
    sums = totals(
        step(1, (100,), "input"),
        step(2, (10,), parameter_count=5, parameter_bytes=20),
        step(3, (4, 4), multiply_adds=64, repeats=2),
        step(4, (1000,)),
    )
    assert sums.pass_bytes == 2 * (40 + 2 * 64)
    assert (sums.input_bytes, sums.parameter_bytes) == (400, 20)
    assert sums.total_bytes == 400 + 20 + sums.pass_bytes
