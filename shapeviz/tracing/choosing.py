"""Which frameworks a piece of code uses, so that only those are loaded and watched."""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import os
import re
import sys
from collections.abc import Generator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

from shapeviz.tracing.ensemble import Ensemble
from shapeviz.tracing.source import CheckedSource


class _Framework(NamedTuple):
    """The frontend's package, the module that is loaded where the framework is used, and what will load it.

    Code that mentions one of the `words` will import the framework, so it is imported beforehand, to watch from the
    first call. A framework that is `everywhere` is watched only if the code mentions it, or has to do with a value of
    one of these `packages`. One frontend may stand for several of these frameworks.
    """

    frontend: str
    module: str
    words: re.Pattern[str]
    everywhere: bool = False
    packages: frozenset[str] = frozenset()


_FRAMEWORKS = (
    _Framework("torch", "torch", re.compile(r"\b(torch\w*|transformers|timm|lightning|diffusers|pytorchcv|einops)\b")),
    _Framework("keras", "keras", re.compile(r"\bkeras\b"), everywhere=True, packages=frozenset({"keras"})),
    _Framework(
        "tensorflow",
        "tensorflow",
        re.compile(r"\b(tensorflow|tf)\b"),
        everywhere=True,
        packages=frozenset({"tensorflow"}),
    ),
    _Framework(
        "numpy",
        "numpy",
        re.compile(r"\b(numpy|scipy|sklearn|jax)\b"),
        everywhere=True,
        packages=frozenset({"numpy", "scipy", "sklearn", "jax", "jaxlib"}),
    ),
    _Framework("numpy", "pandas", re.compile(r"\bpandas\b"), everywhere=True, packages=frozenset({"pandas"})),
)
_BACKEND = re.compile(r"""KERAS_BACKEND["']\s*\]?\s*[=,]\s*["'](\w+)["']""")


def ensemble_for(source: CheckedSource, namespace: Mapping[str, Any] | None = None) -> Ensemble | None:
    """The frontends of the frameworks that the source uses, or that are loaded; None if there are none.

    `namespace` is what the source's names stand for before it runs.
    """
    values = _values_used(source, namespace or {})
    used = [framework for framework in _FRAMEWORKS if _is_used(framework, source, values)]
    with _chosen_backend(source):
        there = [framework for framework in used if _is_there(framework.module)]
    # One framework may have loaded another, as Keras does.
    backend = _backend() if any(framework.module == "keras" for framework in there) else ""
    there = [
        framework
        for framework in _FRAMEWORKS
        if framework in there or backend in framework.packages or _is_used(framework, source, values)
    ]
    names = dict.fromkeys(framework.frontend for framework in there)
    packages = [importlib.import_module(f"shapeviz.tracing.frontends.{name}") for name in names]
    frontends = [frontend for package in packages for frontend in package.FRONTENDS]
    return Ensemble(frontends) if frontends else None


def _is_used(framework: _Framework, source: CheckedSource, values: list[Any]) -> bool:
    if not framework.everywhere and framework.module in sys.modules:
        return True
    if framework.words.search(source.text) and importlib.util.find_spec(framework.module) is not None:
        return True
    return any(not framework.packages.isdisjoint(_packages_of(value)) for value in values)


def _values_used(source: CheckedSource, namespace: Mapping[str, Any]) -> list[Any]:
    names = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)} if source.tree else set[str]()
    return [namespace[name] for name in names if name in namespace]


def _packages_of(value: Any) -> set[str]:
    """The packages of a module, of a class or function, or of the classes that a value is of."""
    if isinstance(value, ModuleType):
        modules = [value.__name__]
    else:
        kind = value if isinstance(value, type) else type(value)
        modules = [str(getattr(value, "__module__", "")), *(str(base.__module__) for base in kind.__mro__)]
    return {module.partition(".")[0] for module in modules}


@contextlib.contextmanager
def _chosen_backend(source: CheckedSource) -> Generator[None]:
    """Keras takes its backend from the environment when it is imported: in here it is the one that the source names."""
    chosen = _BACKEND.search(source.text)
    before = os.environ.get("KERAS_BACKEND")
    if chosen is not None:
        os.environ["KERAS_BACKEND"] = chosen[1]
    try:
        yield
    finally:
        if chosen is not None and before is None:
            del os.environ["KERAS_BACKEND"]
        elif before is not None:
            os.environ["KERAS_BACKEND"] = before


def _backend() -> str:
    """The framework whose tensors Keras computes with."""
    return sys.modules["keras"].config.backend()


def _is_there(module: str) -> bool:
    try:
        importlib.import_module(module)
    except ImportError:
        return False
    return True
