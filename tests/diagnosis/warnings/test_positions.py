"""Tables of positions added along the batch."""

from __future__ import annotations

import pytest

MODEL = """
class Positions(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("table", torch.rand(100, 1, 8))

    def forward(self, x):
        return x + {rows}

embed = nn.Embedding(50, 8)
block = nn.TransformerEncoderLayer(8, 2, 16, batch_first={batch_first})
y = block(Positions()(embed(torch.randint(0, 50, (4, 6)))))
"""


def test_a_table_cut_to_the_batch_of_a_batch_first_layer_is_found(warn) -> None:
    (warning,) = warn(MODEL.format(rows="self.table[: x.size(0)]", batch_first=True))
    assert (warning.rule, warning.line) == ("positions-along-batch", 7)
    assert warning.message == (
        "The positions (4, 1, 8) are added to x (4, 6, 8) along axis 0, and axis 0 is the batch for self_attn "
        "(batch_first=True): each sample gets one position for all its steps. "
        "Give the table the shape (1, 6, 8), cut to x.size(1)."
    )


def test_a_table_along_the_second_axis_of_a_layer_with_the_batch_there_is_found(warn) -> None:
    (warning,) = warn(MODEL.format(rows="self.table[: x.size(1)].transpose(0, 1)", batch_first=False))
    assert "Give the table the shape (4, 1, 8), cut to x.size(0)." in warning.message


def test_learned_positions_are_looked_at_alike(warn) -> None:
    source = MODEL.format(rows="self.places(torch.arange(x.size(0)))[:, None]", batch_first=True)
    (warning,) = warn(
        source.replace('self.register_buffer("table", torch.rand(100, 1, 8))', "self.places = nn.Embedding(100, 8)")
    )
    assert warning.rule == "positions-along-batch"


def test_a_batch_that_is_only_named_is_enough(warn) -> None:
    (warning,) = warn(
        "table = nn.Parameter(torch.rand(9, 1, 8))\nx = torch.rand(4, 6, 8)\nbs, t, c = x.shape\ny = x + table[:bs]"
    )
    assert "axis 0 is the batch: the code calls its size bs" in warning.message


@pytest.mark.parametrize(
    ("rows", "batch_first"),
    [
        ("self.table[: x.size(1)].transpose(0, 1)", True),
        ("self.table[: x.size(1), 0]", True),
        ("self.table[: x.size(0)]", False),
        ("x[:, :1]", True),
    ],
)
def test_positions_along_the_sequence_are_left_alone(warn, rows: str, batch_first: bool) -> None:
    assert warn(MODEL.format(rows=rows, batch_first=batch_first)) == []


def test_positions_are_right_where_it_is_the_layer_that_takes_the_wrong_axis(warn) -> None:
    (warning,) = warn(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.places = nn.Parameter(torch.zeros(1, 9, 16))
                self.read, self.head = nn.GRU(16, 16), nn.Linear(16, 2)

            def forward(self, x):
                return self.head(self.read(x + self.places)[0][:, -1])

        y = Net()(torch.randn(4, 9, 16))
        """
    )
    assert (warning.rule, warning.line) == ("batch-second", 8)
