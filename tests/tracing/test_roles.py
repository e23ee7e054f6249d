"""What the axes of an input are: told by the first call that knows, else by a name or by how many there are."""

from __future__ import annotations

import pytest


def sizes(picture, label: str) -> dict[str, int]:
    """The symbols of the axes of one input, in their order."""
    (node,) = [node.id for node in picture.graph.nodes if node.kind == "input" and node.label == label]
    axes = {tied.axis: symbol for symbol in picture.graph.symbols for tied in symbol.axes if tied.node == node}
    return {axes[axis].name: axes[axis].value for axis in sorted(axes)}


@pytest.mark.parametrize(
    "before",
    [
        "torch.relu(x)",
        "nn.Dropout(0.1)(x)",
        "nn.LayerNorm(9)(x)",
        "x.to('cpu').float() / 255",
        "nn.functional.pad(x, (1, 1, 1, 1))",
    ],
)
def test_calls_that_keep_the_axes_are_passed_over(run, before) -> None:
    picture = run(f"x = torch.ones(3, 8, 9)\nh = {before}\ny = nn.Conv2d(3, 4, 3)(h)")
    assert list(sizes(picture, "x")) == ["C", "H", "W"]


def test_an_image_with_its_channels_last_is_seen_through_a_permute(run) -> None:
    picture = run("x = torch.ones(2, 8, 9, 3)\ny = nn.Conv2d(3, 4, 3)(x.permute(0, 3, 1, 2))")
    assert sizes(picture, "x") == {"N": 2, "H": 8, "W": 9, "C": 3}


def test_a_transpose_before_a_convolution_is_seen_through(run) -> None:
    picture = run("x = torch.ones(2, 9, 3)\ny = nn.Conv1d(3, 4, 3)(x.transpose(1, 2))")
    assert sizes(picture, "x") == {"N": 2, "L": 9, "C": 3}


def test_the_first_consumer_may_stand_inside_modules(run) -> None:
    picture = run(
        """
        inner = nn.Sequential(nn.Dropout(0.1), nn.LSTM(4, 5))
        x = torch.ones(7, 2, 4)
        y, _ = nn.Sequential(nn.Identity(), inner)(x)
        """
    )
    assert sizes(picture, "x") == {"L": 7, "N": 2, "F": 4}


def test_a_call_that_knows_nothing_leaves_it_to_the_next(run) -> None:
    picture = run("x = torch.ones(2, 7, 4)\nshown = x.mean()\ny, _ = nn.GRU(4, 5)(x)")
    assert sizes(picture, "x") == {"L": 2, "N": 7, "F": 4}


def test_a_single_row_of_features_is_no_batch(run) -> None:
    assert sizes(run("x = torch.ones(4)\ny = nn.Linear(4, 2)(x)"), "x") == {"F": 4}


def test_attention_looks_from_one_sequence_at_another(run) -> None:
    picture = run(
        """
        q, k = torch.ones(2, 5, 4), torch.ones(2, 7, 4)
        y, _ = nn.MultiheadAttention(4, 2, batch_first=True)(q, k, k)
        """
    )
    assert list(sizes(picture, "q"))[:2] == ["N", "L"] and list(sizes(picture, "k"))[:2] == ["N", "S"]


def test_attention_takes_the_sequence_first_if_nothing_else_is_said(run) -> None:
    picture = run("x = torch.ones(5, 2, 4)\ny, _ = nn.MultiheadAttention(4, 2)(x, x, x)")
    assert sizes(picture, "x") == {"L": 5, "N": 2, "F": 4}


@pytest.mark.parametrize("batch_first", [True, False])
def test_a_transformer_layer_tells_which_axis_is_the_batch(run, batch_first) -> None:
    layer = f"nn.TransformerEncoderLayer(4, 2, 8, batch_first={batch_first})"
    for mode in ("train()", "eval()"):
        picture = run(f"layer = {layer}.{mode}\nx = torch.ones(5, 3, 4)\nwith torch.no_grad():\n    y = layer(x)")
        assert list(sizes(picture, "x")) == (["N", "L", "F"] if batch_first else ["L", "N", "F"])


def test_heads_are_an_axis_of_their_own(run) -> None:
    picture = run("q = torch.ones(2, 4, 5, 6)\ny = nn.functional.scaled_dot_product_attention(q, q, q)")
    assert sizes(picture, "q") == {"N": 2, "H": 4, "L": 5, "F": 6}
    assert [symbol.role for symbol in picture.graph.symbols] == ["batch", "heads", "sequence", "features"]


def test_classes_to_predict_are_one_for_each_example(run) -> None:
    picture = run(
        """
        x, target = torch.ones(4, 3), torch.zeros(4, dtype=torch.long)
        loss = nn.CrossEntropyLoss()(nn.Linear(3, 5)(x), target)
        """
    )
    assert sizes(picture, "target") == {"N": 4} and sizes(picture, "x") == {"N": 4, "F": 3}


def test_a_map_of_classes_has_a_height_and_a_width(run) -> None:
    picture = run(
        """
        scores, target = torch.ones(2, 5, 8, 9), torch.zeros(2, 8, 9, dtype=torch.long)
        loss = nn.functional.cross_entropy(scores, target)
        """
    )
    assert list(sizes(picture, "scores")) == ["N", "C", "H", "W"]
    assert list(sizes(picture, "target")) == ["N", "H", "W"]


def test_the_inputs_of_hugging_face_models_go_by_their_names(run) -> None:
    picture = run(
        """
        class Model(nn.Module):
            def forward(self, pixel_values, attention_mask, decoder_input_ids):
                return pixel_values.sum() + attention_mask.sum() + decoder_input_ids.sum()

        y = Model()(torch.ones(2, 3, 8, 8), torch.ones(2, 7), decoder_input_ids=torch.zeros(2, 5, dtype=torch.long))
        """
    )
    assert list(sizes(picture, "pixel_values")) == ["N", "C", "H", "W"]
    assert list(sizes(picture, "attention_mask")) == ["N", "L"]
    assert list(sizes(picture, "decoder_input_ids")) == ["N", "T"]


@pytest.mark.parametrize(
    ("name", "role"),
    [("seq_len", "sequence"), ("height", "height"), ("batch_size", "batch"), ("num_heads", "heads"), ("k", "features")],
)
def test_a_name_that_says_what_an_axis_is_gives_it_its_role(run, name, role) -> None:
    picture = run(f"{name} = 4\ny = torch.ones(2, {name}).sum()")
    assert picture.check.symbols[name].role == role
