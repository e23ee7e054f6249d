"""Every call has its place in the source, down to the sub-expression."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import SourceSpan

NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.pool = nn.Conv2d(3, 16, 3, padding=1), nn.MaxPool2d(2)
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Linear(16 * 4 * 4, 10),
        )

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        return self.head(x)

model = Net()
out = model(torch.randn(2, 3, 8, 8))
"""


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("conv1", "self.conv1(x)"),
        ("relu", "torch.relu(self.conv1(x))"),
        ("pool", "self.pool(torch.relu(self.conv1(x)))"),
        ("head", "self.head(x)"),
        ("Net", "model(torch.randn(2, 3, 8, 8))"),
        ("x", "torch.randn(2, 3, 8, 8)"),
    ],
)
def test_nested_calls_on_one_line_are_told_apart(run, label, text) -> None:
    assert run(NET).text_at(label) == text


def test_a_layer_inside_a_sequential_stands_where_the_sequential_is_called(run) -> None:
    assert run(NET).text_at("head[1]") == "self.head(x)"


@pytest.mark.parametrize(
    ("label", "span"),
    [
        ("Net", SourceSpan(14, 8, 14, 13)),
        ("conv1", SourceSpan(4, 32, 4, 79)),  # the whole right side of a tuple assignment
        ("head", SourceSpan(5, 20, 8, 9)),
        ("head[0]", SourceSpan(6, 12, 6, 24)),
        ("head[1]", SourceSpan(7, 12, 7, 37)),
    ],
)
def test_a_module_knows_the_expression_that_made_it(run, label, span) -> None:
    assert run(NET).node(label).defined == span


@pytest.mark.parametrize(
    "making",
    [
        "nn.ModuleList([nn.ReLU(), nn.Linear(4, 2)])",
        "nn.Sequential(nn.ReLU(), nn.Linear(4, 2))",
        "nn.ModuleDict({'0': nn.ReLU(), '1': nn.Linear(4, 2)})",
    ],
)
def test_a_layer_in_a_container_was_made_by_its_own_expression(run, making) -> None:
    layers = "m.values()" if "Dict" in making else "m"
    picture = run(f"m = {making}\nx = torch.ones(3, 4)\nfor layer in {layers}:\n    x = layer(x)")
    (linear,) = [node for node in picture.graph.nodes if node.op == "linear"]
    span = linear.defined
    assert span is not None
    assert picture.graph.source.text.split("\n")[span.line - 1][span.column : span.end_column] == "nn.Linear(4, 2)"


def test_columns_count_characters_not_bytes(run) -> None:
    picture = run('größe = "äöü"; y = torch.relu(torch.ones(2))')
    assert picture.text_at("relu") == "torch.relu(torch.ones(2))"


def test_operators_methods_and_indexing_have_spans_too(run) -> None:
    picture = run("x = torch.ones(3, 4)\ny = (x[0] + 1).exp() @ x.T")
    assert picture.text_at("getitem") == "x[0]"
    assert picture.text_at("add") == "x[0] + 1"
    assert picture.text_at("exp") == "(x[0] + 1).exp()"
    assert picture.text_at("matmul") == "(x[0] + 1).exp() @ x.T"


def test_a_call_over_several_lines_spans_them(run) -> None:
    span = run("y = torch.cat(\n    [torch.ones(2),\n     torch.ones(3)],\n)").node("cat").span
    assert span is not None and (span.line, span.end_line) == (1, 4)


def test_a_call_in_a_helper_stands_in_the_helper(run) -> None:
    picture = run("def twice(x):\n    return x * 2\n\ny = twice(torch.ones(3))")
    assert picture.text_at("mul") == "x * 2"


def test_comprehensions_lambdas_and_generators_are_seen_through(run) -> None:
    picture = run(
        """
        x = torch.ones(2, 4)
        parts = [torch.relu(row) for row in x]
        total = sum(part.exp() for part in parts)
        halve = lambda t: t.div(2)
        y = halve(total)
        """
    )
    assert picture.text_at("relu") == "torch.relu(row)" and picture.node("relu").repeats == 2
    assert picture.text_at("exp") == "part.exp()"
    assert picture.text_at("div") == "t.div(2)"


def test_a_class_of_an_earlier_cell_tells_its_own_line(run, tmp_path) -> None:
    module = tmp_path / "earlier_cell.py"
    text = "def forward(self, x):\n    return self.fc(x)\n"
    module.write_text(text)
    namespace: dict[str, object] = {}
    exec(compile(text, str(module), "exec"), namespace)
    from torch import nn

    earlier = type("Earlier", (nn.Module,), {"forward": namespace["forward"]})()
    earlier.fc = nn.Linear(4, 2)
    picture = run("y = earlier(torch.ones(3, 4))", {"earlier": earlier})
    fc = picture.node("fc")
    assert fc.origin is not None
    assert (fc.origin.name, fc.origin.line, fc.origin.text) == ("earlier_cell.py", 2, "return self.fc(x)")
    assert picture.text_at("fc") == "earlier(torch.ones(3, 4))"


def test_every_line_has_the_shape_of_its_result(run) -> None:
    picture = run(NET)
    shapes = {line.line: picture.graph.node(line.node).outputs[line.output].shape for line in picture.graph.lines}
    assert shapes == {11: (2, 16, 4, 4), 12: (2, 10), 15: (2, 10)}


def test_a_line_that_gives_several_shapes_says_so(run) -> None:
    picture = run(
        """
        class Block(nn.Module):
            def __init__(self, width):
                super().__init__()
                self.fc = nn.Linear(width, 2 * width)

            def forward(self, x):
                return self.fc(x)

        y = nn.Sequential(Block(4), Block(8))(torch.ones(3, 4))
        """
    )
    (line,) = [line for line in picture.graph.lines if line.line == 7]
    assert line.varies
