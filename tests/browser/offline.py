"""A page that reads files and nothing else: every other request is refused and written down."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route


class Offline:
    """Opens files in a browser without a network.

    `refused` holds the addresses that were asked for in vain, `errors` what the page's console complained of.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.refused: list[str] = []
        self.errors: list[str] = []
        self.context = context
        context.route("**/*", self._route)

    def open(self, path: Path) -> Page:
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(path.as_uri())
        return page

    def _route(self, route: Route) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            self.refused.append(route.request.url)
            route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)
