"""A JupyterLab of its own for the tests, and the notebooks that it serves."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary, SQLiteSignatureStore
from playwright.sync_api import BrowserContext, Page

import shapeviz

START_SECONDS = 60
# Runs in the page. The kernel may be asked for only once the session is ready: `idle` shows too early.
READY = """
async () => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = app.shell.currentWidget;
  await panel.revealed;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}
"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
SAVE = "() => window.jupyterapp.shell.currentWidget.context.save()"
EXECUTE = """
(code) => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}).done
"""
# Cells far from what is seen are not in the page until the notebook is scrolled to them.
GO_TO_CELL = """
async (number) => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  notebook.activeCellIndex = number;
  await notebook.scrollToItem(number, 'start');
}
"""
COMMAND = "([name, options]) => window.jupyterapp.commands.execute(name, options)"
# A question about news would cover a corner of the page. Saved notebooks keep the state of their widgets.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {"fetchNews": "false"},
    "@jupyter-widgets/jupyterlab-manager/plugin.jupyterlab-settings": {"saveState": True},
}
CONFIGURATION = {
    "IdentityProvider": {"token": ""},
    "ServerApp": {"password": "", "open_browser": False, "allow_root": True},
    "LabApp": {"expose_app_in_browser": True},
    "JupyterNotebookApp": {"expose_app_in_browser": True},
}


class Lab:
    """A running server for JupyterLab and Notebook 7; `root` is the folder it serves, `home` its settings."""

    def __init__(self, root: Path, home: Path, port: int) -> None:
        self.root = root
        self.home = home
        self.url = f"http://127.0.0.1:{port}"

    def write(self, name: str, *cells: str) -> str:
        """A new notebook of these code cells; its name comes back."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.rstrip()) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        return self.put(name, notebook)

    def put(self, name: str, notebook: nbformat.NotebookNode, *, trusted: bool = False) -> str:
        """A notebook as it is; trusted as if it had been run here, or not."""
        if trusted:
            store = SQLiteSignatureStore(db_file=str(self.home / "data" / "nbsignatures.db"))
            NotebookNotary(data_dir=str(self.home / "data"), store_factory=lambda: store).sign(notebook)
            store.close()
        nbformat.write(notebook, self.root / name)
        return name

    def open(self, context: BrowserContext, name: str, *, run: bool = True, height: int = 1300) -> Page:
        """The notebook in JupyterLab in a fresh page, its cells run or as they were saved."""
        page = context.new_page()
        page.set_viewport_size({"width": 1400, "height": height})
        page.goto(f"{self.url}/lab/tree/{name}?reset")
        page.wait_for_function("() => window.jupyterapp?.shell.currentWidget", timeout=START_SECONDS * 1000)
        page.evaluate(READY)
        if run:
            page.evaluate(RUN_ALL)
        return page

    def open_in_notebook_7(self, context: BrowserContext, name: str) -> Page:
        """The notebook as it was saved, in Notebook 7."""
        page = context.new_page()
        page.goto(f"{self.url}/notebooks/{name}")
        page.wait_for_function("() => window.jupyterapp?.shell.currentWidget", timeout=START_SECONDS * 1000)
        page.evaluate(READY)
        return page


def run_cell(page: Page, number: int) -> None:
    """Run one cell of the notebook in a page, counted from 0."""
    page.evaluate(GO_TO_CELL, number)
    page.evaluate(COMMAND, ["notebook:run-cell", {}])


@contextlib.contextmanager
def running_lab(folder: Path) -> Generator[Lab]:
    """A server on a free port of this machine, with settings of its own, until the block ends."""
    root, home = folder / "notebooks", folder / "home"
    settings = home / "lab" / "user-settings"
    for path in (root, home / "config", home / "data"):
        path.mkdir(parents=True)
    for name, values in SETTINGS.items():
        (settings / name).parent.mkdir(parents=True, exist_ok=True)
        (settings / name).write_text(json.dumps(values))
    (home / "config" / "jupyter_server_config.json").write_text(json.dumps(CONFIGURATION))
    port = _free_port()
    command = [sys.executable, "-m", "jupyter", "lab", f"--port={port}", "--ip=127.0.0.1"]
    log = folder / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*command, f"--ServerApp.root_dir={root}"],
            stdout=stream,
            stderr=stream,
            cwd=root,
            env=_environment(home),
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/api", process, log)
            yield Lab(root, home, port)
        finally:
            process.terminate()
            process.wait(20)


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the person who runs the tests is read or changed; kernels import the package under test."""
    package = str(Path(shapeviz.__file__).parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "JUPYTER_PLATFORM_DIRS": "1",
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "lab" / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not answer at {url}. It wrote:\n{log.read_text()[-3000:]}")
