"""What the modules of Keras, and of the backends below it, are to the recorder."""

from __future__ import annotations

from types import CodeType

from shapeviz.tracing.frames import Role

_OWN = "shapeviz.tracing.frontends.keras."
_CALLS = f"{_OWN}tracer"
_CALLING = ("call_layer", "train", "build")
_BELOW = ("keras.", "tensorflow.", "torch.", "jax.", "jaxlib.", "optree.")


def classify(code: CodeType, module: str) -> Role | None:
    """The role of code of Keras to those who watch what lies below it: none of its calls are the user's."""
    if module == _CALLS and code.co_name in _CALLING:
        return Role.MODULE_CALL
    if module.startswith(_OWN):
        return Role.WRAPPER
    return Role.HOUSEKEEPING if module.startswith("keras.") else None


def passing(code: CodeType, module: str) -> Role | None:
    """The role of code of Keras and of its backends to who watches layers: it only passes calls on."""
    if module == _CALLS and code.co_name in _CALLING:
        return Role.MODULE_CALL
    return Role.WRAPPER if module.startswith((_OWN, *_BELOW)) else None
