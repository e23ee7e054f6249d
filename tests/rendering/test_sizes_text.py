import pytest

from shapeviz.graph.model import Graph, Node, Ranges, Source, Symbol, SymbolAxis, TensorSpec
from shapeviz.rendering.sizes_text import SizeLine, size_lines


def known(valid: Ranges | None, tied: Ranges | None = None, *, structural: bool = False, largest: int = 256) -> str:
    """What is said of a height of 64 of which this is known."""
    other = Symbol("N", 1, 1, 64, "x axis 0", "batch", valid=[(1, 64)])
    height = Symbol("H", 64, 1, largest, "x axis 2", "height", valid=valid, valid_tied=tied, structural=structural)
    return size_lines(Graph(Source("In[1]", ""), symbols=[other, height]))[1].known


@pytest.mark.parametrize(
    ("valid", "sentence"),
    [
        (None, ""),
        ([], ""),
        ([(1, 256)], "every size from 1 to 256 fits"),
        ([(28, 29)], "fits for 28 to 29"),
        ([(64, 64)], "fits for 64 only"),
        ([(30, 256)], "fits for 30 to 256, the largest checked"),
        ([(256, 256)], "fits for 256 only, the largest checked"),
        ([(1, 2), (8, 8), (32, 64)], "fits for 1 to 2, 8 and 32 to 64"),
        ([(size, size) for size in range(8, 256, 8)], "fits for 8, 16, 24, …, 248"),
        ([(size, size + 1) for size in range(8, 250, 8)], "fits for 8 to 9, 16 to 17, 24 to 25, …, 248 to 249"),
        ([(size**2, size**2) for size in range(2, 16)], "fits for 4, 9, 16, 25, 36 and 9 more ranges"),
    ],
)
def test_the_sizes_that_fit_are_told_in_words(valid: Ranges | None, sentence: str):
    assert known(valid) == sentence


def test_what_fits_only_if_height_and_width_move_together_is_told_with_that_condition():
    assert known([], [(28, 29)]) == "fits for 28 to 29 if height and width are the same"
    assert known([(64, 64)], [(28, 29), (64, 64)]) == (
        "fits for 64 only; fits for 28 to 29 and 64 if height and width are the same"
    )


def test_height_and_width_together_are_not_told_of_where_that_changes_nothing():
    assert known([(2, 256)], [(2, 256)]) == "fits for 2 to 256, the largest checked"
    assert known([(64, 64)], []) == "fits for 64 only"


def test_a_size_along_which_other_calls_run_says_so():
    assert known(None, structural=True) == "other calls run at other sizes"
    assert known([(1, 8)], structural=True, largest=64) == "fits for 1 to 8; other calls run at other sizes"


def test_a_size_is_named_with_its_role_and_recorded_value_and_origin(cnn: Graph):
    assert [(line.size, line.origin) for line in size_lines(cnn)] == [
        ("N batch = 1", "x axis 0"),
        ("H height = 64", "x axis 2"),
        ("W width = 64", "x axis 3"),
    ]


def test_a_name_that_says_its_role_and_a_knob_stand_without_a_role(attention: Graph):
    assert [line.size for line in size_lines(attention)] == ["batch_size = 2", "L sequence = 16", "depth = 2"]


def test_a_size_that_nobody_gave_stands_without_a_number():
    images = Node("n1", "input", "input", "", "images", outputs=[TensorSpec((32, 8), "", "", letters=["N", ""])])
    axes = [SymbolAxis("n1", 0)]
    symbol = Symbol("N", 32, 1, 128, "images axis 0", "batch", axes, valid=[(1, 128)])
    graph = Graph(Source("In[1]", ""), symbols=[symbol], nodes=[images])
    assert size_lines(graph) == [SizeLine("N batch", "images axis 0", "every size from 1 to 128 fits")]


def test_hostile_names_of_sizes_stay_on_their_line():
    symbol = Symbol("a\nb\x1b", 3, 1, 64, "x\n[0]", "features", structural=True)
    assert size_lines(Graph(Source("In[1]", ""), symbols=[symbol])) == [
        SizeLine("a b� features = 3", "x [0]", "other calls run at other sizes")
    ]


def test_sizes_of_which_nothing_is_known_and_no_formula_speaks_are_not_listed(several: Graph):
    assert several.symbols and size_lines(several) == []
