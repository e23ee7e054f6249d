"""Reading the names that a person gives to sizes: `x: batch channels height width`."""

from __future__ import annotations

import pytest

from shapeviz.tracing.name_words import NamesError, SizeNames, aligned, parse_names, parse_words


def read(names: str, rank: int) -> list[tuple[str, str, int | None]] | None:
    (words,) = parse_names(names).inputs.values()
    found = aligned(words, rank)
    return [(word.kind, word.name, word.size) for word in found] if found is not None else None


AUTOMATIC = ("automatic", "", None)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ("x: batch width", [("name", "batch", None), ("name", "width", None)]),
        ("x: batch 3", [("name", "batch", None), ("fixed", "", 3)]),
        ("x: batch _", [("name", "batch", None), AUTOMATIC]),
        ("x: batch _any", [("name", "batch", None), AUTOMATIC]),
        ("x: batch channels=3", [("name", "batch", None), ("name", "channels", 3)]),
        ("x: #batch ?width", [("name", "batch", None), ("name", "width", None)]),
        ("x: h h//2", [("name", "h", None), AUTOMATIC]),
        ("x: h 2*(h+1)", [("name", "h", None), AUTOMATIC]),
        ("x: ... w", [AUTOMATIC, ("name", "w", None)]),
        ("x: *batch w", [AUTOMATIC, ("name", "w", None)]),
        ("x: n ...", [("name", "n", None), AUTOMATIC]),
        ("x: ... h w", [("name", "h", None), ("name", "w", None)]),
        ("  batch['x'] :  n  d ", [("name", "n", None), ("name", "d", None)]),
        ('x: Float[Tensor, "n d"]', [("name", "n", None), ("name", "d", None)]),
        ("x: jaxtyping.Float[torch.Tensor, 'n d']", [("name", "n", None), ("name", "d", None)]),
    ],
)
def test_the_words_are_those_of_jaxtyping(names, found) -> None:
    assert read(names, 2) == found


@pytest.mark.parametrize("names", ["x: n", "x: n c d", "x: ... h w d"])
def test_words_for_another_number_of_axes_do_not_fit(names) -> None:
    assert read(names, 2) is None


def test_inputs_are_named_one_after_the_other_or_in_a_dictionary() -> None:
    text, mapping = parse_names("x: n c; y: n;"), parse_names({"x": "n c", "y": "n"})
    assert text == mapping and list(text.inputs) == ["x", "y"]
    assert parse_names(None) == parse_names("") == SizeNames()


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            "batch channels",
            "It is not clear which input 'batch channels' names. Write the input first: 'x: batch channels height "
            "width'.",
        ),
        (
            "x:",
            "No names are given for x. Write one for each axis, in quotation marks: 'x: batch channels height width'.",
        ),
        ("x: n; x: m", "x is named twice. Write all the names of its axes in one place."),
        (
            "x: seq-len",
            "'seq-len' cannot name a size: a name has letters, digits and underscores. Write 'seq_len' instead.",
        ),
        (
            "x: n, c",
            "'n,' cannot name a size: a name has letters, digits and underscores. Write 'n' instead.",
        ),
        (
            "x: 2d",
            "'2d' cannot name a size: a name has letters, digits and underscores. Write 'x: batch channels height "
            "width'.",
        ),
        (
            "x: <b>",
            "'<b>' cannot name a size: a name has letters, digits and underscores. Write 'b' instead.",
        ),
        ("x: class", "'class' is a word of Python's own and cannot name a size. Write 'class_' instead."),
        (
            "x: ... n ...",
            "The names of x leave open twice how many axes there are. Write ... or *name once.",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_what_to_write_instead(names, sentence) -> None:
    with pytest.raises(NamesError) as refusal:
        parse_names(names)
    assert str(refusal.value) == sentence


def test_an_annotation_that_cannot_be_read_says_nothing() -> None:
    assert parse_words("batch, channels") is None and parse_words("... n ...") is None
    assert parse_words("") == ()
