"""Faults of the disk that has the log: with SQLite the data folder, with PostgreSQL its WAL.

What is refused and what fails is counted where it is done, in the program itself; see
``preload``. PostgreSQL goes down when it cannot write its WAL, so whoever runs it begins it
again, as the system would.
"""

import asyncio
import http.client
import math
import time

import psycopg

from tests.faults.account import Finding
from tests.faults.figures import HEALED, STRUCK, percentile
from tests.faults.preload import SECOND
from tests.faults.run import Stand

LONGEST = 30.0
"""Seconds in which the load must have come to the disk."""
DELAY = 0.3


async def full(stand: Stand) -> None:
    """F8: nothing grows any more; who only looks is served all the same."""
    for _ in range(2):
        await asyncio.sleep(stand.seconds / 6)
        before = stand.disk["refused"]
        stand.disk["full"] = 1
        stand.history.moment(STRUCK, "the disk is full")
        await _came(stand, "refused", before)
        await asyncio.sleep(stand.seconds / 6)
        await asyncio.to_thread(_still_shown, stand)
        stand.disk.heal()
        await _up(stand)
        stand.history.moment(HEALED)
        stand.injected += stand.disk["refused"] - before
        await asyncio.sleep(stand.seconds / 6)
    stand.tell("writes refused", stand.injected)


async def sync_fails(stand: Stand) -> None:
    """F9: what is written does not come on the disk, and the disk says so."""
    first = stand.disk["failed"]
    end = asyncio.get_running_loop().time() + stand.seconds
    while stand.injected < 2 or asyncio.get_running_loop().time() < end:
        await asyncio.sleep(stand.seconds / 8)
        before = stand.disk["failed"]
        stand.history.moment(STRUCK, "syncs fail")
        stand.disk["fail_every"] = 1 if stand.injected % 2 else 2
        await _came(stand, "failed", before)
        stand.disk.heal()
        await _up(stand)
        stand.history.moment(HEALED)
        stand.injected += 1
    await asyncio.sleep(stand.seconds / 8)
    stand.tell("syncs failed", stand.disk["failed"] - first)


async def slow(stand: Stand) -> None:
    """F10: each sync takes long; who asks for what needs none does not wait for it."""
    before = stand.disk["delayed"]
    stand.disk["delay_ns"] = int(DELAY * SECOND)
    stand.history.moment(STRUCK, "the disk is slow")
    took = await _asked_meanwhile(stand, before)
    stand.disk.heal()
    stand.history.moment(HEALED)
    stand.injected += stand.disk["delayed"] - before
    half = percentile(took, 0.5)
    stand.tell("page of health p50 ms", half * 1000)
    stand.tell("p99 ms", percentile(took, 0.99) * 1000)
    if half > DELAY / 2:
        stand.findings.append(
            Finding("C15", "", f"what needs no disk took {half:.3f} s of a sync of {DELAY} s")
        )


async def wal_full(stand: Stand) -> None:
    await full(stand)


async def wal_sync_fails(stand: Stand) -> None:
    await sync_fails(stand)


async def wal_slow(stand: Stand) -> None:
    await slow(stand)


async def _asked_meanwhile(stand: Stand, before: int) -> list[float]:
    """Seconds of each look at the health of a server, which is of its loop alone."""
    took: list[float] = []
    loop = asyncio.get_running_loop()
    end, latest = loop.time() + stand.seconds, loop.time() + LONGEST
    while loop.time() < end or (stand.disk["delayed"] < before + 3 and loop.time() < latest):
        took += [await asyncio.to_thread(_health, server.port) for server in stand.servers]
        await asyncio.sleep(0.01)
    return took


def _health(port: int) -> float:
    began = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    try:
        line.request("GET", "/healthz", headers={"connection": "close"})
        line.getresponse().read()
    except OSError:
        return math.inf
    finally:
        line.close()
    return time.monotonic() - began


async def _came(stand: Stand, name: str, before: int) -> None:
    """Waits until it really struck. Of a log in pieces a new one is asked for."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    while stand.disk[name] == before and loop.time() < end:
        if stand.postgres is not None:
            await asyncio.to_thread(_next_piece, str(stand.database))
        await asyncio.sleep(0.05)


def _next_piece(database: str) -> None:
    try:
        with psycopg.connect(database, autocommit=True, connect_timeout=3) as line:
            line.execute("SELECT pg_logical_emit_message(false, 'full', 'x'), pg_switch_wal()")
    except psycopg.Error:
        return  # It is down, which is what was asked for.


async def _up(stand: Stand) -> None:
    """PostgreSQL recovers by itself, or is begun again where it gave up."""
    if stand.postgres is None:
        return
    loop = asyncio.get_running_loop()
    end = loop.time() + 2 * LONGEST
    while not await asyncio.to_thread(lambda: stand.postgres is None or stand.postgres.answering):
        assert loop.time() < end, "PostgreSQL does not come back"
        assert stand.postgres.process is not None
        if stand.postgres.process.poll() is not None:
            await asyncio.to_thread(stand.postgres.start)
        await asyncio.sleep(0.05)


def _still_shown(stand: Stand) -> None:
    """A page that was there before can be had."""
    own = stand.crowd.sessions[0].screen.own
    visitor = stand.servers[0].running.visitor()
    line = visitor.line()
    try:
        line.request("GET", f"/s/{own.grant}", headers={"cookie": own.cookie})
        status = line.getresponse().status
    finally:
        line.close()
    # Without its database a server says so, and does not break.
    if status not in ((200,) if stand.postgres is None else (200, 503)):
        stand.findings.append(Finding("C15", own.board, f"a page answers {status} on a full disk"))
