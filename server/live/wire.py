"""One end of a websocket, as the fan-out sees it: bytes in, nothing to wait for.

A frame is prepared once and the same bytes go to everyone. Large messages are
prepared in slices: fragments of one message, as the websocket protocol has
them, so that a ping or a close may come in between and a phone that reads
slowly costs a slice of memory, not the whole message.

Two kinds of wire: the one of ``protocol``, which writes to the transport, and
``PlainWire`` here, which goes through ASGI's ``send`` on any other server.
"""

import asyncio
import logging
import struct
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any, Protocol, cast

import msgspec
from starlette.websockets import WebSocket

from board.messages import AnyServerFrame, Close
from server.live.pieces import PIECE, signed, split

SLICE = 16 * 1024
"""The largest piece written at once; a message over it is cut."""
HIGH = 32 * 1024
"""With more than this unsent a wire is paused; see ``Wire.paused``."""
LOW = 8 * 1024
"""A paused wire with so little unsent is ready again."""
PLAIN_LIMIT = 256 * 1024
STALL = 15.0
"""Seconds a wire may stay paused; then whoever is at the other end is gone."""
EXTENSION = "doorstart.wire"

log = logging.getLogger(__name__)

_TEXT, _MORE, _LAST = 0x01, 0x00, 0x80


class Wire(Protocol):
    """Writes never fail and never wait: on a closed wire they do nothing."""

    @property
    def closed(self) -> bool:
        """No more frames leave: never opened, closing or gone."""

    @property
    def paused(self) -> bool:
        """Enough is waiting to be sent; what can wait should wait for the drain."""

    def write(self, frame: bytes) -> None:
        """A frame from ``prepare`` or the next slice from ``slices``.

        A frame that comes after a first slice and before the last goes out
        after the last.
        """

    def write_all(self, frames: Sequence[bytes]) -> None:
        """Whole messages that leave together."""

    def buffered(self) -> int:
        """Bytes accepted and not yet taken by the system."""

    def in_pieces(self) -> None:
        """From now on no message is larger than PIECE; see ``pieces``."""

    @property
    def pings(self) -> bool:
        """Whether the wire itself asks now and then if somebody is there."""

    def on_text(self, take: Callable[[str], None]) -> bool:
        """What comes in is given to ``take``, as it comes and in order. False:
        this wire has only an out; what comes in is still to be waited for.
        """

    def on_drain(self, callback: Callable[[], None]) -> None:
        """Called each time when ``paused`` ends. There is one callback, the last given."""

    def rest(self, resting: bool) -> None:
        """Nobody looks at the page: ask less often whether it is there."""

    def close(self, code: int, reason: str = "") -> None:
        """Close politely. Who does not answer soon is cut off."""

    def abort(self) -> None:
        """Cut off now; what was not sent is lost."""


def prepare(payload: bytes) -> bytes:
    """The payload, which is UTF-8 text, as one frame of a server: unmasked."""
    return _header(_TEXT | _LAST, len(payload)) + payload


def slices(payload: bytes) -> tuple[bytes, ...]:
    """The payload as one message, in parts of at most SLICE and a header."""
    if len(payload) <= SLICE:
        return (prepare(payload),)
    parts = list(split(payload, SLICE))
    kinds = [_TEXT, *[_MORE] * (len(parts) - 2), _MORE | _LAST]
    return tuple(_header(kind, len(it)) + it for kind, it in zip(kinds, parts, strict=True))


def pack(message: AnyServerFrame) -> bytes:
    """A message as the frame that carries it."""
    return prepare(_json.encode(message))


def payload_of(frame: bytes) -> tuple[bytes, bool]:
    """What a prepared frame carries, and whether the message ends with it."""
    length = frame[1]
    start = 2 if length < 126 else 4 if length == 126 else 10
    return frame[start:], frame[0] & _LAST != 0


