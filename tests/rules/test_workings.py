"""How sizes come about is spelled out with the numbers filled in."""

from __future__ import annotations

import pytest

from shapeviz.rules import Call
from shapeviz.rules.registry import RULES
from shapeviz.rules.workings import WORKINGS, workings
from shapeviz.shapes.expression_text import expression_text
from shapeviz.shapes.expressions import simplified
from shapeviz.shapes.size import Size, sizes_written

IMAGES = (4, 3, 28, 28)


def told(op, *shapes, names=("input",), **attributes):
    """The workings of a call whose operands have these shapes."""
    return workings(Call(op, dict(zip(names, shapes, strict=True)), attributes))


LAYER = ("input", "weight")
QKV = ("query", "key", "value")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            told("conv2d", IMAGES, (16, 3, 3, 3), names=LAYER, padding=1, stride=2, dilation=2),
            [
                "channels: 3 → 16 (its out_channels)",
                "height: ⌊(28 + 2·1 − 2·(3 − 1) − 1)/2⌋ + 1 = 13",
                "width: ⌊(28 + 2·1 − 2·(3 − 1) − 1)/2⌋ + 1 = 13",
            ],
        ),
        (
            told("conv1d", (4, 3, 28), (16, 3, 5), names=LAYER),
            ["channels: 3 → 16 (its out_channels)", "length: ⌊(28 − 5)/1⌋ + 1 = 24"],
        ),
        (
            told("conv2d", IMAGES, (16, 3, 3, 3), names=LAYER, padding="same"),
            ["channels: 3 → 16 (its out_channels)"],
        ),
        (
            told("conv_transpose1d", (4, 16, 14), (16, 3, 3), names=LAYER, stride=2, padding=1, output_padding=1),
            ["channels: 16 → 3 (its out_channels)", "length: (14 − 1)·2 − 2·1 + 3 + 1 = 28"],
        ),
        (
            told("conv_transpose1d", (4, 16, 14), (16, 3, 4), names=LAYER, dilation=2),
            ["channels: 16 → 3 (its out_channels)", "length: (14 − 1)·1 + 2·(4 − 1) + 1 = 20"],
        ),
        (told("max_pool1d", (4, 3, 29), kernel_size=2), ["length: ⌊(29 − 2)/2⌋ + 1 = 14"]),
        (told("max_pool1d", (4, 3, 29), kernel_size=2, ceil_mode=True), ["length: ⌈(29 − 2)/2⌉ + 1 = 15"]),
        (
            told("max_pool1d", (4, 3, 5), kernel_size=2, stride=3, padding=1, ceil_mode=True),
            ["length: min(⌈(5 + 2·1 − 2)/3⌉ + 1, ⌈(5 + 1)/3⌉) = 2"],
        ),
        (told("adaptive_avg_pool2d", IMAGES, output_size=(7, None)), ["height: 28 → 7 (its output_size)"]),
        (
            told("max_unpool1d", (4, 3, 14), (4, 3, 14), names=("input", "indices"), kernel_size=2),
            ["length: (14 − 1)·2 + 2 = 28"],
        ),
    ],
)
def test_windows_are_told_by_their_formulas(lines, expected):
    assert lines == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            told("unfold", IMAGES, kernel_size=3, stride=2),
            [
                "elements of a block: 3·3·3 = 27",
                "height: ⌊(28 − 3)/2⌋ + 1 = 13",
                "width: ⌊(28 − 3)/2⌋ + 1 = 13",
                "blocks: 13·13 = 169",
            ],
        ),
        (told("unfold", (4, 30), dimension=1, size=4, step=2), ["axis 1: ⌊(30 − 4)/2⌋ + 1 = 14"]),
        (
            told("fold", (4, 27, 676), kernel_size=3, output_size=28),
            ["channels: 27 / (3·3) = 3", "height: 28 (its output_size)", "width: 28 (its output_size)"],
        ),
        (told("interpolate", IMAGES, scale_factor=(1.5, 2.0)), ["height: ⌊28·1.5⌋ = 42", "width: 28·2 = 56"]),
        (told("interpolate", (4, 3, 28), size=56), ["length: 28 → 56 (its size)"]),
        (told("pad", IMAGES, pad=(1, 2, 0, -3)), ["axis 2: 28 + 0 − 3 = 25", "axis 3: 28 + 1 + 2 = 31"]),
        (
            told("pixel_shuffle", (4, 12, 8, 8), upscale_factor=2),
            ["channels: 12 / (2·2) = 3", "height: 8·2 = 16", "width: 8·2 = 16"],
        ),
        (
            told("pixel_unshuffle", (4, 3, 16, 16), downscale_factor=2),
            ["channels: 3·2·2 = 12", "height: 16 / 2 = 8", "width: 16 / 2 = 8"],
        ),
    ],
)
def test_images_are_told_by_their_factors(lines, expected):
    assert lines == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (told("linear", (4, 3136), (10, 3136), names=LAYER), ["features: 3136 → 10 (its out_features)"]),
        (
            told("bilinear", (4, 5), (4, 6), (7, 5, 6), names=("input1", "input2", "weight")),
            ["features: 5 and 6 → 7 (its out_features)"],
        ),
        (told("embedding", (4, 12), (1000, 64), names=LAYER), ["features: 64 for each index (its embedding_dim)"]),
        (told("matmul", (8, 4, 5), (5, 6), names=("input", "other")), ["(8 × 4 × 5)·(5 × 6) = 8 × 4 × 6"]),
        (told("dot", (5,), (5,), names=("input", "tensor")), ["(5)·(5) = a single number"]),
        (
            workings(Call("einsum", {"operands": [(4, 5), (5, 6)]}, {"equation": "ij,jk->ik"})),
            ["ij,jk->ik with i = 4, j = 5 and k = 6: 4 × 6"],
        ),
        (
            told("scaled_dot_product_attention", (2, 8, 5, 16), (2, 8, 7, 16), (2, 8, 7, 16), names=QKV),
            [
                "scores: 5 × 7 (the lengths of its query and its key)",
                "output: 5 × 16 (the length of its query, the features of its value)",
            ],
        ),
        (
            told("multi_head_attention", (5, 2, 16), (7, 2, 16), (7, 2, 16), names=QKV, embed_dim=16, num_heads=4),
            ["features: 16 → 16 (its embed_dim)", "attention weights: 5 × 7 (the lengths of its query and its key)"],
        ),
        (
            told("lstm", (5, 2, 10), input_size=10, hidden_size=20, num_layers=2, bidirectional=True),
            ["features: 2·20 = 40 (both directions)", "states: 2·2 = 4 (both directions of each layer)"],
        ),
        (told("gru", (5, 2, 10), input_size=10, hidden_size=20), ["features: 10 → 20 (its hidden_size)"]),
        (told("gru_cell", (2, 10), input_size=10, hidden_size=20), ["features: 10 → 20 (its hidden_size)"]),
    ],
)
def test_layers_and_products_are_told_by_their_features(lines, expected):
    assert lines == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (told("view", (4, 16, 32, 32), shape=(4, -1)), ["−1: 4·16·32·32 / 4 = 16384"]),
        (told("view", (4, 16, 32, 32), shape=(2, 2, -1)), ["−1: 4·16·32·32 / (2·2) = 16384"]),
        (told("reshape", (4, 16, 32), shape=(-1,)), ["−1: 4·16·32 = 2048"]),
        (told("view", (4, 16, 32), shape=(4, 512)), ["elements: 4·16·32 = 4·512"]),
        (told("flatten", (4, 16, 32, 32), start_dim=1), ["axis 1: 16·32·32 = 16384"]),
        (told("unflatten", (4, 784), dim=1, sizes=(28, -1)), ["−1: 784 / 28 = 28"]),
        (told("unflatten", (4, 784), dim=1, sizes=(28, 28)), ["axis 1: 784 = 28·28"]),
        (workings(Call("cat", {"tensors": [(4, 8), (4, 8)]}, {"dim": 1})), ["axis 1: 8 + 8 = 16"]),
        (workings(Call("stack", {"tensors": [(4, 8), (4, 8)]})), ["axis 0: 2 (one for each of its tensors)"]),
        (told("repeat", (4, 8), repeats=(2, 1, 3)), ["axis 0: 1·2 = 2", "axis 2: 8·3 = 24"]),
        (told("sum", (4, 8, 8), dim=(1, 2), keepdim=True), ["axis 1: 8 → 1", "axis 2: 8 → 1"]),
        (told("argmax", (4, 8), dim=-1), ["axis 1: 8 → gone"]),
        (told("expand", (4, 1), size=(4, 7)), ["axis 1: 1 → 7"]),
        (told("add", (4, 1, 8), (5, 8), names=("input", "other")), ["axis 1 of input: 1 → 5"]),
    ],
)
def test_axes_are_told_by_what_becomes_of_them(lines, expected):
    assert lines == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            told("getitem", (4, 10, 8), places=(-1, slice(1, -1), slice(None, None, 2))),
            ["axis 0: entry −1 of 4", "axis 1: [1:−1] of 10 → 8", "axis 2: [::2] of 8 → 4"],
        ),
        (told("getitem", (4, 10, 8), places=(Ellipsis, None, 3)), ["axis 2: entry 3 of 8"]),
        (told("narrow", (4, 10), dim=1, start=2, length=5), ["axis 1: 10 → 5 (its length)"]),
        (told("select", (4, 10), dim=1, index=3), ["axis 1: entry 3 of 10"]),
        (told("unbind", (4, 10)), ["axis 0: one tensor for each of its 4 entries"]),
        (told("chunk", (4, 31), chunks=3, dim=-1), ["axis 1: 31 = 11 + 11 + 9"]),
        (told("split", (28, 4), split_size=3), ["axis 0: 28 = 3 + 3 + … + 1"]),
        (told("glu", (4, 10)), ["axis 1: 10 / 2 = 5"]),
        (told("one_hot", (4,), num_classes=10), ["classes: 10 for each number (its num_classes)"]),
        (told("topk", (4, 10), k=3), ["axis 1: 10 → 3 (its k)"]),
        (workings(Call("arange", {}, {"start": 2, "end": 10, "step": 3})), ["numbers: ⌈(10 − 2)/3⌉ = 3"]),
    ],
)
def test_parts_are_told_by_what_they_take(lines, expected):
    assert lines == expected


@pytest.mark.parametrize(
    "lines",
    [
        told("relu", (4, 8)),
        told("permute", (4, 8), dims=(1, 0)),
        told("add", (4, 8), (8,), names=("input", "other")),
        told("view", (4, 8), shape=(4, 8)),
        workings(Call("fold_paper", {"input": (4, 8)})),
    ],
)
def test_nothing_is_told_where_nothing_is_computed(lines):
    assert lines == []


def test_a_call_that_does_not_fit_is_told_as_if_it_did():
    assert told("linear", (4, 16384), (10, 3136), names=LAYER) == ["features: 3136 → 10 (its out_features)"]


def test_sizes_that_remember_make_a_template():
    call = Call("max_pool2d", {"input": (4, 3, Size(28, "H"), Size(28, "W"))}, {"kernel_size": 2})
    with sizes_written(lambda expression: f"{{{expression_text(simplified(expression))}}}"):
        assert workings(call) == ["height: ⌊({H} − 2)/2⌋ + 1 = {⌊H/2⌋}", "width: ⌊({W} − 2)/2⌋ + 1 = {⌊W/2⌋}"]


def test_only_operations_with_a_rule_are_told():
    assert WORKINGS.keys() <= RULES.keys()
