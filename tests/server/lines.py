"""Raw lines to a real server: what a browser would never send, and what it answers.

``Served`` runs an application under the project's own uvicorn in a thread.
``Line`` is a socket that speaks the websocket protocol only as far as asked.
"""

import asyncio
import base64
import os
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from msgspec import Struct
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from server.live.bounds import Bounds
from server.live.wire import Wire, wire_of
from server.serving import Drain, Server, listen, make_server
from server.settings import Settings

PATIENCE = 60.0
TEXT, BINARY, MORE, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
KEY = base64.b64encode(b"0123456789abcdef").decode()


class Served:
    """An application on a free port until the block ends; ``tune`` changes options before."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        bounds: Bounds | None = None,
        drain: Drain | None = None,
        tune: Callable[[Server], None] | None = None,
    ) -> None:
        self._listener = listen("127.0.0.1", 0)
        self.port: int = self._listener.getsockname()[1]
        settings = Settings(data=Path("unused"), host="127.0.0.1", port=self.port)
        self.server = make_server(app, settings, drain)
        self.server.spread = self.server.apart = 0.2
        if bounds is not None:
            vars(self.server.config)["bounds"] = bounds
        if tune is not None:
            tune(self.server)
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="served", daemon=True)

    def __enter__(self) -> "Served":
        self._thread.start()
        assert self._started.wait(PATIENCE), "the server did not start"
        assert self.server.started, self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()
        self.join()

    def stop(self) -> None:
        self.server.should_exit = True

    def join(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the server did not end"
        if self._failure is not None:
            raise self._failure

    def line(self) -> "Line":
        return Line(self.port)

    def websocket(self, path: str = "/live", *headers: str) -> "Line":
        line = self.line()
        line.send(handshake(path, *headers))
        answer = line.read_head()
        assert " 101 " in answer, answer
        return line

    def _run(self) -> None:
        startup = self.server.startup

        async def start(sockets: list[socket.socket] | None = None) -> None:
            await startup(sockets)
            self._started.set()

        vars(self.server)["startup"] = start
        try:
            asyncio.run(self.server.serve(sockets=[self._listener]))
        except BaseException as failure:  # noqa: BLE001 - told where it is waited for
            self._failure = failure
        finally:
            self._started.set()


# An application and a test in step: what the endpoint does is said in the test


Endpoint = Callable[[WebSocket, Wire], Coroutine[Any, Any, None]]


@contextmanager
def serve(endpoint: Endpoint, bounds: Bounds | None = None) -> Iterator[Served]:
    """What fails inside the endpoint fails the test."""
    failures: list[Exception] = []

    async def run(websocket: WebSocket) -> None:
        try:
            await endpoint(websocket, wire_of(websocket))
        except Exception as failure:
            failures.append(failure)
            raise

    with Served(Starlette(routes=[WebSocketRoute("/live", run)]), bounds=bounds) as served:
        yield served
    for failure in failures:
        raise failure


async def gone(websocket: WebSocket) -> int:
    """Waits until the line is closed; the code."""
    while (message := await websocket.receive())["type"] != "websocket.disconnect":
        pass
    return int(message["code"])


class Arrived(Struct, frozen=True):
    kind: int
    last: bool
    payload: bytes

    @property
    def code(self) -> int | None:
        return struct.unpack("!H", self.payload[:2])[0] if len(self.payload) > 1 else None


class Line:
    def __init__(self, port: int, receive_buffer: int = 0) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        try:
            self.socket.connect(("127.0.0.1", port))
        except OSError:
            self.socket.close()
            raise
        self._unread = b""

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.socket.close()

    def send(self, *data: bytes) -> None:
        """Also to a server that has stopped listening by now."""
        try:
            self.socket.sendall(b"".join(data))
        except (ConnectionResetError, BrokenPipeError):
            pass

    def read_head(self) -> str:
        """A head of HTTP: the status line and headers."""
        while b"\r\n\r\n" not in self._unread:
            self._more()
        head, _, self._unread = self._unread.partition(b"\r\n\r\n")
        return head.decode("latin-1")

    def read_bytes(self, count: int) -> bytes:
        return self._take(count)

    def read_all(self) -> bytes:
        """Until the other side has closed."""
        try:
            while True:
                self._more()
        except ConnectionError:
            data, self._unread = self._unread, b""
            return data

    def read(self) -> Arrived:
        first, length = self._take(2)
        assert length < 128, "a server masks nothing"
        if length == 126:
            (length,) = struct.unpack("!H", self._take(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", self._take(8))
        return Arrived(first & 0x0F, first & 0x80 != 0, self._take(length))

    def read_text(self) -> str:
        """The next message, however it was cut; control frames between are left out."""
        parts = []
        while True:
            frame = self.read()
            if frame.kind in (TEXT, MORE):
                parts.append(frame.payload)
                if frame.last:
                    return b"".join(parts).decode()
            assert frame.kind != CLOSE, frame

    def read_to_close(self) -> int | None:
        """The code of the close frame; None if there was none before the end."""
        try:
            while True:
                frame = self.read()
                if frame.kind == CLOSE:
                    return frame.code
        except ConnectionError:
            return None

    def _take(self, count: int) -> bytes:
        while len(self._unread) < count:
            self._more()
        data, self._unread = self._unread[:count], self._unread[count:]
        return data

    def _more(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("the other side has closed")
        self._unread += data


def handshake(path: str = "/live", *headers: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: localhost",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {KEY}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def frame(
    kind: int, payload: bytes = b"", *, last: bool = True, reserved: int = 0, masked: bool = True
) -> bytes:
    """A frame as a client sends it, or as none should."""
    first = (0x80 if last else 0) | reserved | kind
    mask_bit = 0x80 if masked else 0
    if len(payload) < 126:
        head = struct.pack("!BB", first, mask_bit | len(payload))
    elif len(payload) < 1 << 16:
        head = struct.pack("!BBH", first, mask_bit | 126, len(payload))
    else:
        head = struct.pack("!BBQ", first, mask_bit | 127, len(payload))
    if not masked:
        return head + payload
    mask = os.urandom(4)
    repeated = (mask * (len(payload) // 4 + 1))[: len(payload)]
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return head + mask + mixed.to_bytes(len(payload), "big")
