"""What modules, inputs and outputs are called: the names that the code itself gives them."""

from __future__ import annotations

import ast

import pytest

from shapeviz.tracing.places import value_name
from shapeviz.tracing.source import CheckedSource


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("x = torch.randn(2)", "x"),
        ("x: torch.Tensor = torch.randn(2)", "x"),
        ("x = torch.randn(2).to('cpu').float()", "x"),
        ("x = torch.randn(2)[:1]", "x"),
        ("x, y = torch.ones(3), torch.randn(2)", "y"),
        ("h = torch.ones(3), torch.randn(2)", "h[1]"),
        ("batch = {'ids': [torch.ones(3), torch.randn(2)]}", "batch['ids'][1]"),
        ("batch = {'ids': torch.randn(2)}", "batch['ids']"),
        ("self.table = torch.randn(2)", "self.table"),
        ("rows = [torch.randn(2) for _ in range(3)]", "rows"),
        ("rows = [torch.ones(3)] * 2 + [torch.randn(2)]", "rows"),
        ("y = model(torch.randn(2))", ""),
        ("y = torch.randn(2) * 3", ""),
        ("a, b = model(torch.randn(2))", ""),
        ("model(torch.randn(2))", ""),
    ],
)
def test_a_value_is_called_what_it_is_assigned_to(line, name) -> None:
    source = CheckedSource("cell", line, "<cell>")
    assert source.tree is not None
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    call = next(call for call in calls if ast.unparse(call) == "torch.randn(2)")
    assert value_name(source, source.span_of(call)) == name


def test_an_input_without_a_name_is_called_after_the_argument(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, image, *, scale):
                return image * scale

        out = Net()(torch.ones(2), scale=torch.ones(()))
        """
    )
    assert picture.labels("input") == ["image", "scale"]
    assert picture.outputs() == {"out": (2,)}


def test_layers_at_the_top_level_are_called_after_their_variables(run) -> None:
    picture = run("fc = nn.Linear(4, 2)\nact = nn.ReLU()\ny = act(fc(torch.ones(3, 4)))")
    assert picture.labels("module") == ["fc", "act"]


def test_the_items_of_a_sequential_are_called_after_its_variable(run) -> None:
    picture = run("model = nn.Sequential(nn.Linear(4, 2), nn.ReLU())\ny = model(torch.ones(3, 4))")
    assert picture.labels("module") == ["model", "model[0]", "model[1]"]


def test_a_model_of_ones_own_is_called_after_its_class(run) -> None:
    picture = run(
        "class Net(nn.Module):\n    def forward(self, x): return x + 1\nmodel = Net()\ny = model(torch.ones(3))"
    )
    assert picture.labels("module") == ["Net"]


@pytest.mark.parametrize(
    ("line", "outputs"),
    [
        ("y = lstm(x)", {"y[0]": (2, 3, 5), "y[1][0]": (1, 2, 5), "y[1][1]": (1, 2, 5)}),
        ("y, state = lstm(x)", {"y": (2, 3, 5), "state[0]": (1, 2, 5), "state[1]": (1, 2, 5)}),
        ("y, (h, c) = lstm(x)", {"y": (2, 3, 5), "h": (1, 2, 5), "c": (1, 2, 5)}),
        ("y, _ = lstm(x)", {"y": (2, 3, 5)}),  # nobody asks for what goes to `_`
        ("lstm(x)", {"output[0]": (2, 3, 5), "output[1][0]": (1, 2, 5), "output[1][1]": (1, 2, 5)}),
    ],
)
def test_outputs_are_called_after_what_they_are_unpacked_to(run, line, outputs) -> None:
    picture = run(f"lstm = nn.LSTM(4, 5, batch_first=True)\nx = torch.ones(2, 3, 4)\n{line}")
    assert picture.outputs() == outputs


def test_a_result_of_a_helper_is_called_after_the_variable(run) -> None:
    picture = run("def double(x):\n    return x * 2\n\ny = double(torch.ones(3))\nz = torch.relu(torch.ones(2))")
    assert picture.outputs() == {"y": (3,), "z": (2,)}


def test_an_augmented_assignment_names_its_result(run) -> None:
    assert run("total = torch.ones(3)\ntotal += 1").outputs() == {"total": (3,)}


def test_a_returned_tensor_is_an_output_even_if_the_model_used_it_further(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                hidden = torch.relu(x)
                return hidden, hidden.sum()

        hidden, total = Net()(torch.ones(2, 3))
        """
    )
    assert picture.outputs() == {"hidden": (2, 3), "total": ()}


def test_a_tensor_that_is_used_later_is_no_output(run) -> None:
    assert list(run("x = torch.ones(3)\ny = x.exp()\nz = y.sum()").outputs()) == ["z"]
