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
    left = TURNS

    def turn() -> None:
        nonlocal left, timer
        left -= 1
        if left:
            timer = loop.call_later(seconds / TURNS, turn)
        else:
            limit.reschedule(loop.time())

    async with asyncio.timeout(None) as limit:
        timer = loop.call_later(seconds / TURNS, turn)
        try:
            yield
        finally:
            timer.cancel()
