"""TensorFlow's eager operations. Its binding does not import TensorFlow: it is there if the code has tensors."""

from __future__ import annotations

from typing import Any

__all__ = ["FRONTENDS"]


def __getattr__(name: str) -> Any:
    if name != "FRONTENDS":
        raise AttributeError(name)
    from shapeviz.tracing.frontends.tensorflow.frontend import TensorflowFrontend

    globals()[name] = (TensorflowFrontend(),)
    return globals()[name]
