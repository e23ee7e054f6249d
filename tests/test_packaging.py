"""What people install: the wheel and the source distribution hold all that the widget needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDED = [
    "shapeviz/static/widget.js",
    "shapeviz/static/standalone.js",
    "shapeviz/graph/document.schema.json",
]

USE_THE_WIDGET = """
import json
import shapeviz
from shapeviz.graph.document import schema, to_json
from shapeviz.graph.model import Graph, Source
from shapeviz.notebook.widget import ShapeWidget

widget = ShapeWidget(document=to_json(Graph(Source("In[1]", "1 + 1"))))
print(json.dumps({"file": shapeviz.__file__, "esm": str(widget._esm), "schema": "$defs" in schema()}))
"""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    process = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=300
    )
    assert process.returncode == 0, process.stdout + process.stderr
    return process.stdout


def metadata_folder(wheel: Path) -> str:
    return "-".join(wheel.name.split("-")[:2]) + ".dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder]
    run(sys.executable, "-m", "pip", "wheel", *options, ROOT, cwd=folder)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--no-deps", "--no-index", "--target", folder]
    run(sys.executable, "-m", "pip", "install", *options, wheel, cwd=folder)
    return folder


def test_the_wheel_holds_the_front_end_and_the_schema(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    assert all(sizes.get(name, 0) > 100 for name in NEEDED), sorted(sizes)


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"shapeviz", metadata_folder(wheel)}
    assert not [name for name in names if name.endswith((".ts", ".ipynb", ".map")) or "__pycache__" in name]


def test_only_an_extra_brings_torch_along(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"{metadata_folder(wheel)}/METADATA").decode()
    requirements = [line for line in metadata.splitlines() if line.startswith("Requires-Dist: torch")]
    assert "Requires-Dist: torch>=2.4; extra == 'torch'" in requirements
    assert all("extra ==" in line for line in requirements), requirements


def test_the_source_distribution_holds_the_front_end_and_the_schema(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path, cwd=ROOT)
    [path] = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert names >= {*NEEDED, "js/src/widget.ts", "LICENSE", "Makefile", "benchmarks/cells/README.md"}
    assert not [name for name in names if "node_modules" in name]


def test_an_installed_wheel_shows_its_widget(installed: Path, tmp_path: Path) -> None:
    output = run(sys.executable, "-c", USE_THE_WIDGET, cwd=tmp_path, PYTHONPATH=str(installed))
    told = json.loads(output)
    assert Path(told["file"]).is_relative_to(installed)
    assert len(told["esm"]) > 1_000
    assert told["schema"]
