"""A board in the lobby is brought up to date; and a room hears that a copy was erased."""

from pathlib import Path

from msgspec.structs import replace

from board import commands as c
from board.events import (
    CardEdited,
    CardErased,
    CardsMoved,
    ClusterMade,
    TextBrought,
    TextWritten,
)
from board.messages import Ack, Do
from board.rows import EraseText
from board.source import Source
from board.types import (
    Access,
    Actor,
    Audience,
    BoardId,
    CardId,
    ClusterId,
    PhaseId,
    TextId,
    ZoneId,
)
from server.inflow import Inflow
from server.sessions import Sessions
from server.settings import Settings
from tests.board.play import REEF
from tests.contracts.kept import card as posted
from tests.contracts.test_copies import copy as brought
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


async def test_S3_a_room_that_is_loaded_keeps_no_word_of_what_was_named_after_a_card(
    hall: Hall,
) -> None:
    """Nor of what it had said before that: neither in what it shows, nor anywhere in memory."""
    words, heap, zone = "Het neefje van Jan durft niet mee", ClusterId("heap"), ZoneId("dew_shelf")
    trajectory = await hall.kept.trajectory()
    market, later, apart = [await hall.kept.board(trajectory) for _ in range(3)]
    others = [posted("two", "De bus"), posted("three", "De tram")]
    await hall.kept.append(market, posted("one", words), CardEdited(CardId("one"), "Een kind"))
    await hall.kept.append(
        later,
        *others,
        brought("copy", market, "one", words),
        ClusterMade(heap, zone, words, [CardId("copy"), CardId("two"), CardId("three")]),
        brought("copy", market, "one", "Een kind"),
        CardsMoved([CardId("copy")], zone),
    )
    await hall.kept.append(apart, TextBrought(TextId("song"), 1, [words], source(market)))
    text = TextWritten(TextId("song"), 1, [words], 0)
    await hall.kept.append(market, CardEdited(CardId("one"), words), text)
    hub = hall.hub()
    rooms = [await hub.room(BoardId(board)) for board in (market, later, apart)]
    assert all(words in repr(room.board) for room in rooms)

    answer = await rooms[0].carry_out(LEAD, c.EraseCard(card=CardId("one")))
    assert isinstance(answer, Ack)
    assert words not in rooms[0].view_bytes(Audience.DISPLAY).decode()
    for room in rooms:
        await room.level()
        assert words not in repr(room.board)
        assert (await hall.log.heads([room.id]))[room.id].mark == room.position.mark
    assert rooms[1].board.clusters[heap].title == "…"
    assert rooms[2].board.texts[TextId("song")].lines == [None]


def source(board: str) -> Source:
    return Source(board, "song", 0, "earlier_stage", "Vroeger", 1_000)
