"""A real store in a folder of its own, and hands to play a board into its log."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from board import opened
from board.events import AnyEvent, CardPosted
from board.rows import Row
from board.types import CardId, KindId, SeatId, ZoneId
from server.ids import new_id, new_mark
from server.store import (
    Append,
    Conflict,
    Doors,
    Head,
    Log,
    NewOrganisation,
    NewSession,
    OutboxRow,
    Record,
    SnapshotRow,
    Store,
    Trajectory,
)
from tests.board.play import MOON


class Kept:
    """The store with its three ways in, one trajectory, and the heads of its boards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heads: dict[str, Head] = {}
        self.open()

    def open(self) -> None:
        self.store = Store(self.folder / "doorstart.db")
        self.log, self.doors, self.record = Log(self.store), Doors(self.store), Record(self.store)

    def close(self) -> None:
        self.store.close()

    async def trajectory(self, *organisations: str) -> Trajectory:
        municipality = await self.record.new_municipality("Testdorp", "gemeente")
        network = await self.record.new_network("Netwerk Testdorp", municipality)
        new = [NewOrganisation(name, "vereniging") for name in organisations]
        return await self.record.new_trajectory(network, "Traject", 1_000, new)

    async def board(self, trajectory: Trajectory | None = None) -> str:
        """A new board of the invented format, with its first event."""
        trajectory = trajectory or await self.trajectory()
        board = new_id()
        first = opened(MOON, title="Testdorp", at=1_000, texts={})
        session = NewSession(trajectory.id, MOON.stage, "Testdorp", 1_000)
        self.heads[board] = await self.log.create(board, MOON, [first], session)
        return board

    async def append(
        self,
        board: str,
        *events: AnyEvent,
        rows: Sequence[Row] = (),
        outbox: Sequence[OutboxRow] = (),
        snapshots: Sequence[SnapshotRow] = (),
    ) -> Head:
        outcome = await self.log.append(
            Append(
                board,
                self.heads[board],
                new_mark(),
                events,
                tuple(rows),
                tuple(outbox),
                tuple(snapshots),
            )
        )
        assert not isinstance(outcome, Conflict), outcome
        self.heads[board] = outcome
        return outcome


def card(id: str, text: str | None, number: int = 1) -> CardPosted:
    return CardPosted(
        card=CardId(id),
        number=number,
        zone=ZoneId("dew_shelf"),
        kind=KindId("dewdrop"),
        visit=1,
        at=2_000,
        author=SeatId("seat"),
        text=text,
    )


def hay(folder: Path) -> bytes:
    """Every byte in the folder."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def live_in_a_folder(live: Callable[[Kept], Coroutine[None, None, None]]) -> None:
    """For hypothesis, whose examples each need a store of their own."""
    with TemporaryDirectory() as folder:
        kept = Kept(Path(folder) / "data")
        try:
            asyncio.run(live(kept))
        finally:
            kept.close()
