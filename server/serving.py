"""Listening and going away: the socket, uvicorn's options and the log, for every way to start.

uvicorn's defaults are for a web site; a room full of phones needs others. Each
is here with its reason.
"""

import asyncio
import contextlib
import logging
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from board.messages import FRAME_LIMIT
from server.live.protocol import LiveProtocol
from server.settings import Settings
from server.web.http1 import HEADER_BYTES, TimedHTTP

DEAD_AFTER_MS = 15_000
"""A phone that takes nothing for so long is gone, though its line stands."""
SEND_BUFFER = 64 * 1024
RECEIVE_BUFFER = 64 * 1024
BACKLOG = 512
"""A whole hall may open the link in the same second."""
AT_ONCE = 1
"""So many of them are let in each time round. With more, one process of several takes
all that wait, and those who are here already wait for that."""
PING_SECONDS = 10
"""Below every usual limit of a proxy for a line on which nothing is said."""
DRAIN_SECONDS = 5.0
SPREAD_SECONDS = 3.0
"""Over which the closes are spread, so that not all come back at once."""
APART_SECONDS = 0.3
"""The same for coming back, when there are other servers to come back to. With
none, nobody can come back until this one has begun anew."""
LINGER_SECONDS = 1.0
"""For requests that are on their way over a line on which nothing is asked."""
GRACE_SECONDS = 8
"""For what is still under way; then it is cut off."""
KEEP_ALIVE_SECONDS = 5
KEEP_ALIVE_PROXY_SECONDS = 130
"""Longer than any usual proxy keeps an idle line, so that it is the one to close it."""
LAST = (b"connection", b"close")

Drain = Callable[[], Awaitable[None]]

log = logging.getLogger(__name__)


class CannotListen(OSError):
    pass


