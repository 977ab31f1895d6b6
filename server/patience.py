"""How long something else is waited for, when it may be this process that stood still.

A timer that is due and an answer that has come are seen in the same turn of the loop, and the
timer wins. So a wait is several shorter ones: a process that stood still loses one of them,
and does not say of others that they are away.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TURNS = 4


@asynccontextmanager
async def patience(seconds: float) -> AsyncIterator[None]:
    """As ``asyncio.timeout``. Raises TimeoutError."""
    loop = asyncio.get_running_loop()
    limit = asyncio.timeout(None)
    timers: list[asyncio.TimerHandle] = []

    def turn() -> None:
        if len(timers) == TURNS:
            limit.reschedule(loop.time())
        else:
            timers.append(loop.call_later(seconds / TURNS, turn))

    async with limit:
        turn()
        try:
            yield
        finally:
            timers[-1].cancel()
