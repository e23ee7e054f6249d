"""Run the notebooks and write them back with their outputs: `python notebooks/refresh.py [NOTEBOOK …]`.

What is written is the same on every machine. The live view is left out: without its kernel it could only say
that it is missing, and the still picture beside it stays.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def refresh(path: Path) -> None:
    """Execute one notebook and write it back."""
    notebook: Any = nbformat.read(path, as_version=4)
    NotebookClient(notebook, kernel_name="python3", record_timing=False, timeout=300).execute(cwd=str(FOLDER))
    notebook.metadata = nbformat.from_dict(METADATA)  # pyright: ignore[reportUnknownMemberType]
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if without_live_view(output)]
    nbformat.write(notebook, path)  # pyright: ignore[reportUnknownMemberType]


def without_live_view(output: Any) -> bool:
    """Take the live view out of an output; whether anything else is in it."""
    data = output.get("data")
    if data is None:
        return True
    data.pop(LIVE_VIEW, None)
    return bool(data)


if __name__ == "__main__":
    for notebook_path in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb")):
        refresh(notebook_path)
        print(f"{notebook_path.name} is up to date.")
