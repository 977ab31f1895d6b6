"""What it costs to open a session that draws on earlier ones: on five with ten times the
cards against on one, and to follow a thread through them.

``uv run python -m tests.bench.opening`` prints it. One SQLite, one process; the figure
that carries over to another machine is the ratio.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from board.format_file import resolved
from board.harvest import harvest
from board.thread import thread
from server.inflow import Inflow
from server.sessions import Sessions
from server.settings import Settings
from server.store import Trajectory
from tests.board.play import REEF
from tests.contracts.kept import SqliteKept
from tests.contracts.test_inflow import held

ROUNDS = 15


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        kept = SqliteKept(Path(folder) / "data")
        try:
            small = await _trajectory(kept, boards=1, times=1)
            large = await _trajectory(kept, boards=5, times=30)
            await _told(
                "opening a session", _opening(kept, folder, small), _opening(kept, folder, large)
            )
            await _told("the thread of a card", _thread(kept, small), _thread(kept, large))
        finally:
            kept.close()
    return 0


async def _trajectory(kept: SqliteKept, boards: int, times: int) -> Trajectory:
    trajectory = await kept.trajectory("De Eik", "De Olm")
    for day in range(1, boards + 1):
        await held(kept, trajectory, day * 1_000, times)
    cards = sum(len(one.harvest.items) for one in await Inflow(kept.store).earlier(trajectory.id))
    print(f"{boards} earlier, {cards} cards on them")
    return trajectory


def _opening(
    kept: SqliteKept, folder: str, trajectory: Trajectory
) -> Callable[[], Awaitable[object]]:
    sessions = Sessions(kept.store, Settings(data=Path(folder) / "data"), lambda: 5_000)

    async def once() -> object:
        earlier = await sessions.inflow.earlier(trajectory.id)
        return await sessions.open(trajectory, resolved(REEF), "Het rif", earlier=earlier)

    return once


def _thread(kept: SqliteKept, trajectory: Trajectory) -> Callable[[], Awaitable[object]]:
    async def once() -> object:
        boards = [harvest(one.public) for one in await kept.record.outcomes(trajectory.id)]
        item = boards[0].items[0]
        found = thread(boards, boards[0].board, item.id)
        assert found is not None
        return found

    return once


async def _told(
    what: str, few: Callable[[], Awaitable[object]], many: Callable[[], Awaitable[object]]
) -> None:
    """In turns, so that what the machine does meanwhile falls on both."""
    spent: list[list[float]] = [[], []]
    for _ in range(ROUNDS + 1):
        for at, act in enumerate((few, many)):
            began = time.perf_counter()
            await act()
            spent[at].append(time.perf_counter() - began)
    one, five = (statistics.median(times[1:]) * 1_000 for times in spent)
    print(f"{what}: {one:.1f} ms against {five:.1f} ms, × {five / one:.2f}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
