"""The names that a person gives to sizes, on the inputs of a recording."""

from __future__ import annotations

import pytest

CONV = "x = torch.ones(8, 3, 32, 32)\ny = nn.Conv2d(3, 4, 3)(x)"
TWO = "x, y = torch.ones(4, 3), torch.ones(5, 3)\na, b = x * 2, y * 2"


def symbols(picture) -> dict[str, int]:
    return {symbol.name: symbol.value for symbol in picture.graph.symbols}


def test_sizes_go_by_the_names_that_are_given(run) -> None:
    picture = run(CONV, names="x: batch planes rows columns")
    assert symbols(picture) == {"batch": 8, "planes": 3, "rows": 32, "columns": 32}
    assert [symbol.role for symbol in picture.graph.symbols] == ["batch", "channels", "height", "width"]
    assert picture.graph.notes == [] and picture.at(rows=16, batch=2).outputs() == {"y": (2, 4, 14, 30)}


def test_names_may_stand_in_a_dictionary(run) -> None:
    assert list(symbols(run(TWO, names={"x": "n c", "y": "m _"}))) == ["n", "c", "m", "F"]


def test_given_names_come_before_those_in_the_code(run) -> None:
    source = """
        rows = 3
        x = torch.ones(rows, 7)
        n, d = x.shape
        y = x * 2
    """
    assert list(symbols(run(source, names="x: first _"))) == ["first", "d"]


def test_leading_axes_may_stay_without_names(run) -> None:
    assert list(symbols(run(CONV, names="x: ... h w"))) == ["N", "C", "h", "w"]
    assert list(symbols(run(CONV, names="x: *batch h w"))) == ["N", "C", "h", "w"]


def test_a_number_is_a_size_that_has_no_slider(run) -> None:
    assert symbols(run(CONV, names="x: n 3 h w")) == {"n": 8, "h": 32, "w": 32}


def test_an_expression_leaves_the_name_as_it_is(run) -> None:
    assert list(symbols(run("x = torch.ones(4, 2)\ny = x * 2", names="x: h h//2"))) == ["h", "F"]


def test_one_name_for_two_axes_is_one_size(run) -> None:
    picture = run("x, y = torch.ones(3, 3), torch.ones(3)\na = x * 2\nb = y * 2", names="x: n n; y: n")
    assert [(symbol.name, len(symbol.axes)) for symbol in picture.graph.symbols] == [("n", 3)]
    assert picture.at(n=5).outputs() == {"a": (5, 5), "b": (5,)}


def test_an_input_goes_by_the_parameter_that_takes_it_too(run) -> None:
    source = """
        class Net(nn.Module):
            def forward(self, image):
                return image * 2

        photo = torch.ones(2, 3)
        y = Net()(photo)
    """
    assert list(symbols(run(source, names="image: n d"))) == ["n", "d"]
    assert list(symbols(run(source, names="photo: n d"))) == ["n", "d"]


def test_names_stay_where_a_call_fails(run) -> None:
    picture = run("x = torch.ones(4, 3)\ny = nn.Linear(5, 2)(x)", names="x: people answers")
    assert symbols(picture) == {"people": 4, "answers": 3} and picture.graph.verdict == "mismatch"
    assert picture.at(answers=5).graph.verdict == "ok"


@pytest.mark.parametrize(
    ("source", "names", "sentence"),
    [
        (
            CONV,
            "x: batch channels height",
            "x has 4 axes (8 × 3 × 32 × 32), but 3 names were given: batch channels height.",
        ),
        ("x = torch.ones(8)\ny = x * 2", "x: n c", "x has 1 axis (8), but 2 names were given: n c."),
        ("x = torch.ones(())\ny = x * 2", "x: n", "x has no axes, but 1 name was given: n."),
        ("x = torch.ones(8)\ny = x * 2", "x: ... h w", "x has 1 axis (8), but 2 names were given: ... h w."),
        (TWO, "z: n c", "There is no input named z. The inputs are x and y."),
        (CONV, "image: n c h w", "There is no input named image. The only input is x."),
        (CONV, "x: n 4 h w", "Axis 1 of x is named 4, but its size is 3."),
        (CONV, "x: n channels=4 h w", "Axis 1 of x is named channels=4, but its size is 3."),
        (
            TWO,
            "x: n c; y: n c",
            "The name n was given to different sizes: axis 0 of x is 4, axis 0 of y is 5. Give them different names.",
        ),
        (
            CONV,
            "x: n c n n",
            "The name n was given to different sizes: axis 0 of x is 8, axis 2 of x is 32. Give them different names.",
        ),
    ],
)
def test_names_that_do_not_fit_are_told_in_a_note_and_the_check_stands(run, source, names, sentence) -> None:
    picture = run(source, names=names)
    assert picture.graph.notes == [sentence] and picture.check.ok
    assert sentence in " ".join(str(picture.check).split())


def test_of_many_inputs_some_are_listed(run) -> None:
    lines = "\n".join(f"x{number} = torch.ones(2)\nx{number} * 2" for number in range(10))
    assert run(lines, names="z: n").graph.notes == [
        "There is no input named z. The inputs are x0, x1, x2, x3, x4, x5, x6, x7 and 2 more."
    ]


def test_a_cell_without_inputs_is_told_nothing_of_names(run) -> None:
    assert run("total = 1 + 1", names="x: n").graph.notes == []
