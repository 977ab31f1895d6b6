"""Whether this process is well: each second it looks at its log, its bus and itself."""

import asyncio
import contextlib
import resource
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Protocol

from server import metrics
from server.memory import give_back
from server.patience import patience

EACH = 1.0
GIVING_BACK = 60
"""So many beats after one another it keeps what was freed, for what comes next."""
PATIENCE = 2.0
"""A log that takes longer is as good as away. Monitors themselves wait little more."""
_MEMORY = Path("/proc/self/statm")
_PAGE = resource.getpagesize()


class HasHealth(Protocol):
    @property
    def healthy(self) -> bool: ...


class Pulse:
    def __init__(self, look: Callable[[], Awaitable[object]], bus: HasHealth) -> None:
        """``look`` reads the log, and fails when that cannot be."""
        self.patience = PATIENCE
        self.draining = False
        self.parting: set[Callable[[], None]] = set()
        """Called when this process begins to go away."""
        self._look = look
        self._bus = bus
        self._looking: asyncio.Task[bool] | None = None
        self._beating: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._beating = asyncio.create_task(self._beat())

    async def stop(self) -> None:
        tasks = [task for task in (self._beating, self._looking) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def leave(self) -> None:
        """This process goes away: nobody is to be sent here any more."""
        self.draining = True
        for part in list(self.parting):
            part()

    @property
    def bus_up(self) -> bool:
        return self._bus.healthy

    async def log_up(self) -> bool:
        """Asks now. However many ask, one reads: who hangs is not asked a second time."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._reach())
        with contextlib.suppress(TimeoutError):
            async with patience(self.patience):
                return await asyncio.shield(self._looking)
        metrics.LOG_UP.set(0)
        return False

    async def _reach(self) -> bool:
        try:
            await self._look()
            up = True
        except Exception:  # noqa: BLE001 whatever it is, the answer is no
            up = False
        metrics.LOG_UP.set(up)
        return up

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        for beat in count(1):
            metrics.BUS_UP.set(self.bus_up)
            metrics.MEMORY.set(_resident())
            metrics.TASKS.set(len(asyncio.all_tasks()))
            await self.log_up()
            if beat % GIVING_BACK == 0:
                await asyncio.to_thread(give_back)
            due = loop.time() + EACH
            await asyncio.sleep(EACH)
            metrics.LOOP_LAG.observe(max(0.0, loop.time() - due))


def _resident() -> int:
    """The memory of this process; 0 where the system does not say."""
    try:
        return int(_MEMORY.read_text().split()[1]) * _PAGE
    except OSError:
        return 0
