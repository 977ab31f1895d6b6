"""The clocks of the servers jump: an hour and a day, forwards and back, each its own."""

import asyncio

from tests.faults.account import Finding
from tests.faults.crowd import NotSettled
from tests.faults.figures import HEALED, STRUCK
from tests.faults.history import clock
from tests.faults.preload import SECOND
from tests.faults.run import Stand
from tests.faults.tab import Tab

NEAR = 60.0
"""Seconds by which two times may differ and still be the same one, on a busy machine."""
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
        await _told(stand, number % len(stand.servers), seconds)
        await asyncio.sleep(stand.seconds / len(JUMPS))
        if server.disk["shifted"] > before:
            stand.injected += 1
        server.disk.heal()
        stand.history.moment(HEALED)
        await _told(stand, number % len(stand.servers), 0)
    barred = [tab.name for tab in stand.crowd.pages if tab.barred]
    stand.tell("sent away", len(barred))
    if barred:
        stand.findings.append(Finding("C12", "", f"sent away by a clock: {barred[:5]}"))


async def _told(stand: Stand, number: int, seconds: int) -> None:
    """Until the time left on each page of this server is right by its clock."""
    began = clock()
    pages = [tab for tab in stand.crowd.pages if tab.open]

    def right(tab: Tab) -> bool:
        return not tab.welcomed or tab.server != number or abs(tab.ahead - seconds) < NEAR

    try:
        await stand.crowd.until(lambda: all(right(tab) for tab in pages), "be told the time")
    except NotSettled as late:
        stand.findings.append(Finding("C15", "", str(late)))
    stand.tell("until all pages know s", clock() - began)
