"""Letters for the axes of inputs whose channels come last."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import Node
from shapeviz.tracing.image_layouts import letters_in_layout


@pytest.mark.parametrize(
    "op, operand, rank, letters",
    [
        ("keras_conv1d", "inputs", 3, "NLC"),
        ("keras_conv2d", "inputs", 4, "NHWC"),
        ("keras_conv3d_transpose", "inputs", 5, "NDHWC"),
        ("global_average_pooling2d", "inputs", 4, "NHWC"),
        ("resized_images", "inputs", 3, "HWC"),
        ("conv2d_channels_last", "input", 4, "NHWC"),
        ("keras_lstm", "sequences", 3, "NLF"),
        ("conv_lstm2d", "sequences", 5, "NLHWC"),
        ("keras_embedding", "inputs", 2, "NL"),
        ("dense", "inputs", 2, "NF"),
        ("keras_flatten", "inputs", 4, "NHWC"),
        ("keras_multi_head_attention", "query", 3, "NLF"),
        ("keras_multi_head_attention", "value", 3, "NSF"),
        ("conv2d", "input", 4, None),
        ("linear", "input", 2, None),
        ("keras_conv2d", "inputs", 2, None),
    ],
)
def test_a_call_says_what_the_axes_of_its_operand_are(op: str, operand: str, rank: int, letters: str | None) -> None:
    assert letters_in_layout(Node("n1", "module", op, "", ""), operand, rank) == letters


def test_a_layer_may_have_its_channels_first() -> None:
    conv = Node("n1", "module", "keras_conv2d", "", "", attributes={"data_format": "channels_first"})
    assert letters_in_layout(conv, "inputs", 4) == "NCHW"
