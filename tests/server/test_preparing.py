"""A session is prepared from what came before, and hears what was confirmed or put right."""

import asyncio
from pathlib import Path

from board.refusals import Refusal
from board.state import Card
from board.trajectory import commands as c
from board.trajectory.types import DAY, BoardId, Function, Person, SlotId
from board.types import TextId
from server.control import SessionMade
from server.formats import Formats
from server.preparing import prepare, refresh
from server.sessions import Sessions
from server.settings import Settings
from server.trajectories import Done, Trajectories
from tests.board.play import MOON, REEF
from tests.board.voyage import MARKET
from tests.contracts.test_inflow import held
from tests.server.hall import Hall

FORMATS = Path(__file__).parent.parent / "formats"
SERVER = Person(Function.SERVER)
NOW = 5 * DAY


async def test_a_board_that_waits_hears_what_was_confirmed_and_what_was_put_right(
    hall: Hall, tmp_path: Path
) -> None:
    store, settings = hall.kept.store, Settings(data=tmp_path, formats=FORMATS)
    there = Trajectories(store, Formats(store, settings), lambda: NOW)
    sessions = Sessions(store, settings, lambda: NOW)
    trajectory = await hall.kept.trajectory("De Eik")
    id = trajectory.id
    market = BoardId(await held(hall.kept, trajectory, 1_000))

    async def done(command: c.AnyCommand) -> str:
        outcome = await there.do(id, command, SERVER)
        assert isinstance(outcome, Done), outcome
        return outcome.made

    first = SlotId(await done(c.AdoptBoard(market, MARKET.stage, 1_000)))
    slot = SlotId(await done(c.PlanSlot(REEF.stage, NOW + DAY, 90)))
    for one in there.stages().values():
        other = one.course == "workstream" and not one.covers
        if other and one.stage not in (MARKET.stage, REEF.stage, MOON.stage):
            await done(c.ChooseWorkstream(one.stage, "skip", reason="elders"))
    skip = await there.do(id, c.ChooseWorkstream(MOON.stage, "skip", reason="elders"), SERVER)
    assert isinstance(skip, Done | Refusal)
    made = await prepare(there, sessions, id, slot, SERVER)
    assert isinstance(made, SessionMade), made
    hub = hall.hub()
    room = await hub.room(BoardId(made.board))

    def brought() -> list[Card]:
        return [card for card in room.board.cards.values() if card.source and not card.gone]

    assert brought()
    assert not any(card.source and card.source.confirmed for card in brought())
    await done(c.ConfirmResults(first))
    await refresh(there, sessions, hub, id)
    assert all(card.source and card.source.confirmed for card in brought())
    view = await there.view(id)
    assert view is not None
    came = {card.source.card for card in brought() if card.source}
    item = next(one for one in view.kept.items if one.ref.card in came)
    await done(c.CorrectResult(first, item.ref.card, "Zo was het bedoeld.", "schrijffout"))
    await refresh(there, sessions, hub, id)
    texts = {card.text for card in brought() if card.source and card.source.card == item.ref.card}
    assert texts == {"Zo was het bedoeld."}
    # So it is with a text: what the trajectory has of it by now stands on the board.
    song = TextId("pearl_song")
    await done(c.WriteText(song, "Ons parellied", ["Wij zingen luid."], 0))
    await refresh(there, sessions, hub, id)
    assert room.board.texts[song].lines == ["Wij zingen luid."]


async def test_a_session_that_is_prepared_twice_at_once_has_one_board(
    hall: Hall, tmp_path: Path
) -> None:
    store, settings = hall.kept.store, Settings(data=tmp_path, formats=FORMATS)
    there = Trajectories(store, Formats(store, settings), lambda: NOW)
    sessions = Sessions(store, settings, lambda: NOW)
    trajectory = await hall.kept.trajectory("De Eik")
    for one in there.stages().values():
        if one.course == "workstream" and not one.covers and one.stage != MARKET.stage:
            skip = c.ChooseWorkstream(one.stage, "skip", reason="elders")
            assert isinstance(await there.do(trajectory.id, skip, SERVER), Done)
    planned = await there.do(trajectory.id, c.PlanSlot(MARKET.stage, NOW + DAY, 90), SERVER)
    assert isinstance(planned, Done)
    slot = SlotId(planned.made)
    both = await asyncio.gather(
        *(prepare(there, sessions, trajectory.id, slot, SERVER) for _ in range(2))
    )
    view = await there.view(trajectory.id)
    assert view is not None
    [session] = view.sessions
    assert view.state.slots[slot].board == session.board
    assert {one.board for one in both if isinstance(one, SessionMade)} == {session.board}
    # Pressed once more, later: it leads to the one there is.
    again = await prepare(there, sessions, trajectory.id, slot, SERVER)
    assert isinstance(again, Done)
    assert again.made == session.board
    gone = await prepare(there, sessions, trajectory.id, SlotId("nowhere"), SERVER)
    assert isinstance(gone, Refusal)
