"""Watches a visitor for what no one would see: thrown errors, blocked parts, foreign hosts."""

from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

HOME = ("127.0.0.1", "localhost", "::1")


class Watch:
    """``faults`` is what went wrong on a visitor's pages so far, a line each.

    A failed request is no fault of the page: tests cut lines on purpose.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.faults: list[str] = []
        context.on("weberror", self._threw)
        context.on("console", self._said)
        context.on("request", self._asked)

    def _threw(self, fault: WebError) -> None:
        where = fault.page.url if fault.page else "a page"
        self.faults.append(f"{where} threw: {fault.error.stack or fault.error.message}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            where = message.page.url if message.page else "a page"
            self.faults.append(f"{where} broke its policy: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HOME:
            self.faults.append(f"a page asked another host: {request.url}")
