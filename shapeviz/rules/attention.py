"""Attention with several heads, and the bare scaled dot product."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault
from shapeviz.rules.faults import rank_fault, shape_fault
from shapeviz.rules.wording import counted
from shapeviz.shapes.shape import Shape, broadcast, replaced


def multi_head_attention(call: Call) -> Outcome:
    """(target, batch, features), batch-first if so told, or without a batch; output and attention weights."""
    named = call.named_shapes()
    if not {"query", "key", "value"} <= named.keys():
        return None
    fault = rank_fault(call, "query", [3, 2])
    rank = len(named["query"])
    fault = fault or rank_fault(call, "key", [rank]) or rank_fault(call, "value", [rank])
    fault = fault or _feature_faults(call, named) or _sequence_faults(call, named) or _mask_faults(call, named)
    if fault is not None:
        return fault
    query = named["query"]
    batch, target, source = _sizes(call, named)
    output = (*query[:-1], call.attribute("embed_dim"))
    if not call.attribute("need_weights", True):
        return Accept([output])
    source += sum(1 for name in ("add_bias_kv", "add_zero_attn") if call.attribute(name, False))
    heads: Shape = () if call.attribute("average_attn_weights", True) else (call.attribute("num_heads"),)
    return Accept([output, (*batch, *heads, target, source)])


def _sizes(call: Call, named: dict[str, Shape]) -> tuple[Shape, int, int]:
    """The batch (empty without one), the length of the query and the length of key and value."""
    query, key = named["query"], named["key"]
    if len(query) == 2:
        return (), query[0], key[0]
    time, batch = (1, 0) if call.attribute("batch_first", False) else (0, 1)
    return (query[batch],), query[time], key[time]


def _feature_faults(call: Call, named: dict[str, Shape]) -> Fault | None:
    width: int = call.attribute("embed_dim")
    widths = {
        "query": width,
        "key": call.attribute("kdim") or width,
        "value": call.attribute("vdim") or width,
    }
    for name, expected in widths.items():
        shape = named[name]
        if shape[-1] != expected:
            return Fault(
                [AxisProblem(name, len(shape) - 1, expected, shape[-1])],
                f"{counted(expected, 'feature')} in the last axis of its {name}",
                str(shape[-1]),
                {name: replaced(shape, -1, expected)},
            )
    return None


def _sequence_faults(call: Call, named: dict[str, Shape]) -> Fault | None:
    """Key and value go together, and all three share the batch."""
    query, key, value = named["query"], named["key"], named["value"]
    batched = len(query) == 3
    time = 1 if batched and call.attribute("batch_first", False) else 0
    if batched:
        axis = 1 - time
        order = "batch-first" if time else "sequence-first"
        if key[axis] != query[axis]:
            reason = f"the batch size of its query, as it is {order}"
            return _size_fault("key", key, axis, query[axis], reason)
        if value[axis] != query[axis]:
            return _size_fault("value", value, axis, query[axis], "the batch size of its query and key")
    if value[time] != key[time]:
        return _size_fault("value", value, time, key[time], "the length of its key")
    return None


def _size_fault(name: str, shape: Shape, axis: int, expected: int, reason: str) -> Fault:
    return Fault(
        [AxisProblem(name, axis, expected, shape[axis])],
        f"{expected} in axis {axis} of its {name} ({reason})",
        str(shape[axis]),
        {name: replaced(shape, axis, expected)},
    )


def _mask_faults(call: Call, named: dict[str, Shape]) -> Fault | None:
    batch, target, source = _sizes(call, named)
    padding = named.get("key_padding_mask")
    if padding is not None and padding != (*batch, source):
        meaning = "batch × length of its key" if batch else "the length of its key"
        return shape_fault("key_padding_mask", (*batch, source), padding, meaning)
    mask = named.get("attn_mask")
    stacked = (batch[0] if batch else 1) * call.attribute("num_heads")
    if mask is None:
        return None
    meaning = "target × source"
    wanted: Shape = (target, source)
    if len(mask) == 3:
        wanted, meaning = (stacked, *wanted), f"batch · heads × {meaning}"
    return None if mask == wanted else shape_fault("attn_mask", wanted, mask, meaning)


def scaled_dot_product_attention(call: Call) -> Outcome:
    """Query (…, target, features), key (…, source, features), value (…, source, outputs)."""
    named = call.named_shapes()
    if not {"query", "key", "value"} <= named.keys():
        return None
    for name in ("query", "key", "value"):
        if len(named[name]) < 2:
            return rank_fault(call, name, [2])
    query, key, value = named["query"], named["key"], named["value"]
    if key[-1] != query[-1]:
        return _size_fault("key", key, len(key) - 1, query[-1], "the features of its query")
    if value[-2] != key[-2]:
        return _size_fault("value", value, len(value) - 2, key[-2], "the length of its key")
    if call.attribute("enable_gqa", False):
        if any(len(shape) < 3 for shape in (query, key, value)):
            return None
        fault = _group_fault("key", query, key) or _group_fault("value", query, value)
        if fault is not None:
            return fault
        key, value = replaced(key, -3, query[-3]), replaced(value, -3, query[-3])
    fault = _leading_fault(query, key, value) or _score_mask_fault(call, query, key)
    leading = broadcast([query[:-2], key[:-2], value[:-2]]) or ()
    return fault or Accept([(*leading, query[-2], value[-1])])


def _group_fault(name: str, query: Shape, shape: Shape) -> Fault | None:
    """With grouped queries, several heads of the query share one head of key and value."""
    heads, own = query[-3], shape[-3]
    if own and heads % own == 0:
        return None
    expects = f"a divisor of {heads} (the heads of its query) in axis {len(shape) - 3} of its {name}"
    problem = AxisProblem(name, len(shape) - 3, heads, own)
    return Fault([problem], expects, str(own), {name: replaced(shape, -3, heads)})


def _leading_fault(query: Shape, key: Shape, value: Shape) -> Fault | None:
    shapes = {"query": query, "key": key, "value": value}
    fault = broadcast_fault({name: shape[:-2] for name, shape in shapes.items()})
    if fault is None:
        return None
    mended = {name: (*shape, *shapes[name][-2:]) for name, shape in fault.mended.items()}
    return Fault(fault.problems, fault.expects, fault.gets, mended)


def _score_mask_fault(call: Call, query: Shape, key: Shape) -> Fault | None:
    """The mask is added to the scores in place, so it may be smaller than they are but never larger."""
    mask = call.shape("attn_mask")
    scores = (*(broadcast([query[:-2], key[:-2]]) or ()), query[-2], key[-2])
    # The fused kernel, which takes queries of four axes, asks for the mask's last two.
    enough = len(mask or ()) >= 2 or len(query) != 4
    if mask is None or (enough and broadcast([mask, scores]) == scores):
        return None
    if len(mask) < 2 or len(mask) > len(scores):
        return shape_fault("attn_mask", scores[-2:], mask, "target × source")
    offset = len(scores) - len(mask)
    wanted = tuple(size if size in (1, score) else score for size, score in zip(mask, scores[offset:], strict=True))
    return shape_fault("attn_mask", wanted, mask, "its last axes are target × source")


RULES: dict[str, Rule] = {
    "multi_head_attention": multi_head_attention,
    "scaled_dot_product_attention": scaled_dot_product_attention,
}
