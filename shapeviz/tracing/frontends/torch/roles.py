"""What the modules of torch are to the recorder, by the names of the modules that their code stands in."""

from __future__ import annotations

from types import CodeType

from shapeviz.tracing.frames import Role

_WRAPPERS = (
    "torch.overrides",
    "torch.functional",
    "torch._tensor",
    "torch.nn.functional",
    "torch._jit_internal",
    "torch._ops",
    "torch.utils._contextlib",
    "torch.utils._device",
    "torch.utils.checkpoint",
    "torch.nn.utils.rnn",
    "torch.nn.utils.stateless",
    "torch._functorch",
    "torch.autograd.functional",
    "torch._compile",
    "torch._dynamo.eval_frame",
    "torch._dynamo.external_utils",
    "shapeviz.tracing.frontends.torch.einops_",
)
_HOUSEKEEPING = (
    "torch.optim",
    "torch.utils",
    "torch.nn.init",
    "torch.nn.utils",
    "torch.autograd",
    "torch.distributed",
    "torch.multiprocessing",
    "torch._utils",
    "torch._dynamo",
    "torch._inductor",
    "torch.serialization",
    "torch.random",
    "torch.nn.parameter",
)
_ASIDE = ("torch.utils.data", "torch.jit", "torch.onnx", "torch.export", "torch._export", "torch.fx")
_LAYERS = ("torch.nn.modules", "torch.nn.parallel", "torch.ao.nn")
# What `nn.Module` itself does besides calling its forward (`to`, `half`, `load_state_dict`) is housekeeping.
_MODULE_ROLES = {
    "inner": Role.MODULE_CALL,
    "_call_impl": Role.MODULE_CALL,
    "_wrapped_call_impl": Role.WRAPPER,
}


def classify(code: CodeType, module: str) -> Role | None:
    """The role of code of torch; None for any other."""
    if module == "torch.nn.modules.module":
        return _MODULE_ROLES.get(code.co_name, Role.HOUSEKEEPING)
    if module.startswith(_ASIDE):
        return Role.ASIDE
    if module.startswith(_WRAPPERS):
        return Role.WRAPPER
    if module.startswith(_HOUSEKEEPING):
        return Role.HOUSEKEEPING
    return Role.LAYER if module.startswith(_LAYERS) else None
