"""Branches that are joined or added are brought to one form."""

from __future__ import annotations

from tests.diagnosis.proposals.keras_cells import proposed


def test_a_branch_with_more_axes_is_flattened() -> None:
    fixes = proposed(
        """
        a, b = keras.Input((4,)), keras.Input((2, 2, 3))
        y = layers.concatenate([a, b])
        """
    )
    assert fixes[0].title == "Put Flatten behind `b`"
    assert fixes[0].new.strip() == "y = layers.concatenate([a, layers.Flatten()(b)])"
    assert fixes[0].reason == (
        "concatenate (Concatenate) takes branches with as many axes each, and `b` of shape (32, 2, 2, "
        "3) was never flattened."
    )
    assert fixes[0].verified


def test_a_shortcut_gets_the_channels_of_its_block() -> None:
    fixes = proposed(
        """
        x = keras.Input((4, 4, 3))
        h = layers.Conv2D(5, 1)(x)
        y = layers.Add()([h, x])
        """
    )
    assert fixes[0].title == "Give `x` as many channels as the other branch"
    assert fixes[0].new.strip() == "y = layers.Add()([h, layers.Conv2D(h.shape[-1], 1)(x)])"
    assert fixes[0].reason == (
        "add (Add) adds element by element, and `x` of shape (32, 4, 4, 3) has 3 channels where the "
        "other branch, of shape (32, 4, 4, 5), has 5."
    )
    assert fixes[0].verified
