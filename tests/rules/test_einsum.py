"""Sums in Einstein's notation take operands whose letters agree."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeviz.rules import Accept, AxisProblem, Call, Conflict, judge
from shapeviz.tracing.frontends.torch.binding import bind_function, operand_names

EQUATIONS = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("bij , bjk -> bik", (5, 2, 3), (5, 3, 4)),
    ("bhid,bhjd->bhij", (2, 4, 5, 3), (2, 4, 6, 3)),
    ("i,i", (3,), (3,)),
    ("ba", (2, 3)),
    ("Ab", (2, 3)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("ij->", (2, 3)),
    ("...ij,...jk->...ik", (5, 2, 3), (5, 3, 4)),
    ("...i,...i", (5, 2, 3), (2, 3)),
    ("i...,...j->ij", (2, 5), (5, 3)),
    ("a...b->b...a", (2, 5, 3)),
    ("...ij->ij", (5, 2, 3)),
    ("ij->...ij", (2, 3)),
    ("ij,jk,kl->il", (2, 3), (3, 4), (4, 5)),
    ("ii,ij->j", (2, 2), (2, 3)),
]


@pytest.mark.parametrize("equation, shapes", [(equation, shapes) for equation, *shapes in EQUATIONS])
@given(data=st.data())
@settings(max_examples=30, derandomize=True, deadline=None)
def test_einsum_takes_what_torch_takes(oracle, near, meta, data, equation, shapes):
    oracle.function(torch.einsum, equation, *[meta(data.draw(near(shape))) for shape in shapes])


@given(data=st.data())
@settings(max_examples=150, derandomize=True, deadline=None)
def test_equations_of_any_kind_take_what_torch_takes(oracle, meta, data):
    letters = st.sampled_from("abcB")
    sizes = {letter: data.draw(st.integers(1, 3)) for letter in "abcB"}
    terms = data.draw(st.lists(st.lists(letters, max_size=3), min_size=1, max_size=3))
    shapes = [tuple(1 if data.draw(st.integers(0, 7)) == 0 else sizes[name] for name in term) for term in terms]
    known = sorted({name for term in terms for name in term})
    result = data.draw(st.permutations(known))[: data.draw(st.integers(0, len(known)))]
    arrow = "->" + "".join(result) if data.draw(st.booleans()) else ""
    oracle.function(torch.einsum, ",".join("".join(term) for term in terms) + arrow, *map(meta, shapes))


def test_operands_in_a_list_and_letters_as_numbers_are_the_same(meta):
    operands = [meta((2, 3)), meta((3, 4))]
    for call in (
        bind_function(torch.einsum, ("ij,jk->ik", *operands), {}),
        bind_function(torch.einsum, ("ij,jk->ik", operands), {}),
    ):
        assert call is not None
        assert call.operands == {"operands": [(2, 3), (3, 4)]}
        assert judge(call) == Accept([(2, 4)])


def test_operands_are_spoken_of_by_their_number():
    assert operand_names(torch.einsum, 3) == ["equation", "operands[0]", "operands[1]"]


def test_an_equation_that_is_wrong_whatever_the_operands_are_is_not_judged():
    for equation in ("ij->ii", "ij->k", "i?->i", "i->j->k"):
        assert judge(Call("einsum", {"operands": [(2, 3)]}, {"equation": equation})) is None


def refusal(equation, *shapes):
    """The words of a refusal: what is expected, and what it gets."""
    verdict = judge(Call("einsum", {"operands": list(shapes)}, {"equation": equation}))
    assert isinstance(verdict, Conflict)
    return verdict.expects, verdict.gets


def test_a_letter_with_two_sizes_is_told():
    words = refusal("bnd,de->bne", (2, 5, 3), (4, 6))
    assert words == ("one size for 'd' in axis 2 of operands[0] and axis 0 of operands[1]", "3 and 4")


def test_the_axis_of_a_letter_after_an_ellipsis_is_told():
    verdict = judge(Call("einsum", {"operands": [(7, 2, 5), (4, 6)]}, {"equation": "...d,de->...e"}))
    assert isinstance(verdict, Conflict)
    assert verdict.problems == [AxisProblem("operands[0]", 2, 4, 5)]
    assert verdict.outputs == [(7, 2, 6)]


def test_a_diagonal_that_is_none_is_told():
    assert refusal("ii->i", (2, 3)) == (
        "one size for 'i' in axis 0 of operands[0] and axis 1 of operands[0]",
        "2 and 3",
    )


def test_the_number_of_axes_is_told():
    words = refusal("ij,jk->ik", (2, 3), (5, 3, 4))
    assert words == ("operands[1] with 2 axes for its term 'jk'", "3")
    assert refusal("...ij->...ji", (3,)) == ("operands[0] with at least 2 axes for its term '...ij'", "1")


def test_the_number_of_operands_is_told():
    assert refusal("ij,jk->ik", (2, 3)) == ("2 operands for its equation", "1")


def test_ellipses_that_do_not_broadcast_are_told():
    words = refusal("...i,...i->...", (5, 3), (7, 3))
    assert words == ("equal sizes (or 1) where '...' stands in its operands", "5 and 7")
    verdict = judge(Call("einsum", {"operands": [(2, 5, 3), (2, 7, 3)]}, {"equation": "a...i,a...i->..."}))
    assert isinstance(verdict, Conflict)
    assert verdict.problems == [AxisProblem("operands[1]", 1, 5, 7)]
