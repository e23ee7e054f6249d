"""What rules need of Keras's attentions, whose kernels are those of layers inside them."""

from __future__ import annotations

from typing import Any


def attention_kernels(layer: Any) -> dict[str, Any]:
    """The weights that the features of query, key and value meet; none before the layer is built."""
    inner = {name: getattr(layer, f"_{name}_dense", None) for name in ("query", "key", "value")}
    return {f"{name}_kernel": getattr(dense, "_kernel", None) for name, dense in inner.items() if dense is not None}


def attention_width(layer: Any) -> dict[str, Any] | None:
    """How many features come out: those asked for, or those that the query had when the layer was built."""
    asked = getattr(layer, "_output_shape", None)
    if asked is not None:
        return {"width": asked[0]} if len(asked) == 1 else None
    return {"width": None, "num_heads": getattr(layer, "num_heads", getattr(layer, "num_query_heads", None))}


def single_vectors(layer: Any) -> dict[str, Any]:
    """How scores are made of a query and a key."""
    return {"score_mode": getattr(layer, "score_mode", "sum")}
