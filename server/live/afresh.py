"""Reads something of a board again: soon, few at a time, and not again too soon.

What changes while it is read is read once more, so that the last word counts
however often it is asked for.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from board.types import BoardId
from server.live.batch import traced
from server.store.faults import StoreFault

AT_ONCE = 4
EACH = 0.5
"""Seconds between two readings of one board."""

log = logging.getLogger(__name__)


class Afresh:
    def __init__(self, read: Callable[[BoardId], Awaitable[None]]) -> None:
        self._read = read
        self._few = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[BoardId, asyncio.Task[None]] = {}
        self._again: set[BoardId] = set()

    def ask(self, board: BoardId) -> None:
        self._again.add(board)
        if board not in self._tasks:
            self._tasks[board] = asyncio.create_task(self._work(board))

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work(self, board: BoardId) -> None:
        try:
            while board in self._again:
                self._again.discard(board)
                try:
                    async with self._few:
                        await self._read(board)
                except StoreFault:
                    # When the log is back.
                    self._again.add(board)
                except Exception as fault:  # noqa: BLE001 - the next time may go well
                    log.error("board %s: reading it again went wrong: %s", board, traced(fault))
                await asyncio.sleep(EACH)
        finally:
            del self._tasks[board]
