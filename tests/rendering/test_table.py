"""The layer table in words: its columns, its alignment, the sums below it, and its twin in HTML."""

from html.parser import HTMLParser

import pytest

from shapeviz.graph.model import Graph, Node, Source, TensorSpec
from shapeviz.rendering.table import Table
from shapeviz.rendering.table_rows import rows

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
Total parameters            31,818
Trainable parameters        31,818
Non-trainable parameters    0
Total multiply-adds         1,800,832
Input size                  49.2 kB
Forward/backward pass size  524.4 kB
Parameters size             127.3 kB
Estimated total size        700.8 kB"""


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

MEMORY = """\
Layer              Trainable    Memory
──────────────────────────────────────
Net                yes
  conv1  Conv2d    yes        262.1 kB
  relu                        262.1 kB
  pool  MaxPool2d              65.5 kB
  view                         65.5 kB
  fc1  Linear      yes        40 bytes
"""

ARRAYS = """\
Layer   Input shape   Output shape  Multiply-adds
─────────────────────────────────────────────────
matmul  4 × 3, 3 × 5  4 × 5                    60
─────────────────────────────────────────────────
Total multiply-adds  60
Input size           216 bytes"""


def test_the_table_of_a_cnn_in_full(cnn: Graph):
    assert str(Table(cnn)) == CNN_TABLE


def test_the_table_with_formulas_has_them_in_a_column_of_their_own(cnn: Graph):
    assert str(Table(cnn, formulas=True)).startswith(FORMULAS)


def test_formulas_in_the_html_table_stand_only_if_asked_for(cnn: Graph):
    assert "⌊H/2⌋" in Table(cnn, formulas=True)._repr_html_()
    assert "⌊H/2⌋" not in Table(cnn)._repr_html_()


def test_the_columns_are_those_asked_for_in_their_order(cnn: Graph):
    assert str(Table(cnn, columns=["trainable", "memory"])).startswith(MEMORY)


def test_a_formula_may_stand_without_its_shape(cnn: Graph):
    assert "<td>N × 10</td>" in Table(cnn, columns=["formula"])._repr_html_()
    assert str(Table(cnn, columns=["kernel"], formulas=True)).startswith("Layer              Kernel  Output formula\n")


def test_an_unknown_column_is_refused_with_a_list_of_all(cnn: Graph):
    with pytest.raises(ValueError) as refusal:
        Table(cnn, columns=["output", "mult_adds"])  # pyright: ignore[reportArgumentType]
    assert str(refusal.value) == (
        "There is no column 'mult_adds'. The columns are "
        "input, output, formula, kernel, parameters, multiply_adds, memory, trainable."
    )


def test_a_graph_of_arrays_has_no_columns_and_sums_of_what_is_trained():
    left, right, product = (TensorSpec(shape, "float64", "cpu") for shape in ((4, 3), (3, 5), (4, 5)))
    nodes = [
        Node("n1", "input", "input", "numpy.ndarray", "a", outputs=[left]),
        Node("n2", "input", "input", "numpy.ndarray", "b", outputs=[right]),
        Node("n3", "call", "matmul", "numpy.matmul", "matmul", inputs=[left, right], outputs=[product]),
    ]
    nodes[2].multiply_adds = 60
    assert str(Table(Graph(Source("In[1]", ""), nodes=nodes))) == ARRAYS


def test_the_table_marks_what_has_a_warning(several: Graph):
    assert [row.layer for row in rows(several) if "⚠" in row.layer] == ["⚠ mse_loss"]


def test_names_that_are_too_long_are_cut(big: Graph):
    big.nodes[1].label = "a" * 100
    lines = str(Table(big, depth=1)).splitlines()
    assert lines[2].startswith("a" * 43 + "…  ")
    assert lines[3].startswith("  layer1  Sequential, 48 layers")


def test_a_short_table_of_a_long_model_lists_the_outer_groups(big: Graph):
    assert [row.layer for row in Table(big, depth=0).rows] == ["ResNet  256 layers"]


def test_names_in_the_html_table_are_text(hostile: Graph):
    tags: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)  # pyright: ignore[reportAttributeAccessIssue]
    parser.feed(Table(hostile)._repr_html_())
    assert tags == {"table", "thead", "tbody", "tr", "th", "td", "p", "br"}


def test_the_same_graph_gives_the_same_table(big: Graph):
    assert str(Table(big)) == str(Table(big))
    assert Table(big)._repr_html_() == Table(big)._repr_html_()
