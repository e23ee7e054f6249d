"""One server and one browser for all tests here, and the notebooks that several of them look at.

Both end with the last test here: as long as Playwright runs, no other test could start an event loop.
"""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import shapeviz

from .cells import CNN, LOAD, without_magic
from .chromium import NoChromium, running_browser
from .lab import SAVE, Lab, running_lab
from .offline import Offline
from .view import View

PATIENCE = 20_000  # milliseconds: a kernel may be importing torch on a busy machine
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium as the system ships it, or as CHROMIUM names it."""
    try:
        with running_browser() as browser:
            yield browser
    except NoChromium as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all pages of JupyterLab, so that they share its cached scripts."""
    context = browser.new_context(viewport={"width": 1400, "height": 1300})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture(scope="package")
def cnn_page(lab: Lab, context: BrowserContext) -> Page:
    """A notebook in JupyterLab whose second cell has just failed under `%%shapecheck`."""
    lab.write("cnn.ipynb", LOAD, CNN)
    page = lab.open(context, "cnn.ipynb")
    expect(page.locator(".shapeviz svg.canvas")).to_be_visible()
    return page


@pytest.fixture
def cnn(cnn_page: Page) -> View:
    """The view in that notebook, as it is before anyone has touched it."""
    cnn_page.bring_to_front()
    view = View(cnn_page)
    view.root.get_by_role("tab", name="Code").click()
    while view.selected().count():
        view.canvas.press("Escape")
    view.reset.click()
    view.tie(True)
    expect(view.label("✗ 1 × 16384 ≠ 3136")).to_be_visible()
    return view


@pytest.fixture(scope="package")
def cnn_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That check as a page of its own."""
    path = tmp_path_factory.mktemp("page") / "check.html"
    shapeviz.check_cell(without_magic(CNN), {}).to_html(path)
    return path


@pytest.fixture
def offline(browser: Browser) -> Iterator[Offline]:
    """A page that reads files and nothing else."""
    context = browser.new_context(viewport={"width": 1200, "height": 1300})
    context.set_default_timeout(PATIENCE)
    yield Offline(context)
    context.close()


@pytest.fixture(scope="package")
def saved_once(cnn_page: Page, lab: Lab) -> nbformat.NotebookNode:
    cnn_page.evaluate(SAVE)
    return nbformat.read(lab.root / "cnn.ipynb", as_version=4)


@pytest.fixture
def saved(saved_once: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """That notebook as JupyterLab has saved it, with the state of its widget; the test's own to change."""
    return copy.deepcopy(saved_once)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the browser showed when a test failed, as pictures in the test's own folder."""
    report = yield
    values = getattr(item, "funcargs", {})
    if report.when == "call" and report.failed and "browser" in values and "tmp_path" in values:
        pages = [page for context in values["browser"].contexts for page in context.pages]
        for number, page in enumerate(pages):
            path = values["tmp_path"] / f"page-{number}.png"
            page.screenshot(path=path)
            report.sections.append(("the browser showed", f"{page.url}: {path}"))
    return report


@pytest.fixture(autouse=True)
def folder_for_pictures(tmp_path: Path, browser: Browser) -> None:
    """So that every test has both."""
