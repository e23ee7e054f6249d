"""The layers of the package: who may import whom, and which packages from outside each layer may use."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "shapeviz").rglob("*.py"))

ENTRY = "entry"  # shapeviz/__init__.py: what people import, and what loads the notebook layer on demand
TOP = "top"  # shapeviz/check.py and its neighbours
LAYERS: dict[str, set[str]] = {
    "shapes": set(),
    "rules": {"shapes"},
    "graph": {"shapes"},
    "tracing": {"shapes", "rules", "graph"},
    "diagnosis": {"shapes", "rules", "graph", "tracing"},
    "rendering": {"shapes", "graph"},
    TOP: {"shapes", "rules", "graph", "tracing", "diagnosis", "rendering"},
    "notebook": {"shapes", "rules", "graph", "tracing", "diagnosis", "rendering", TOP, ENTRY},
    ENTRY: {"shapes", "rules", "graph", "tracing", "diagnosis", "rendering", TOP, "notebook"},
}

# A check shows itself in a notebook: its display hook asks the layer above for the output.
UPWARDS = {
    ("shapeviz/result.py", "shapeviz.notebook.output.mime_bundle"),
    ("shapeviz/result.py", "shapeviz.notebook.output.show"),
}

OUTSIDE: dict[str, set[str]] = {
    "shapeviz/tracing/frontends/torch": {"torch"},
    "shapeviz/tracing/frontends/numpy": {"numpy"},
    "shapeviz/tracing/frontends/keras": {"keras", "numpy"},  # whose arrays its `predict` gives, on any backend
    "shapeviz/tracing/frontends/tensorflow": {"tensorflow"},
    "shapeviz/rendering": {"graphviz", "pygraphviz"},
    "shapeviz/result": {"graphviz"},  # the type of what Check.to_graphviz returns
    "shapeviz/notebook": {"IPython", "anywidget", "ipywidgets", "traitlets"},
}


class Import(NamedTuple):
    line: int
    module: str  # dotted, absolute


def imports_of(path: str, source: str) -> Iterator[Import]:
    """Every import in a module, wherever it stands, `importlib.import_module("…")` included."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (Import(node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(names=names):
                yield from (Import(node.lineno, f"{origin(path, node)}.{alias.name}") for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield Import(node.lineno, module)


def origin(path: str, node: ast.ImportFrom) -> str:
    """What a `from … import` in the module at `path` imports from, its leading dots resolved."""
    if not node.level:
        return node.module or ""
    packages = path.split("/")[: -node.level]
    return ".".join([*packages, node.module] if node.module else packages)


def layer_of_file(path: str) -> str:
    """The layer of `shapeviz/graph/model.py` is `graph`; that of `shapeviz/check.py` is `top`."""
    first = path.split("/")[1]
    if first.endswith(".py"):
        return ENTRY if first == "__init__.py" else TOP
    return first


def layer_of_import(module: str) -> str:
    """The layer of `shapeviz.graph.Graph` is `graph`; names that `shapeviz` itself exports are `entry`."""
    first = [*module.split("."), ""][1]
    if first in LAYERS:
        return first
    return TOP if (ROOT / "shapeviz" / f"{first}.py").is_file() else ENTRY


def complaints(path: str, source: str) -> list[str]:
    """What is wrong with the imports of the module at `path`, each as a sentence that says what to do."""
    layer = layer_of_file(path)
    allowed_outside = set().union(*(names for folder, names in OUTSIDE.items() if is_within(path, folder)))
    found: list[str] = []
    for line, module in imports_of(path, source):
        package = module.split(".")[0]
        if (path, module) in UPWARDS:
            continue
        if package == "shapeviz":
            target = layer_of_import(module)
            if target != layer and target not in LAYERS[layer]:
                found.append(
                    f"{path}:{line} imports {module}, but {layer} must not know {target}: "
                    "move what both need into a lower layer, or let the caller hand it in."
                )
        elif package not in sys.stdlib_module_names | allowed_outside:
            homes = [f"do that in {folder}/." for folder, names in OUTSIDE.items() if package in names]
            advice = homes[0] if homes else "do without it, or give it a home in OUTSIDE here."
            found.append(f"{path}:{line} imports {package}, which this layer must not know: {advice}")
    return found


def is_within(path: str, folder: str) -> bool:
    return path == f"{folder}.py" or path.startswith(f"{folder}/")


@pytest.mark.parametrize("path", MODULES)
def test_every_import_runs_down_the_layers(path: str) -> None:
    found = complaints(path, (ROOT / path).read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("path", "module"), sorted(UPWARDS))
def test_an_exception_to_the_layers_is_still_needed(path: str, module: str) -> None:
    imported = {entry.module for entry in imports_of(path, (ROOT / path).read_text(encoding="utf-8"))}
    assert module in imported, f"Take ({path}, {module}) out of UPWARDS."


def test_the_walk_sees_every_layer() -> None:
    folders = {path.split("/")[1] for path in MODULES if path.count("/") > 1}
    assert folders == set(LAYERS) - {TOP, ENTRY}, "Name each folder in LAYERS, with the layers it may import."


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shapeviz/shapes/size.py", "from shapeviz.rules.core import Rule"),
        ("shapeviz/graph/model.py", "from ..rules import core"),
        ("shapeviz/rendering/svg.py", "from shapeviz import tracing"),
        ("shapeviz/rendering/svg.py", "import shapeviz"),
        ("shapeviz/tracing/recorder.py", "def late():\n    import shapeviz.diagnosis.fixes"),
        ("shapeviz/check.py", "from .notebook.widget import ShapeWidget"),
    ],
)
def test_an_import_from_a_higher_layer_is_found(path: str, source: str) -> None:
    assert len(complaints(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shapeviz/tracing/recorder.py", "import torch.nn.functional as F"),
        ("shapeviz/tracing/frontends/numpy.py", "from torch import Tensor"),
        ("shapeviz/tracing/frontends/torch_names.py", "import torch"),
        ("shapeviz/rules/linear.py", "import numpy as np"),
        ("shapeviz/check.py", "from importlib import import_module\nimport_module('torch')"),
        ("shapeviz/graph/document.py", "import graphviz"),
        ("shapeviz/rendering/html.py", "from IPython.display import display"),
    ],
)
def test_a_package_used_outside_its_home_is_found(path: str, source: str) -> None:
    assert len(complaints(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shapeviz/tracing/frontends/torch/tracer.py", "import torch\nfrom ...recorder import Recorder"),
        ("shapeviz/rendering/dot.py", "import graphviz\nfrom shapeviz.graph.model import Graph"),
        ("shapeviz/notebook/magic.py", "from IPython.core.magic import Magics\nimport shapeviz"),
        ("shapeviz/__init__.py", "def load_ipython_extension(ip):\n    from shapeviz.notebook import magic"),
    ],
)
def test_an_import_that_runs_down_the_layers_is_fine(path: str, source: str) -> None:
    assert complaints(path, source) == []


def test_a_complaint_says_what_to_do() -> None:
    assert complaints("shapeviz/graph/model.py", "\nimport shapeviz.tracing.recorder") == [
        "shapeviz/graph/model.py:2 imports shapeviz.tracing.recorder, but graph must not know tracing: "
        "move what both need into a lower layer, or let the caller hand it in."
    ]
    assert complaints("shapeviz/graph/model.py", "import torch") == [
        "shapeviz/graph/model.py:1 imports torch, which this layer must not know: "
        "do that in shapeviz/tracing/frontends/torch/."
    ]
