"""F29: on and on, now this fault and now that, by lot; and in the end nothing has grown."""

import asyncio

import psutil

from tests.faults import alone, clocks, disks, several
from tests.faults.account import Finding
from tests.faults.crowd import NotSettled
from tests.faults.run import Stand

STARTING = (several.killed, several.restarted)
"""To begin servers takes most of a short run, so only a long one draws these, in its first half."""
DRAWN = (
    several.database_killed,
    several.database_stopped,
    several.server_stopped,
    several.redis_killed,
    several.redis_stopped,
    several.redis_lies,
    several.commit_cut,
    disks.wal_full,
    disks.wal_sync_fails,
    disks.wal_slow,
    clocks.jump,
    alone.storm,
)
LEAST = 2
"""Faults of a short run."""
PART = 0.4
"""Seconds of one fault in a short run; in a long one it is a tenth of the whole, at most this:"""
MOST = 20.0
MB = 1024 * 1024
STARTS = 10.0
LONG = 300.0
"""Seconds from which on a slope of the memory means something."""
GROWN = 64 * MB


async def soak(stand: Stand) -> None:
    """Memory is compared between two times of the same processes: in the second half of a run,
    in which none is begun anew. What a server holds once it has its boards is no growth.
    """
    loop, random, seconds = asyncio.get_running_loop(), stand.crowd.random, stand.seconds
    began, struck = loop.time(), 0
    first: dict[int, tuple[float, int]] = {}
    while struck < LEAST or loop.time() < began + seconds:
        half = loop.time() >= began + seconds / 2
        starting = () if half or seconds < STARTS else STARTING
        fault = random.choice(DRAWN + starting)
        stand.injected = 0
        stand.seconds = max(PART, min(MOST, seconds / 10))
        try:
            await fault(stand)
        except NotSettled:
            # Of a run that stops here it is told why, and not that nothing struck.
            stand.injected = struck + 1
            raise
        if not stand.injected:
            stand.findings.append(Finding("C15", "", f"{fault.__name__} never struck"))
        struck += 1
        await asyncio.sleep(stand.seconds)
        if half or seconds < STARTS:
            for server in stand.servers:
                first.setdefault(server.pid, (loop.time(), _memory(server.pid)))
    stand.seconds, stand.injected = seconds, struck
    for server in stand.servers:
        at, before = first.get(server.pid, (loop.time(), _memory(server.pid)))
        grown, lasted = _memory(server.pid) - before, loop.time() - at
        if lasted >= LONG:
            stand.tell("memory MB an hour", grown / MB * 3600 / lasted)
        if grown > GROWN:
            where = server.folder.name
            stand.findings.append(
                Finding("C13", "", f"{where} grew by {grown / MB:.0f} MB in {lasted:.0f} s")
            )
    stand.tell("faults drawn", struck)


def _memory(pid: int) -> int:
    return int(psutil.Process(pid).memory_info().rss)
