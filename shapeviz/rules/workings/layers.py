"""Workings of layers with weights, of products, and of attention and recurrence."""

from __future__ import annotations

from shapeviz.rules.core import Call
from shapeviz.rules.einsum import letter_sizes
from shapeviz.rules.wording import listed, times
from shapeviz.rules.workings.lines import Working, becomes, factors
from shapeviz.shapes.shape import Shape


def linear(call: Call, outputs: list[Shape]) -> list[str]:
    shape, weight = call.named_shapes()["input"], call.named_shapes()["weight"]
    return [becomes("features", shape[-1], outputs[0][-1], "its out_features")] if len(weight) == 2 else []


def bilinear(call: Call, outputs: list[Shape]) -> list[str]:
    first, second = call.named_shapes()["input1"], call.named_shapes()["input2"]
    return [f"features: {first[-1]} and {second[-1]} → {outputs[0][-1]} (its out_features)"]


def embedding(call: Call, outputs: list[Shape]) -> list[str]:
    what = "each bag" if call.op == "embedding_bag" else "each index"
    return [f"features: {outputs[0][-1]} for {what} (its embedding_dim)"]


def matrix_product(first: str, second: str) -> Working:
    def working(call: Call, outputs: list[Shape]) -> list[str]:
        left, right = call.named_shapes()[first], call.named_shapes()[second]
        return [f"({times(left)})·({times(right)}) = {times(outputs[0]) or 'a single number'}"]

    return working


def einsum(call: Call, outputs: list[Shape]) -> list[str]:
    sizes = [f"{letter} = {size}" for letter, size in letter_sizes(call).items()]
    return [f"{call.attribute('equation')} with {listed(sizes)}: {times(outputs[0]) or 'a single number'}"]


def scaled_dot_product_attention(call: Call, outputs: list[Shape]) -> list[str]:
    query, key, value = (call.named_shapes()[name] for name in ("query", "key", "value"))
    return [
        f"scores: {query[-2]} × {key[-2]} (the lengths of its query and its key)",
        f"output: {query[-2]} × {value[-1]} (the length of its query, the features of its value)",
    ]


def multi_head_attention(call: Call, outputs: list[Shape]) -> list[str]:
    query = call.named_shapes()["query"]
    lines = [becomes("features", query[-1], outputs[0][-1], "its embed_dim")]
    if len(outputs) > 1:
        target, source = outputs[1][-2:]
        lines.append(f"attention weights: {target} × {source} (the lengths of its query and its key)")
    return lines


def recurrent(call: Call, outputs: list[Shape]) -> list[str]:
    shape, layers = call.named_shapes()["input"], call.attribute("num_layers", 1)
    keyword = "proj_size" if call.attribute("proj_size", 0) else "hidden_size"
    width: int = call.attribute(keyword)
    if not call.attribute("bidirectional", False):
        return [becomes("features", shape[-1], outputs[0][-1], f"its {keyword}")]
    return [
        f"features: {factors((2, width))} = {outputs[0][-1]} (both directions)",
        f"states: {factors((2, layers))} = {outputs[1][0]} (both directions of each layer)",
    ]


def recurrent_cell(call: Call, outputs: list[Shape]) -> list[str]:
    return [becomes("features", call.named_shapes()["input"][-1], outputs[0][-1], "its hidden_size")]


WORKINGS: dict[str, Working] = {
    "linear": linear,
    "bilinear": bilinear,
    **dict.fromkeys(("embedding", "embedding_bag"), embedding),
    **dict.fromkeys(("matmul", "linalg_matmul"), matrix_product("input", "other")),
    **dict.fromkeys(("mm", "bmm"), matrix_product("input", "mat2")),
    "mv": matrix_product("input", "vec"),
    "dot": matrix_product("input", "tensor"),
    "addmm": matrix_product("mat1", "mat2"),
    "baddbmm": matrix_product("batch1", "batch2"),
    "addmv": matrix_product("mat", "vec"),
    "einsum": einsum,
    "scaled_dot_product_attention": scaled_dot_product_attention,
    "multi_head_attention": multi_head_attention,
    **dict.fromkeys(("rnn", "lstm", "gru"), recurrent),
    **dict.fromkeys(("rnn_cell", "lstm_cell", "gru_cell"), recurrent_cell),
}
