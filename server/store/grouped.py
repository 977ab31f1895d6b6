"""What many ask for at the same moment, read together.

When a hall comes back at once, each phone asks for its grant. A hop to the
database for each would cost more than all else they cost. Each answer is from a
read that began after it was asked for, so nobody is judged by what was.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Generic, TypeVar

from server.store.faults import Unavailable

MOST = 100
"""Keys in one read."""
AT_ONCE = 2
"""Reads under way, of which the second is for when the first is slow."""
GATHER = 0.02
"""Seconds for which those who come while a read is under way gather for the next."""

K = TypeVar("K")
V = TypeVar("V")
Asked = list[tuple[K, asyncio.Future[V | None]]]


class Grouped(Generic[K, V]):
    def __init__(self, read: Callable[[list[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._read = read
        self._waiting: Asked[K, V] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._working = 0
        self._late: asyncio.TimerHandle | None = None

    async def get(self, key: K) -> V | None:
        """What is there for this key. Raises what the read raises."""
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, answer))
        if not self._working:
            # It begins in the next turn of the loop, with all that was asked in this one.
            self._begin()
        elif self._late is None and self._working < AT_ONCE:
            self._late = asyncio.get_running_loop().call_later(GATHER, self._begin_late)
        return await answer

    def _begin(self) -> None:
        self._working += 1
        task = asyncio.create_task(self._work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _begin_late(self) -> None:
        self._late = None
        if self._waiting:
            self._begin()

    async def _work(self) -> None:
        try:
            while self._waiting:
                asked, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._answer(asked)
        finally:
            # At once, and not when the task is seen to be done: who asks in between
            # would wait for nobody.
            self._working -= 1

    async def _answer(self, asked: Asked[K, V]) -> None:
        try:
            found = await self._read(list({key for key, _ in asked}))
        except Exception as fault:  # noqa: BLE001 it is theirs who asked
            _refuse(asked, fault)
        except BaseException:
            _refuse(asked, Unavailable("nobody reads any more"))
            raise
        else:
            for key, answer in asked:
                if not answer.done():
                    answer.set_result(found.get(key))


def _refuse(asked: Asked[K, V], fault: Exception) -> None:
    for _, answer in asked:
        if not answer.done():
            answer.set_exception(fault)
