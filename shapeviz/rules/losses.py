"""Losses that compare two tensors element by element."""

from __future__ import annotations

from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.rules.elementwise import broadcast_fault, in_place_fault
from shapeviz.rules.faults import shape_problems
from shapeviz.rules.wording import shape_text
from shapeviz.shapes.shape import Shape, broadcast

BROADCASTING = (
    "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "kl_div", "poisson_nll_loss",
    "hinge_embedding_loss",
)  # fmt: skip


def broadcasting_loss(call: Call) -> Outcome:
    """Input and target broadcast; torch warns where they differ, but computes."""
    shape, target, weight = call.shape("input"), call.shape("target"), call.shape("weight")
    if shape is None or target is None:
        return None
    fault = broadcast_fault({"input": shape, "target": target})
    result = broadcast([shape, target])
    if fault is not None or result is None:
        return fault
    if weight is not None and weight != shape:
        return _equal_fault("weight", weight, shape)
    return Accept([reduced(call, result)])


def matching_loss(call: Call) -> Outcome:
    """Input and target have the same shape; weights stretch to it."""
    shape, target = call.shape("input"), call.shape("target")
    if shape is None or target is None:
        return None
    if target != shape:
        return _equal_fault("target", target, shape)
    for name in ("weight", "pos_weight"):
        weight = call.shape(name)
        if weight is None:
            continue
        fault = broadcast_fault({"input": shape, name: weight})
        fault = fault or in_place_fault({"input": shape, name: weight}, broadcast([shape, weight]) or shape)
        if fault is not None:
            expects = f"a {name} that broadcasts to the shape of its input, {shape_text(shape)}"
            return Fault(fault.problems, expects, shape_text(weight), fault.mended)
    return Accept([reduced(call, shape)])


def reduced(call: Call, shape: Shape) -> Shape:
    """The shape of a loss whose elements have that shape: a single number unless `reduction` is `none`.

    The older `reduce` and `size_average` go before `reduction`; torch's own numbers say 0 for `none`.
    """
    older = [call.attribute(name) for name in ("reduce", "size_average")]
    if older != [None, None]:
        return shape if older[0] is False else ()
    return shape if call.attribute("reduction", "mean") in ("none", 0) else ()


def _equal_fault(name: str, shape: Shape, wanted: Shape) -> Fault:
    expects = f"a {name} of the same shape as its input, {shape_text(wanted)}"
    return Fault(shape_problems(name, wanted, shape), expects, shape_text(shape), {name: wanted})


RULES: dict[str, Rule] = {
    **dict.fromkeys(BROADCASTING, broadcasting_loss),
    **dict.fromkeys(("binary_cross_entropy", "binary_cross_entropy_with_logits"), matching_loss),
}
