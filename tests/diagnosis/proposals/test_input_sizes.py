"""The sizes of the tensors that the code itself creates."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.input_sizes import propose

from .cases import case_of, first_that_runs, mended, ranked

POSITIONS = """
class Patches(nn.Module):
    def __init__(self, side=8, width=4):
        super().__init__()
        n = side * side
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.positions = nn.Parameter(torch.randn(1, n, width))

    def forward(self, x):
        return torch.cat([self.token.expand(len(x), -1, -1), x], dim=1) + self.positions

Patches()(torch.randn(2, 64, 4))
"""


def test_an_input_is_made_as_long_as_the_layer_expects() -> None:
    case = case_of("fc = nn.Linear(20, 2)\nrows = torch.randn(5, 13)\nfc(rows)")
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (2, "Make axis 1 of rows 20 long")
    assert first.reason == "fc (Linear) needs 20 in axis 1 of its input, and rows is made with 13."


def test_a_size_is_set_where_its_name_got_it() -> None:
    case = case_of("fc = nn.Linear(20, 2)\nn = 13\nfc(torch.randn(5, n))")
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (2, "Set n to 20")
    assert first.reason.endswith("n is 13 in line 2.")


def test_the_second_of_two_equals_is_resized_before_the_first() -> None:
    case = case_of("a = torch.ones(4, 3)\nb = torch.ones(5, 3)\na + b")
    assert [proposal.title for proposal in ranked(case, propose)] == [
        "Make axis 0 of b 4 long",
        "Make axis 0 of a 5 long",
    ]


def test_a_target_is_made_for_the_batch_of_the_prediction() -> None:
    case = case_of(
        "scores = torch.randn(2, 3, 4)\nclasses = torch.randint(3, (5, 4))\nF.cross_entropy(scores, classes)"
    )
    first = first_that_runs(case, propose)
    assert "torch.randint(3, (2, 4))" in mended(case, first)
    assert first.weight == 0.80


def test_a_parameter_follows_the_data_as_a_layer_does() -> None:
    case = case_of(POSITIONS)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (6, "Make axis 1 of positions 65 long")
    assert "torch.randn(1, n + 1, width)" in mended(case, first)


def test_the_rows_of_a_weight_are_the_columns_of_its_input() -> None:
    case = case_of("""
        class Regression(nn.Module):
            def __init__(self):
                super().__init__()
                self.w = nn.Parameter(torch.randn(5, 1))

            def forward(self, x):
                return x @ self.w

        Regression()(torch.randn(20, 8))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (4, "Make axis 0 of w 8 long")


def test_a_layer_that_took_other_inputs_blames_the_creation() -> None:
    case = case_of("conv = nn.Conv1d(1, 2, 3)\nconv(torch.rand(4, 1, 9))\nx = torch.rand(4, 3, 9)\nconv(x)")
    first = first_that_runs(case, propose)
    assert (first.line, first.weight) == (3, 0.88)


def test_a_norm_that_trains_gets_a_batch_of_two() -> None:
    case = case_of("""
        net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
        batch = 1
        rows = torch.randn(batch, 3)
        net(rows)
    """)
    larger, evaluating = ranked(case, propose)
    assert (larger.line, larger.title) == (2, "Set batch to 2")
    assert larger.reason == (
        "net[1] (BatchNorm1d) has one value for each channel, because rows holds a batch of 1. batch is 1 in line 2."
    )
    assert (evaluating.line, evaluating.edits[0].new) == (4, "net.eval()")
    assert evaluating.reason == "net[1] (BatchNorm1d) trains, and one value has no variance to train on."
    assert first_that_runs(case, propose) == larger


def test_a_table_that_is_too_short_is_lengthened_where_its_length_was_given() -> None:
    case = case_of("""
        class Positions(nn.Module):
            def __init__(self, width, longest=50):
                super().__init__()
                table = torch.zeros(longest, width)
                self.register_buffer("table", table.unsqueeze(0))

            def forward(self, x):
                return x + self.table[:, : x.size(1)]

        Positions(8)(torch.randn(2, 60, 8))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (10, "Set longest to 60")


def test_what_is_made_anew_for_each_batch_reads_its_size_from_it() -> None:
    case = case_of("""
        from torch.utils.data import DataLoader, TensorDataset
        net, data = nn.Linear(4, 3), TensorDataset(torch.randn(10, 4), torch.randint(0, 3, (10,)))
        for x, y in DataLoader(data, batch_size=8):
            wanted = torch.zeros(8, 3)
            loss = (net(x) - wanted).mean()
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (4, "Make wanted as long as the batch")
    assert first.edits[0].new.strip() in ("wanted = torch.zeros(len(x), 3)", "wanted = torch.zeros(len(y), 3)")
