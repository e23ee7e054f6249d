"""What puts entries in order, or keeps the first of them: topk, argsort, kthvalue; and running extremes."""

from __future__ import annotations

from shapeviz.rules.along import along, few_axes_fault, too_small_fault
from shapeviz.rules.core import Accept, Call, Fault, Outcome, Rule
from shapeviz.shapes.shape import Shape, replaced
from shapeviz.shapes.size import larger


def topk(call: Call) -> Outcome:
    """The `k` largest along an axis, and where they are."""
    found, k = along(call, -1), call.attribute("k")
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    if not isinstance(k, int):
        return None
    fault = _k_fault(shape, axis, k, least=0)
    return fault or Accept([replaced(shape, axis, k) if shape else shape] * 2)


def kthvalue(call: Call) -> Outcome:
    """The `k`-th smallest along an axis, which is gone then, and where it is."""
    found, k = along(call, -1), call.attribute("k")
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    if not isinstance(k, int):
        return None
    fault = _k_fault(shape, axis, k, least=1)
    kept = (1,) if call.attribute("keepdim", False) else ()
    return fault or Accept([(*shape[:axis], *kept, *shape[axis + 1 :]) if shape else shape] * 2)


def _k_fault(shape: Shape, axis: int, k: int, least: int) -> Fault | None:
    if k < least:
        return Fault([], f"a k of at least {least}", str(k))
    if k <= (shape[axis] if shape else 1):
        return None
    why = f"(for k={k})"
    return too_small_fault(shape, axis, k, why=why) if shape else few_axes_fault(shape, 1, why=why)


def argsort(call: Call) -> Outcome:
    """The places of the sorted entries of an axis."""
    found = along(call, -1)
    return Accept([found[0]]) if isinstance(found, tuple) else found


def msort(call: Call) -> Outcome:
    """The entries sorted along the first axis."""
    shape = call.shape("input")
    return None if shape is None else Accept([shape])


def running_extreme(call: Call) -> Outcome:
    """`cummax` and `cummin`: the extremes so far along an axis, and where they are."""
    found = along(call)
    return Accept([found[0]] * 2) if isinstance(found, tuple) else found


def diff(call: Call) -> Outcome:
    """The differences of neighbours along an axis, `n` times."""
    shape, n = call.shape("input"), call.attribute("n", 1)
    if shape is None or call.operands.keys() - {"input"}:
        return None
    if n < 0:
        return Fault([], "an n of at least 0", str(n))
    found = few_axes_fault(shape, 1) or along(call, -1)
    if not isinstance(found, tuple):
        return found
    shape, axis = found
    return Accept([replaced(shape, axis, larger(shape[axis] - n, 0))])


RULES: dict[str, Rule] = {
    "topk": topk,
    "kthvalue": kthvalue,
    "argsort": argsort,
    "msort": msort,
    **dict.fromkeys(("cummax", "cummin"), running_extreme),
    "diff": diff,
}
