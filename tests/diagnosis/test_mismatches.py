"""From failed calls to sentences, red edges and a verdict."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.mismatches import error_text
from shapeviz.graph.findings import AxisConflict

FIVE_BUGS = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.norm = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(4, 8, 3)
        self.fc1 = nn.Linear(100, 20)
        self.fc2 = nn.Linear(30, 5)

    def forward(self, x):
        x = self.norm(self.conv1(x))
        x = self.conv2(x).flatten(1)
        return self.fc2(self.fc1(x))

x = torch.randn(2, 3, 16, 16)
y = Net()(x)
"""


def test_independent_bugs_are_reported_in_the_order_in_which_a_person_meets_them(run) -> None:
    picture = run(FIVE_BUGS)
    assert picture.sentences == [
        "conv1 (Conv2d) expects 1 channel in axis 1 of its input, but gets 3.",
        "norm (BatchNorm2d) expects 16 channels in axis 1 of its input, but gets 8.",
        "conv2 (Conv2d) expects 4 channels in axis 1 of its input, but gets 16.",
        "fc1 (Linear) expects 100 features in the last axis of its input, but gets 1152.",
        "fc2 (Linear) expects 30 features in the last axis of its input, but gets 20.",
    ]
    assert [mismatch.line for mismatch in picture.check.mismatches] == [11, 11, 12, 13, 13]
    assert picture.graph.headline == ("conv1 expects 1 channel in axis 1 of its input, gets 3 · 4 more mismatches")


def test_only_the_bug_that_was_met_carries_an_error(run) -> None:
    first, *others = run(FIVE_BUGS).check.mismatches
    assert first.error is not None and first.error.type == "RuntimeError"
    assert [mismatch.error for mismatch in others] == [None] * 4


def test_each_mismatch_has_its_edge_with_the_shape_that_was_expected(run) -> None:
    picture = run(FIVE_BUGS)
    red = [(edge.shape, edge.expected) for edge in picture.graph.edges if edge.status == "mismatch"]
    assert red == [
        ((2, 3, 16, 16), (2, 1, 16, 16)),
        ((2, 8, 14, 14), (2, 16, 14, 14)),
        ((2, 16, 14, 14), (2, 4, 14, 14)),
        ((2, 1152), (2, 100)),
        ((2, 20), (2, 30)),
    ]
    assert [mismatch.edges for mismatch in picture.check.mismatches] == [
        [edge.id] for edge in picture.graph.edges if edge.status == "mismatch"
    ]


def test_what_lies_beyond_a_mismatch_is_assumed(run) -> None:
    picture = run(FIVE_BUGS)
    assert picture.node("flatten").status == "assumed" and picture.node("y").status == "assumed"
    assert picture.node("Net").status == "mismatch" and picture.edge_into("y").status == "assumed"
    assert picture.outputs() == {"y": (2, 5)}


def test_a_conflict_names_operand_axis_and_numbers(run) -> None:
    (mismatch,) = run("y = nn.Linear(8, 2)(torch.ones(3, 5))").check.mismatches
    assert mismatch.conflicts == [AxisConflict("input", 1, 8, 5)]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            "torch.ones(3, 5).view(4, 4)",
            "view expects an input of 16 elements (= 4 × 4), but gets 15 (= 3 × 5).",
        ),
        (
            "torch.ones(3) + torch.ones(4)",
            "add expects equal sizes (or 1) in axis 0 of input and other, but gets 3 and 4.",
        ),
        (
            "torch.cat([torch.ones(2, 3), torch.ones(2, 4)])",
            "cat expects tensors that agree in every axis but dim=0, but gets 3 and 4 in axis 1.",
        ),
        (
            "nn.MaxPool2d(4)(torch.ones(1, 1, 2, 2))",
            "MaxPool2d expects an input of at least 4 × 4 in axes 2 and 3 for its 4×4 window, but gets 2 × 2.",
        ),
        (
            "nn.functional.mse_loss(torch.ones(4), torch.ones(5))",
            "mse_loss expects equal sizes (or 1) in axis 0 of input and target, but gets 4 and 5.",
        ),
    ],
)
def test_functions_and_layers_speak_in_a_sentence(run, source, sentence) -> None:
    picture = run(f"y = {source}")
    assert picture.sentences == [sentence] and picture.graph.verdict == "mismatch"
    assert picture.graph.headline.split(" · ")[0] == sentence.removesuffix(".").replace(", but gets ", ", gets ")


@pytest.mark.parametrize(
    ("source", "headline"),
    [
        ("y = nn.Sequential(nn.Linear(4, 2), nn.ReLU())(torch.ones(3, 4))", "2 layers, every shape fits"),
        ("y = nn.Linear(4, 2)(torch.ones(3, 4))", "1 layer, every shape fits"),
        ("y = torch.ones(3) + 1", "1 call, every shape fits"),
        ("y = (torch.ones(3) + 1).exp()", "2 calls, every shape fits"),
        ("x = 1", "Nothing to check: this cell makes no tensor calls."),
    ],
)
def test_the_headline_counts_what_fits(run, source, headline) -> None:
    assert run(source).graph.headline == headline


def test_one_more_mismatch_is_counted_in_the_singular(run) -> None:
    picture = run("m = nn.Sequential(nn.Linear(8, 2), nn.Linear(3, 4))\ny = m(torch.ones(3, 5))")
    assert picture.graph.headline == "m[0] expects 8 features in the last axis of its input, gets 5 · 1 more mismatch"


def test_long_error_texts_are_cut_in_sentences_but_not_in_the_error(run) -> None:
    text = "x" * 300
    picture = run(
        "class Net(nn.Module):\n    def forward(self, x): raise ValueError(text)\nNet()(torch.ones(2))",
        {"text": text},
    )
    (mismatch,) = picture.check.mismatches
    assert mismatch.message == f"Net raises ValueError: {'x' * 159}…"
    assert mismatch.error is not None and mismatch.error.text == text


def test_an_exception_becomes_its_type_and_text() -> None:
    text = error_text(KeyError("a"))
    assert (text.type, text.text) == ("KeyError", "'a'")


def test_a_call_that_only_a_re_run_refuses_is_told_without_the_meta_devices_words(run) -> None:
    picture = run("y = torch.cholesky_inverse(torch.eye(3))")
    assert picture.at(N=4).sentences == ["cholesky_inverse does not accept these shapes."]


def test_values_that_a_tensor_without_data_does_not_have_are_explained(run) -> None:
    picture = run("x = torch.ones(3).sum()\nprint(x.item())", meta=True)
    assert picture.sentences == [
        "item needs the numbers in its input, but this tensor has only a shape (it is on the meta device)."
    ]
