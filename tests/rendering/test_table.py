from html.parser import HTMLParser

from shapeviz.graph.model import Graph, Node, Source, SourceSpan, TensorSpec
from shapeviz.rendering.table import Table, rows
from shapeviz.rendering.totals import Totals

CNN_TABLE = """\
Layer              Input shape         Output shape            Kernel  Parameters  Multiply-adds
────────────────────────────────────────────────────────────────────────────────────────────────
Net                1 × 3 × 64 × 64     1 × 10 as if it fitted
  conv1  Conv2d    1 × 3 × 64 × 64     1 × 16 × 64 × 64        3 × 3          448      1,769,472
  relu             1 × 16 × 64 × 64    1 × 16 × 64 × 64
  pool  MaxPool2d  1 × 16 × 64 × 64    1 × 16 × 32 × 32        2
  view             1 × 16 × 32 × 32    1 × 16384
  fc1  Linear      ✗ 1 × 16384 ≠ 3136  1 × 10 as if it fitted              31,370         31,360
────────────────────────────────────────────────────────────────────────────────────────────────
Parameters: 31,818
Multiply-adds, each row run once: 1,800,832
Memory of the layers' outputs: 655.4 kB"""


FORMULAS = """\
Layer              Input shape         Output shape            Output formula          Kernel  Parameters  Multiply-adds
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Net                1 × 3 × 64 × 64     1 × 10 as if it fitted  N × 10
  conv1  Conv2d    1 × 3 × 64 × 64     1 × 16 × 64 × 64        N × 16 × H × W          3 × 3          448      1,769,472
  relu             1 × 16 × 64 × 64    1 × 16 × 64 × 64        N × 16 × H × W
  pool  MaxPool2d  1 × 16 × 64 × 64    1 × 16 × 32 × 32        N × 16 × ⌊H/2⌋ × ⌊W/2⌋  2
  view             1 × 16 × 32 × 32    1 × 16384               N × 16·⌊H/2⌋·⌊W/2⌋
  fc1  Linear      ✗ 1 × 16384 ≠ 3136  1 × 10 as if it fitted  N × 10                              31,370         31,360
"""


def module(number: int, label: str, parent: str | None = None, count: int = 0, **more: object) -> Node:
    path = f"{parent}/{label}" if parent else ""
    node = Node(f"n{number}", "module", "linear", "torch.nn.Linear", label, path, parent, parameter_count=count)
    for name, value in more.items():
        setattr(node, name, value)
    return node


def totals(*nodes: Node) -> Totals:
    return Totals.of(Graph(Source("In[1]", ""), nodes=list(nodes)))


def test_the_table_of_a_cnn_in_full(cnn: Graph):
    assert str(Table(cnn)) == CNN_TABLE


def test_the_table_with_formulas_has_them_in_a_column_of_their_own(cnn: Graph):
    assert str(Table(cnn, formulas=True)).startswith(FORMULAS)


def test_formulas_in_the_html_table_stand_only_if_asked_for(cnn: Graph):
    assert "⌊H/2⌋" in Table(cnn, formulas=True)._repr_html_()
    assert "⌊H/2⌋" not in Table(cnn)._repr_html_()


def test_the_table_marks_what_has_a_warning(several: Graph):
    assert [row.layer for row in rows(several) if "⚠" in row.layer] == ["⚠ mse_loss"]


def test_a_group_counts_its_own_parameters_and_not_its_layers_again():
    assert totals(module(1, "net", count=150), module(2, "fc", "n1", 110)).parameters == 150


def test_layers_in_a_group_that_has_no_parameters_of_its_own_count():
    step = Node("n1", "call", "step", "__main__.step", "step")
    assert totals(step, module(2, "a", "n1", 10), module(3, "b", "n1", 20)).parameters == 30


def test_a_module_that_runs_twice_counts_once_and_is_marked():
    net, once, again = module(1, "net", count=110), module(2, "fc", "n1", 110), module(3, "fc", "n1", 110)
    graph = Graph(Source("In[1]", ""), nodes=[net, once, again])
    assert [row.cells()[5] for row in rows(graph)] == ["", "110", "(recursive)"]
    assert Totals.of(graph).parameters == 110


def test_a_model_that_runs_twice_counts_once():
    first, second = module(1, "net", count=110), module(2, "net", count=110)
    assert totals(first, second).parameters == 110


def test_two_models_of_one_class_made_on_two_lines_both_count():
    first = module(1, "Linear", count=110, defined=SourceSpan(1, 0, 1, 9))
    second = module(2, "Linear", count=110, defined=SourceSpan(2, 0, 2, 9))
    assert totals(first, second).parameters == 220


def test_multiply_adds_and_memory_are_those_of_the_innermost_steps():
    net = module(1, "net", multiply_adds=999, outputs=[TensorSpec((1000,), "float32", "cpu")])
    half = module(2, "fc", "n1", multiply_adds=7, outputs=[TensorSpec((2, 3), "bfloat16", "cpu")])
    mask = module(3, "mask", "n1", outputs=[TensorSpec((5,), "bool", "cpu"), TensorSpec((), "int64", "cpu")])
    assert totals(net, half, mask) == Totals(parameters=0, multiply_adds=7, output_bytes=12 + 5 + 8)


def test_a_folded_group_has_the_multiply_adds_of_what_it_holds(big: Graph):
    row = next(row for row in rows(big, depth=2) if row.layer.startswith("0  Bottleneck"))
    assert row.layer == "0  Bottleneck, 16 layers"
    assert row.multiply_adds == 16_000


def test_names_in_the_html_table_are_text(hostile: Graph):
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)  # pyright: ignore[reportAttributeAccessIssue]
    parser.feed(Table(hostile)._repr_html_())
    assert tags == {"table", "thead", "tbody", "tr", "th", "td", "p", "br"}


def test_the_same_graph_gives_the_same_table(big: Graph):
    assert str(Table(big)) == str(Table(big))
    assert Table(big)._repr_html_() == Table(big)._repr_html_()
