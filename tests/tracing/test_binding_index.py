"""The index between the brackets of `x[…]` is bound as plain places, with its tensors as operands."""

from __future__ import annotations

import numpy
import pytest
import torch

from shapeviz.rules import Accept, judge
from shapeviz.rules.indices import Picks
from shapeviz.tracing.frontends.torch.binding import bind_function

T = torch.Tensor
NUMBERS = torch.zeros(3, dtype=torch.int64)
MASK = torch.zeros(4, dtype=torch.bool)


def bound(index):
    return bind_function(T.__getitem__, (torch.zeros(4, 5, 6), index), {})


@pytest.mark.parametrize(
    "index, operands, places",
    [
        (0, {}, (0,)),
        ((slice(1), None, ...), {}, (slice(1), None, ...)),
        (NUMBERS, {"index": (3,)}, (Picks(False, "index"),)),
        ((0, NUMBERS), {"index[1]": (3,)}, (0, Picks(False, "index[1]"))),
        (MASK, {"index": (4,)}, (Picks(True, "index"),)),
        ([0, 1], {}, (Picks(False, "index", (2,), (0, 1)),)),
        ((slice(None), [[0], [1]]), {}, (slice(None), Picks(False, "index[1]", (2, 1), (0, 1)))),
        ([True, False], {}, (Picks(True, "index", (2,), (1, 0)),)),
        ([slice(2), 0], {}, (slice(2), 0)),
        (range(2), {}, (Picks(False, "index", (2,), (0, 1)),)),
        (numpy.array([2, 0]), {}, (Picks(False, "index", (2,), (2, 0)),)),
        (numpy.int64(3), {}, (3,)),
        ((0, [[1], [2, 3]]), {}, (0, [[1], [2, 3]])),
    ],
)
def test_an_index_is_bound(index, operands, places):
    call = bound(index)
    assert call.operands == {"input": (4, 5, 6), **operands}
    assert call.attributes == {"places": places}


@pytest.mark.parametrize(
    "index", [[0, 1], [[0], [1]], [slice(2), 0], range(3), numpy.array([[1, 2]]), [True, False, True, True], []]
)
def test_lists_are_read_as_torch_reads_them(index):
    assert judge(bound(index)) == Accept([tuple(torch.zeros(4, 5, 6)[index].shape)])


def test_a_value_is_bound_beside_the_index():
    call = bind_function(T.__setitem__, (torch.zeros(4, 5), (slice(None), NUMBERS), torch.zeros(3)), {})
    assert call.operands == {"input": (4, 5), "index[1]": (3,), "value": (3,)}
    assert call.dtypes["index[1]"] == "int64"
