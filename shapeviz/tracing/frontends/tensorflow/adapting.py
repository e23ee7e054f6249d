"""Arguments that TensorFlow takes in several forms, brought to the one that the rules know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from shapeviz.rules.core import Call

Adapter = Callable[[Call], "Call | None"]

_FLAGS = ("transpose", "adjoint")


def adapted(call: Call) -> Call | None:
    """The call as its rule reads it; None where its arguments mean something that no rule knows."""
    if not str(call.attribute("data_format", "C")).endswith("C"):
        return None  # channels first: most kernels for it are only there on a GPU
    if isinstance(call.attribute("padding"), (list, tuple)):
        # Two amounts for each axis, of which those of the batch and the channels are always 0.
        call = _with(call, padding=call.attribute("padding")[1:-1])
    adapter = _ADAPTERS.get(call.op)
    return call if adapter is None else adapter(call)


def _with(call: Call, **attributes: Any) -> Call:
    return replace(call, attributes={**call.attributes, **attributes})


def _product(call: Call) -> Call:
    """Which factor is taken transposed; the conjugate has the same shape."""
    left, right = (any(call.attribute(f"{flag}_{side}", False) for flag in _FLAGS) for side in "ab")
    return replace(call, attributes={"transpose_left": left, "transpose_right": right})


def _index(call: Call) -> Call:
    """What stands between the brackets, as a row of places."""
    index = call.attribute("places")
    return _with(call, places=tuple(index) if isinstance(index, tuple) else (index,))


def _reordered(call: Call) -> Call:
    """All axes the other way round where no order is given."""
    return replace(call, op="T" if call.attribute("dims") is None else "permute")


def _pool_of_any(call: Call) -> Call | None:
    """A pool over as many axes as its input has between the batch and the channels."""
    shape = call.shape("input") or ()
    return replace(call, op=call.op.replace("pool", f"pool{len(shape) - 2}d")) if 3 <= len(shape) <= 5 else None


def _of_vector(call: Call) -> Call | None:
    """Random numbers in a shape, which must be a row of sizes."""
    return call if isinstance(call.attribute("size"), (list, tuple)) else None


def _constant(call: Call) -> Call:
    """A value as it is, or brought to a shape: one number fills it, several must be as many."""
    size = call.attribute("size")
    if size is None:
        return replace(call, op="identity")
    if call.shape("input") == ():
        return replace(call, op="full", operands={})
    return Call("reshape", call.operands, {"shape": size}, call.dtypes, axis_word=call.axis_word)


def _diagonals(call: Call) -> Call | None:
    """Vectors on the main diagonal alone."""
    return replace(call, attributes={}) if call.attribute("k", 0) == 0 and len(call.attributes) < 2 else None


_ADAPTERS: dict[str, Adapter] = {
    **dict.fromkeys(("strict_matmul", "matvec"), _product),
    "strided_slice": _index,
    "reorder": _reordered,
    **dict.fromkeys(("max_pool_channels_last", "avg_pool_channels_last"), _pool_of_any),
    **dict.fromkeys(("randn", "rand"), _of_vector),
    "constant": _constant,
    "matrix_diag": _diagonals,
}
