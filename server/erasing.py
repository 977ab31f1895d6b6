"""Takes away what is personal of sessions that are long over, each hour and when asked.

Names, the grants of phones and screens, the links of a session, and cookies that open
nothing any more. The record names no person and stays.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from board.types import Millis
from server.control import DueErased
from server.live.batch import traced
from server.store.erasing import DAY, Erasing
from server.store.faults import StoreFault
from server.store.store import Store

EACH = 3600.0
"""Seconds. Someone has to keep what was promised also where no server runs for months."""

log = logging.getLogger(__name__)


class Eraser:
    """``told`` hears of each board of which something was taken away."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], Millis],
        days: int,
        told: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        self.erasing = Erasing(store)
        self._clock = clock
        self._days = days
        self._told = told
        self._turning: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._turning = asyncio.create_task(self._turn())

    async def stop(self) -> None:
        if self._turning is not None:
            self._turning.cancel()
            await asyncio.gather(self._turning, return_exceptions=True)

    async def due(self) -> DueErased:
        """All that is due now, and how much that was."""
        now = self._clock()
        before = now - self._days * DAY
        boards = await self.erasing.due(before)
        erased = await self.erasing.erase(boards, before, now) if boards else []
        browsers = await self.erasing.forget_browsers(before)
        for one in erased:
            if self._told is not None:
                await self._told(one.board)
        found = DueErased(
            days=self._days,
            sessions=len(erased),
            names=sum(one.names for one in erased),
            grants=sum(one.grants for one in erased),
            links=sum(one.links for one in erased),
            browsers=browsers,
        )
        if found.sessions:
            log.info("%s", told(found))
        return found

    async def _turn(self) -> None:
        while True:
            try:
                await self.due()
            except StoreFault as fault:
                log.warning("what is due cannot be erased now: %s", fault)
            except Exception as fault:  # noqa: BLE001 - the next hour may go well
                log.error("erasing went wrong: %s", traced(fault))
            await asyncio.sleep(EACH)


def told(found: DueErased) -> str:
    """The report, in a line: how much, never whose."""
    if not found.sessions:
        return f"No session was closed {found.days} days ago or more with names left to erase."
    return (
        f"Erased of {found.sessions} sessions, closed {found.days} days ago or more: "
        f"{found.names} names, {found.grants} grants, {found.links} links, "
        f"and {found.browsers} cookies that opened nothing any more."
    )
