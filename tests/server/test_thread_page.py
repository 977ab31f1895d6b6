"""The page of the thread: read from the database alone, for who may read the record."""

import asyncio
from pathlib import Path

from board import commands as c
from board.events import BoardEnded, PhaseOpened
from board.types import PhaseId
from server.inflow import Inflow
from server.store import SnapshotRow, Trajectory
from server.web import thread
from tests.board.play import LEAD, Play, partner
from tests.board.voyage import later, snapshot_of
from tests.contracts.test_inflow import counted, held, made_of
from tests.server.test_record import Shelf

SCRIPT = "<script>alert(1)</script> koor"


async def journey(shelf: Shelf, trajectory: Trajectory) -> tuple[str, str, str]:
    """A market and a reef on it: the ids of the reef, of its goal and of a copy."""
    kept = shelf.kept
    market = await held(kept, trajectory, 1_776_772_800_000)
    play: Play = later(*await Inflow(kept.store).earlier(trajectory.id, [market]))
    play.sit("ann", organisation="oak")
    play.open("goal_laying")
    lies = {card.text: card.id for card in play.board.cards.values()}
    wish, salt = lies["Over drie jaar zingt het rif"], lies["Het zout"]
    links = {"for_wish": [wish], "from_factor": [salt]}
    goal = play.post(partner("ann"), "reef_goal", SCRIPT, links=links)
    play.done(LEAD, c.EndBoard())
    reef = await kept.board(trajectory)
    public = made_of(snapshot_of(play), reef, 1_781_000_000_000)
    taken = SnapshotRow("end-reef", reef, 2, "end", "", 9, "facilitator", public, "hash")
    opening = PhaseOpened(phase=PhaseId("seed_sowing"), visit=1, at=9, minutes=1)
    await kept.append(reef, opening, BoardEnded(at=9), snapshots=[taken])
    return reef, goal, salt


async def shelf_at(place: Path) -> tuple[Shelf, Trajectory, str]:
    shelf = Shelf(place)
    shelf.app.router.routes.extend(thread.routes)
    trajectory = await shelf.kept.trajectory("De Eik")
    return shelf, trajectory, await shelf.open(trajectory)


async def test_J14_the_page_shows_both_ways_with_stage_day_and_number(tmp_path: Path) -> None:
    shelf, trajectory, path = await shelf_at(tmp_path)
    reef, goal, salt = await journey(shelf, trajectory)
    page = await shelf.get(f"{path}/thread/{reef}/{goal}")
    assert page.status == 200
    words = page.plain
    assert words.index("Waaiers samen") < words.index("Het zout") < words.rindex("Dit kaartje")
    assert "Markt · 21 april · kaart 7" in words
    assert "Ook: Rif · " in words
    assert SCRIPT in words
    assert "<script>alert" not in page.text
    lower = (await shelf.get(f"{path}/thread/{reef}/{salt}")).plain
    assert lower.rindex("Dit kwam eruit") < lower.rindex(SCRIPT)
    assert lower.index(SCRIPT) < lower.index("Hierop steunt het")
    snapshot = await shelf.get(f"{path}/snapshot/end-reef")
    assert f"{path}/thread/{reef}/{goal}" in snapshot.text
    assert "Uit Markt · 21 april · kaart 7" in snapshot.plain
    shelf.kept.close()


async def test_J14_the_thread_of_another_trajectory_is_not_there(tmp_path: Path) -> None:
    shelf, trajectory, path = await shelf_at(tmp_path)
    other = await shelf.kept.trajectory("De Olm")
    reef, goal, _ = await journey(shelf, other)
    assert (await shelf.get(f"{path}/thread/{reef}/{goal}")).status == 404
    assert (await shelf.get(f"/r/{'x' * 22}/thread/{reef}/{goal}")).status in (403, 404)
    await held(shelf.kept, trajectory, 1_000)
    assert (await shelf.get(f"{path}/thread/nowhere/{goal}")).status == 404
    shelf.kept.close()


async def test_the_page_takes_as_many_queries_for_five_boards_as_for_one(tmp_path: Path) -> None:
    shelf, trajectory, path = await shelf_at(tmp_path)
    reef, goal, _ = await journey(shelf, trajectory)
    with counted() as few:
        await shelf.get(f"{path}/thread/{reef}/{goal}")
    await asyncio.gather(*(held(shelf.kept, trajectory, day) for day in range(2, 6)))
    with counted() as many:
        await shelf.get(f"{path}/thread/{reef}/{goal}")
    assert len(many) == len(few)
    shelf.kept.close()