def is_whole(frame: bytes) -> bool:
    """Whether it is a message by itself, and no slice of one."""
    return frame[0] == _TEXT | _LAST


def fits(frame: bytes) -> bool:
    """Whether it is a message by itself, and small enough for who wants pieces."""
    return is_whole(frame) and len(frame) <= PIECE + len(_header(_TEXT, PIECE))


def wire_of(websocket: WebSocket) -> Wire:
    """The wire the server offers, or else a plain one. Ask once for each websocket."""
    offered = websocket.scope.get("extensions", {}).get(EXTENSION)
    return cast(Wire, offered) if offered is not None else PlainWire(websocket.send)


_json = msgspec.json.Encoder()


def _header(kind: int, length: int) -> bytes:
    if length < 126:
        return bytes((kind, length))
    if length < 1 << 16:
        return struct.pack("!BBH", kind, 126, length)
    return struct.pack("!BBQ", kind, 127, length)


Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class PlainWire:
    """The same over ASGI's ``send``: one queue, one task.

    ASGI cannot cut a connection off, so ``abort`` only stops writing; the
    endpoint sees ``closed`` and ends. More than PLAIN_LIMIT waiting is more
    than a caller that heeds ``paused`` can cause; it is logged and closes with
    Close.SLOW.
    """

    def __init__(self, send: Send, stall: float = STALL) -> None:
        self._send = send
        self._stall = stall
        self._waiting: deque[tuple[int, MutableMapping[str, Any]]] = deque()
        self._buffered = 0
        self._begun: list[bytes] = []
        self._cuts = False
        self._drained: Callable[[], None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._paused = False
        self._closed = False

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def pings(self) -> bool:
        return False

    @property
    def paused(self) -> bool:
        return self._paused

    def write(self, frame: bytes) -> None:
        if self._closed:
            return
        message, last = payload_of(frame)
        if self._cuts and not fits(frame):
            for piece in signed(message, last=last):
                self._say(piece)
            return
        if not last or not frame[0] & _TEXT:
            self._begun.append(message)
            if not last:
                return
            message = b"".join(self._begun)
            self._begun.clear()
        self._say(message)

    def _say(self, message: bytes) -> None:
        # One message alone may be larger: a whole view is, on a large board.
        if self._waiting and self._buffered + len(message) > PLAIN_LIMIT:
            log.warning("a plain wire was written to though %d bytes waited", self._buffered)
            self.close(Close.SLOW)
            return
        self._put(len(message), {"type": "websocket.send", "text": message.decode()})

    def write_all(self, frames: Sequence[bytes]) -> None:
        for frame in frames:
            self.write(frame)

    def in_pieces(self) -> None:
        self._cuts = True

    def buffered(self) -> int:
        return self._buffered

    def on_text(self, take: Callable[[str], None]) -> bool:
        return False

    def on_drain(self, callback: Callable[[], None]) -> None:
        self._drained = callback

    def rest(self, resting: bool) -> None:
        """The pings of another server are not ours to slow."""

    def close(self, code: int, reason: str = "") -> None:
        if not self._closed:
            # What waits would be too late for whoever could not take it so far.
            self._waiting.clear()
            self._put(0, {"type": "websocket.close", "code": int(code), "reason": reason})
            self._closed = True

    def abort(self) -> None:
        self._closed = True
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _put(self, size: int, message: MutableMapping[str, Any]) -> None:
        self._waiting.append((size, message))
        self._buffered += size
        self._paused = self._paused or self._buffered > HIGH
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        while self._waiting:
            size, message = self._waiting.popleft()
            try:
                async with asyncio.timeout(self._stall):
                    await self._send(message)
            except Exception:  # noqa: BLE001 - each server has its own for "gone"
                self._closed = True
                self._waiting.clear()
                return
            self._buffered -= size
            if self._paused and self._buffered <= LOW and not self._closed:
                self._paused = False
                if self._drained is not None:
                    self._drained()
