"""A room when something goes wrong: nothing is said to be saved that is not, and it goes on."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import delete, insert

from board import commands as c
from board.events import HandsCounted
from board.messages import Ack, Close, No
from board.tallies import HandCount
from board.types import Audience, CardId, PhaseId, PollId, RoundId
from server.live.batch import World
from server.live.ledger import Parts
from server.store import Append, Conflict, Head, Log, Poisoned, Unavailable, Unknown
from server.store import tables as t
from server.store.log import Moved, Since
from tests.server.hall import SEED, Hall, begun, thought


class Faulty(Log):
    """The real log, with a lever: the next appends fail as told."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall.kept.store)
        self.faults: list[Exception] = []
        self.kept_all_the_same = False
        self.poison = ""
        self.unread = 0
        """So many times it cannot be read on from."""
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        """What happens elsewhere while an append fails."""

    async def append(self, append: Append) -> Head | Conflict:
        if self.poison and self.poison in str(append.events):
            raise Poisoned("it cannot be written")
        if self.faults:
            fault = self.faults.pop()
            if self.meanwhile is not None:
                await self.meanwhile()
            if self.kept_all_the_same:
                await super().append(append)
            raise fault
        return await super().append(append)

    async def since(self, board: str, seq: int) -> Since | None:
        if self.unread:
            self.unread -= 1
            raise Unavailable("the disk")
        return await super().since(board, seq)


async def test_L8_a_commit_that_failed_but_stands_is_answered_from_the_log(hall: Hall) -> None:
    log = Faulty(hall)
    room = await hall.room(hall.hub(log))
    _, ann, bob = await begun(hall, room)
    page = bob.page(room, Audience.WHOLE)
    log.faults, log.kept_all_the_same = [Unknown("the disk")], True
    answer = await ann.done(room, thought())
    assert (await hall.log.heads([hall.board]))[hall.board].seq == answer.seq == room.position.seq
    page.assert_fresh()
    assert f"card:{answer.made}" in page.view


async def test_L8_a_commit_that_failed_is_given_back_and_goes_well_next_time(hall: Hall) -> None:
    log = Faulty(hall)
    room = await hall.room(hall.hub(log))
    _, ann, _ = await begun(hall, room)
    log.faults = [Unknown("the disk")]
    do = ann.say(thought(), 1)
    assert await room.submit(ann.actor, do) == No(n=1, code="unavailable", again=True)
    log.faults = [Unavailable("the disk is full")]
    assert await room.submit(ann.actor, do) == No(n=1, code="unavailable", again=True)
    before = room.position.seq
    answer = await room.submit(ann.actor, do)
    assert isinstance(answer, Ack)
    assert room.position.seq == before + 1


async def test_S8_who_was_revoked_while_a_commit_was_in_doubt_can_do_nothing(hall: Hall) -> None:
    log = Faulty(hall)
    room = await hall.room(hall.hub(log))
    console, ann, _ = await begun(hall, room)
    log.faults, log.unread = [Unknown("the disk")], 1
    assert await ann.do(room, thought()) == No(n=1, code="unavailable", again=True)
    assert room.ledger.doubt
    await hall.doors.revoke(console.grant.link or b"", hall.now)
    # The reading that ends the doubt also brings what was revoked.
    assert await console.do(room, c.PauseBoard()) == No(n=2, code="forbidden")
    assert "BoardPaused" not in await hall.events()


async def test_S8_nor_who_waits_behind_a_commit_that_failed(hall: Hall) -> None:
    log = Faulty(hall)
    room = await hall.room(hall.hub(log))
    first, _, _ = await begun(hall, room)
    second = await hall.console()
    await first.done(room, c.OpenPhase(phase=PhaseId("tide_reading")))
    log.faults = [Unknown("the disk")]
    log.meanwhile = lambda: hall.doors.revoke(second.grant.link or b"", hall.now)
    opened, paused = await asyncio.gather(
        # Which draws a key, so that what comes after it has to wait for it.
        first.do(room, c.OpenRound(poll=PollId("tide_scale"))),
        second.do(room, c.PauseBoard()),
    )
    assert opened == No(n=3, code="unavailable", again=True)
    assert paused == No(n=1, code="forbidden")
    assert "BoardPaused" not in await hall.events()


