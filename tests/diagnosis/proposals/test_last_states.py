"""The states of a recurrent layer: which of them goes on."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.last_states import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked

READER = """
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(4, 6{options}, batch_first=True)
        self.head = nn.Linear({features}, 1)

    def forward(self, x):
        _, state = self.rnn(x)
        {line}
        return self.head(state)

loss = nn.BCEWithLogitsLoss()(Reader()(torch.rand(5, 7, 4)), torch.ones(5, 1))
"""

PAIR = """
class Encoder(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.rnn = nn.GRU(3, size, bidirectional=True)
        {layer}

    def forward(self, x):
        out, state = self.rnn(x)
        return out, state

class Decoder(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.rnn = nn.GRU(3, size)

    def forward(self, x, state):
        return self.rnn(x, state)

x = torch.rand(7, 5, 3)
out, state = Encoder(4)(x)
Decoder(4)(x[:1], state)
"""


def test_the_state_of_the_last_layer_goes_on_where_all_layers_were_made_one_batch() -> None:
    source = READER.format(options=", 2", features=6, line="state = state.view(-1, 6)")
    proposal = first_that_runs(case_of(source), propose)
    assert proposal.edits[0].new.strip() == "state = state[-1]"
    assert proposal.title == "Take the last state of `state`"
    assert proposal.reason == (
        "`state` has the shape (2, 5, 6): 2 states of 5 sequences; only the last layer of rnn (GRU) has seen all."
    )


def test_both_directions_are_put_side_by_side() -> None:
    source = READER.format(options=", bidirectional=True", features=12, line="state = state.squeeze(0)")
    proposal = first_that_runs(case_of(source), propose)
    assert proposal.edits[0].new.strip() == "state = torch.cat([state[-2], state[-1]], dim=1)"


def test_a_layer_that_was_made_to_join_the_directions_joins_them() -> None:
    proposal = first_that_runs(case_of(PAIR.format(layer="self.join = nn.Linear(size * 2, size)")), propose)
    assert proposal.edits[0].new.strip() == (
        "return out, torch.tanh(self.join(torch.cat([state[-2], state[-1]], dim=1))).unsqueeze(0)"
    )
    assert proposal.title == "Join the states of both directions"
    assert proposal.reason == (
        "rnn (GRU) gives the states of both directions, (2, 5, 4), and rnn (GRU) takes those of one, (1, 5, 4). "
        "`self.join` takes 8 features and gives 4, and is not used yet."
    )


def test_without_such_a_layer_the_states_of_one_direction_go_on() -> None:
    proposal = first_that_runs(case_of(PAIR.format(layer="")), propose)
    assert proposal.edits[0].new.strip() == "return out, state[-1:]"
    assert proposal.title == "Hand on the states of one direction"


def test_a_layer_of_another_size_is_not_mended_by_another_state() -> None:
    assert ranked(case_of(READER.format(options="", features=9, line="state = state.squeeze(0)")), propose) == []
