"""Words and numbers for torch's modules and functions: label, class, arguments, parameters, multiply-adds."""

from __future__ import annotations

import inspect
from functools import lru_cache
from typing import Any

import torch
from torch import nn

from shapeviz.rules.core import Call
from shapeviz.rules.cost import COUNTED, multiply_adds
from shapeviz.tracing.argument_text import shortened, shown_arguments
from shapeviz.tracing.description import Description
from shapeviz.tracing.frontends.torch.binding import op_name, operand_names, target_name
from shapeviz.tracing.frontends.torch.binding_names import function_name
from shapeviz.tracing.frontends.torch.layers import is_leaf
from shapeviz.tracing.frontends.torch.names import class_target
from shapeviz.tracing.frontends.torch.recorded_calls import bind
from shapeviz.tracing.records import Link, Record

_SHOWN = (int, float, bool, str)
# Attributes that are true of nearly every layer and tell a reader nothing.
_DEFAULTS = {
    "dilation": 1,
    "groups": 1,
    "padding": 0,
    "output_padding": 0,
    "padding_mode": "zeros",
    "ceil_mode": False,
}


def describe(record: Record) -> Description:
    """The description of a record; of a module that of its instance, of a call that of its arguments."""
    if record.kind == "module":
        return _describe_module(record)
    if record.kind == "call":
        return _describe_call(record)
    target = class_target(record.subject) if isinstance(record.subject, type) else "torch.Tensor"
    return Description(record.kind, target, record.name or record.kind)


def _describe_module(record: Record) -> Description:
    module: nn.Module = record.subject
    cls = type(module)
    call = bind(record) if not record.group else None
    parameters = _parameters(module)
    return Description(
        op=call.op if call is not None else cls.__name__.lower(),
        target=class_target(cls),
        label=record.name,
        summary=module_summary(module) if is_leaf(module) else "",
        attributes=_module_attributes(module),
        input_names=_module_input_names(module, record.inputs),
        parameter_count=sum(parameter.numel() for parameter in parameters),
        frozen_count=sum(parameter.numel() for parameter in parameters if not parameter.requires_grad),
        parameter_bytes=sum(parameter.numel() * parameter.element_size() for parameter in parameters),
        multiply_adds=_cost(call, record),
        defined=None,
    )


def _describe_call(record: Record) -> Description:
    name = op_name(record.subject)
    shown = shown_arguments(record, (torch.dtype, torch.device))
    summary = ", ".join(shown)
    call = bind(record) if name in COUNTED else None
    return Description(
        op=name,
        target=target_name(record.subject),
        label=function_name(record.subject).label,
        summary=shortened(summary),
        attributes={"arguments": shown} if shown else {},
        input_names=_function_input_names(record),
        multiply_adds=_cost(call, record),
    )


def _cost(call: Call | None, record: Record) -> int:
    if call is None:
        return 0
    return multiply_adds(call, [tuple(spec.shape) for spec in record.outputs])


def _parameters(module: nn.Module) -> list[nn.Parameter]:
    return [item for item in module.parameters() if not isinstance(item, nn.parameter.UninitializedTensorMixin)]


def _module_input_names(module: nn.Module, inputs: list[Link]) -> list[str]:
    names = _forward_parameters(type(module)) if not isinstance(module, torch.jit.ScriptModule) else ()
    return [f"{_keyword(names, link.place)}{link.part}" for link in inputs]


@lru_cache(maxsize=1024)
def _forward_parameters(cls: type[nn.Module]) -> tuple[str, ...]:
    """The parameters of a class's forward, seen through decorators."""
    return tuple(inspect.signature(cls.forward).parameters)[1:]


def _function_input_names(record: Record) -> list[str]:
    positions = [link.place for link in record.inputs if isinstance(link.place, int)]
    names = tuple(operand_names(record.subject, max(positions, default=-1) + 1))
    # The items of a list operand are named already: `tensors[0]` is the list's own name with its first item.
    return [
        f"{_keyword(names, link.place).partition('[')[0]}{link.part}" if link.part else _keyword(names, link.place)
        for link in record.inputs
    ]


