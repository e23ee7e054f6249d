"""What stands before the dot of a call: a module of functions, or the value that has the method."""

from __future__ import annotations

import ast

# What people call the modules whose functions take tensors; where one is imported may be another cell.
MODULES = frozenset(
    ["torch", "F", "nn", "functional", "einops", "linalg", "np", "numpy", "jnp", "jax", "scipy", "tf", "tensorflow"]
) | frozenset(["keras", "ops", "layers", "K", "pd"])


def is_namespace(value: ast.expr) -> bool:
    """Whether an expression is a module of functions.

    >>> [is_namespace(ast.parse(text).body[0].value) for text in ("torch.nn.functional", "np.linalg", "x", "net.fc")]
    [True, True, False, False]
    """
    while isinstance(value, ast.Attribute):
        value = value.value
    return isinstance(value, ast.Name) and value.id in MODULES
