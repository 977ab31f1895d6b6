"""The line between one phone and the server, which a test can cut.

A browser told to be offline keeps the sockets it has; a real line does not. So
a phone with a bad line comes in over this small relay, as over a wifi of its
own: bytes pass as they are, both ways, until the test says otherwise.
"""

import asyncio
import contextlib
from typing import Self

CHUNK = 64 * 1024


class Line:
    """``cut`` is a line that is gone: sockets break, new ones too. ``deafen`` is
    worse: what the phone says still arrives, but it hears no answer.

    Of several servers it leads to the first that takes a connection. ``websockets``
    False is a firewall that lets none through; ``refused`` counts them.
    """

    def __init__(self, *urls: str, websockets: bool = True) -> None:
        self.websockets = websockets
        self.refused = 0
        self._servers = [url.removeprefix("http://").rpartition(":") for url in urls]
        self._listener: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._up = True
        self._hears = asyncio.Event()
        self._hears.set()

    @property
    def url(self) -> str:
        assert self._listener is not None
        return f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        self._up = False
        for writer in self._writers:
            writer.transport.abort()

    def deafen(self) -> None:
        self._hears.clear()

    def mend(self) -> None:
        self._up = True
        self._hears.set()

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listener is not None
        self._listener.close()
        self.cut()
        self._hears.set()
        await self._listener.wait_closed()

    async def _carry(self, phone: asyncio.StreamReader, to_phone: asyncio.StreamWriter) -> None:
        if not self._up:
            to_phone.transport.abort()
            return
        first = await self._first(phone)
        if not self.websockets and b"\r\nupgrade: websocket\r\n" in first.lower():
            self.refused += 1
            to_phone.write(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
            to_phone.close()
            return
        there = await self._connect()
        if there is None:
            to_phone.transport.abort()
            return
        server, to_server = there
        to_server.write(first)
        ends = {to_phone, to_server}
        self._writers |= ends
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass(phone, to_server))
                both.create_task(self._pass(server, to_phone, self._hears))
        finally:
            self._writers -= ends
            for writer in ends:
                writer.transport.abort()

    async def _first(self, phone: asyncio.StreamReader) -> bytes:
        """What it begins with; nothing when it goes again."""
        try:
            return b"" if self.websockets else await phone.readuntil(b"\r\n\r\n")
        except (OSError, asyncio.IncompleteReadError):
            return b""

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for host, _, port in self._servers:
            with contextlib.suppress(OSError):
                return await asyncio.open_connection(host, int(port))
        return None

    async def _pass(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        open: asyncio.Event | None = None,
    ) -> None:
        try:
            while data := await source.read(CHUNK):
                if open is not None:
                    await open.wait()
                sink.write(data)
                await sink.drain()
            if sink.can_write_eof():
                sink.write_eof()
        except OSError:
            sink.transport.abort()
