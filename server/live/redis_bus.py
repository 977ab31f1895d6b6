"""The bus between processes: Redis publish and subscribe, with a channel for each board.

One task keeps it going. Whatever goes wrong ends all connections, and they are
made anew, at most a second later; meanwhile nothing is kept, because the log
has it and is looked at each second.
"""

import asyncio
import contextlib
import logging
import math
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic

from redis.exceptions import RedisError

from board.types import BoardId
from server.live.batch import traced
from server.live.bus import Message, Takers, Watching
from server.live.bus_wire import Dropped, Seal
from server.live.redis_node import AT_A_TIME, Node, look
from server.metrics import BUS_DROPPED, BUS_HEARD, BUS_SENT
from server.settings import hiding_password, without_password
from server.store.faults import StoreFault

OUTGOING = 4096
"""Messages that may wait to be sent; the oldest go first."""
FIRST, LAST = 0.05, 1.0
"""Seconds before it is tried again: at first, and after many times."""
CALM = 30.0
"""Seconds it has to go well before the next trouble is a new one, tried at once and logged."""
FAREWELL = 0.5
"""Seconds in which what was said last may still go."""

log = logging.getLogger(__name__)


class RedisBus(Takers):
    """``key`` signs the messages; it is asked for when there is a connection to be made."""

    def __init__(self, url: str, key: Callable[[], Awaitable[bytes]]) -> None:
        super().__init__()
        self.healthy = False
        self.alone = False
        self.down_since: float | None = None
        """By ``time.monotonic``; None while all is well."""
        self._url = url
        self._key = key
        self._watched: dict[str, BoardId] = {}
        """By channel, once the key is known."""
        self._boards: set[BoardId] = set()
        self._came: set[BoardId] = set()
        """Those that were not told yet that they are watched."""
        self._changed = asyncio.Event()
        self._outgoing: deque[Message] = deque()
        self._waits = asyncio.Event()
        self._empty = asyncio.Event()
        self._early: list[str] = []
        """Channels that were there before the common one."""
        self._nodes: list[Node] = []
        self._seal: Seal | None = None
        self._told = False
        self._told_at = -math.inf
        self._up_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.down_since = monotonic()
        self._task = asyncio.create_task(self._keep_going())

    async def stop(self) -> None:
        if self._task is None:
            return
        if self.healthy and not self._empty.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await self._empty.wait()
        await _end(self._task)
        self._task = None
        self.healthy = False

    def publish(self, message: Message) -> None:
        if not self.healthy:
            BUS_DROPPED.labels("down").inc()
            return
        if len(self._outgoing) >= OUTGOING:
            self._outgoing.popleft()
            BUS_DROPPED.labels("full").inc()
        self._outgoing.append(message)
        self._empty.clear()
        self._waits.set()

    def watch(self, board: BoardId) -> None:
        self._boards.add(board)
        self._came.add(board)
        self._changed.set()

    def leave(self, board: BoardId) -> None:
        self._boards.discard(board)
        self._changed.set()

    # The task

    async def _keep_going(self) -> None:
        wait = FIRST
        while True:
            try:
                await self._connected()
            except Exception as fault:  # noqa: BLE001 - it is tried again, whatever it was
                if self.healthy and monotonic() - self._up_at > CALM:
                    wait = FIRST
                self._is_down(fault)
            # Not all servers in the same moment.
            await asyncio.sleep(wait * (0.5 + secrets.randbelow(500) / 1000))
            wait = min(2 * wait, LAST)

    async def _connected(self) -> None:
        """Until something is wrong."""
        seal = self._seal = Seal(await self._key())
        verbs, shards = await look(
            self._url, [node.shard for node in self._nodes if node.shard.host]
        )
        self._nodes = [
            Node(self._url, verbs, shard, self._heard, self._subscribed) for shard in shards
        ]
        self._early.clear()
        self._outgoing.clear()
        self._empty.set()
        tasks = []
        try:
            for node in self._nodes:
                await node.open()
            works = [work for node in self._nodes for work in (node.listen(), node.ping())]
            works += [self._send(seal), self._subscribe(seal)]
            tasks = [asyncio.create_task(work) for work in works]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            # None of them ends by itself.
            done.pop().result()
        finally:
            try:
                await _end(*tasks)
            finally:
                # Also when whoever waits for this, in a hurry, cancels once more.
                for node in self._nodes:
                    await node.close()

    async def _send(self, seal: Seal) -> None:
        while True:
            await self._waits.wait()
            self._waits.clear()
            while self._outgoing:
                batch: dict[Node, list[tuple[str, bytes]]] = {}
                for _ in range(min(AT_A_TIME, len(self._outgoing))):
                    message = self._outgoing.popleft()
                    channel = seal.channel_of(message)
                    batch.setdefault(self._node(channel), []).append((channel, seal.close(message)))
                for node, messages in batch.items():
                    await node.publish(messages)
                    BUS_SENT.inc(len(messages))
            self._empty.set()

    async def _subscribe(self, seal: Seal) -> None:
        while True:
            self._changed.clear()
            self._watched = {seal.channel(board): board for board in self._boards}
            channels: dict[Node, set[str]] = {node: set() for node in self._nodes}
            for channel in (seal.common, *self._watched):
                channels[self._node(channel)].add(channel)
            came, self._came = self._came & self._boards, set()
            for node, wanted in channels.items():
                # Who left and came back at once never left, and is told all the same.
                still = {self._watched.get(channel) for channel in wanted & node.channels}
                for board in came & still:
                    self.deliver(Watching(board))
                await node.serve(wanted)
            await self._changed.wait()

    def _node(self, channel: str) -> Node:
        return next(node for node in self._nodes if node.has(channel))

    # What the nodes say

    def _subscribed(self, channel: str) -> None:
        assert self._seal is not None
        if channel == self._seal.common:
            self._is_up()
            # What they lead to can be published now.
            early, self._early = self._early, []
            for one in early:
                self._subscribed(one)
        elif not self.healthy:
            self._early.append(channel)
        elif (board := self._watched.get(channel)) is not None:
            self.deliver(Watching(board))

    def _heard(self, channel: str, data: bytes) -> None:
        assert self._seal is not None
        try:
            message = self._seal.open(channel, data)
        except Dropped as dropped:
            BUS_DROPPED.labels(dropped.reason).inc()
            return
        if message is not None:
            BUS_HEARD.inc()
            self.deliver(message)

    def _is_up(self) -> None:
        now, first = monotonic(), not self._up_at
        away = now - (self.down_since or now)
        self._up_at = now
        self.healthy = True
        self.down_since = None
        if first or self._told:
            after = f", after {away:.0f} s without" if self._told else ""
            log.info("Redis at %s carries what the servers tell each other%s", self._place, after)
        self._told = False

    def _is_down(self, fault: BaseException) -> None:
        now = monotonic()
        if self.healthy:
            self.down_since = now
        self.healthy = False
        # One that comes and goes is told of now and then.
        if not self._told and now - self._told_at > CALM:
            self._told, self._told_at = True, now
            log.warning(
                "Redis at %s is away: %s. Servers see each other's changes in the log, "
                "a second later, until it is back",
                self._place,
                hiding_password(_words(fault), self._url),
            )

    @property
    def _place(self) -> str:
        return without_password(self._url)


async def _end(*tasks: asyncio.Task[None]) -> None:
    """Until they have: a library that waits may take a cancellation for something else."""
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=FAREWELL)
    for task in tasks:
        # What else went wrong with it has the same cause.
        if not task.cancelled():
            task.exception()


def _words(fault: BaseException) -> str:
    if isinstance(fault, RedisError | OSError | TimeoutError | StoreFault):
        return str(fault).rstrip(".") or "it does not answer"
    return traced(fault)
