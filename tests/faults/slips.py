"""More mutants: of what is kept and what must not be, and of the disk; see ``mutants``."""

import asyncio
from importlib import import_module
from typing import Any

from board.types import Audience
from server.live import telling
from server.store.sqlite import engine
from server.store.sqlite.store import SqliteStore
from tests.faults.mutation import instead, mutant

CHURN, POWER, SLOW = "churn", "power_cut", "slow"


@mutant("keeps something for each who leaves", CHURN, "C13")
def task_left_behind() -> None:
    leave = telling.Telling.leave
    kept: list[Any] = []

    def leave_and_wait(self: Any, member: Any) -> None:
        leave(self, member)
        kept.append(asyncio.get_running_loop().create_task(asyncio.Event().wait()))

    instead(telling.Telling, "leave", leave_and_wait)


@mutant("keeps in a snapshot what the room sees", CHURN, "C16")
def snapshot_of_the_room() -> None:
    snapshot = import_module("board.snapshot")
    show = snapshot.show
    instead(snapshot, "show", lambda board, audience: show(board, Audience.PARTNER))


@mutant("does not wait until the disk has it", POWER, "C1", "C4", "C5")
def commit_without_sync() -> None:
    pragmas = engine._PRAGMAS
    lazy = [("synchronous", "NORMAL", 1) if one[0] == "synchronous" else one for one in pragmas]
    instead(engine, "_PRAGMAS", tuple(lazy))


@mutant("waits for the disk where it should go on", SLOW, "C15")
def commit_on_the_loop() -> None:
    async def write_here(self: Any, work: Any, **more: Any) -> Any:
        return self.writer.submit(work, **more).result()

    instead(SqliteStore, "write", write_here)
