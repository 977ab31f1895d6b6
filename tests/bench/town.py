"""A whole installation for the bench: nginx of the example, servers, PostgreSQL and Redis, people.

What each of them spends is read from the system, as the programs' own.
"""

import asyncio
import re
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import psutil
from msgspec import Struct

from board import commands as c
from board.messages import PROTOCOL, Do, Hello
from board.types import CardId
from server.ids import new_id
from server.store.postgres.store import prepare
from tests.bench.doorstart import posting
from tests.bench.line import Line
from tests.board.play import VISION
from tests.running import Running
from tests.server.proxied import NAME, PROXY, Guest, Proxy
from tests.services import Postgres, Redis

PATIENCE = 30.0
MOVED = re.compile(rb'^\{"t":"patch","after":(\d+),"position":\{"seq":(\d+)')
MADE = re.compile(rb'"made":"([^"]*)"')
encode = msgspec.json.Encoder().encode


class Spent(Struct):
    """Seconds of processor of each part."""

    servers: float
    nginx: float
    postgres: float
    redis: float

    def since(self, then: "Spent") -> "Spent":
        return Spent(
            self.servers - then.servers,
            self.nginx - then.nginx,
            self.postgres - then.postgres,
            self.redis - then.redis,
        )

    def each(self, seconds: float) -> "Spent":
        return Spent(
            self.servers / seconds,
            self.nginx / seconds,
            self.postgres / seconds,
            self.redis / seconds,
        )


class Town:
    """All programs of one installation."""

    def __init__(self, stack: ExitStack, folder: Path, servers: int) -> None:
        self.proxy = stack.enter_context(Proxy(folder))
        settings: dict[str, Any] = {"public_url": self.proxy.url, "trusted_proxies": (PROXY,)}
        self.postgres: Postgres | None = None
        self.redis: Redis | None = None
        if servers > 1:
            self.postgres, self.redis = (
                stack.enter_context(Postgres()),
                stack.enter_context(Redis()),
            )
            database = self.postgres.database()
            prepare(database)
            settings |= {
                "database_url": database,
                "redis_url": self.redis.url,
                "secret": "a secret of the bench, long enough",
            }
        self.servers: list[Running] = []
        for number in range(servers):
            own = folder / str(number)
            own.mkdir()
            self.servers.append(
                stack.enter_context(Running.start(own, process=True, log=own / "log", **settings))
            )
        self.proxy.start(*(running.settings.port for running in self.servers))

    def spent(self) -> Spent:
        pids = [running.process.pid for running in self.servers if running.process]
        return Spent(
            sum(map(processor, pids)),
            processor(pid_of(self.proxy.nginx)),
            processor(pid_of(self.postgres)),
            processor(pid_of(self.redis)),
        )

    def held(self) -> tuple[int, int]:
        """Bytes of the servers, and of nginx."""
        pids = [running.process.pid for running in self.servers if running.process]
        return sum(map(memory, pids)), memory(pid_of(self.proxy.nginx))


def pid_of(service: object) -> int:
    process = getattr(service, "process", None)
    return process.pid if process is not None else 0


def family(pid: int) -> Iterable[psutil.Process]:
    top = psutil.Process(pid)
    return (top, *top.children(recursive=True))


def processor(pid: int) -> float:
    if not pid:
        return 0.0
    spent = [one.cpu_times() for one in family(pid)]
    # Of a family, with what the children that ended have spent.
    return sum(one.user + one.system + one.children_user + one.children_system for one in spent)


def memory(pid: int) -> int:
    return sum(int(one.memory_full_info().uss) for one in family(pid))


class Phone:
    """One connection by wss; ``guest`` is the browser that came in."""

    def __init__(self, guest: Guest, path: str) -> None:
        self.guest = guest
        self.grant = path.rpartition("/")[2]
        self.outbox = new_id()
        self.numbers = count(1)
        self.own = CardId("")
        self.stands = 0
        self.changes = self.frames = self.bytes = self.waiting = 0
        self.welcomed = asyncio.Event()
        self.answered = asyncio.Event()
        self.line: Line | None = None

    async def come(self) -> None:
        proxy = self.guest.proxy
        cookies = "; ".join(f"{name}={value}" for name, value in self.guest.cookies.items())
        request = (
            f"GET /live HTTP/1.1\r\nHost: {NAME}:{proxy.port}\r\nOrigin: {proxy.url}\r\n"
            f"Cookie: {cookies}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
        )
        _, self.line = await asyncio.get_running_loop().create_connection(
            lambda: Line(request.encode(), self._hear),
            PROXY,
            proxy.port,
            ssl=proxy.tls(),
            server_hostname=NAME,
        )
        await self.line.opened
        self.line.send(encode(Hello(v=PROTOCOL, grant=self.grant)))
        await self.welcomed.wait()

    def say(self, command: c.AnyCommand, visit: int) -> None:
        assert self.line is not None
        self.waiting += 1
        self.answered.clear()
        self.line.send(encode(Do(self.outbox, next(self.numbers), visit, command)))

    def _hear(self, text: bytes, now: float) -> None:
        self.bytes += len(text)
        self.frames += 1
        if moved := MOVED.match(text):
            self.stands = int(moved[2])
            self.changes += self.stands - int(moved[1])
        elif text.startswith(b'{"t":"presence"'):
            # The last of what a newcomer is told.
            self.welcomed.set()
        elif text.startswith(b'{"t":"ack"'):
            self.waiting -= 1
            if (made := MADE.search(text)) and made[1]:
                self.own = CardId(made[1].decode())
            if not self.waiting:
                self.answered.set()
        elif text.startswith(b'{"t":"no"'):
            raise AssertionError(text)


class Room:
    """One session: a console, and people who each have a card on the board."""

    def __init__(self, town: Town, people: int) -> None:
        self.phase, self.kind = posting(VISION)
        made = town.servers[0].session(VISION.stage)
        console = town.proxy.guest("127.0.0.3")
        self.console = Phone(console, console.open(made.lead))
        self.phones: list[Phone] = []
        self.page_bytes = 0
        for number in range(people):
            # Of several addresses, as people are.
            guest = town.proxy.guest(f"127.0.{1 + number // 200}.{1 + number % 200}")
            path = guest.join(made.code)
            page = guest.get(path, {"accept-encoding": "gzip"})
            self.page_bytes = len(page.body)
            self.phones.append(Phone(guest, path))

    async def come(self) -> None:
        for phone in (self.console, *self.phones):
            await phone.come()

    async def begin(self) -> None:
        self.console.say(c.OpenPhase(phase=self.phase), 0)
        await self.console.answered.wait()
        for phone in self.phones:
            phone.say(c.PostCard(kind=self.kind, text="Iedereen kent de vrijetijdspas"), 1)
            await phone.answered.wait()

    def act(self, random: Random, number: int) -> None:
        phone = random.choice(self.phones)
        phone.say(c.EditCard(card=phone.own, text=f"Iedereen kent de pas, en {number}"), 1)


async def settled(rooms: list[Room]) -> None:
    """All commands are answered, and everyone has heard of everything."""
    async with asyncio.timeout(PATIENCE):
        for room in rooms:
            for phone in room.phones:
                if phone.waiting:
                    await phone.answered.wait()
            # Nobody tells when all have heard of all.
            while len({phone.stands for phone in (room.console, *room.phones)}) > 1:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
