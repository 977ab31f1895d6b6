"""The client's side of a websocket, as lean as Python allows: one load client plays a whole room.

It masks with zeroes, which is a mask like any other and costs nothing.
"""

import asyncio
import os
from base64 import b64encode
from collections.abc import Callable

CONTINUED, TEXT, CLOSE, PING = 0, 1, 8, 9


class Line(asyncio.Protocol):
    """``on_text`` gets each whole message, and the moment it came."""

    def __init__(self, request: bytes, on_text: Callable[[bytes, float], None]) -> None:
        loop = asyncio.get_running_loop()
        self.on_text = on_text
        self.opened: asyncio.Future[None] = loop.create_future()
        self.bytes_in = 0
        self.frames_in = 0
        self.closed = ""
        self.code = 0
        """That it was closed with; 0 where the other side said nothing."""
        self.ended: asyncio.Future[None] = loop.create_future()
        self._request = request
        self._clock = loop.time
        self._rest = b""
        self._parts: list[bytes] = []
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(
        cls, port: int, path: str, cookie: str, on_text: Callable[[bytes, float], None]
    ) -> "Line":
        key = b64encode(os.urandom(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Origin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(
            lambda: cls(request.encode(), on_text), "127.0.0.1", port
        )
        await line.opened
        return line

    def send(self, text: bytes) -> None:
        assert self._transport is not None
        size = len(text)
        if size < 126:
            head = bytes((0x80 | TEXT, 0x80 | size))
        else:
            head = bytes((0x80 | TEXT, 0x80 | 126)) + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + text)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, fault: Exception | None) -> None:
        self.closed = self.closed or "the line was cut"
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"no websocket: {self._rest[:200]!r}"))
        if not self.ended.done():
            self.ended.set_result(None)

    def data_received(self, data: bytes) -> None:
        now = self._clock()
        self.bytes_in += len(data)
        if self._rest:
            data = self._rest + data
        at = 0
        if not self.opened.done():
            end = data.find(b"\r\n\r\n")
            if end < 0 or not data.startswith(b"HTTP/1.1 101"):
                self._rest = data
                return
            at = end + 4
            self.opened.set_result(None)
        size = len(data)
        while size - at >= 2:
            first, length, body = data[at], data[at + 1], at + 2
            if length == 126:
                body += 2
                length = int.from_bytes(data[at + 2 : body], "big")
            elif length == 127:
                body += 8
                length = int.from_bytes(data[at + 2 : body], "big")
            if size < body + length:
                break
            at = body + length
            self._frame(first & 0x80, first & 0x0F, data[body:at], now)
        self._rest = data[at:]

    def _frame(self, final: int, kind: int, payload: bytes, now: float) -> None:
        self.frames_in += 1
        if kind <= TEXT:
            if final and not self._parts:
                self.on_text(payload, now)
                return
            self._parts.append(payload)
            if final:
                whole = b"".join(self._parts)
                self._parts.clear()
                self.on_text(whole, now)
        elif kind == PING:
            assert self._transport is not None
            self._transport.write(bytes((0x8A, 0x80 | len(payload))) + b"\0\0\0\0" + payload)
        elif kind == CLOSE:
            self.code = int.from_bytes(payload[:2], "big")
            self.closed = f"closed with {self.code}: {payload[2:]!r}"
            if self._transport is not None:
                # The same back, and that is the end of it.
                self._transport.write(bytes((0x88, 0x80 | 2)) + b"\0\0\0\0" + payload[:2])
                self._transport.close()
