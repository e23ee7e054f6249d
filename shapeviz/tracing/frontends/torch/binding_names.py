"""What the functions of torch are called: a neutral operation name, a readable path, argument names."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapeviz.tracing.frontends.torch import einops_calls
from shapeviz.tracing.frontends.torch.binding_signatures import BY_OP, BY_TARGET, FALLBACK, LIST_OPERANDS

# Operators whose reflected form (`__rsub__`) takes the operands the other way round.
_OPERATORS = {
    "truediv": "div", "floordiv": "floor_divide", "mod": "remainder", "and": "bitwise_and",
    "or": "bitwise_or", "xor": "bitwise_xor", "invert": "bitwise_not", "lshift": "bitwise_left_shift",
    "rshift": "bitwise_right_shift",
}  # fmt: skip
_REFLECTED = frozenset(
    f"__r{name}__"
    for name in (
        "add", "sub", "mul", "div", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor",
        "lshift", "rshift",
    )
)  # fmt: skip
_IN_PLACE = frozenset(name.replace("__r", "__i") for name in _REFLECTED)
_SYNONYMS = {
    "multi_head_attention_forward": "multi_head_attention", "addmm_": "addmm",
    "log_sigmoid": "logsigmoid", "_threshold": "threshold",
}  # fmt: skip
_NAMESPACES = {
    "torch._C._special": ("special_", "torch.special"),
    "torch._C._fft": ("fft_", "torch.fft"),
    "torch._C._linalg": ("linalg_", "torch.linalg"),
    "torch._C._nn": ("", "torch.nn.functional"),
    "torch.functional": ("", "torch"),
    einops_calls.__name__: ("", "einops"),
    "torch._VF": ("", "torch"),
}
# Libraries whose functions are recorded, with what sets their operations apart from torch's of the same name.
_LIBRARIES = {einops_calls.__name__: "einops_"}


@dataclass(frozen=True, slots=True)
class FunctionName:
    """How one function is called; `label` is its operation as people write it.

    `parameters` are its keywords in order, None if they are unknown.
    """

    op: str
    label: str
    target: str
    parameters: tuple[str, ...] | None
    in_place: bool
    reflected: bool


def op_name(function: Callable[..., Any]) -> str:
    """The short, framework-neutral name of a function.

    >>> import torch
    >>> op_name(torch.nn.functional.conv2d), op_name(torch.Tensor.add_), op_name(torch.Tensor.__rsub__)
    ('conv2d', 'add', 'sub')
    """
    return function_name(function).op


def target_name(function: Callable[..., Any]) -> str:
    """The path under which people know a function.

    >>> import torch
    >>> target_name(torch.Tensor.view), target_name(torch.cat), target_name(torch._C._nn.linear)
    ('torch.Tensor.view', 'torch.cat', 'torch.nn.functional.linear')
    """
    return function_name(function).target


def operand_names(function: Callable[..., Any], count: int) -> list[str]:
    """The keywords of the first `count` positional tensors of a function.

    >>> import torch
    >>> operand_names(torch.nn.functional.linear, 3), operand_names(torch.cat, 2)
    (['input', 'weight', 'bias'], ['tensors[0]', 'tensors[1]'])
    """
    known = [name.lstrip("*") for name in function_name(function).parameters or FALLBACK]
    start = next((index for index, name in enumerate(known) if name in LIST_OPERANDS), None)
    if start is not None:
        items = [f"{known[start]}[{index}]" for index in range(count - start)]
        return [*known[: min(start, count)], *items]
    return [*known[:count], *(f"argument {index + 1}" for index in range(len(known), count))]


def function_name(function: Callable[..., Any]) -> FunctionName:
    """All names of a function; remembered, as a trace asks for the same few functions again and again."""
    try:
        return _remembered(function)
    except TypeError:  # a callable that cannot be hashed
        return _named(function)


def _named(function: Callable[..., Any]) -> FunctionName:
    raw = _raw_name(function)
    label = _neutral(raw)
    op = _LIBRARIES.get(getattr(function, "__module__", None) or "", "") + label
    target = _target(function, raw)
    return FunctionName(
        op,
        label,
        target,
        _parameters(function, op, target),
        in_place=raw in _IN_PLACE or (raw.endswith("_") and not raw.endswith("__")),
        reflected=raw in _REFLECTED,
    )


_remembered = lru_cache(maxsize=4096)(_named)


def _raw_name(function: Callable[..., Any]) -> str:
    """The name as torch spells it; an attribute's getter is called after the attribute."""
    name: str = getattr(function, "__name__", type(function).__name__)
    if name in ("__get__", "__set__", "__delete__"):
        attribute = getattr(getattr(function, "__self__", None), "__name__", "attribute")
        return {"__get__": attribute, "__set__": f"set_{attribute}", "__delete__": f"delete_{attribute}"}[name]
    return name


def _neutral(raw: str) -> str:
    if raw in _REFLECTED or raw in _IN_PLACE:
        bare = raw[3:-2]
        return _OPERATORS.get(bare, bare)
    if raw.startswith("__") and raw.endswith("__"):
        return _OPERATORS.get(raw[2:-2], raw[2:-2])
    bare = raw.rstrip("_") or raw
    return _SYNONYMS.get(bare, bare)


def _target(function: Callable[..., Any], raw: str) -> str:
    module: str = getattr(function, "__module__", None) or ""
    qualified: str = getattr(function, "__qualname__", raw)
    owner = qualified.rpartition(".")[0]
    if owner in ("TensorBase", "Tensor", "getset_descriptor", "property") or _is_tensor_getter(function):
        return f"torch.Tensor.{raw}"
    if module in _NAMESPACES:
        prefix, namespace = _NAMESPACES[module]
        return f"{namespace}.{raw.removeprefix(prefix)}"
    if module.startswith("torch") and "<locals>" in qualified:
        return f"{module}.{raw}"
    if not module or owner == "_VariableFunctionsClass":
        return f"torch.{raw}"
    return f"{module}.{qualified}"


def _is_tensor_getter(function: Callable[..., Any]) -> bool:
    return getattr(function, "__name__", "") in ("__get__", "__set__", "__delete__")


def _parameters(function: Callable[..., Any], op: str, target: str) -> tuple[str, ...] | None:
    listed = BY_TARGET.get(target)
    if listed is None:
        own = _own_parameters(function)
        if own is not None:
            return own
        listed = BY_OP.get(op)
    return None if listed is None else tuple(listed.split())


def _own_parameters(function: Callable[..., Any]) -> tuple[str, ...] | None:
    """The parameters of a function written in Python, `self` being the input; None where it takes any."""
    if not inspect.isfunction(function):
        return None
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # Python around a method written in C, such as `Tensor.pow_`
        return None
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
        return None
    return tuple("input" if p.name == "self" else p.name for p in parameters)
