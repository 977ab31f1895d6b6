"""One run: servers, a crowd, something that goes wrong meanwhile, and the verdict."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from msgspec import Struct

from tests.board.play import VISION
from tests.faults import checker, leftover
from tests.faults.account import LEFT, PUT_BACK, Finding, moment
from tests.faults.checker import Verdict
from tests.faults.crowd import Crowd, Load, NotSettled
from tests.faults.cutter import Cutter
from tests.faults.history import History, Ok
from tests.faults.postgres import DiskPostgres
from tests.faults.preload import Preload
from tests.faults.slot import Slot
from tests.faults.tab import all_closed
from tests.services import Redis


class Stand(Struct):
    """What a fault may lay its hands on."""

    folder: Path
    servers: list[Slot]
    database: str | Path
    history: History
    crowd: Crowd
    seconds: float
    postgres: DiskPostgres | None = None
    redis: Redis | None = None
    cutter: Cutter | None = None
    findings: list[Finding] = []
    """What a fault itself has seen."""
    injected: int = 0
    """How often the fault really struck; a run in which it never did proves nothing."""
    told: dict[str, float] = {}
    """Figures of this fault alone, by what they say; the highest of each."""

    @property
    def disk(self) -> Preload:
        """The one with the log."""
        disk = self.servers[0].disk if self.postgres is None else self.postgres.disk
        assert disk is not None, "this trial did not ask for a disk"
        return disk

    def tell(self, what: str, value: float) -> None:
        self.told[what] = max(value, self.told.get(what, value))

    def heads(self) -> dict[str, int]:
        """Where each board stands at least: the last of what was acknowledged."""
        if moment(self.history.records, PUT_BACK):
            return {}
        boards = {tab.name: tab.own.board for tab in self.crowd.pages}
        heads: dict[str, int] = {}
        for record in self.history.records:
            if isinstance(record, Ok) and record.client in boards:
                board = boards[record.client]
                heads[board] = max(heads.get(board, 0), record.seq)
        return heads


LEAST = 20
"""So many commands are acknowledged before anything breaks."""
Fault = Callable[[Stand], Awaitable[None]]
"""Goes on while the crowd does, for about ``seconds``, and leaves everything whole."""


async def go(stand: Stand, fault: Fault) -> None:
    try:
        await _go(stand, fault)
    finally:
        await stand.crowd.leave()
        await all_closed()


async def _go(stand: Stand, fault: Fault) -> None:
    crowd = stand.crowd
    warm = await _warm(stand)
    await crowd.begin()
    # On a slow machine few are answered in a time that is counted in seconds.
    await crowd.until(lambda: stand.history.acknowledged >= LEAST, "get their first answers")
    stand.history.moment("begins")
    await fault(stand)
    stand.history.moment("ends")
    await crowd.end()
    # Whoever comes in last is drawn the whole view by a server, not by patches.
    late = [
        crowd.tab(tab.own, f"late-{tab.name}-{server}")
        for session in crowd.sessions
        for server in range(len(stand.servers))
        for tab in (session.tabs[0], session.lead, session.screen)
    ]
    for tab in late:
        tab.server = int(tab.name.rpartition("-")[2])
        tab.start()
    await crowd.until(lambda: all(tab.quiet for tab in late), "come in late")
    await crowd.level(stand.heads())
    await crowd.leave()
    stand.findings += await leftover.left_over(
        warm,
        stand.servers,
        stand.database,
        stand.redis,
        min(leftover.PATIENCE, crowd.load.patience),
    )


async def _warm(stand: Stand) -> leftover.Held:
    """What there is when each server has had a page of each board, and all are gone."""
    crowd = stand.crowd
    first = [
        crowd.tab(session.screen.own, f"first-{session.screen.name}-{server}")
        for session in crowd.sessions
        for server in range(len(stand.servers))
    ]
    for tab in first:
        tab.server = int(tab.name.rpartition("-")[2])
        tab.start()
    await crowd.until(lambda: all(tab.quiet for tab in first), "come in first")
    await asyncio.to_thread(leftover.two_beats, stand.servers)
    held = await leftover.held(stand.servers, stand.database, stand.redis)
    for tab in first:
        stand.history.moment(LEFT, tab.name)
        await tab.stop()
    # The pages themselves are no part of it.
    return leftover.Held(held.counts | dict.fromkeys(leftover.of_people(held.counts), 0))


def run(
    folder: Path,
    servers: list[Slot],
    database: str | Path,
    load: Load,
    seed: int,
    fault: Fault,
    seconds: float,
    postgres: DiskPostgres | None = None,
    redis: Redis | None = None,
    cutter: Cutter | None = None,
) -> tuple[Verdict, Stand]:
    """The servers are stopped afterwards, and only then is the log read."""
    with History(folder / "history.jsonl") as history:
        try:
            crowd = Crowd(VISION, load, history, seed, servers)
            stand = Stand(
                folder, servers, database, history, crowd, seconds, postgres, redis, cutter
            )
            try:
                asyncio.run(go(stand, fault))
            except NotSettled as late:
                stand.findings.append(Finding("C15", "", str(late)))
        finally:
            for server in servers:
                server.stop()
        verdict = checker.check(history.records, database, folder)
        verdict.findings += [*stand.findings, *in_the_logs(server.log for server in servers)]
        return verdict, stand


def in_the_logs(logs: Iterable[Path]) -> list[Finding]:
    """What went wrong in a server and reached nobody: C14."""
    return [
        Finding("C14", "", f"{log.parent.name}: {line[:200]}")
        for log in logs
        for line in log.read_text(errors="replace").splitlines()
        if line.startswith("Traceback") or "was never retrieved" in line or " ERROR " in line
    ]
