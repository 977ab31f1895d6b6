"""A board in the lobby is brought up to date; and a room hears that a copy was erased."""

from pathlib import Path

from msgspec.structs import replace

from board import commands as c
from board.events import CardErased
from board.messages import Do
from board.rows import EraseText
from board.types import Access, Actor, BoardId, CardId, PhaseId
from server.inflow import Inflow
from server.sessions import Sessions
from server.settings import Settings
from tests.board.play import REEF
from tests.contracts.kept import card as posted
from tests.contracts.test_inflow import held
from tests.server.hall import Hall

LEAD = Actor(access=Access.LEAD, lead="console")


async def test_J9_a_board_in_the_lobby_hears_of_a_confirmation_and_later_ones_do_not(
    hall: Hall, tmp_path: Path
) -> None:
    trajectory = await hall.kept.trajectory("De Eik")
    market = await held(hall.kept, trajectory, 1_000)
    flow = Inflow(hall.kept.store)
    sessions = Sessions(hall.kept.store, Settings(data=tmp_path), lambda: 5_000)
    made = await sessions.open(
        trajectory, REEF, "Het rif", earlier=await flow.earlier(trajectory.id)
    )
    room = await hall.hub().room(BoardId(made.board))
    assert {card.standing for card in room.board.cards.values()} == {"proposal"}

    confirmed = await flow.earlier(trajectory.id, [market], but=made.board)
    assert await flow.refresh(room, confirmed)
    shells = [card for card in room.board.cards.values() if card.kind == "seen_shell"]
    assert {card.standing for card in shells} == {"read"}
    seq = room.board.seq
    assert await flow.refresh(room, confirmed)
    assert room.board.seq == seq

    opening = c.OpenPhase(phase=PhaseId("reef_recap"))
    await room.submit(LEAD, Do(outbox="a" * 22, n=1, visit=0, command=opening))
    unsure = [replace(one, confirmed=False) for one in confirmed]
    assert not await flow.refresh(room, unsure)
    assert all(card.source and card.source.confirmed for card in room.board.cards.values())


async def test_J6_a_room_finds_that_a_copy_was_erased_when_it_looks_at_the_log(
    hall: Hall, tmp_path: Path
) -> None:
    trajectory = await hall.kept.trajectory("De Eik")
    market = await held(hall.kept, trajectory, 1_000)
    flow = Inflow(hall.kept.store)
    sessions = Sessions(hall.kept.store, Settings(data=tmp_path), lambda: 5_000)
    made = await sessions.open(
        trajectory, REEF, "Het rif", earlier=await flow.earlier(trajectory.id)
    )
    hub = hall.hub()
    room = await hub.room(BoardId(made.board))
    wish = next(card for card in room.board.cards.values() if card.kind == "wall_wish")
    assert wish.source
    first = CardId(wish.source.card)
    await hall.kept.append(market, posted(first, wish.text))
    await hall.kept.append(market, CardErased(card=first), rows=[EraseText(first)])
    await room.level()
    assert room.board.cards[wish.id].gone
    assert room.board.cards[wish.id].text is None
