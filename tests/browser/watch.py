"""Watches a visitor for what no one would see: thrown errors, blocked parts, foreign hosts."""

import asyncio
from typing import Self

from playwright.async_api import BrowserContext, ConsoleMessage, ProxySettings, WebError

HOME = ("127.0.0.1", "localhost", "[::1]")


class Watch:
    """``faults`` is what went wrong on a visitor's pages so far, a line each."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.faults: list[str] = []
        context.on("weberror", self._threw)
        context.on("console", self._said)

    def _threw(self, fault: WebError) -> None:
        where = fault.page.url if fault.page else "a page"
        self.faults.append(f"{where} threw: {fault.error.stack or fault.error.message}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            where = message.page.url if message.page else "a page"
            self.faults.append(f"{where} broke its policy: {message.text}")


class Elsewhere:
    """All the rest of the world, for browsers that are given it as their ``proxy``: it answers
    nobody, and keeps who was asked for. What is asked at home never comes by here, so that it
    costs nothing; being told of each request would be a fifth of what a page costs.
    """

    def __init__(self) -> None:
        self._asked: list[str] = []
        self._server: asyncio.Server | None = None

    @property
    def proxy(self) -> ProxySettings:
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return {"server": f"http://127.0.0.1:{port}", "bypass": ",".join(HOME)}

    def take(self) -> list[str]:
        """What was asked of another host since this was asked last."""
        asked, self._asked = self._asked, []
        return [f"a page asked another host: {line}" for line in asked]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._note, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    async def _note(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Of a secure line it is the name of the host, of another the whole address.
        line = (await reader.readline()).decode(errors="replace").strip()
        if line:
            self._asked.append(line)
        writer.close()
