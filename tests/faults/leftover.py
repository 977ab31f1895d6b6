"""C13: when everyone has gone, what was begun for them is gone too.

Each server is looked at from outside: the lines that people had, the tasks it
says it has, what it holds open besides its files and its lines to PostgreSQL
(those are kept for the next one, and are counted by PostgreSQL), and files that
were meant to be there for a moment. Of PostgreSQL: sessions in the midst of
something, and locks. Of Redis: keys, channels and lines. Compared with what there was
when each server had had a page of each board, and was warm.
"""

import asyncio
import http.client
import re
import time
from pathlib import Path

import psutil
import psycopg
import redis
from msgspec import Struct

from tests.faults.account import Finding
from tests.faults.slot import Slot
from tests.services import Redis

PATIENCE = 60.0
EACH = 0.25
SESSIONS = 20
"""One server keeps no more lines to PostgreSQL than this."""
BEATS = "doorstart_loop_lag_seconds_count"
LISTEN, ESTABLISHED = psutil.CONN_LISTEN, psutil.CONN_ESTABLISHED


class Held(Struct, frozen=True):
    """What there is just now; of it nothing may grow."""

    counts: dict[str, int]

    def more_than(self, before: "Held") -> list[str]:
        return [
            f"{what}: {now}, and {before.counts.get(what, 0)} when it was warm"
            for what, now in sorted(self.counts.items())
            if now > before.counts.get(what, 0)
        ]


def of_people(counts: dict[str, int]) -> list[str]:
    """Those of the pages that are open just now."""
    return [what for what in counts if what.startswith(("people of", "lines of people"))]


def two_beats(servers: list[Slot]) -> None:
    """Returns when what each server says of itself is of after this was called."""
    begun = {server.port: _figures(server.port)[BEATS] for server in servers}
    give_up = time.monotonic() + PATIENCE
    for port, before in begun.items():
        while _figures(port)[BEATS] < before + 2 and time.monotonic() < give_up:
            time.sleep(EACH)


async def held(servers: list[Slot], database: str | Path, bus: Redis | None) -> Held:
    return await asyncio.to_thread(_held, servers, database, bus)


def _held(servers: list[Slot], database: str | Path, bus: Redis | None) -> Held:
    counts: dict[str, int] = {}
    for server in servers:
        if server.alive:
            where = server.folder.name
            counts |= {f"{what} of {where}": many for what, many in _of_server(server).items()}
    if isinstance(database, str):
        counts |= _of_postgres(database, len(servers))
    if bus is not None:
        counts |= _of_redis(bus)
    return Held(counts)


def _of_server(server: Slot) -> dict[str, int]:
    figures = _figures(server.port)
    process = psutil.Process(server.pid)
    lines = process.net_connections(kind="tcp")
    people = [one for one in lines if one.laddr.port == server.port and one.status != LISTEN]
    # What goes out: to PostgreSQL and to Redis, who count what they have themselves.
    out = [one for one in lines if one.status != LISTEN and one.laddr.port != server.port]
    files = [one for one in process.open_files() if "sqlite3" in one.path]
    return {
        "people": int(figures["doorstart_connections"]),
        "tasks": int(figures["doorstart_tasks"]),
        "lines of people": sum(one.status == ESTABLISHED for one in people),
        "things open": process.num_fds() - len(people) - len(out) - len(files),
        "files for a moment": sum(1 for _ in server.scratch.rglob("*"))
        + sum(1 for _ in server.folder.rglob("*.part")),
    }


def _figures(port: int) -> dict[str, float]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request("GET", "/metrics", headers={"connection": "close"})
        told = line.getresponse().read().decode()
    finally:
        line.close()
    return {name: float(value) for name, value in re.findall(r"^(\w+) (\S+)$", told, re.MULTILINE)}


def _of_postgres(database: str, servers: int) -> dict[str, int]:
    with psycopg.connect(database, autocommit=True, connect_timeout=10) as line:
        busy = line.execute(
            "SELECT count(*) FILTER (WHERE state <> 'idle'), count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
        locks = line.execute(
            "SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        ).fetchone()
    assert busy is not None
    assert locks is not None
    return {
        "sessions of PostgreSQL at work": busy[0],
        "sessions of PostgreSQL too many": max(0, busy[1] - SESSIONS * servers),
        "locks of PostgreSQL": locks[0],
    }


def _of_redis(bus: Redis) -> dict[str, int]:
    with bus.client() as client:
        try:
            channels = client.pubsub_channels()
            return {
                "keys of Redis": int(client.dbsize()),
                "channels of Redis": len(channels),
                "lines of Redis": len(client.client_list()),
            }
        except redis.RedisError as fault:
            return {f"Redis that does not answer: {fault}": 1}


async def left_over(
    warm: Held,
    servers: list[Slot],
    database: str | Path,
    bus: Redis | None,
    patience: float = PATIENCE,
) -> list[Finding]:
    """Waits a while until nothing is more than it was; what then still is."""
    more = ["never looked"]
    try:
        async with asyncio.timeout(patience):
            while more:
                try:
                    more = (await held(servers, database, bus)).more_than(warm)
                except (OSError, psycopg.Error, psutil.Error, KeyError) as fault:
                    more = [f"it cannot be looked at: {fault!r}"]
                if more:
                    await asyncio.sleep(EACH)
    except TimeoutError:
        return [Finding("C13", "", f"left behind {one}") for one in more]
    return []
