"""What an operation costs, in multiply-adds.

One multiply-add is one product added to a running sum. Additions of a bias and element-wise operations
count as none, and so do norms and lookups.
"""

from __future__ import annotations

import math

from shapeviz.rules.channels_last_cost import COSTS, multiply_adds_channels_last
from shapeviz.rules.core import Call
from shapeviz.rules.einsum import OPERANDS, summed_sizes
from shapeviz.shapes.shape import Shape, product

CONVOLUTIONS = frozenset(f"conv{spatial}d" for spatial in (1, 2, 3))
TRANSPOSED = frozenset(f"conv_transpose{spatial}d" for spatial in (1, 2, 3))
PRODUCTS = frozenset(("matmul", "strict_matmul", "mm", "bmm", "mv", "matvec", "dot", "array_dot", "vdot", "inner"))
ADDED_PRODUCTS = {"addmm": "mat1", "addmv": "mat", "baddbmm": "batch1"}
CONTRACTIONS = frozenset(("tensordot", "strict_tensordot", "array_tensordot"))
RECURRENT_GATES = {"rnn": 1, "gru": 3, "lstm": 4, "rnn_cell": 1, "gru_cell": 3, "lstm_cell": 4}
ATTENTION = frozenset(("scaled_dot_product_attention", "multi_head_attention"))
COUNTED = frozenset(
    (
        "linear",
        "bilinear",
        "einsum",
        *CONVOLUTIONS,
        *TRANSPOSED,
        *PRODUCTS,
        *ADDED_PRODUCTS,
        *CONTRACTIONS,
        *RECURRENT_GATES,
        *COSTS,
    )
).union(ATTENTION)
"""The operations that have multiply-adds."""


def multiply_adds(call: Call, outputs: list[Shape]) -> int:
    """The multiply-adds of a call that gave `outputs`; 0 for operations that have none.

    >>> multiply_adds(Call("linear", {"input": (4, 3136), "weight": (10, 3136)}), [(4, 10)])
    125440
    >>> weight = (16, 3, 3, 3)
    >>> multiply_adds(Call("conv2d", {"input": (1, 3, 8, 8), "weight": weight}), [(1, 16, 6, 6)])
    15552
    """
    if not outputs:
        return 0
    named = call.named_shapes()
    count = product(outputs[0])
    if call.op == "linear" and "weight" in named:
        return count * named["weight"][-1]
    if (call.op in CONVOLUTIONS or call.op == "bilinear") and "weight" in named:
        return count * product(named["weight"][1:])
    if call.op in TRANSPOSED and {"input", "weight"} <= named.keys():
        return product(named["input"]) * product(named["weight"][1:])
    if call.op in PRODUCTS and all(named.values()):
        return count * named["input"][-2 if call.attribute("transpose_left", False) else -1]
    if call.op in ADDED_PRODUCTS:
        return count * named[ADDED_PRODUCTS[call.op]][-1]
    if call.op in RECURRENT_GATES:
        return _recurrent(call)
    if call.op == "einsum":
        return _einsum(call, count)
    if call.op in CONTRACTIONS and {"a", "b"} <= named.keys():
        # Each size of the output stands in one operand, each that is summed over in both.
        return math.isqrt(count * product(named["a"]) * product(named["b"]))
    if call.op in ATTENTION:
        return _attention(call, outputs)
    return multiply_adds_channels_last(call, outputs[0])


def _einsum(call: Call, count: int) -> int:
    """Of two operands; in which order more of them are multiplied, and at what cost, cannot be told."""
    if not isinstance(call.attribute("equation"), str) or len(call.shapes(OPERANDS)) != 2:
        return 0
    summed = summed_sizes(call)
    return count * product(summed) if summed else 0


def _recurrent(call: Call) -> int:
    """Each gate of each layer and direction multiplies the step's input and the last hidden state."""
    shape = call.named_shapes()["input"]
    steps = product(shape[:-1])
    hidden: int = call.attribute("hidden_size")
    out: int = call.attribute("proj_size", 0) or hidden
    directions = 2 if call.attribute("bidirectional", False) else 1
    layers: int = call.attribute("num_layers", 1)
    widths = shape[-1] + (layers - 1) * directions * out + layers * out
    gates = RECURRENT_GATES[call.op] * hidden * widths
    projections = layers * hidden * out if call.attribute("proj_size", 0) else 0
    return steps * directions * (gates + projections)


def _attention(call: Call, outputs: list[Shape]) -> int:
    """Scores, their sums over the values and, with several heads, the four projections."""
    named = call.named_shapes()
    query, key, value = named["query"], named["key"], named["value"]
    if call.op == "scaled_dot_product_attention":
        scores = product(outputs[0][:-1]) * key[-2]
        return scores * (query[-1] + value[-1])
    width: int = call.attribute("embed_dim")
    batched = len(query) == 3
    source = key[1] if batched and call.attribute("batch_first", False) else key[0]
    projections = width * (product(query) + product(key) + product(value)) + width * width * product(query[:-1])
    return projections + 2 * product(query[:-1]) * source * width
