"""The attentions of Keras: of several heads, of groups of heads, and of single vectors."""

from __future__ import annotations

from shapeviz.rules.core import Accept, AxisProblem, Call, Fault, Outcome, Rule, item_name
from shapeviz.rules.faults import rank_fault
from shapeviz.rules.linear import feature_fault
from shapeviz.rules.wording import listed
from shapeviz.shapes.shape import Shape, broadcast, replaced

_AXES = "(batch × time × features)"


def heads(call: Call) -> Outcome:
    """`query` (batch, T, features) looks at `value` and `key` (batch, S, features); out comes a query."""
    shapes = {name: shape for name in ("query", "value", "key") if (shape := call.shape(name)) is not None}
    if len(shapes) < 2 or "query" not in shapes or any(len(shape) != 3 for shape in shapes.values()):
        return None  # with several axes of time the layer chooses those it attends to
    query, value = shapes["query"], shapes["value"]
    fault = _features_fault(call, {"key": value, **shapes} if call.shape("key_kernel") else shapes)
    times = _times_fault("value", shapes.get("key", value), "key", value)
    if fault is None and times is not None:
        # Only a first call looks at them; later ones leave it to kernels of which not all do.
        return None if call.shape("key_kernel") else times
    fault = fault or _batch_fault(shapes)
    if fault is not None:
        return fault if _is_sure(fault) else None
    mask = call.shape("attention_mask")
    if mask is not None and mask != (query[0], query[1], value[1]):
        return None
    width = call.attribute("width")
    output = (*query[:-1], query[-1] if width is None else width)
    scores = (query[0], call.attribute("num_heads"), query[1], value[1])
    return Accept([output, scores] if call.attribute("return_attention_scores", False) else [output])


def _features_fault(call: Call, shapes: dict[str, Shape]) -> Fault | None:
    """The fault of features that a built layer has no weights for."""
    for name, shape in shapes.items():
        kernel = call.shape(f"{name}_kernel")
        if kernel is not None and shape[-1] != kernel[0]:
            return feature_fault(name if call.shape(name) is not None else "value", shape, kernel[0], flatten=False)
    return None


def vectors(call: Call) -> Outcome:
    """A list of query (batch, T, features), value (batch, S, width) and perhaps key (batch, S, features)."""
    if not isinstance(call.operands.get("inputs"), list):
        return Fault([], "a list of a query, a value and perhaps a key", "a single tensor")
    given = call.shapes("inputs")
    names = [item_name("inputs", index) for index in range(len(given))]
    if len(given) not in (2, 3):
        return Fault([], "a list of a query, a value and perhaps a key", f"{len(given)} tensors")
    for name in names:
        fault = rank_fault(call, name, [3], why=_AXES)
        if fault is not None:
            return None  # other numbers of axes are multiplied as far as they go
    query, value, key, key_name = given[0], given[1], given[-1], names[-1]
    fault = None
    if query[-1] != key[-1]:
        fault = Fault(
            [AxisProblem(key_name, 2, query[-1], key[-1])],
            f"equal sizes in the last axes of {names[0]} and {key_name}",
            listed([query[-1], key[-1]]),
            {key_name: replaced(key, -1, query[-1])},
        )
    fault = fault or _times_fault(names[1], key, key_name, value) or _batch_fault(dict(zip(names, given, strict=True)))
    if fault is not None:
        return fault if _is_sure(fault) else None
    outputs = [(query[0], query[1], value[2])]
    return Accept([*outputs, (*query[:2], key[1])] if call.attribute("return_attention_scores", False) else outputs)


def _times_fault(value_name: str, key: Shape, key_name: str, value: Shape) -> Fault | None:
    """The fault of a value that does not have as many steps as its key."""
    if key[1] == value[1]:
        return None
    return Fault(
        [AxisProblem(key_name, 1, value[1], key[1])],
        f"as many steps in axis 1 of {key_name} as of {value_name}, {value[1]}",
        str(key[1]),
        {key_name: replaced(key, 1, value[1])},
    )


def _batch_fault(shapes: dict[str, Shape]) -> Fault | None:
    (first, wanted), *others = shapes.items()
    odd = {name: shape for name, shape in others if shape[0] != wanted[0]}
    if not odd:
        return None
    return Fault(
        [AxisProblem(name, 0, wanted[0], shape[0]) for name, shape in odd.items()],
        f"the batch size of its {first}, {wanted[0]}, in axis 0 of {listed(list(odd))}",
        listed(list(dict.fromkeys(shape[0] for shape in odd.values()))),
        {name: replaced(shape, 0, wanted[0]) for name, shape in odd.items()},
    )


def _is_sure(fault: Fault) -> bool:
    """Whether all backends refuse: a size of 1 stretches on some."""
    return all(broadcast([(problem.expected,), (problem.actual,)]) is None for problem in fault.problems)


RULES: dict[str, Rule] = {
    **dict.fromkeys(("keras_multi_head_attention", "grouped_query_attention"), heads),
    **dict.fromkeys(("keras_attention", "additive_attention"), vectors),
}
