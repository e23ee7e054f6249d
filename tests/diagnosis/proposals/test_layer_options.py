"""Options of layers: the order of axes, directions and layers, padding, stride, rounding, pooling."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.layer_options import propose

from .cases import case_of, first_that_runs, mended, ranked

RESIDUAL = """
class Residual(nn.Module):
    def __init__(self, a, b, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(a, b, 3, stride, padding=1)
        self.conv2 = nn.Conv2d(b, b, 3)
        self.short = nn.Conv2d(a, b, 1)

    def forward(self, x):
        return self.short(x) + self.conv2(torch.relu(self.conv1(x)))

Residual(4, 8)(torch.randn(2, 4, 16, 16))
"""


def test_batch_first_is_added_where_the_state_is_made_for_it() -> None:
    case = case_of("lstm = nn.GRU(8, 6)\nx = torch.randn(4, 10, 8)\nlstm(x, torch.zeros(1, 4, 6))")
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (1, "Give lstm batch_first=True")
    assert first.reason == (
        "lstm (GRU) reads its input as time × batch × features, and the code around it takes the other order."
    )


def test_batch_first_is_added_where_keys_are_longer_than_queries() -> None:
    case = case_of("""
        attention = nn.MultiheadAttention(32, 4)
        query, keys = torch.randn(4, 10, 32), torch.randn(4, 7, 32)
        attention(query, keys, keys)
    """)
    assert first_that_runs(case, propose).title == "Give attention batch_first=True"


def test_batch_first_of_an_earlier_layer_is_offered_for_a_batch_that_is_missed_later() -> None:
    case = case_of("""
        lstm, fc = nn.LSTM(8, 6), nn.Linear(6, 3)
        out, (h, _) = lstm(torch.randn(4, 10, 8))
        F.cross_entropy(fc(h[-1]), torch.randint(3, (4,)))
    """)
    assert "nn.LSTM(8, 6, batch_first=True)" in mended(case, first_that_runs(case, propose))


def test_batch_first_is_taken_away_only_after_the_state_was_tried() -> None:
    case = case_of("rnn = nn.RNN(8, 6, batch_first=True)\nrnn(torch.randn(4, 10, 8), torch.zeros(1, 10, 6))")
    (only,) = propose(case)
    assert only.title == "Give rnn batch_first=False"
    assert only.weight < 0.74


def test_a_state_for_two_directions_tells_that_the_layer_has_two() -> None:
    case = case_of("gru = nn.GRU(8, 6)\ngru(torch.randn(10, 4, 8), torch.zeros(2, 4, 6))")
    titles = [proposal.title for proposal in ranked(case, propose)]
    assert titles[:2] == ["Give gru bidirectional=True", "Give gru num_layers=2"]
    assert ranked(case, propose)[0].reason == "The state that gru (GRU) is given is made for 2 layers × directions."


def test_a_layer_after_it_tells_that_a_recurrent_layer_reads_in_both_directions() -> None:
    case = case_of("""
        lstm, fc = nn.LSTM(8, 6), nn.Linear(12, 3)
        fc(lstm(torch.randn(4, 10, 8))[0])
    """)
    first = first_that_runs(case, propose)
    assert first.title == "Give lstm bidirectional=True"
    assert first.reason == (
        "fc (Linear) expects 12 features, and lstm (LSTM) reads its input in one direction only, which gives 6."
    )


def test_the_convolution_that_cut_the_rim_off_gets_padding() -> None:
    case = case_of(RESIDUAL)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (5, "Give conv2 padding=1")
    assert first.reason == "conv2 (Conv2d) cut 2 off each side of the image, which add then misses."


def test_several_convolutions_get_padding_together() -> None:
    case = case_of(RESIDUAL.replace("stride, padding=1", "stride"))
    first = first_that_runs(case, propose)
    assert [edit.line for edit in first.edits] == [4, 5]
    assert first.title == "Give conv2 and conv1 padding=1"


def test_a_shortcut_gets_the_stride_of_the_other_branch() -> None:
    case = case_of(RESIDUAL.replace("stride=1", "stride=2").replace("(b, b, 3)", "(b, b, 3, padding=1)"))
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (6, "Give short stride=2")
    assert first.reason == "The other branch makes its sides 2 times smaller, and short (Conv2d) does not."


def test_a_pool_rounds_up_where_one_row_is_missing() -> None:
    case = case_of("""
        pool, up = nn.MaxPool2d(2), nn.Upsample(scale_factor=2)
        x = torch.rand(1, 1, 6, 6)
        down = nn.ConvTranspose2d(1, 1, 3, 2, 1)
        big = torch.rand(1, 1, 12, 12) + down(x)
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (3, "Give down output_padding=1")


def test_pooling_to_the_side_that_a_linear_layer_was_made_for() -> None:
    case = case_of("""
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv, self.fc = nn.Conv2d(1, 4, 3), nn.Linear(4 * 7 * 7, 2)

            def forward(self, x):
                return self.fc(self.conv(x).flatten(1))

        Net()(torch.rand(2, 1, 28, 28))
    """)
    first = first_that_runs(case, propose)
    assert "self.fc(torch.nn.functional.adaptive_avg_pool2d(self.conv(x), 7).flatten(1))" in mended(case, first)
    assert first.reason == "fc (Linear) is made for 4 channels of 7 × 7, whatever the image's size."


def test_pooling_is_put_before_the_flatten_of_a_sequential() -> None:
    case = case_of(
        "net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.Flatten(), nn.Linear(4, 2))\nnet(torch.rand(2, 1, 9, 9))"
    )
    assert "nn.AdaptiveAvgPool2d(1), nn.Flatten()" in mended(case, first_that_runs(case, propose))


def test_a_reconstruction_gets_its_last_row_back() -> None:
    case = case_of("""
        down, up = nn.Conv2d(1, 4, 3, 2, 1), nn.ConvTranspose2d(4, 1, 3, stride=2, padding=1)
        x = torch.rand(2, 1, 8, 8)
        loss = F.mse_loss(up(down(x)), x)
    """)
    first = first_that_runs(case, propose)
    assert first.title == "Give up output_padding=1"
    assert first.reason == "up may give as many rows as are wanted, or fewer: output_padding says which."


def test_a_window_becomes_as_large_as_the_image() -> None:
    case = case_of("pool = nn.AvgPool2d(7)\npool(torch.rand(1, 2, 4, 4))")
    first = first_that_runs(case, propose)
    assert first.edits[0].new == "pool = nn.AvgPool2d(4)"
    assert first.reason == "pool (AvgPool2d) has a window of 7, but the image that comes has sides of 4 × 4."
