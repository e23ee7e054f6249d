"""What the functions of TensorFlow are called: by people, by the rules, and their arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from shapeviz.tracing.frontends.tensorflow.signatures import FUNCTIONS, METHODS, OPERATORS, Signature
from shapeviz.tracing.subjects import Attribute, Method

Subject = Callable[..., Any]

_PUBLIC_NAMES = "_tf_api_names"  # what TensorFlow notes on each exported function, under all its decorators
_OPERATOR_MODULES = ("operator", "_operator")


def public_names(function: Subject) -> tuple[str, ...]:
    """The names under which `tensorflow` exports a function, or none: `("linalg.matmul", "matmul")`."""
    inner: Any = function
    while inner is not None:
        names = getattr(inner, "__dict__", {}).get(_PUBLIC_NAMES)
        if names:
            return tuple(names)
        inner = getattr(inner, "__wrapped__", None)
    return ()


def public_name(function: Subject) -> str | None:
    """The shortest of the public names: `matmul` rather than `linalg.matmul`. None for any other function."""
    names = public_names(function)
    return min(names, key=lambda name: name.count(".")) if names else None


@lru_cache(maxsize=4096)
def signature_of(subject: Subject) -> Signature | None:
    """What is known of a function, an operator, a method or an attribute; None where that is nothing.

    >>> import operator
    >>> signature_of(operator.matmul).op, signature_of(Method("assign")).op
    ('strict_matmul', 'assign')
    """
    if isinstance(subject, Method):
        return METHODS.get(subject.name)
    if isinstance(subject, Attribute):
        return None
    if is_operator(subject):
        return OPERATORS.get(_plain_name(subject))
    return next((FUNCTIONS[name] for name in public_names(subject) if name in FUNCTIONS), None)


def is_operator(subject: Subject) -> bool:
    """Whether this is one of Python's operators, as a function."""
    return getattr(subject, "__module__", None) in _OPERATOR_MODULES


def op_name(subject: Subject) -> str:
    """The short, framework-neutral name of what was called.

    >>> import operator
    >>> op_name(operator.truediv), op_name(operator.matmul), op_name(Method("assign_add"))
    ('div', 'matmul', 'assign')
    """
    signature = signature_of(subject)
    return label(subject) if signature is None else signature.neutral


def label(subject: Subject) -> str:
    """The name as people write it, without its path.

    >>> import operator
    >>> label(operator.matmul), label(Method("assign_add"))
    ('matmul', 'assign_add')
    """
    if isinstance(subject, Method | Attribute):
        return subject.name
    name = None if is_operator(subject) else public_name(subject)
    return _plain_name(subject) if name is None else name.rpartition(".")[2]


def target_name(subject: Subject) -> str:
    """The path under which people know what was called.

    >>> import operator
    >>> target_name(operator.matmul), target_name(Method("assign"))
    ('tf.Tensor.__matmul__', 'tf.Variable.assign')
    """
    if isinstance(subject, Method | Attribute):
        owner = "Variable" if subject.name.startswith("assign") else "Tensor"
        return f"tf.{owner}.{subject.name}"
    if is_operator(subject):
        return f"tf.Tensor.__{_plain_name(subject).rstrip('_')}__"
    name = public_name(subject)
    return f"tf.{name}" if name is not None else f"{getattr(subject, '__module__', 'tf')}.{_plain_name(subject)}"


def operand_names(subject: Subject, count: int) -> list[str]:
    """The names by which the rules speak of the first `count` arguments.

    >>> import operator
    >>> operand_names(operator.matmul, 2)
    ['input', 'other']
    """
    signature = signature_of(subject)
    known = list(parameters(subject))
    if signature is not None:
        known = [argument_name(subject, name) for name in known]
        start = next((at for at, name in enumerate(known) if name in signature.lists), None)
        if start is not None and _is_starred(subject):
            known[start:] = [f"{known[start]}[{index}]" for index in range(count - start)]
    return [*known[:count], *(f"argument {index + 1}" for index in range(len(known), count))]


def argument_name(subject: Subject, keyword: str) -> str:
    """The name by which the rules speak of one argument; its own where they do not.

    >>> import operator
    >>> argument_name(operator.matmul, "b")
    'other'
    """
    signature = signature_of(subject)
    if signature is None:
        return keyword
    return signature.operands.get(keyword) or signature.attributes.get(keyword, keyword)


def parameters(subject: Subject) -> tuple[str, ...]:
    """The arguments that can be given by position, in order; a starred one takes the rest."""
    signature = signature_of(subject)
    if signature is not None and (isinstance(subject, Method) or is_operator(subject)):
        return (*signature.operands, *signature.attributes)
    return tuple(python_signature(subject).parameters)


@lru_cache(maxsize=4096)
def python_signature(subject: Subject) -> inspect.Signature:
    """The signature of a function or of a class's constructor; one that takes anything where it does not tell."""
    try:
        if isinstance(subject, type):
            own = list(inspect.signature(subject.__init__).parameters.values())
            return inspect.Signature(own[1:])
        return inspect.signature(subject)
    except (TypeError, ValueError):
        return inspect.signature(lambda *args, **kwargs: None)


def _is_starred(subject: Subject) -> bool:
    if isinstance(subject, Method) or is_operator(subject):
        return False
    kinds = (parameter.kind for parameter in python_signature(subject).parameters.values())
    return any(kind is inspect.Parameter.VAR_POSITIONAL for kind in kinds)


def _plain_name(subject: Subject) -> str:
    return getattr(subject, "__name__", type(subject).__name__)
