"""uvicorn's websocket protocol with what it leaves out: bounds, and a way to write at once.

uvicorn keeps a phone that never reads for ever, answers any number of pings
from memory, and knows no "cut off". This subclass does all three, and offers
the transport to the application as a ``Wire`` under
``scope["extensions"]["doorstart.wire"]``. Plain ASGI receive and send work as
before beside it.

It touches uvicorn's internals, so uvicorn is pinned to one minor version and
``tests/server/test_protocol.py`` names each of them.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from board.messages import Bye, Close
from server.live.bounds import Bounds
from server.live.intake import Intake, chunk
from server.live.socket_wire import SocketWire
from server.live.wire import EXTENSION, HIGH, LOW, pack


class LiveProtocol(WebSocketsSansIOProtocol, asyncio.BufferedProtocol):
    """``BufferedProtocol``, because that is how asyncio lets a protocol set CHUNK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bounds: Bounds = getattr(self.config, "bounds", _BOUNDS)
        self.close_timeout = self.bounds.close_wait
        # A server that goes away closes other connections after their answer.
        self.default_headers = [one for one in self.default_headers if one[0] != b"connection"]
        self.wire = SocketWire(self)
        self._intake = Intake()
        self._take: Callable[[str], None] | None = None
        self._failed = False
        """The other side broke the rules: what it still sends is thrown away."""
        self._left = False
        """Closed by us outside ASGI's ``send``, which then has nobody to send to."""
        self._whole: asyncio.Event | None = None
        """While a message of the wire is half written: set when it is whole."""
        self._held: list[bytes] = []
        """Messages that came in between, to go out after it."""
        self._stall_timer: asyncio.TimerHandle | None = None
        self._window_ends = 0.0
        self._pings = 0

    # Connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH, low=LOW)

    def connection_lost(self, exc: Exception | None) -> None:
        self.wire.closed = True
        self._intake.unread.clear()
        self._is_whole()
        self._stop_stall_timer()
        super().connection_lost(exc)
        # These point at each other. Else all of it stays until the collector of
        # cycles comes by, and that is seldom: a client that comes back again and
        # again would cost more than its connection.
        self.wire.forget()
        self._take = None
        self.conn.parser.close()
        self.conn.parser_exc = None

    def eof_received(self) -> None:
        # asyncio closes now, which waits for whoever may never read.
        self.wire.closed = True
        super().eof_received()
        self._cut_off_soon()

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            # The application's task was made a moment ago and has not started.
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self.wire

    def shutdown(self) -> None:
        self.farewell(0)

    def farewell(self, after_ms: int) -> None:
        """The server goes away: tell when to come back, and close."""
        if self.wire.closed:
            super().shutdown() if not self.handshake_complete else self._cut_off_soon()
            return
        if self._whole is None:
            self.wire.write(pack(Bye(after_ms)))
        # What was asked a moment ago is answered first.
        self.loop.call_later(self.bounds.parting, self.leave, Close.COME_BACK, "")

    def leave(self, code: int, reason: str) -> None:
        """Close without waiting: the close frame, then as long as it takes to answer it."""
        if self.wire.closed:
            return
        self.wire.closed = self._left = self.close_sent = True
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self._cut_off_soon()
        self.read_paused = False
        self._read_on()

    def fail(self, code: int, reason: str) -> None:
        """The other side broke the rules: say which, and stop listening.

        The transport is not closed at once. Closing with bytes unread makes
        the system reset the connection, and then the close code is lost.
        """
        if self._failed or self.disconnected:
            return
        self._failed = self.wire.closed = True
        self._intake.unread.clear()
        self.frames = []
        self.stop_keepalive()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.fail(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._cut_off_soon(self.bounds.linger)
        self.transport.resume_reading()

    def _cut_off_soon(self, seconds: float | None = None) -> None:
        """``transport.close`` waits until all is sent, which may be never.

        uvicorn's own timer is used: while it is set, uvicorn leaves the
        transport open when the application ends.
        """
        if self.close_timer is not None:
            self.close_timer.cancel()
        wait = self.bounds.close_wait if seconds is None else seconds
        self.close_timer = self.loop.call_later(wait, self.cut_off)

    def cut_off(self) -> None:
        """Now, without goodbye; and the system is not to keep the unsent bytes either."""
        self.wire.closed = True
        line = self.transport.get_extra_info("socket")
        if line is not None:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOT_AT_ALL)
        self.transport.abort()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        if self.transport.is_closing() and not self.disconnected and self.close_timer is None:
            self.wire.closed = True
            self._cut_off_soon()

    # Writing

    def write_frame(self, frame: bytes) -> None:
        if self.transport.is_closing():
            # Broken a moment ago, which the protocol is told only after this.
            self.wire.closed = True
            return
        first, last = frame[0] & 0x0F, frame[0] & 0x80
        if self._whole is not None:
            if first:
                self._hold(frame)
                return
            if last:
                frame = b"".join([frame, *self._held])
                self._held.clear()
                self._is_whole()
        elif not last:
            self._whole = asyncio.Event()
        self.transport.write(frame)

    def write_frames(self, frames: Sequence[bytes]) -> None:
        if self._whole is None:
            self.write_frame(b"".join(frames))
        else:
            for frame in frames:
                self.write_frame(frame)

    def _is_whole(self) -> None:
        if self._whole is not None:
            self._whole.set()
            self._whole = None

    def _hold(self, frame: bytes) -> None:
        """A message in the middle of another one, which goes out in slices."""
        self._held.append(frame)
        if sum(map(len, self._held)) > HIGH:
            self.leave(Close.SLOW, "too slow")

    def pause_writing(self) -> None:
        super().pause_writing()
        self.wire.paused = True
        # Who does not read is not read either, or its pings would be answered
        # into memory.
        self.transport.pause_reading()
        self._stop_stall_timer()
        self._stall_timer = self.loop.call_later(self.bounds.stall, self.cut_off)

    def resume_writing(self) -> None:
        self._stop_stall_timer()
        super().resume_writing()
        self.wire.paused = False
        self._read_on()
        if self.wire.drained is not None and not self.wire.closed:
            self.wire.drained()

    def _stop_stall_timer(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] == "websocket.send":
            # Not into the middle of a message that goes out in slices.
            while self._whole is not None:
                await self._whole.wait()
        # Waited for here, so that nothing can come between this look and the sending.
        await self.writable.wait()
        if self._left or self._failed:
            raise ClientDisconnected()
        await super().send(message)
        self.wire.closed = self.conn.state is not State.OPEN or self.disconnected
        if message["type"] == "websocket.close" and self.close_timer is not None:
            self._cut_off_soon()
        self._read_on()

    # Reading

    def get_buffer(self, sizehint: int) -> bytearray:
        return chunk()

    def buffer_updated(self, nbytes: int) -> None:
        self.data_received(chunk()[:nbytes])

    def data_received(self, data: bytes | bytearray) -> None:
        if not self._failed:
            self._intake.unread += data
            self._read()

    def bring(self, take: Callable[[str], None]) -> None:
        """Messages go to ``take`` from now on, and no longer to ``receive``."""
        self._take = take
        while not self.queue.empty():
            message = self.queue.get_nowait()
            if message["type"] != "websocket.receive":
                self.queue.put_nowait(message)
                return
            take(message["text"] or "")
        self.read_paused = False
        self._read_on()

    def _read(self) -> None:
        """Parse what has come, as far as the application can take it."""
        intake = self._intake
        while intake.unread and not self._failed and not self._reading_paused:
            piece = intake.take(self.conn, shaken=self.handshake_initiated)
            if piece is None:
                return
            data, text = piece
            if text:
                self.curr_msg_data_type, self.frames = "text", [data]
                self.send_receive_event_to_app()
                continue
            super().data_received(data)
            if self.conn.handshake_exc is not None:
                self._refuse_handshake()
        if intake.unread:
            self.transport.pause_reading()

    @property
    def _reading_paused(self) -> bool:
        # Nothing may be answered before the handshake is.
        shaking = self.handshake_initiated and not self.handshake_complete
        return shaking or self.read_paused or not self.writable.is_set()

    def _read_on(self) -> None:
        if not self._reading_paused and not self._failed:
            self._read()
            if not self._reading_paused:
                self.transport.resume_reading()

    async def receive(self) -> ASGIReceiveEvent:
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self._read_on()
        return message

    def _refuse_handshake(self) -> None:
        """uvicorn would leave the answer unsent and the connection open."""
        self._failed = self.close_sent = self.handshake_complete = True
        self._intake.unread.clear()
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()
        self._cut_off_soon()

    # Frames

    def handle_ping(self) -> None:
        if self._within_bounds():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._within_bounds():
            super().handle_pong(event)

    def _within_bounds(self) -> bool:
        now = self.loop.time()
        if now >= self._window_ends:
            self._window_ends, self._pings = now + self.bounds.ping_window, 0
        self._pings += 1
        if self._pings > self.bounds.pings:
            self.fail(1008, "too many pings")
        return not self._failed

    def handle_bytes(self, event: Frame) -> None:
        self.fail(1003, "text only")

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= self.bounds.fragments:
            self.fail(1008, "too many fragments")
        elif not self._failed:
            super().handle_cont(event)

    def send_receive_event_to_app(self) -> None:
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.close_sent:
            return
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.fail(1007, "not UTF-8")
            return
        if self._take is not None:
            self._take(text)
            return
        self.queue.put_nowait({"type": "websocket.receive", "text": text})
        # The first is nearly always the hello, taken at once: stopping for it would be two
        # calls of the system for nothing.
        if not self.read_paused and self.queue.qsize() > 1:
            self.read_paused = True
            self.transport.pause_reading()

    def handle_close(self, event: Frame) -> None:
        self.wire.closed = True
        super().handle_close(event)
        if self.transport.is_closing() and not self.disconnected:
            self._cut_off_soon()

    def handle_parser_exception(self) -> None:
        sent = self.conn.close_sent
        self.fail(sent.code if sent is not None else 1002, sent.reason if sent is not None else "")

    # Keepalive

    def rest(self, resting: bool) -> None:
        usual = self.config.ws_ping_interval
        if usual is not None:
            self.ping_interval = max(usual, self.bounds.rest_interval) if resting else usual

    def keepalive_timeout(self) -> None:
        self.pong_timer = None
        if self._reading_paused and self.ping_timeout is not None:
            # The answer may well be here, unread. Who does not read is the
            # stall timer's; when the application is busy, it is not their fault.
            self.pong_timer = self.loop.call_later(self.ping_timeout, self.keepalive_timeout)
        else:
            self.fail(1011, "keepalive ping timeout")


_BOUNDS = Bounds()
_NOT_AT_ALL = struct.pack("ii", 1, 0)
