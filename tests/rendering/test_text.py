import pytest

from shapeviz.graph.findings import ErrorText, Warning
from shapeviz.graph.model import Graph, Node, Source, TensorSpec
from shapeviz.rendering.text import to_text

CNN_REPORT = """\
✗ fc1 expects 3136 features, gets 16384 (= 16·32·32)

fc1 (Linear) expects an input with 3136 features in axis 1, but gets 16384.
  line 11 | return self.fc1(x)
                   ^^^^^^^^^^^
  RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x16384 and 3136x10)

Layer                                    Output shape       Formula
x (input)                                1 × 3 × 64 × 64    N × 3 × H × W
Net                                      1 × 10 as if it fitted
  conv1  Conv2d 3 → 16, 3×3, padding 1   1 × 16 × 64 × 64   N × 16 × H × W
  relu                                   1 × 16 × 64 × 64   N × 16 × H × W
  pool  MaxPool2d 2×2                    1 × 16 × 32 × 32   N × 16 × ⌊H/2⌋ × ⌊W/2⌋
  view  1, -1                            1 × 16384          N × 16·⌊H/2⌋·⌊W/2⌋
  fc1  Linear 3136 → 10                  ✗ 1 × 16384 ≠ 3136, then 1 × 10 as if it fitted
output                                   1 × 10 as if it fitted

Sizes
  N batch = 1     x axis 0
  H height = 64   x axis 2   fits for 28 to 29 if height and width are the same
  W width = 64    x axis 3   fits for 28 to 29 if height and width are the same"""


def test_the_report_of_a_mismatch_in_full(cnn: Graph):
    assert to_text(cnn) == CNN_REPORT


ATTENTION_REPORT = """\
✓ 4 layers, every shape fits

Layer            Output shape   Formula
ids (input)      2 × 16         batch_size × L
Net              2 × 5          batch_size × 5
  qkv  Linear    2 × 16 × 192   batch_size × L × 192
  split          2 × 16 × 64, 2 × 16 × 64, 2 × 16 × 64
                 batch_size × L × 64, batch_size × L × 64, batch_size × L × 64
  matmul         2 × 16 × 16    batch_size × L × L
  unfold         56 × 64        batch_size·⌈L/4⌉·(⌊(L − 3)/2⌋ + 1) × 64
  topk           2 × 7
  head  Linear   2 × 5          batch_size × 5
output           2 × 5          batch_size × 5

Sizes
  batch_size = 2    ids axis 0   every size from 1 to 64 fits
  L sequence = 16   ids axis 1   fits for 3 to 512
  depth = 2         line 3       other calls run at other sizes

Formulas on 6 of 7 edges."""


def test_formulas_stand_beside_the_shapes_or_beneath_those_that_are_too_long(attention: Graph):
    assert to_text(attention) == ATTENTION_REPORT


def test_a_graph_without_formulas_has_no_column_for_them_and_no_sizes_to_explain(attention: Graph):
    for edge in attention.edges:
        edge.formula = None
    for spec in (spec for node in attention.nodes for spec in node.outputs):
        spec.formula = None
    for symbol in attention.symbols:
        symbol.valid, symbol.structural = None, False
    report = to_text(attention)
    assert not any(word in report for word in ("Formula", "Sizes", "×  "))


def test_a_long_formula_is_cut_at_the_end_of_the_line(attention: Graph):
    unfold = next(node for node in attention.nodes if node.label == "unfold")
    unfold.outputs[0].formula = tuple(f"a_very_long_name_{axis}" for axis in range(9))
    (line,) = [line for line in to_text(attention).split("\n") if "long_name" in line]
    assert len(line) == 100 and line.endswith("a_very_long_name_3 …")
    assert line.startswith(" " * 17 + "a_very_long_name_0 × ")


ADVICE = """\
fc1 (Linear) expects 3136 features in the last axis of its input, but gets 16384.
  line 12 | return self.fc1(x) * self.scale
                   ^^^^^^^^^^^
  RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x16384 and 3136x10)

  3136 = 16·14·14 was meant for 28×28 images; these are 64×64, so conv1 → pool give 16·32·32 =
  16384.

  Line to change:
    line 6 | self.fc1 = nn.Linear(16 * 14 * 14, 10)
    fc1 is made for 3136 features, and 16384 come from the images of this cell.

  Fix 1: Make fc1 for 16384 features
    - 6 | self.fc1 = nn.Linear(16 * 14 * 14, 10)
    + 6 | self.fc1 = nn.Linear(16 * 32 * 32, 10)
    Checked. The cell then runs: fc1 gives 4×10.

  Fix 2: Feed 28×28 images
    Images of 28×28 give the 3136 features that fc1 is made for.
    - 17 | images = torch.randn(
    - 18 |     4, 3, 64, 64,
    - 19 | )
    + 17 | images = torch.randn(4, 3, 28, 28)
    Checked. The cell then runs: fc1 gives 4×10.

  Fix 3: Pool to 14×14 before the view
    Pooling to 14×14 before the view gives 3136 features for images of every size.
    + 11 | x = nn.functional.adaptive_avg_pool2d(x, 14)
    Not tried.

mul expects"""
WITHOUT_A_NODE = """\
MultiheadAttention needs an embed_dim that num_heads divides, but 10 is not a multiple of 3.
  line 21 | attention = nn.MultiheadAttention(10, num_heads=3)
  AssertionError: embed_dim must be divisible by num_heads

  Line to change: line 21, which is shown above.
    10 can be split into 1, 2, 5 or 10 heads of equal size.

  Fix: Use 2 heads
    - 21 | attention = nn.MultiheadAttention(10, num_heads=3)
    + 21 | attention = nn.MultiheadAttention(10, num_heads=2)
    Checked. The cell then runs: attention has 2 heads of 5 features.

Warning, line 15: mse_loss compares 32 × 1 with 32: each of the 32 guesses is compared with all 32
targets.
  line 15 | loss = nn.functional.mse_loss(guess, torch.randn(32))
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

  Line to change: line 15, which is shown above.
    guess has an axis of size 1 that the targets do not have.

  Fix: Drop the axis of size 1
    - 15 | loss = nn.functional.mse_loss(guess, torch.randn(32))
    + 15 | loss = nn.functional.mse_loss(guess.squeeze(1), torch.randn(32))
    Checked. The cell then compares 32 with 32.

Layer"""


