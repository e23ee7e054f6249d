"""Chromium as the system ships it: nothing is downloaded."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Generator

from playwright.sync_api import Browser, sync_playwright

NO_CHROMIUM = (
    "The browser tests need Chromium. On Debian and Ubuntu install it with: sudo apt-get install chromium. "
    "Elsewhere install Chromium or Chrome, and set CHROMIUM to its path if it is not found."
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NoChromium(RuntimeError):
    """There is no browser to test with."""


@contextlib.contextmanager
def running_browser() -> Generator[Browser]:
    """Chromium as the system ships it, or as CHROMIUM names it.

    Raises
    ------
    NoChromium
        If none is found; its text says how to get one.
    """
    names = [os.environ.get("CHROMIUM", "chromium"), "chromium", "google-chrome"]
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise NoChromium(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
