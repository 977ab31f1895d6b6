"""The record: what a trajectory's page needs, in one moment and few queries."""

import asyncio
import hashlib
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from board.events import BoardEnded, CardErased, PhaseOpened
from board.rows import EraseText
from board.types import CardId, PhaseId
from server.store import NewOrganisation, NewSession, SnapshotRow
from server.store.record import Overview
from tests.board.play import MOON
from tests.contracts.kept import Kept, card


@pytest.fixture
def queries() -> Iterator[list[str]]:
    """Every statement that is sent to a database."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def snapshot(board: str, id: str, seq: int, moment: str = "hand") -> SnapshotRow:
    public = f'{{"id":"{id}","view":{{}}}}'.encode()
    sha256 = hashlib.sha256(public).hexdigest()
    return SnapshotRow(id, board, seq, moment, "", 5_000 + seq, "facilitator", public, sha256)


async def overview(kept: Kept, trajectory: str) -> Overview:
    found = await kept.record.overview(trajectory)
    assert found is not None
    return found


async def test_an_empty_database_says_so(kept: Kept) -> None:
    assert await kept.record.is_empty()
    assert await kept.record.trajectories() == ()
    assert await kept.record.trajectory("x") is None
    assert await kept.record.overview("x") is None
    assert await kept.record.session("x") is None
    assert await kept.record.snapshot("x") is None
    await kept.board()
    assert not await kept.record.is_empty()


async def test_a_trajectory_with_its_network_and_organisations(kept: Kept) -> None:
    made = await kept.trajectory("De Brug", "'t Atelier", "Élan")
    assert made.network.lead.name == "Testdorp"
    assert await kept.record.trajectory(made.id) == made
    assert await kept.record.trajectories() == (made,)
    names = [one.name for one in await kept.record.organisations(made.id)]
    assert names == ["De Brug", "'t Atelier", "Élan"]


async def test_an_organisation_added_by_two_at_once_is_one(kept: Kept) -> None:
    made = await kept.trajectory("De Brug")
    other = await kept.trajectory()
    new = NewOrganisation("Élan vzw", "vereniging", brings="een zaal", ambition=None)
    again = NewOrganisation("ÉLAN VZW", "andere")
    first, second = await asyncio.gather(
        kept.record.add_organisation(made.id, new, 2_000),
        kept.record.add_organisation(made.id, again, 2_000),
    )
    assert first == second
    # As the first of them said it, whoever that was.
    assert (first.name, first.brings, first.interest) in (
        ("Élan vzw", "een zaal", None),
        ("ÉLAN VZW", None, None),
    )
    assert len(await kept.record.organisations(made.id)) == 2
    # The same name elsewhere is another organisation.
    elsewhere = await kept.record.add_organisation(other.id, new, 2_000)
    assert elsewhere.id != first.id


async def test_a_session_follows_its_board(kept: Kept) -> None:
    board = await kept.board()
    for at, visit in ((3_000, 1), (4_000, 2)):
        phase = PhaseId(f"phase{visit}")
        await kept.append(board, PhaseOpened(phase=phase, visit=visit, at=at, minutes=5))
    session = await kept.record.session(board)
    assert session is not None
    assert (session.stage, session.opened_at, session.ended_at) == (MOON.stage, 3_000, None)
    await kept.append(board, BoardEnded(at=9_000))
    session = await kept.record.session(board)
    assert session is not None
    assert (session.opened_at, session.ended_at) == (3_000, 9_000)


async def test_sessions_stand_in_the_order_they_are_held(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    planned = {"later": 9_000, "unplanned": None, "sooner": 5_000}
    for title, at in planned.items():
        session = NewSession(trajectory.id, MOON.stage, title, 1_000, at)
        await kept.log.create(title, MOON, [], session)
    found = await overview(kept, trajectory.id)
    assert [one.title for one in found.sessions] == ["sooner", "later", "unplanned"]


async def test_snapshots_are_listed_by_board_and_read_as_they_were(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    first, second = await kept.board(trajectory), await kept.board(trajectory)
    elsewhere = await kept.board()
    taken = [snapshot(first, "s1", 2, "begin"), snapshot(first, "s2", 2, "end")]
    await kept.append(first, card("c", "x"), snapshots=taken)
    await kept.append(second, card("c", "x"), snapshots=[snapshot(second, "s3", 2)])
    await kept.append(elsewhere, card("c", "x"), snapshots=[snapshot(elsewhere, "s4", 2)])
    found = await overview(kept, trajectory.id)
    assert {board: [one.id for one in held] for board, held in found.snapshots.items()} == {
        first: ["s1", "s2"],
        second: ["s3"],
    }
    whole = await kept.record.snapshot("s2")
    assert whole is not None
    assert whole.public == taken[1].public
    assert hashlib.sha256(whole.public).hexdigest() == whole.sha256 == taken[1].sha256
    assert (whole.trajectory, whole.board, whole.version) == (trajectory.id, first, 1)
    assert (whole.moment, whole.at, whole.by) == ("end", 5_002, "facilitator")


async def test_a_list_shows_one_version_of_a_snapshot(kept: Kept) -> None:
    trajectory = await kept.trajectory()
    board = await kept.board(trajectory)
    public = b'{"view":{"card:c":{"fields":{},"text":"weg ermee"}}}'
    row = SnapshotRow("s", board, 2, "hand", "", 5_000, "facilitator", public, "0" * 64)
    await kept.append(board, card("c", "weg ermee"), snapshots=[row])
    await kept.append(board, CardErased(card=CardId("c")), rows=[EraseText(CardId("c"))])
    (line,) = (await overview(kept, trajectory.id)).snapshots[board]
    assert (line.id, line.version) == ("s", 2)
    whole = await kept.record.snapshot("s")
    assert whole is not None
    assert whole.public == b'{"view":{"card:c":{"fields":{},"text":null}}}'


async def test_the_page_of_a_trajectory_costs_the_same_however_long_it_is(
    kept: Kept, queries: list[str]
) -> None:
    trajectory = await kept.trajectory("De Brug")

    async def cost() -> int:
        queries.clear()
        await overview(kept, trajectory.id)
        return len(queries)

    few = await cost()
    for n in range(5):
        board = await kept.board(trajectory)
        taken = [snapshot(board, f"{n}-{m}", 2) for m in range(6)]
        await kept.append(board, card("c", "x"), snapshots=taken)
        new = NewOrganisation(f"Organisatie {n}", "vereniging")
        await kept.record.add_organisation(trajectory.id, new, 2_000)
    assert await cost() == few == 4
    assert not any("public" in query.split("FROM")[0] for query in queries)
