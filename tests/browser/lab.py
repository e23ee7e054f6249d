"""A JupyterLab of its own for the tests, and a real browser that opens notebooks in it."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Runs in the page. The kernel may be asked for only once the session is ready: `idle` shows too early.
RUN_ALL = """
async () => {
  const app = window.jupyterapp;
  await app.restored;
  const widget = app.shell.currentWidget;
  await widget.revealed;
  await widget.sessionContext.ready;
  await widget.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
}
"""


class Lab:
    """A running JupyterLab (or Notebook) server; `root` is the folder it serves."""

    def __init__(self, root: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self.root = root
        self.url = f"http://127.0.0.1:{port}"
        self.process = process

    def write(self, name: str, *cells: str) -> str:
        """A new notebook of these code cells; its name comes back."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(notebook, self.root / name)
        return name

    def open(self, browser: Browser, name: str, *, run: bool = True, width: int = 1400, height: int = 1400) -> Page:
        """The notebook in a fresh page, its cells run."""
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{self.url}/lab/tree/{name}?reset")
        page.wait_for_function("() => window.jupyterapp && window.jupyterapp.shell.currentWidget", timeout=60_000)
        if run:
            page.evaluate(RUN_ALL)
        return page


@contextlib.contextmanager
def running_lab(root: Path) -> Iterator[Lab]:
    """A JupyterLab that serves `root` on a free port of this machine until the block ends."""
    port = _free_port()
    log = (root / "server.log").open("wb")
    command = [
        sys.executable,
        *("-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1"),
        *("--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.expose_app_in_browser=True"),
        f"--ServerApp.root_dir={root}",
    ]
    environment = {**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "JUPYTER_PLATFORM_DIRS": "1"}
    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=root, env=environment)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", process)
        yield Lab(root, port, process)
    finally:
        process.terminate()
        process.wait(20)
        log.close()


@contextlib.contextmanager
def running_browser() -> Iterator[Browser]:
    """Chromium as Debian ships it, or as CHROMIUM names it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def kernel_of(page: Page) -> Any:
    """Wait until the page's kernel has nothing left to do."""
    return page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestKernelInfo()")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not answer at {url}")
