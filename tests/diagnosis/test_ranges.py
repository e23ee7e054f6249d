"""The sizes at which code works: told in the headline, and only what re-runs bear out."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import Symbol


def told(picture) -> str:
    """What the headline says beyond the verdict itself."""
    return picture.graph.headline.partition(" · ")[2]


def symbol(picture, name: str) -> Symbol:
    return picture.check.symbols[name]


CLASSIFIER = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 4, 3), nn.Linear({features}, 2)

    def forward(self, x):
        return self.fc(torch.max_pool2d(self.conv(x), 2).flatten(1))

y = Net()(torch.randn(2, 1, 28, 28))
"""


def test_an_image_classifier_takes_the_images_that_it_was_made_for(run) -> None:
    picture = run(CLASSIFIER.format(features=4 * 13 * 13))
    assert told(picture) == "works for H = W = 28 or 29"
    assert symbol(picture, "H").valid == symbol(picture, "W").valid_tied == [(28, 29)]
    assert symbol(picture, "N").valid == [(1, 64)] and symbol(picture, "C").valid == [(1, 1)]


def test_of_a_cell_that_fails_it_is_told_which_images_would_fit(run) -> None:
    picture = run(CLASSIFIER.format(features=4 * 15 * 15))
    assert told(picture) == "works for H = W = 32 or 33"
    assert symbol(picture, "H").valid == [] and symbol(picture, "H").valid_tied == [(32, 33)]


def test_of_a_cell_that_no_size_mends_nothing_is_told(run) -> None:
    picture = run(CLASSIFIER.format(features=101))
    assert told(picture) == "" and symbol(picture, "H").valid_tied == []
    assert picture.check.valid("H", "W") == []


def test_windows_want_images_of_some_size(run) -> None:
    picture = run("net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.MaxPool2d(2))\ny = net(torch.randn(2, 3, 16, 24))")
    assert told(picture) == "works for H, W ≥ 4"


@pytest.mark.parametrize("step", [2, 4, 8])
def test_images_that_are_made_smaller_and_larger_again_must_be_multiples(run, step: int) -> None:
    picture = run(
        f"""
        class Net(nn.Module):
            def forward(self, x):
                small = nn.functional.max_pool2d(x, {step})
                return torch.cat([x, nn.functional.interpolate(small, scale_factor={step})], 1)

        y = Net()(torch.randn(2, 3, 16, 24))
        """
    )
    assert told(picture) == f"works for H, W divisible by {step}"


def test_a_parameter_of_positions_limits_the_length(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.embed, self.places = nn.Embedding(50, 8), nn.Parameter(torch.zeros(1, 64, 8))

            def forward(self, ids):
                return self.embed(ids) + self.places[:, : ids.size(1)]

        y = Net()(torch.randint(0, 50, (4, 40)))
        """
    )
    assert told(picture) == "works for L ≤ 64"


NORMED = """
net = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Linear(8, 2))
{mode}
y = net(torch.randn(4, 5))
"""


def test_batch_norm_in_training_needs_more_than_one_sample(run) -> None:
    assert told(run(NORMED.format(mode=""))) == "works for N ≥ 2 while training (BatchNorm)"
    assert told(run(NORMED.format(mode="net.eval()"))) == ""


def test_a_squeeze_that_takes_the_batch_away_breaks_for_a_single_sample(run) -> None:
    data = "x, y = torch.randn(4, 5), torch.rand(4)\n"
    model = "out = nn.Linear(5, 1)(x).squeeze()\n"
    picture = run(data + model + "loss = nn.functional.binary_cross_entropy_with_logits(out, y)")
    assert told(picture) == "works for N ≥ 2"


def test_sizes_that_are_written_down_are_the_only_ones(run) -> None:
    assert told(run("x = torch.randn(4, 3, 5)\ny = nn.Linear(15, 2)(x.view(4, 15))")) == "works for N = 4 and L = 3"


GIVEN = """
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def forward(self, x):
        return x.view(self.n, -1)

