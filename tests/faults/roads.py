"""A way to each server over a proxy, for some pages of a crowd; and what a console sees of them."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import msgspec
import psutil

from board.messages import PROTOCOL, Hello, Presence
from tests.faults.proxy import Proxy
from tests.faults.run import Stand
from tests.faults.slot import Slot
from tests.faults.tab import DurableLine, Pass, Tab
from tests.faults.toxics import WELL, Toxics

GONE = ("NONE", "TIME_WAIT")
"""Of such a socket the system keeps a name for a while, and nothing else."""


class Roads:
    """The tabs are moved onto it when it opens, and off it when it closes."""

    def __init__(self, stand: Stand, tabs: list[Tab]) -> None:
        self.stand = stand
        self.tabs = tabs
        seed = stand.crowd.random.getrandbits(32)
        self.proxies = [
            Proxy(server.port, seed + number) for number, server in enumerate(stand.servers)
        ]
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for proxy in self.proxies:
            await self._open.enter_async_context(proxy)
        self._move([proxy.port for proxy in self.proxies])
        # Some lose their lines all the time, so never all at once.
        await self.stand.crowd.until(
            lambda: len(self.ports()) * 4 >= len(self.tabs) * 3, "come over the proxies"
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.become(WELL)
        self._move(self.stand.crowd.ports)
        await self._open.aclose()

    def become(self, up: Toxics, down: Toxics | None = None) -> None:
        for proxy in self.proxies:
            proxy.become(up, down)

    @property
    def struck(self) -> Counter[str]:
        return sum((proxy.struck for proxy in self.proxies), Counter())

    def ports(self) -> set[int]:
        """Where the servers see these lines come from."""
        return {port for proxy in self.proxies for line in proxy.lines if (port := line.port)}

    def _move(self, ports: list[int]) -> None:
        for tab in self.tabs:
            tab.ports = ports
            tab.drop(elsewhere=False)


class Console:
    """How many a console is told are here. It is no page of the crowd, and nobody judges it."""

    def __init__(self, own: Pass) -> None:
        self.own = own
        self.here = 0
        self._told = asyncio.Event()
        self._line: DurableLine | None = None

    async def open(self, port: int) -> Self:
        line = await DurableLine.open(port, "/live", self.own.cookie, self._heard)
        assert isinstance(line, DurableLine)
        self._line = line
        line.send(msgspec.json.encode(Hello(PROTOCOL, self.own.grant)))
        return self

    def _heard(self, text: bytes, now: float) -> None:
        if text.startswith(b'{"t":"presence"'):
            self.here = msgspec.json.decode(text, type=Presence).here
            self._told.set()

    async def at_most(self, here: int) -> None:
        while self.here > here:
            self._told.clear()
            await self._told.wait()

    async def at_least(self, here: int) -> None:
        while self.here < here:
            self._told.clear()
            await self._told.wait()

    async def close(self) -> None:
        if self._line is not None:
            self._line.close()
            await self._line.gone.wait()


def still_held(servers: list[Slot], ports: set[int]) -> int:
    """Sockets at the servers' side of lines that come from these ports, also without an owner."""
    ours = {server.port for server in servers}
    held = 0
    for one in psutil.net_connections("tcp"):
        if one.laddr and one.raddr and one.status not in GONE:
            held += one.laddr.port in ours and one.raddr.port in ports
    return held
