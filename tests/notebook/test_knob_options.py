"""`--knobs` and `--vary`: how they are read, and what is said to one that cannot be."""

from __future__ import annotations

import pytest
from IPython.core.error import UsageError

from shapeviz.notebook.options import parse
from shapeviz.tracing.knob_words import Request

SEE_HELP = "\nType %%shapecheck? for its options."


def test_without_them_nothing_varies() -> None:
    options, rest = parse("")
    assert options.knobs is False and options.vary == [] and rest == []


@pytest.mark.parametrize(
    ("line", "requests"),
    [
        ("--vary hidden_size", [Request("hidden_size")]),
        ("--vary=hidden_size=8:64", [Request("hidden_size", None, (8, 64))]),
        ("--vary hidden_size=8:64 --vary 20@6", [Request("hidden_size", None, (8, 64)), Request("20", 6)]),
        ('--vary "20@6=8:64"', [Request("20", 6, (8, 64))]),
    ],
)
def test_vary_may_stand_several_times(line: str, requests: list[Request]) -> None:
    options, rest = parse(f"--knobs {line}")
    assert options.knobs is True and options.vary == requests and rest == []


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--vary", "%%shapecheck: argument --vary: expected one argument"),
        (
            "--vary hidden=8",
            "%%shapecheck: argument --vary: write a name with or without a range, such as hidden_size=8:64, "
            "not 'hidden=8'",
        ),
        (
            "--vary hidden=64:8",
            "%%shapecheck: argument --vary: write a range from a smaller to a larger number, from 1 on, "
            "such as 8:64, not 64:8",
        ),
    ],
)
def test_a_wrong_request_is_told_what_to_write(line: str, sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(line)
    assert str(refused.value) == sentence + SEE_HELP


def test_knob_is_a_slip_for_knobs() -> None:
    with pytest.raises(UsageError) as refused:
        parse("--knob")
    assert str(refused.value) == "%%shapecheck: there is no option --knob. Did you mean --knobs?"