def listen(host: str, port: int) -> socket.socket:
    """A listening socket whose options each connection inherits. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # asyncio does this itself, but not for sockets that come from a listener
        # like this one. Without it a small frame waits for the receipt of the one
        # before, and a phone sends that when it suits, up to 40 ms later.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # Else the system keeps megabytes for each phone that does not read, or
        # that writes faster than it may.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER_MS)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as fault:
        listener.close()
        raise CannotListen(
            f"cannot listen on {host} port {port}: {fault}; "
            "set PORT to a free port, or stop the program that uses this one"
        ) from None
    return listener


class Server(uvicorn.Server):
    """uvicorn's server, with a way to go of our own.

    uvicorn closes everyone at the same moment and then waits, for ever if one
    does not read. Here: accept nothing new, say goodbye to one after another,
    cut off who is left, let ``drain`` finish what people sent, and end.
    """

    def __init__(self, config: uvicorn.Config, drain: Drain | None = None) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told_to_go = False
        self._go = asyncio.Event()
        super().__init__(config)
        self.drain = drain
        self.begin: Callable[[], Coroutine[None, None, None]] | None = None
        """What is to be done once people can come in; if that fails, it ends."""
        self._beginning: asyncio.Task[None] | None = None
        self.on_leaving: Callable[[], None] = _nothing
        """Called first when it is told to go."""
        self.spread = SPREAD_SECONDS
        self.apart = SPREAD_SECONDS
        """Over so long those who were sent away come back."""
        self.grace = float(GRACE_SECONDS)

    @property
    def should_exit(self) -> bool:
        return self._told_to_go

    @should_exit.setter
    def should_exit(self, told: bool) -> None:
        """Set by a signal or from another thread; wakes who waits for it."""
        self._told_to_go = told
        if told and self._loop is not None:
            with contextlib.suppress(RuntimeError):
                # The loop may have ended by itself.
                self._loop.call_soon_threadsafe(self._go.set)

    async def main_loop(self) -> None:
        """uvicorn looks ten times a second whether it is to go, and that is most of what an
        idle server does. Here it is woken; each second it writes the date, as uvicorn does.
        """
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._go.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or []:
            # asyncio takes one number for both.
            listener.listen(BACKLOG)
        if self.begin is not None and self.started:
            self._beginning = asyncio.create_task(self.begin())
            self._beginning.add_done_callback(self._begun)

    def _begun(self, task: asyncio.Task[None]) -> None:
        fault = None if task.cancelled() else task.exception()
        # What it is in the midst of when the server is told to go fails, and may.
        if fault is not None and not self.should_exit:
            log.error("the beginning went wrong", exc_info=fault)
            self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """The rooms work until the last line is gone, so nothing is given back for this."""
        self.on_leaving()
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        # Each answer from now on is the last one of its connection.
        self.server_state.default_headers = [*self.server_state.default_headers, LAST]
        if self._beginning is not None:
            # What it began, such as people who are simulated, ends before the rest.
            self._beginning.cancel()
            await asyncio.wait([self._beginning], timeout=DRAIN_SECONDS)
        await self._say_goodbye()
        for connection in self._requests():
            # One whose answer still waits to be taken says it is closed already.
            with contextlib.suppress(h11.LocalProtocolError):
                connection.shutdown()
        await self._empty(self.grace)
        for one in list(self.server_state.connections):
            one.transport.abort()
        await self._empty(1.0)
        if self.drain is not None:
            try:
                async with asyncio.timeout(DRAIN_SECONDS):
                    await self.drain()
            except TimeoutError:
                log.warning("not all that people sent was done in time; they send it again")
        await super().shutdown(sockets)

    async def _say_goodbye(self) -> None:
        """To each socket once, also to those that were still coming in; the rest has a moment.

        An idle connection is not closed at once: a proxy may be putting a
        request on it, which it would not send twice.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + LINGER_SECONDS
        told: set[LiveProtocol] = set()
        while not self.force_exit:
            pages = [one for one in self._pages() if one.handshake_complete and one not in told]
            secrets.SystemRandom().shuffle(pages)
            pause = min(0.05, self.spread / max(1, len(pages)))
            for page in pages:
                page.farewell(secrets.randbelow(int(self.apart * 1000) + 1))
                told.add(page)
                await asyncio.sleep(pause)
            if not pages:
                late = [page for page in self._pages() if page not in told]
                if not (late or self._requests()):
                    return
                if loop.time() > until:
                    for page in late:
                        page.shutdown()
                    return
                await asyncio.sleep(0.02)

    def _pages(self) -> list[LiveProtocol]:
        return [one for one in self.server_state.connections if isinstance(one, LiveProtocol)]

    def _requests(self) -> list[H11Protocol]:
        return [one for one in self.server_state.connections if isinstance(one, H11Protocol)]

    async def _empty(self, seconds: float) -> None:
        """Until no connection is left, or for so long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                # uvicorn tells nobody when a connection is gone.
                while self.server_state.connections and not self.force_exit:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)


def make_server(app: ASGIApp, settings: Settings, drain: Drain | None = None) -> Server:
    config = uvicorn.Config(
        app,
        http=TimedHTTP,
        ws=LiveProtocol,
        ws_max_size=FRAME_LIMIT,
        # It costs each connection more memory than all else together.
        ws_per_message_deflate=False,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        h11_max_incomplete_event_size=HEADER_BYTES,
        backlog=AT_ONCE,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=(
            KEEP_ALIVE_PROXY_SECONDS if settings.trusted_proxies else KEEP_ALIVE_SECONDS
        ),
        # Paths hold codes and grants, so they are not logged; see NoPaths.
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies) or None,
        lifespan="on",
    )
    keep_paths_out_of_the_log()
    server = Server(config, drain)
    if settings.redis_url:
        server.apart = APART_SECONDS
    return server


def _nothing() -> None:
    pass


class NoPaths(logging.Filter):
    """Lets through what uvicorn says of itself, and its warnings; not what it says of requests.

    It writes the path and query of each websocket to ``uvicorn.error``, even
    without an access log, and lends that logger to the websockets package,
    which adds headers.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            return True
        return Path(record.pathname).parent.name in ("uvicorn", "lifespan")


def keep_paths_out_of_the_log() -> None:
    # Off is not enough: it writes as soon as anyone hangs a handler on it.
    logging.getLogger("uvicorn.access").disabled = True
    logger = logging.getLogger("uvicorn.error")
    if not any(isinstance(one, NoPaths) for one in logger.filters):
        logger.addFilter(NoPaths())


def set_up_log(level: int = logging.INFO, *, many: bool = False) -> None:
    """To standard error, so that what a command prints stays clean."""
    who = "%(process)d " if many else ""
    logging.basicConfig(
        level=level,
        stream=sys.stderr,
        format=f"%(asctime)s {who}%(levelname)s %(name)s %(message)s",
        force=True,
    )
    # uvicorn tells of its own starting, and so do we.
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
