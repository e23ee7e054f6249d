"""The state of a recurrent layer that is made for another batch, or for other layers."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.states import propose

from .cases import case_of, first_that_runs, mended, ranked

WORDS = """
rnn = nn.RNN(4, 2, batch_first=True)
state = torch.randn(1, 1, 2)
out, state = rnn(torch.randn(1, 5, 4), state)
words = torch.randn(3, 5, 4)
out, state = rnn(words, state)
"""


def test_the_state_is_made_for_the_batch_where_it_is_created() -> None:
    case = case_of("rnn = nn.GRU(8, 6, batch_first=True)\nh = torch.zeros(1, 7, 6)\nrnn(torch.randn(4, 7, 8), h)")
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (2, "Make the state for 4 sequences")
    assert first.reason == "rnn (GRU) needs a state of shape (1, 4, 6) here, but this one was made as (1, 7, 6)."


def test_both_states_of_an_lstm_are_made_anew_together() -> None:
    case = case_of("""
        lstm = nn.LSTM(8, 16, num_layers=2, bidirectional=True)
        x = torch.randn(10, 4, 8)
        h0 = torch.zeros(2, x.size(1), 16)
        c0 = torch.zeros(2, x.size(1), 16)
        out, _ = lstm(x, (h0, c0))
    """)
    first = first_that_runs(case, propose)
    assert [edit.new for edit in first.edits] == [
        "h0 = torch.zeros(4, x.size(1), 16)",
        "c0 = torch.zeros(4, x.size(1), 16)",
    ]
    assert first.title == "Make the state for 4 layers"


def test_a_name_is_doubled_for_both_directions() -> None:
    case = case_of("""
        depth = 2
        gru = nn.GRU(8, 16, depth, bidirectional=True)
        gru(torch.randn(10, 4, 8), torch.zeros(depth, 4, 16))
    """)
    assert "torch.zeros(2 * depth, 4, 16)" in mended(case, first_that_runs(case, propose))


def test_the_batch_is_read_from_the_axis_that_holds_it() -> None:
    case = case_of("""
        gru = nn.GRU(8, 16)
        x = torch.randn(10, 4, 8)
        gru(x, torch.zeros(1, x.size(0), 16))
    """)
    assert "torch.zeros(1, x.size(1), 16)" in mended(case, first_that_runs(case, propose))


def test_a_state_handed_on_from_another_batch_is_begun_anew() -> None:
    case = case_of(WORDS)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (5, "Begin with a new state")
    assert [(edit.old, edit.new) for edit in first.edits] == [(None, "state = torch.randn(1, 3, 2)")]
    assert first.reason.endswith("It was handed on from an earlier call, with another batch.")


def test_the_layer_can_begin_without_a_state() -> None:
    case = case_of(WORDS)
    second = ranked(case, propose)[1]
    assert (second.line, second.title) == (5, "Begin without a state")
    assert "out, state = rnn(words)" in mended(case, second)


def test_an_input_that_does_not_fit_either_is_mended_together_with_the_state() -> None:
    case = case_of("rnn = nn.RNN(10, 20, batch_first=True)\nh = torch.zeros(1, 32, 20)\nrnn(torch.randn(9, 32, 5), h)")
    first = first_that_runs(case, propose)
    assert [edit.new for edit in first.edits] == [
        "rnn = nn.RNN(5, 20, batch_first=True)",
        "h = torch.zeros(1, 9, 20)",
    ]
    assert first.title == "Give rnn 5 input features, and a state of its batch"


def test_a_layer_whose_state_fits_is_left_alone() -> None:
    assert list(propose(case_of("nn.GRU(4, 2)(torch.randn(5, 3, 6), torch.zeros(1, 3, 2))"))) == []


def test_a_state_without_an_axis_for_the_layers_gets_one() -> None:
    case = case_of("gru = nn.GRU(8, 6)\nh = torch.zeros(4, 6)\ngru(torch.randn(10, 4, 8), h)")
    first = first_that_runs(case, propose)
    assert [edit.new for edit in first.edits] == ["h = torch.zeros(1, 4, 6)"]
