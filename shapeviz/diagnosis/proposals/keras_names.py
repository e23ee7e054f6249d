"""How the source writes what is Keras's: `Flatten`, `layers.Flatten`, `tf.keras.layers.Flatten`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from shapeviz.diagnosis.case import Case
from shapeviz.diagnosis.edits import edits_of, replaced, text_of
from shapeviz.graph.findings import Edit

# As modules call themselves, `tensorflow.keras` is the second.
_ROOTS = ("tensorflow.keras", "keras._tf_keras.keras", "keras")


@dataclass(frozen=True, slots=True)
class Named:
    """What is written for a part of Keras, and the edits of the imports that it needs."""

    text: str
    imports: tuple[Edit, ...] = ()


def named(case: Case, package: str, name: str) -> Named | None:
    """What the source writes for `keras.package.name`; None if it imports nothing from which that can be had.

    A name is added to the imports where the source imports others of the same package one by one.
    """
    bound = {below: own for path, own in _bindings(case) if (below := _below_keras(path)) is not None}
    path = f"{package}.{name}"
    if path in bound:
        return Named(bound[path])
    if package in bound:
        return Named(f"{bound[package]}.{name}")
    from_package = _import_from(case, package)
    if from_package is not None:
        last = from_package.names[-1]
        change = replaced(case.source, last, f"{text_of(case.source, last)}, {name}")
        return Named(name, edits_of(case.source, change))
    return Named(f"{bound['']}.{path}") if "" in bound else None


def layer_named(case: Case, name: str, beside: ast.Call | None = None) -> Named | None:
    """What the source writes for a layer: with the module that stands before the layer `beside` it, if one does."""
    if beside is not None and isinstance(beside.func, ast.Attribute):
        return Named(f"{text_of(case.source, beside.func.value)}.{name}")
    return named(case, "layers", name)


def _bindings(case: Case) -> Iterator[tuple[str, str]]:
    """The paths that the source imports, or an earlier cell has, each with what it calls them."""
    for name, path in case.source.modules.items():
        yield path, name
        if path == "tensorflow":
            yield "tensorflow.keras", f"{name}.keras"
    for node in ast.walk(case.source.tree) if case.source.tree is not None else ():
        if isinstance(node, ast.Import):
            for item in node.names:
                # Without a name of its own, `import keras.layers` binds what stands before the first dot.
                first = item.name.partition(".")[0]
                yield (item.name, item.asname) if item.asname else (first, first)
                if item.name == "tensorflow":
                    yield "tensorflow.keras", f"{item.asname or item.name}.keras"
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{item.name}", item.asname or item.name) for item in node.names)


def _below_keras(path: str) -> str | None:
    """A path without Keras's own name; None if it leads elsewhere."""
    root = next((root for root in _ROOTS if path == root or path.startswith(f"{root}.")), None)
    return None if root is None else path.removeprefix(root).removeprefix(".")


def _import_from(case: Case, package: str) -> ast.ImportFrom | None:
    nodes = ast.walk(case.source.tree) if case.source.tree is not None else ()
    paths = [f"{root}.{package}" for root in _ROOTS]
    return next((node for node in nodes if isinstance(node, ast.ImportFrom) and node.module in paths), None)
