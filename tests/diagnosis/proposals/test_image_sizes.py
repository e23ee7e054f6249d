"""Sides of the images that the code creates."""

from __future__ import annotations

from shapeviz.diagnosis.proposals.image_sizes import propose

from .cases import case_of, first_that_runs, mended

UNET = """
pool, up = nn.MaxPool2d(2), nn.Upsample(scale_factor=2)
photo = torch.randn(1, 3, 30, 30)
half = pool(photo)
quarter = pool(half)
joined = torch.cat([half, up(quarter)], dim=1)
"""


def test_the_sides_of_an_image_are_rounded_up_to_what_halves_evenly() -> None:
    case = case_of(UNET)
    first = first_that_runs(case, propose)
    assert (first.line, first.title) == (2, "Make photo 32 × 32")
    assert first.reason == (
        "The sides of photo, 30 × 30, do not halve evenly, so that two maps of one size come out unequal."
    )


def test_the_sides_of_an_image_are_found_from_the_features_of_a_linear_layer() -> None:
    case = case_of("""
        net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(4 * 6 * 6, 2))
        side = 20
        net(torch.rand(2, 1, side, side))
    """)
    first = first_that_runs(case, propose)
    assert (first.line, first.edits[0].new) == (2, "side = 14")


def test_an_image_grows_for_a_window_that_finds_no_place() -> None:
    case = case_of("""
        pools = nn.Sequential(nn.MaxPool2d(4), nn.MaxPool2d(4))
        pools(torch.rand(2, 1, 8, 8))
    """)
    first = first_that_runs(case, propose)
    assert "torch.rand(2, 1, 16, 16)" in mended(case, first)
    assert (
        first.reason == "The sides of input, 8 × 8, shrink on the way until pools[1] (MaxPool2d) has too little left."
    )