def _keyword(names: tuple[str, ...], place: int | str) -> str:
    if isinstance(place, str):
        return place
    return names[place] if place < len(names) else f"argument {place + 1}"


def _module_attributes(module: nn.Module) -> dict[str, Any]:
    """The arguments that the layer was made with, as far as torch itself lists them."""
    found: dict[str, Any] = {}
    for name in getattr(module, "__constants__", ()):
        value = getattr(module, name, None)
        if isinstance(value, tuple):
            value = list(value)
        if isinstance(value, _SHOWN) or (isinstance(value, list) and all(isinstance(v, _SHOWN) for v in value)):
            found[name] = value
    return found


def module_summary(module: nn.Module) -> str:
    """The second line of a layer's card.

    >>> module_summary(nn.Linear(3136, 10)), module_summary(nn.Conv2d(3, 16, 3, padding=1))
    ('3136 → 10', '3 → 16, 3×3, padding 1')
    """
    get = module.__dict__.get
    if (features := get("in_features")) is not None and get("out_features") is not None:
        return f"{features} → {get('out_features')}"
    if get("in_channels") is not None and get("out_channels") is not None:
        return ", ".join([f"{get('in_channels')} → {get('out_channels')}", *_window(module)])
    if get("input_size") is not None and get("hidden_size") is not None:
        extra = [f"{get('num_layers')} layers"] if (get("num_layers") or 1) > 1 else []
        extra += [word for word in ("batch_first", "bidirectional") if get(word)]
        return ", ".join([f"{get('input_size')} → {get('hidden_size')}", *extra])
    if get("num_embeddings") is not None:
        return f"{get('num_embeddings')} × {get('embedding_dim')}"
    if get("embed_dim") is not None and get("num_heads") is not None:
        return f"{get('embed_dim')}, {get('num_heads')} heads" + (", batch_first" if get("batch_first") else "")
    if get("kernel_size") is not None:
        return ", ".join(_window(module))
    if isinstance(pattern := get("pattern"), str):
        return pattern
    usual = _default_arguments(type(module))
    words = [
        word for word in module.extra_repr().split(", ") if usual.get(word.partition("=")[0]) != word.partition("=")[2]
    ]
    text = ", ".join(words).replace("=True", "").replace("=", " ")
    return shortened(text)


@lru_cache(maxsize=256)
def _default_arguments(cls: type[nn.Module]) -> dict[str, str]:
    """What a layer's constructor takes where nothing else is said, as `extra_repr` would print it."""
    parameters = inspect.signature(cls.__init__).parameters.values()
    return {item.name: _printed(item.default) for item in parameters if item.default is not item.empty}


def _printed(value: object) -> str:
    return repr(value) if isinstance(value, str) else str(value)


def _window(module: nn.Module) -> list[str]:
    get = module.__dict__.get
    kernel = get("kernel_size")
    square = kernel if isinstance(kernel, tuple) else (kernel,) * (2 if type(module).__name__.endswith("2d") else 1)
    words = ["×".join(map(str, square)) if len(square) > 1 else f"kernel {square[0]}"]
    stride = get("stride")
    pooling = get("in_channels") is None
    if stride is not None and _uniform(stride) not in ((_uniform(kernel),) if pooling else (1,)):
        words.append(f"stride {_size(stride)}")
    for name in ("padding", "dilation", "groups"):
        value = get(name)
        if value is not None and _uniform(value) != _DEFAULTS[name]:
            words.append(f"{name} {_size(value)}")
    return words


def _uniform(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _size(value: Any) -> str:
    value = _uniform(value)
    return "×".join(map(str, value)) if isinstance(value, tuple) else str(value)