def test_a_mismatch_is_followed_by_its_blame_the_line_to_change_and_the_fixes(several: Graph):
    assert ADVICE in to_text(several)


def test_what_has_no_node_and_what_only_warns_is_told_in_the_same_way(several: Graph):
    assert WITHOUT_A_NODE in to_text(several)


def test_at_most_three_fixes_are_told(several: Graph):
    several.mismatches[0].fixes *= 2
    assert "Fix 3" in to_text(several) and "Fix 4" not in to_text(several)


def test_a_reason_that_adds_nothing_leaves_no_empty_line(several: Graph):
    [fix] = several.warnings[0].fixes
    fix.reason = several.warnings[0].causes[0].reason = ""
    assert """\
  Line to change: line 15, which is shown above.

  Fix: Drop the axis of size 1
    - 15 | loss""" in to_text(several)


def test_each_of_two_fixes_of_one_line_has_its_own_reason(several: Graph):
    first, second, _ = several.mismatches[0].fixes
    second.edits, second.reason = first.edits, "Smaller images would do as well."
    assert "Fix 2: Feed 28×28 images\n    Smaller images would do as well.\n    - 6 | self.fc1" in to_text(several)


def test_an_empty_graph_is_just_its_headline():
    graph = Graph(Source("In[1]", "# nothing"), headline="This cell calls nothing that shapeviz can follow.")
    assert to_text(graph) == "This cell calls nothing that shapeviz can follow."


def test_repeats_unreached_steps_several_outputs_and_failures_without_shapes_are_said_in_words():
    specs = [TensorSpec((1, 5), "float32", "cpu"), TensorSpec((), "float32", "cpu")]
    nodes = [
        Node("n1", "parameter", "parameter", "torch.nn.Parameter", "weight", outputs=specs[:1]),
        Node("n2", "module", "lstm", "torch.nn.LSTM", "lstm", "lstm", outputs=specs, repeats=1200),
        Node("n3", "call", "cat", "torch.cat", "cat", status="mismatch"),
        Node("n4", "module", "linear", "torch.nn.Linear", "fc", "fc", status="unreached", summary="5 → 2"),
    ]
    graph = Graph(Source("In[1]", ""), "error", "cat fails", nodes=nodes)
    graph.error = ErrorText("ValueError", "first line\nsecond line")
    graph.warnings = [Warning("loss", "n2", 3, "The loss broadcasts 32 × 1 against 32.")]
    graph.notes = ["The size of axis 1 cannot be varied."]
    assert (
        to_text(graph)
        == """\
✗ cat fails

ValueError: first line
second line

Warning, line 3: The loss broadcasts 32 × 1 against 32.

The size of axis 1 cannot be varied.

Layer                 Output shape
weight (parameter)    1 × 5
⚠ lstm ×1,200  LSTM   1 × 5, scalar
cat                   ✗ fails here
fc  Linear 5 → 2      not reached"""
    )


def test_a_big_graph_is_folded_and_says_how_to_see_all(big: Graph):
    report = to_text(big)
    assert "    0  Bottleneck, 16 layers   1 × 128 × 56 × 56" in report
    assert report.endswith("272 of 295 steps are folded away. Ask for depth 3 to see them all.")
    assert len(report.split("\n")) < 60


def test_a_depth_that_is_asked_for_is_given(big: Graph):
    assert to_text(big, depth=3).count("conv15") == 16
    assert "ResNet  256 layers" in to_text(big, depth=0)


def test_a_run_too_long_to_list_is_counted(flat: Graph):
    report = to_text(flat)
    assert "  … 478 more steps" in report
    assert "  step500            ✗ 1 × 8 ≠ 4, then 1 × 8 as if it fitted" in report


@pytest.mark.parametrize("name", ["cnn", "attention", "several", "branchy", "big", "flat", "hostile"])
def test_no_line_is_wider_than_a_hundred_columns(name: str, request: pytest.FixtureRequest):
    assert max(len(line) for line in to_text(request.getfixturevalue(name)).split("\n")) <= 100


def test_names_cannot_steer_the_terminal(hostile: Graph):
    report = to_text(hostile)
    assert "\x1b" not in report
    assert "</script><img src=x onerror=alert(1)>" in report


def test_the_same_graph_gives_the_same_report(big: Graph):
    assert to_text(big) == to_text(big)


def test_a_very_long_error_is_cut_and_says_by_how_much(cnn: Graph):
    cnn.mismatches[0].error = ErrorText("RuntimeError", "\n".join(f"line {n}" for n in range(40)))
    assert "  line 11\n  … 28 more lines\n" in to_text(cnn)
