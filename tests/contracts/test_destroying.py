"""A trajectory that is destroyed is gone from every byte, and a certificate says so; rule X6."""

from pathlib import Path

from board.events import BoardEnded
from server.store import Kind, NewOrganisation, Trajectory
from server.store.destroying import Destroyed, Destroying
from server.store.sqlite.vacuum import vacuum
from server.store.trajectories import TrajectoryLog, note_of
from tests.contracts.kept import Kept, SqliteKept, card

NOW = 5_000_000


async def held(kept: Kept, mark: str) -> tuple[Trajectory, str]:
    """A trajectory in which everything says the mark."""
    municipality = await kept.record.new_municipality("Testdorp", "gemeente")
    network = await kept.record.new_network(f"{mark} netwerk", municipality)
    new = [NewOrganisation(f"{mark} {n}", "vereniging") for n in range(30)]
    made = await kept.record.new_trajectory(network, f"{mark} traject", 1_000, new)
    board = await kept.board(made)
    for n in range(60):
        await kept.append(board, card(f"{mark}{n}", f"{mark} {n} " + "woorden " * 20, n + 1))
    await kept.append(board, BoardEnded(at=4_000))
    await TrajectoryLog(kept.store).put_note(
        made.id, note_of(f"{mark} zei iets", "note", "coach", "", 1_000)
    )
    await kept.doors.make_link(Kind.RECORD, now=1_000, expires_at=NOW, trajectory=made.id)
    await kept.doors.make_link(Kind.SCRIBE, now=1_000, expires_at=NOW, board=board)
    return made, board


async def test_X6_of_a_trajectory_that_is_destroyed_only_a_certificate_stays(kept: Kept) -> None:
    one, board = await held(kept, "Zonnevlecht")
    other, other_board = await held(kept, "Maanvlecht")
    assert b"Zonnevlecht" in kept.left()
    destroying = Destroying(kept.store)
    assert await destroying.destroy("nothing", "archivist", NOW) is None
    made = await destroying.destroy(one.id, "archivist", NOW)
    assert isinstance(made, Destroyed)
    assert (made.sessions, made.organisations) == (1, 30)
    assert made.rows > 150
    assert await destroying.certificates() == [made]
    if isinstance(kept, SqliteKept):
        kept.close()
        vacuum(Path(kept.folder) / "doorstart.db")
        kept.open()
    left = kept.left()
    assert b"Zonnevlecht" not in left
    assert board.encode() not in left
    # In the certificate, and where SQLite finds that by its id.
    assert 1 <= left.count(one.id.encode()) <= 2
    # The other one is as it was.
    assert await kept.record.overview(one.id) is None
    there = await kept.record.overview(other.id)
    assert there is not None
    assert len(there.organisations) == 30
    loaded = await kept.log.load(other_board)
    assert loaded is not None
    assert len(loaded.events) == 62
