"""Costs in multiply-adds."""

from __future__ import annotations

import pytest

from shapeviz.rules import Accept, Call, judge
from shapeviz.rules.cost import multiply_adds

SEQUENCE = (10, 2, 4)  # time × batch × features


@pytest.mark.parametrize(
    "call, expected",
    [
        (Call("linear", {"input": (4, 7, 30), "weight": (5, 30)}), 4 * 7 * 30 * 5),
        (Call("conv2d", {"input": (2, 3, 8, 8), "weight": (16, 3, 3, 3)}), 2 * 16 * 6 * 6 * 3 * 3 * 3),
        (Call("conv2d", {"input": (1, 4, 8, 8), "weight": (4, 1, 3, 3)}, {"groups": 4}), 4 * 6 * 6 * 3 * 3),
        (Call("conv_transpose1d", {"input": (1, 3, 8), "weight": (3, 5, 2)}), 3 * 8 * 5 * 2),
        (Call("matmul", {"input": (2, 4, 3), "other": (3, 5)}), 2 * 4 * 3 * 5),
        (Call("strict_matmul", {"input": (3, 4), "other": (3, 5)}, {"transpose_left": True}), 4 * 3 * 5),
        (Call("dot", {"input": (9,), "tensor": (9,)}), 9),
        (Call("inner", {"input": (2, 3), "other": (4, 3)}), 2 * 4 * 3),
        (Call("inner", {"input": (2, 3), "other": ()}), 0),
        (Call("addmm", {"input": (5,), "mat1": (4, 3), "mat2": (3, 5)}), 4 * 3 * 5),
        (Call("bilinear", {"input1": (4, 3), "input2": (4, 5), "weight": (6, 3, 5)}), 4 * 6 * 3 * 5),
        (Call("tensordot", {"a": (2, 3, 4), "b": (3, 4, 5)}, {"dims": 2}), 2 * 3 * 4 * 5),
        (Call("einsum", {"operands": [(2, 3, 4), (4, 5)]}, {"equation": "...ij,jk->...ik"}), 2 * 3 * 4 * 5),
        (Call("einsum", {"operands": [(4,), (5,)]}, {"equation": "i,j->ij"}), 0),
        (Call("einsum", {"operands": [(2, 3), (3, 4), (4, 5)]}, {"equation": "ij,jk,kl->il"}), 0),
        (Call("gru_cell", {"input": (2, 4)}, {"input_size": 4, "hidden_size": 6}), 2 * 3 * 6 * (4 + 6)),
        (Call("lstm", {"input": SEQUENCE}, {"input_size": 4, "hidden_size": 6}), 20 * 4 * 6 * (4 + 6)),
        (Call("relu", {"input": (4, 5)}), 0),
        (Call("max_pool1d", {"input": (4, 5)}, {"kernel_size": 2}), 0),
    ],
)
def test_multiply_adds_count_products_that_are_summed(call, expected):
    verdict = judge(call)
    assert isinstance(verdict, Accept)
    assert multiply_adds(call, verdict.outputs) == expected


def test_layers_and_directions_of_a_recurrent_layer_add_up():
    settings = {"input_size": 4, "hidden_size": 6, "num_layers": 2, "bidirectional": True}
    first, second = 6 * (4 + 6), 6 * (12 + 6)
    assert multiply_adds(Call("rnn", {"input": SEQUENCE}, settings), [(10, 2, 12)]) == 20 * 2 * (first + second)


def test_attention_counts_scores_and_their_sums_over_the_values():
    call = Call("scaled_dot_product_attention", {"query": (2, 5, 4), "key": (2, 6, 4), "value": (2, 6, 3)})
    assert multiply_adds(call, [(2, 5, 3)]) == 2 * 5 * 6 * (4 + 3)


def test_heads_of_attention_add_their_four_projections():
    shapes = {"query": (5, 2, 8), "key": (6, 2, 8), "value": (6, 2, 8)}
    call = Call("multi_head_attention", shapes, {"embed_dim": 8, "num_heads": 2})
    projections = 8 * 8 * 2 * (5 + 6 + 6 + 5)
    assert multiply_adds(call, [(5, 2, 8)]) == projections + 2 * (2 * 5 * 6 * 8)


def test_a_single_number_that_scales_a_matrix_costs_none():
    assert multiply_adds(Call("array_dot", {"input": (4, 8), "other": (8, 3)}), [(4, 3)]) == 4 * 8 * 3
    assert multiply_adds(Call("array_dot", {"input": (), "other": (8, 3)}), [(8, 3)]) == 0
