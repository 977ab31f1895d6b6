"""Clients that mean harm, each in its own way, and come back when they are cut off.

They come in by the front door, with a cookie and a seat: whoever has a link can
do this. ``HOSTILE`` names the ways.
"""

import asyncio
import select
import socket
import struct
from collections.abc import Awaitable, Callable

from msgspec import Struct

from tests.server.lines import MORE, PING, PONG, TEXT, frame, handshake

SMALL_BUFFER = 4096
"""What the system reads for a client that does not must not hide that it does not."""
PAUSE = 0.5


class Guest(Struct, frozen=True):
    """Someone who came through the door: where to, as whom, and the first frame."""

    port: int
    origin: str
    cookie: str
    hello: str


class Attack:
    """One hostile socket until ``over``; ``times`` says how often it came in."""

    def __init__(self, guest: Guest, way: "Way", over: asyncio.Event) -> None:
        self.guest = guest
        self.way = way
        self.over = over
        self.times = 0
        self.loop = asyncio.get_running_loop()
        self.socket: socket.socket

    async def run(self) -> None:
        while not self.over.is_set():
            with socket.socket() as self.socket:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
                self.socket.setblocking(False)
                try:
                    await self._come_in()
                    await self.way(self)
                except OSError:
                    # Cut off, as it should be.
                    pass
            await self._wait(PAUSE)

    async def send(self, *data: bytes) -> None:
        """Raises OSError when it was cut off; ends when it is over."""
        await self.until_over(self.loop.sock_sendall(self.socket, b"".join(data)))

    async def receive(self, count: int) -> None:
        await self.until_over(self.loop.sock_recv(self.socket, count))

    async def pause(self, seconds: float) -> None:
        """Raises OSError when it was cut off meanwhile, which it sees without reading."""
        await self._wait(seconds)
        watch = select.poll()
        watch.register(self.socket, select.POLLERR | select.POLLHUP)
        if watch.poll(0):
            raise ConnectionResetError("cut off")

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.over.wait()
        except TimeoutError:
            pass

    async def until_over(self, what: Awaitable[object]) -> None:
        doing, over = asyncio.ensure_future(what), asyncio.ensure_future(self.over.wait())
        try:
            await asyncio.wait([doing, over], return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            if not doing.done():
                doing.cancel()
        if not doing.cancelled() and doing.done():
            doing.result()

    async def _come_in(self) -> None:
        await self.loop.sock_connect(self.socket, ("127.0.0.1", self.guest.port))
        host = f"127.0.0.1:{self.guest.port}"
        head = handshake("/live", f"Origin: {self.guest.origin}", f"Cookie: {self.guest.cookie}")
        await self.send(head.replace(b"Host: localhost", f"Host: {host}".encode()))
        # Not a frame before the answer, as a browser would.
        await self.receive(1)
        await self.send(frame(TEXT, self.guest.hello.encode()))
        self.times += 1


Way = Callable[[Attack], Awaitable[None]]


async def never_reads(attack: Attack) -> None:
    while not attack.over.is_set():
        await attack.pause(1)
        await attack.send(frame(PONG))


async def reads_a_byte_a_second(attack: Attack) -> None:
    while not attack.over.is_set():
        await attack.pause(1)
        await attack.receive(1)


async def floods_pings(attack: Attack) -> None:
    flood = frame(PING, b"x" * 125) * 100
    while not attack.over.is_set():
        await attack.send(flood)


async def sends_half_a_frame(attack: Attack) -> None:
    await attack.send(frame(TEXT, b"x" * 65_000)[:-100])
    await never_reads_or_writes(attack)


async def never_reads_or_writes(attack: Attack) -> None:
    while not attack.over.is_set():
        await attack.pause(1)


async def fragments_without_end(attack: Attack) -> None:
    await attack.send(frame(TEXT, b"x", last=False))
    flood = frame(MORE, b"", last=False) * 500
    while not attack.over.is_set():
        await attack.send(flood)


async def asks_for_views(attack: Attack) -> None:
    while not attack.over.is_set():
        await attack.send(frame(TEXT, b'{"t":"look","audience":"whole"}'))
        await attack.pause(0.2)


async def announces_the_largest(attack: Attack) -> None:
    while not attack.over.is_set():
        await attack.send(b"\x81\xff" + struct.pack("!Q", 1 << 62), b"x" * 100_000)


HOSTILE: list[Way] = [
    never_reads,
    reads_a_byte_a_second,
    floods_pings,
    sends_half_a_frame,
    never_reads_or_writes,
    fragments_without_end,
    asks_for_views,
    announces_the_largest,
]
