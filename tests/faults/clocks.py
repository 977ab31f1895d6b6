"""The clocks of the servers jump: an hour and a day, forwards and back, each its own."""

import asyncio

from tests.faults.account import Finding
from tests.faults.figures import HEALED, STRUCK
from tests.faults.preload import SECOND
from tests.faults.run import Stand

HOUR, DAY = 3600, 86400
JUMPS = (HOUR, -HOUR, DAY, -DAY)


async def jump(stand: Stand) -> None:
    """F25: order, votes and rights go by no clock; nobody is sent away, and the time is told
    anew as soon as it is another.
    """
    for number, seconds in enumerate(JUMPS):
        server = stand.servers[number % len(stand.servers)]
        assert server.disk is not None
        before = server.disk["shifted"]
        stand.history.moment(STRUCK, f"a clock jumps by {seconds}")
        server.disk["clock_ns"] = seconds * SECOND
        await asyncio.sleep(stand.seconds / len(JUMPS))
        if server.disk["shifted"] > before:
            stand.injected += 1
        server.disk.heal()
        stand.history.moment(HEALED)
    barred = [tab.name for tab in stand.crowd.pages if tab.barred]
    stand.tell("sent away", len(barred))
    if barred:
        stand.findings.append(Finding("C12", "", f"sent away by a clock: {barred[:5]}"))
