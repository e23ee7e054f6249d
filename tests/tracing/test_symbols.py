"""The sizes a person may vary, under the names people use for them."""

from __future__ import annotations

import pytest

from shapeviz.graph.model import Symbol, SymbolAxis
from shapeviz.tracing.size_names import tie


@pytest.mark.parametrize(
    ("source", "symbols"),
    [
        ("y = nn.Conv2d(3, 4, 3)(torch.ones(2, 3, 8, 9))", {"N": 2, "C": 3, "H": 8, "W": 9}),
        ("y = nn.Conv2d(3, 4, 3)(torch.ones(3, 8, 9))", {"C": 3, "H": 8, "W": 9}),
        ("y = nn.Conv1d(3, 4, 3)(torch.ones(2, 3, 8))", {"N": 2, "C": 3, "L": 8}),
        ("y = nn.Conv3d(3, 4, 1)(torch.ones(2, 3, 4, 5, 6))", {"N": 2, "C": 3, "D": 4, "H": 5, "W": 6}),
        ("y = nn.Linear(4, 2)(torch.ones(3, 4))", {"N": 3, "F": 4}),
        ("y = nn.Embedding(9, 4)(torch.zeros(2, 7, dtype=torch.long))", {"N": 2, "L": 7}),
        ("y = nn.LSTM(4, 5, batch_first=True)(torch.ones(2, 7, 4))", {"N": 2, "L": 7, "F": 4}),
        ("y = nn.LSTM(4, 5)(torch.ones(7, 2, 4))", {"L": 7, "N": 2, "F": 4}),
        ("steps = 7\ny = torch.ones(2, steps).sum()", {"N": 2, "steps": 7}),
        ("y = torch.ones(()) + 1", {}),
        ("y = torch.ones(0, 3) + 1", {"N": 0, "F": 3}),
    ],
)
def test_axes_are_called_after_their_role(run, source, symbols) -> None:
    assert {symbol.name: symbol.value for symbol in run(source).graph.symbols} == symbols


def test_a_symbol_tells_where_it_comes_from(run) -> None:
    batch, height = [run("x = torch.ones(2, 3, 8, 8)\ny = nn.Conv2d(3, 4, 3)(x)").check.symbols[name] for name in "NH"]
    assert (batch.origin, batch.role) == ("x axis 0", "batch") and (height.origin, height.role) == (
        "x axis 2",
        "height",
    )


def test_the_batch_axes_of_several_inputs_are_one(run) -> None:
    picture = run("x, other = torch.ones(4, 3), torch.ones(4, 3)\ny, z = x * 2, other * 2")
    assert [len(symbol.axes) for symbol in picture.graph.symbols] == [2, 1, 1]
    assert [symbol.name for symbol in picture.graph.symbols] == ["N", "F", "other[1]"]


def test_batches_of_different_sizes_are_not_one_but_those_of_equal_sizes_are(run) -> None:
    picture = run(
        "x, t, vx, vt = torch.ones(8, 3), torch.ones(8), torch.ones(2, 3), torch.ones(2)\nx*2, t*2, vx*2, vt*2"
    )
    batches = [(symbol.name, len(symbol.axes)) for symbol in picture.graph.symbols if symbol.role == "batch"]
    assert batches == [("N", 2), ("vx[0]", 2)]


def test_a_batch_takes_the_name_that_the_code_has_for_another_of_its_size(run) -> None:
    picture = run("n = 4\nx, target = torch.ones(4, 3), torch.ones(n)\ny, z = x * 2, target * 2")
    assert [(symbol.name, len(symbol.axes)) for symbol in picture.graph.symbols] == [("n", 2), ("F", 1)]


def test_two_variables_of_one_value_are_two_sizes(run) -> None:
    picture = run("n = m = 4\nx, z = torch.ones(n), torch.ones(m)\na, b = x * 2, z * 2")
    assert [symbol.name for symbol in picture.graph.symbols] == ["n", "m"]


def test_ids_and_their_mask_share_batch_and_sequence(run) -> None:
    picture = run(
        """
        ids, mask = torch.zeros(2, 7, dtype=torch.long), torch.ones(2, 7, dtype=torch.long)
        y = nn.Embedding(9, 4)(ids) * mask[..., None]
        """
    )
    assert [(symbol.name, len(symbol.axes)) for symbol in picture.graph.symbols] == [("N", 2), ("L", 2)]
    assert picture.at(L=5).outputs() == {"y": (2, 5, 4)}


def test_two_inputs_without_names_have_sizes_of_their_own(run) -> None:
    picture = run("y, z = torch.ones(2, 2) * 2, torch.ones(2, 2) * 2")
    names = [symbol.name for symbol in picture.graph.symbols]
    assert len(set(names)) == len(names) == 3