async def test_L9_one_command_that_cannot_be_written_does_not_take_the_others_along(
    hall: Hall,
) -> None:
    log = Faulty(hall)
    room = await hall.room(hall.hub(log))
    _, ann, bob = await begun(hall, room)
    log.poison = "gif"
    answers = await asyncio.gather(
        ann.do(room, thought("goed")), bob.do(room, thought("gif")), ann.do(room, thought("ook"))
    )
    assert [getattr(answer, "code", "saved") for answer in answers] == [
        "saved",
        "internal",
        "saved",
    ]


async def test_L9_a_mistake_over_one_command_is_logged_and_the_rest_goes_on(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    world = room.ledger.parts.world
    turns = itertools.cycle([1, 0])
    words = "geheim"

    def broken_at_first() -> str:
        if next(turns):
            raise ValueError(words)
        return world.new_id()

    room.ledger.parts = Parts(
        log=room.ledger.parts.log,
        make_keys=room.ledger.parts.make_keys,
        outbox_key=room.ledger.parts.outbox_key,
        world=World(now=world.now, new_id=broken_at_first, chance=world.chance),
    )
    first, second = await asyncio.gather(ann.do(room, thought()), bob.do(room, thought()))
    assert first == No(n=1, code="internal")
    assert isinstance(second, Ack)
    assert "ValueError" in caplog.text
    assert words not in caplog.text


async def test_L13_an_event_of_a_newer_server_closes_the_room_and_not_the_hub(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    page = bob.page(room)
    seq = room.position.seq + 1
    with hall.kept.store.writer._engine.begin() as connection:
        connection.execute(
            insert(t.event),
            {
                "board_id": hall.board,
                "seq": seq,
                "mark": "f" * 16,
                "type": "MoonEaten",
                "data": '{"type":"MoonEaten"}',
            },
        )
        connection.execute(t.board.update().values(head=seq, mark="f" * 16))
    await hub.poll()
    answer = await ann.do(room, thought())
    assert answer == No(n=1, code="unavailable", again=True)
    assert page.wire.code == Close.COME_BACK
    assert room.frozen


async def test_L14_rounds_whose_ballots_a_restore_lost_are_void(hall: Hall) -> None:
    room = await hall.room()
    console, _, _ = await begun(hall, room)
    await console.done(room, c.OpenPhase(phase=PhaseId("tide_reading")))
    opened = await console.done(room, c.OpenRound(poll=PollId("tide_scale")))
    counts = {"question": HandCount(unsure=1)}
    hands = c.CountHands(round=RoundId(opened.made), people=1, counts=counts, guests=1)
    await console.done(room, hands)
    with hall.kept.store.writer._engine.begin() as connection:
        connection.execute(delete(t.salt).where(t.salt.c.round_id != ""))
    after = await hall.room(hall.hub())
    assert after.board.rounds[RoundId(opened.made)].status == "void"
    assert (await hall.events())[-1] == "RoundVoided"
    loaded = await hall.kept.log.load(room.id)
    assert loaded is not None
    assert [one.counts for one in loaded.events if isinstance(one, HandsCounted)] == [{}]


async def test_L18_a_session_put_back_without_its_key_takes_anonymous_cards(hall: Hall) -> None:
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    before = await ann.done(room, c.PostCard(kind=SEED, text="Voor de kopie"))
    with hall.kept.store.writer._engine.begin() as connection:
        connection.execute(delete(t.salt))
    # Two servers load it, and agree on the new key.
    first, second = [await hall.room(hall.hub()) for _ in range(2)]
    after = await ann.done(first, c.PostCard(kind=SEED, text="Erna"))
    await second.level()
    edited = c.EditCard(card=CardId(after.made), text="Nog van haar")
    assert isinstance(await ann.do(second, edited), Ack)
    lost = await ann.do(second, c.EditCard(card=CardId(before.made), text="Van niemand"))
    assert isinstance(lost, No)


class Away(Log):
    """The real log, which cannot be read just now."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall.kept.store)
        self.away = False

    async def moved(self, board: str, seq: int) -> Moved | None:
        if self.away:
            raise Unavailable("the disk")
        return await super().moved(board, seq)


async def test_N19_who_knows_more_is_not_shown_less_while_the_log_cannot_be_read(
    hall: Hall,
) -> None:
    log = Away(hall)
    behind, other = await hall.room(hall.hub(log)), await hall.room(hall.hub())
    _, ann, _ = await begun(hall, other)
    await behind.level()
    await ann.done(other, thought())
    log.away = True
    with pytest.raises(Unavailable):
        await behind.level()
    assert behind.position.seq < other.position.seq
    log.away = False
    await behind.level()
    assert behind.position == other.position
