"""uvicorn's HTTP protocol with what it leaves out: a time in which a request must arrive.

Without it a connection that sends a byte now and then stays for ever, and so
does one that does not take its answer. It also
refuses what the parser lets through but no browser sends: a target that is
not a path, hundreds of headers, and versions of HTTP that there are not.
"""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from server.live.wire import STALL

HEADER_SECONDS = 10.0
HEADER_BYTES = 16 * 1024
HEADERS = 100
VERSIONS = ("1.0", "1.1")
"""The parser takes any two figures for one."""


class TimedHTTP(H11Protocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None
        self._upgraded = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._stop_stall_timer()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_stall_timer()
        self._stall_timer = self.loop.call_later(STALL, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_stall_timer()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._upgraded or self.transport.is_closing():
            self._stop_timer()
        elif self._answering():
            # The body has its own limit, where it is read.
            self._stop_timer()
        elif self._timer is None:
            # Part of a request, or the rest of one that was answered already.
            self._start_timer()

    def handle_events(self) -> None:
        try:
            super().handle_events()
        except h11.RemoteProtocolError:
            self.send_400_response("Invalid HTTP request received.")

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        # From here on it is another protocol's, with bounds of its own.
        self._upgraded = True
        super().handle_websocket_upgrade(event)

    def _should_upgrade(self) -> bool:
        # The one place between parsing a request and answering it.
        if self._strange():
            raise h11.RemoteProtocolError("no browser sends this")
        return super()._should_upgrade()

    def _strange(self) -> bool:
        names = [name for name, _ in self.headers]
        # The parser bounds what is incomplete; a whole request may come at once.
        size = len(self.scope["raw_path"]) + len(self.scope["query_string"])
        size += sum(len(name) + len(value) + 4 for name, value in self.headers)
        # With two ways to say how long the body is, a proxy may have read another
        # one than we do.
        two_lengths = b"content-length" in names and b"transfer-encoding" in names
        return (
            two_lengths
            or size > HEADER_BYTES
            or len(names) > HEADERS
            or self.scope["http_version"] not in VERSIONS
            or not self.scope["path"].startswith("/")
        )

    def _answering(self) -> bool:
        # None before the first request, though uvicorn's own types do not say so.
        return bool(self.cycle) and not self.cycle.response_complete

    def _start_timer(self) -> None:
        self._timer = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_stall_timer(self) -> None:
        if self._stall_timer is not None:
            self._stall_timer.cancel()
            self._stall_timer = None

    def _too_slow(self) -> None:
        self._timer = None
        # abort, not close: who is this slow may never take the last bytes.
        self.transport.abort()