def test_a_variable_of_another_value_is_another_size(run) -> None:
    picture = run("n = 4\na = torch.ones(n)\nn = 5\nb = torch.ones(n)\ny = torch.cat([a, b])")
    assert {symbol.name: symbol.value for symbol in picture.graph.symbols} == {"n": 4, "N": 5}


def test_a_letter_gives_way_to_a_variable_of_that_name(run) -> None:
    picture = run("N = 3\nx, z = torch.ones(5, 2), torch.ones(7, N)\na, b = x * 2, z * 2")
    assert {symbol.name: symbol.value for symbol in picture.graph.symbols} == {
        "x[0]": 5,
        "F": 2,
        "z[0]": 7,
        "N": 3,
    }


def test_only_so_many_sizes_have_a_slider_and_a_note_names_the_others(run) -> None:
    lines = [f"x{number} = torch.ones({number + 2}, {number + 3})\nx{number} * 2" for number in range(7)]
    picture = run("\n".join(lines))
    assert len(picture.graph.symbols) == 12
    assert picture.graph.notes == ["Only 12 sizes have a slider. Without one are x6[0] and x6[1]."]
    lines += [line.replace("x", "z") for line in lines]
    many = run("\n".join(lines).replace("ones(", "ones(1 + "))
    assert many.graph.notes == [
        "Only 12 sizes have a slider. Without one are x6[0], x6[1], z0[1], z1[1], z2[1] and 4 more."
    ]


def test_what_a_person_named_has_a_slider_before_others(run) -> None:
    lines = [f"x{number} = torch.ones({number + 2}, {number + 3})\nx{number} * 2" for number in range(7)]
    picture = run("\n".join(lines), names="x6: last _")
    assert picture.graph.symbols[-1].name == "last"
    assert picture.graph.notes == ["Only 12 sizes have a slider. Without one are x5[1] and x6[1]."]


# -- ties -------------------------------------------------------------------------------------------------


def symbol(name: str, value: int = 4, node: str = "n1", axis: int = 0) -> Symbol:
    return Symbol(name, value, 1, 64, f"{node} axis {axis}", "features", [SymbolAxis(node, axis)])


def test_symbols_that_must_be_equal_become_the_first_of_them() -> None:
    symbols = [symbol("N"), symbol("F", axis=1), symbol("y[0]", node="n2"), symbol("K", 5, node="n3")]
    assert tie(symbols, [("y[0]", "F")]) == {"y[0]": "F"}
    assert [known.name for known in symbols] == ["N", "F", "K"]
    assert symbols[1].axes == [SymbolAxis("n1", 1), SymbolAxis("n2", 0)]


def test_a_name_of_the_users_stays() -> None:
    symbols = [symbol("F"), symbol("hidden", node="n2"), symbol("width", node="n3")]
    assert tie(symbols, [("F", "hidden")]) == {"F": "hidden"}
    assert tie(symbols, [("hidden", "width")]) == {"width": "hidden"}
    assert [(known.name, len(known.axes)) for known in symbols] == [("hidden", 3)]


def test_ties_go_on_from_one_to_the_next() -> None:
    symbols = [symbol("a[0]"), symbol("b[0]", node="n2"), symbol("hidden", node="n3")]
    renamed = tie(symbols, [("a[0]", "b[0]"), ("b[0]", "hidden"), ("a[0]", "hidden")])
    assert renamed == {"b[0]": "hidden", "a[0]": "hidden"} and [known.name for known in symbols] == ["hidden"]


def test_two_axes_of_one_input_are_not_tied() -> None:
    symbols = [symbol("N"), symbol("L", axis=1), symbol("other", node="n2")]
    assert tie(symbols, [("N", "L")]) == {} and tie(symbols, [("N", "other")]) == {"N": "other"}
    assert tie(symbols, [("other", "L")]) == {} and [known.name for known in symbols] == ["other", "L"]


def test_symbols_of_different_values_and_unknown_ones_are_not_tied() -> None:
    symbols = [symbol("N"), symbol("F", 5, node="n2")]
    assert tie(symbols, [("N", "F"), ("N", "?"), ("N", "N")]) == {}
    assert [known.name for known in symbols] == ["N", "F"]


def test_inner_axes_of_a_product_move_together(run) -> None:
    picture = run("x, w = torch.ones(2, 3), torch.ones(3, 5)\ny = x @ w")
    assert {symbol.name: symbol.value for symbol in picture.graph.symbols} == {"N": 2, "F": 3, "w[1]": 5}
    assert picture.at(F=7).outputs() == {"y": (2, 5)}