n = 4
y = Net({given})(torch.randn(n, 3, 5))
"""


def test_a_batch_size_that_a_model_was_made_with_is_no_limit_of_the_model(run) -> None:
    assert told(run(GIVEN.format(given="n"))) == ""
    assert told(run(GIVEN.format(given="4"))) == "works for n divisible by 4"


def test_a_variable_of_the_same_name_inside_a_model_is_another_one(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                n = x.size(0)
                return x.view(n, 15) + torch.zeros(4, 15)

        n = 4
        y = Net()(torch.randn(n, 3, 5))
        """
    )
    assert told(picture) == "works for n = 1 or 4 and L = 3"


@pytest.mark.parametrize(
    "cell",
    [
        "y = nn.Linear(5, 2)(torch.randn(4, 5))",
        "x, t = torch.rand(4, 1, 16, 16), torch.rand(4, 16, 16)\ny = nn.Conv2d(1, 1, 3, padding=1)(x)[:, 0] - t",
        "x = torch.randn(4, 6)\ny = x.view(len(x), -1)",
        "x = torch.randn(4, 6)\ny = x.reshape(len(x) // 2, 2, 6)\nz = x.view(x.shape)",
        "n = 4\nx = torch.randn(n, 6)\ny = x.view(n, 2, 3)",
        "n, t = 4, 6\nm = n * t\nx = torch.randn(n, t, 2)\ny = x.view(m, 2)",
        "layer = nn.Linear(6, 6)\nx = torch.randn(4, 6)\nfor _ in range(5):\n    x = layer(x)",
    ],
)
def test_nothing_is_said_of_what_runs_at_any_size(run, cell: str) -> None:
    assert told(run(cell)) == ""


def test_a_side_that_is_tied_to_another_input_is_told_with_the_other_as_it_is(run) -> None:
    picture = run(
        """
        x, mask = torch.randn(2, 3, 8, 8), torch.zeros(1, 1, 8, 8)
        y = nn.Conv2d(3, 4, 1)(x) + nn.Conv2d(1, 4, 2, 2)(mask).repeat_interleave(2, 2).repeat_interleave(2, 3)
        """
    )
    assert told(picture) == "works for H, W = 1 or 8 and mask.shape[2], mask.shape[3] = 8 or 9"


ROOT = """
class Net(nn.Module):
    def forward(self, x):
        side = int(x.size(1) ** 0.5)
        return x.view(x.size(0), side, side)

y = Net()(torch.randn(8, 49))
"""


def test_a_number_that_only_looked_constant_is_found_out(run) -> None:
    """By the constraints alone `view` would take rows of 49 only; of 36 it takes a re-run to see that they fit."""
    picture = run(ROOT)
    assert told(picture) == "" and symbol(picture, "F").valid is None and symbol(picture, "F").structural


def test_what_is_asked_for_is_tried_size_by_size_where_constraints_cannot_tell(run) -> None:
    squares = [(side * side, side * side) for side in range(1, 17)]
    assert run(ROOT).check.valid("F") == squares


def test_where_other_inputs_go_another_way_each_size_is_tried(run) -> None:
    check = run(
        """
        scores = nn.Linear(6, 2)(torch.randn(4, 6))
        u, v = torch.randn(3), torch.randn(3, 3)
        z = u + v
        """
    ).check
    assert check.valid("F", **{"u[0]": 1}) == check.valid("F") == [(6, 6)]


BRANCH = """
class Net(nn.Module):
    def forward(self, x):
        if x.size(1) {condition}:
            x = x.relu()
        return x * 2

y = Net()(torch.randn(8, 12))
"""


@pytest.mark.parametrize("condition", ["> 3", "> 30", "> 5.5"])
def test_of_code_that_goes_another_way_at_some_sizes_nothing_is_claimed(run, condition: str) -> None:
    assert told(run(BRANCH.format(condition=condition))) == ""


def test_a_few_sizes_at_which_the_code_refuses_by_itself_are_tried(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def forward(self, x):
                if x.size(1) <= 3:
                    raise ValueError("too narrow")
                return x * 2

        y = Net()(torch.randn(8, 12))
        """
    )
    assert told(picture) == "works for F ≥ 4"


def test_a_model_that_changes_itself_claims_nothing(run) -> None:
    picture = run(
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.seen = 0

            def forward(self, x):
                self.seen += 1
                return x[: self.seen]

        y = Net()(torch.randn(8, 12))
        """
    )
    assert told(picture) == "" and symbol(picture, "N").valid is None
