"""One Redis: a connection to speak and one to listen. Whatever goes wrong ends both.

The client library does the handshake, encryption and parsing; its own retries,
which can wait for a minute, and its own subscriptions are left out.
"""

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from msgspec import Struct
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection
from redis.crc import key_slot
from redis.exceptions import ConnectionError, RedisError, ResponseError

from server.patience import patience

TIMEOUT = 1.0
"""Seconds for each connection and each answer. Nobody waits for them, but what is
published meanwhile."""
PING = 1.0
UNANSWERED = 2
"""Pings without an answer, after which the other side is gone or stopped."""
SLOTS = 16384
AT_A_TIME = 64
"""Messages that are sent, or taken, before others have their turn."""


class Verbs(Struct, frozen=True):
    publish: str
    subscribe: str
    unsubscribe: str
    message: bytes
    subscribed: bytes
    unsubscribed: bytes


PLAIN = Verbs("PUBLISH", "SUBSCRIBE", "UNSUBSCRIBE", b"message", b"subscribe", b"unsubscribe")
SHARDED = Verbs(
    "SPUBLISH", "SSUBSCRIBE", "SUNSUBSCRIBE", b"smessage", b"ssubscribe", b"sunsubscribe"
)


class Shard(Struct, frozen=True):
    """A Redis, and for which slots of a cluster; all, where there is no cluster."""

    slots: tuple[tuple[int, int], ...] = ((0, SLOTS - 1),)
    host: str = ""
    port: int = 0


def make(url: str, shard: Shard | None = None) -> AbstractConnection:
    """Not yet connected. Raises ValueError for an address that is none."""
    pool = ConnectionPool.from_url(url)
    wanted = {
        **pool.connection_kwargs,
        "socket_connect_timeout": TIMEOUT,
        # Its own way to stop waiting can lose a cancellation; each wait here has ours.
        "socket_timeout": None,
        "retry": None,
        "protocol": 2,
        "health_check_interval": 0,
        "decode_responses": False,
    }
    if shard is not None and shard.host:
        wanted |= {"host": shard.host, "port": shard.port}
    return pool.connection_class(**wanted)


async def look(url: str, known: Sequence[Shard]) -> tuple[Verbs, list[Shard]]:
    """Who is there: one Redis, or those of a cluster with what each has.

    ``known`` are those of the last time: the one of the address may be gone.
    """
    try:
        return await _look(url)
    except (RedisError, OSError, TimeoutError):
        for shard in known:
            with suppress(RedisError, OSError, TimeoutError):
                return await _look(url, shard)
        raise


async def _look(url: str, shard: Shard | None = None) -> tuple[Verbs, list[Shard]]:
    connection = make(url, shard)
    try:
        await connect(connection)
        try:
            slots = await _ask(connection, "CLUSTER", "SLOTS")
        except ResponseError:
            # It is no cluster, or we may not know; then each message goes to all of it.
            return PLAIN, [Shard()]
        if (await _ask(connection, "COMMAND", "INFO", "SSUBSCRIBE"))[0] is None:
            return PLAIN, [Shard()]
    finally:
        await connection.disconnect(nowait=True)
    if sum(last - first + 1 for first, last, *_ in slots) != SLOTS:
        raise ConnectionError("the cluster does not serve all its slots")
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for first, last, (host, port, *_), *_ in slots:
        # No name, or a "?": the one that was asked, as it was asked.
        own = not host or host == b"?"
        place = (shard.host, shard.port) if own and shard else ("", 0)
        if not own:
            place = host.decode(), int(port)
        found.setdefault(place, []).append((first, last))
    return SHARDED, [Shard(tuple(had), *place) for place, had in found.items()]


async def connect(connection: AbstractConnection) -> None:
    async with patience(2 * TIMEOUT):
        await connection.connect()  # type: ignore[no-untyped-call]


async def _ask(connection: AbstractConnection, *command: str) -> list[Any]:
    async with patience(TIMEOUT):
        await connection.send_command(*command)
        answer: list[Any] = await connection.read_response()
    return answer


class Node:
    """``message`` gets what was published, ``subscribed`` the channels as they begin."""

    def __init__(
        self,
        url: str,
        verbs: Verbs,
        shard: Shard,
        message: Callable[[str, bytes], None],
        subscribed: Callable[[str], None],
    ) -> None:
        self.shard = shard
        self.channels: set[str] = set()
        self._verbs = verbs
        self._message = message
        self._subscribed = subscribed
        self._speaks, self._listens = make(url, shard), make(url, shard)
        self._leaving: dict[str, int] = {}
        self._unanswered = 0

    def has(self, channel: str) -> bool:
        slot = key_slot(channel.encode())
        return any(first <= slot <= last for first, last in self.shard.slots)

    async def open(self) -> None:
        await connect(self._speaks)
        await connect(self._listens)

    async def close(self) -> None:
        for connection in (self._speaks, self._listens):
            await connection.disconnect(nowait=True)

    async def publish(self, messages: Sequence[tuple[str, bytes]]) -> None:
        commands = [(self._verbs.publish, channel, data) for channel, data in messages]
        async with patience(TIMEOUT):
            await self._speaks.send_packed_command(self._speaks.pack_commands(commands))
            for _ in commands:
                await self._speaks.read_response()

    async def serve(self, channels: set[str]) -> None:
        """From now on these, and no others."""
        come, gone = channels - self.channels, self.channels - channels
        self.channels = set(channels)
        for channel in gone:
            self._leaving[channel] = self._leaving.get(channel, 0) + 1
        await self._tell([(self._verbs.unsubscribe, channel) for channel in gone])
        await self._tell([(self._verbs.subscribe, channel) for channel in come])

    async def listen(self) -> None:
        """Until something is wrong."""
        while True:
            for _ in range(AT_A_TIME):
                self._take(await self._listens.read_response(timeout=math.inf))
                self._unanswered = 0
            await asyncio.sleep(0)

    async def ping(self) -> None:
        """Until nothing comes back. Counted in pings, so that our own delay is no silence."""
        while True:
            if self._unanswered >= UNANSWERED:
                raise ConnectionError("it does not answer any more")
            self._unanswered += 1
            await self._tell([("PING",)])
            await asyncio.sleep(PING)

    async def _tell(self, commands: Iterable[tuple[str, ...]]) -> None:
        packed = self._listens.pack_commands(commands)
        if not self._listens.is_connected:
            # It would connect again, and hear nothing.
            raise ConnectionError("the connection is gone")
        if packed:
            async with patience(TIMEOUT):
                # Without a look at what came in: that is another's to read.
                await self._listens.send_packed_command(packed, check_health=False)

    def _take(self, answer: object) -> None:
        match answer:
            case [self._verbs.message, bytes(channel), bytes(data)]:
                self._message(channel.decode(), data)
            case [self._verbs.subscribed, bytes(channel), _]:
                self._subscribed(channel.decode())
            case [self._verbs.unsubscribed, bytes(channel), _]:
                self._left(channel.decode())

    def _left(self, channel: str) -> None:
        left = self._leaving.pop(channel, 0) - 1
        if left > 0:
            self._leaving[channel] = left
        elif left < 0:
            # A cluster that moves its slots says so like this.
            raise ConnectionError("the cluster serves a channel elsewhere now")
