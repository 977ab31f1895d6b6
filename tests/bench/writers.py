"""Several servers that write to one board in PostgreSQL: how fast, and how often they lose.

Each writer is a process with a store of its own and does what a room does: it
decides from what it knows, appends, and after one conflict decides again where
no other can write. Of several, one is slow: it thinks after reading. In the end
the log must have every event once, in the order that each writer was told.
"""

import asyncio
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from msgspec import Struct

from server.ids import new_mark
from server.store import Append, Conflict, Head, Log
from server.store.postgres.store import PostgresStore
from tests.contracts.kept import Kept, PostgresKept, card, in_a_database
from tests.services import Postgres

SLOW_MS = 5.0
EACH = 300


class Told(Struct, frozen=True):
    """What one writer saw: the place of each of its events, and its tries for each."""

    name: str
    places: list[int]
    tries: list[int]
    began: float
    ended: float


class Result(Struct, frozen=True):
    writers: int
    slow_ms: float
    appends: int
    seconds: float
    conflicts: int
    worst_tries: int
    in_order: bool

    @property
    def per_second(self) -> float:
        return self.appends / self.seconds


async def write(log: Log, board: str, name: str, many: int, slow_ms: float) -> Told:
    known = (await log.heads([board]))[board]
    places, tries = [], []
    began = time.time()
    for n in range(many):
        tried = 1
        outcome = await _append(log, board, known, f"{name}-{n}", slow_ms)
        while isinstance(outcome, Conflict):
            tried += 1
            async with log.held(board) as held:
                known = (await held.heads([board]))[board]
                outcome = await _append(held, board, known, f"{name}-{n}", slow_ms)
        known = outcome
        places.append(outcome.seq)
        tries.append(tried)
    return Told(name, places, tries, began, time.time())


async def _append(log: Log, board: str, known: Head, id: str, slow_ms: float) -> Head | Conflict:
    # What a room does before it decides: it reads what it missed.
    await log.tail(board, known.seq)
    if slow_ms:
        await asyncio.sleep(slow_ms / 1000)
    return await log.append(Append(board, known, new_mark(), (card(id, "een kaartje"),)))


async def judge(kept: Kept, board: str, told: Iterable[Told], slow_ms: float) -> Result:
    told = list(told)
    loaded = await kept.log.load(board)
    assert loaded is not None
    there = {f"{one.name}-{n}": seq for one in told for n, seq in enumerate(one.places)}
    found = {getattr(event, "card", ""): seq for seq, event in enumerate(loaded.events, 1)}
    tries = [many for one in told for many in one.tries]
    return Result(
        writers=len(told),
        slow_ms=slow_ms,
        appends=len(tries),
        seconds=max(one.ended for one in told) - min(one.began for one in told),
        conflicts=sum(many > 1 for many in tries),
        worst_tries=max(tries),
        in_order={card: seq for card, seq in found.items() if card} == there
        and loaded.head.seq == len(loaded.events) == len(tries) + 1,
    )


def _process(url: str, board: str, name: str, many: int, slow_ms: float, start: float) -> Told:
    async def live() -> Told:
        store = PostgresStore(url)
        try:
            log = Log(store)
            await log.heads([board])
            # All begin together, however long each took to start.
            await asyncio.sleep(max(0.0, start - time.time()))
            return await write(log, board, name, many, slow_ms)
        finally:
            store.close()

    return asyncio.run(live())


def measure(kept: PostgresKept, writers: int, slow_ms: float, each: int = EACH) -> Result:
    board = asyncio.run(kept.board())
    start = time.time() + 1.5
    with ProcessPoolExecutor(writers, mp_context=get_context("spawn")) as processes:
        asked = [
            processes.submit(
                _process, kept.place, board, f"w{n}", each, 0.0 if n else slow_ms, start
            )
            for n in range(writers)
        ]
        told = [one.result() for one in asked]
    return asyncio.run(judge(kept, board, told, slow_ms))


def run(each: int = EACH) -> list[Result]:
    """1, 2 and 4 writers, alike and with one that is slow."""
    with Postgres() as postgres, in_a_database(postgres) as kept:
        plain = [measure(kept, writers, 0.0, each) for writers in (1, 2, 4)]
        slowed = [measure(kept, writers, SLOW_MS, each) for writers in (2, 4)]
        return [*plain, *slowed]


def table(results: Iterable[Result]) -> str:
    lines = [
        "| writers | slowed | appends/s | conflicts | worst tries | one gapless order |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for one in results:
        slowed = f"one by {one.slow_ms:.0f} ms" if one.slow_ms else "none"
        share = one.conflicts / one.appends
        lines.append(
            f"| {one.writers} | {slowed} | {one.per_second:.0f} | {one.conflicts} of "
            f"{one.appends} ({share:.0%}) | {one.worst_tries} | {'yes' if one.in_order else 'NO'} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    results = run()
    print(table(results))
    sys.exit(not all(one.in_order and one.worst_tries <= 2 for one in results))
