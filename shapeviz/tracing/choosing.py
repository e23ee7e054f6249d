"""Which frameworks a piece of code uses, so that only those are loaded and watched."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, NamedTuple

from shapeviz.tracing.ensemble import Ensemble
from shapeviz.tracing.source import CheckedSource


class _Framework(NamedTuple):
    """The frontend's package, the module that is loaded where the framework is used, and what will load it.

    Code that mentions one of the `words` will import the framework, so it is imported beforehand, to watch from the
    first call. A framework that is `everywhere` is watched only if the code mentions it, or has to do with a value of
    one of these `packages`.
    """

    frontend: str
    module: str
    words: re.Pattern[str]
    everywhere: bool = False
    packages: frozenset[str] = frozenset()


_FRAMEWORKS = (
    _Framework("torch", "torch", re.compile(r"\b(torch\w*|transformers|timm|lightning|diffusers|pytorchcv|einops)\b")),
    _Framework(
        "numpy",
        "numpy",
        re.compile(r"\b(numpy|scipy|sklearn|pandas|jax)\b"),
        everywhere=True,
        packages=frozenset({"numpy", "scipy", "sklearn", "pandas", "jax", "jaxlib"}),
    ),
)


def ensemble_for(source: CheckedSource, namespace: Mapping[str, Any] | None = None) -> Ensemble | None:
    """The frontends of the frameworks that the source uses, or that are loaded; None if there are none.

    `namespace` is what the source's names stand for before it runs.
    """
    found = [
        importlib.import_module(f"shapeviz.tracing.frontends.{framework.frontend}").FRONTEND
        for framework in _FRAMEWORKS
        if _is_used(framework, source, namespace or {}) and _is_there(framework.module)
    ]
    return Ensemble(found) if found else None


def _is_used(framework: _Framework, source: CheckedSource, namespace: Mapping[str, Any]) -> bool:
    if framework.words.search(source.text):
        return True
    if not framework.everywhere:
        return framework.module in sys.modules
    names = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)} if source.tree else set[str]()
    return any(_package_of(namespace[name]) in framework.packages for name in names if name in namespace)


def _package_of(value: Any) -> str:
    """The package of a module, of a class or function, or of a value's type."""
    module = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
    if not isinstance(module, str):
        module = type(value).__module__
    return module.partition(".")[0]


def _is_there(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True
