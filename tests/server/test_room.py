"""A room on a real store: once and in order, saved before it is said, told to whom it may."""

import asyncio
import json
import logging

import pytest
from sqlalchemy import delete

from board import commands as c
from board.messages import Ack, Close, No
from board.types import Audience, PhaseId, PollId, RoundId, ZoneId
from server.live.bus import LocalBus
from server.live.room import Room
from server.store import tables as t
from tests.contracts.kept import hay
from tests.server.hall import DOOR, SEED, Hall, begun, thought

# Saved, then said, then told


async def test_L1_a_post_is_in_the_log_when_it_is_answered_and_others_get_it(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    whole = bob.page(room, Audience.WHOLE)
    answer = await ann.done(room, thought())
    tail = await hall.log.tail(hall.board, answer.seq - 1)
    assert [getattr(event, "card", None) for _, _, event in tail] == [answer.made]
    whole.settle()
    assert whole.view[f"card:{answer.made}"]["text"] == "Een gedachte"
    assert whole.seen[-1] == "patch"


async def test_L2_the_answer_comes_before_anyone_else_hears(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    page = ann.page(room, Audience.WHOLE)
    before, writes = len(page.seen), page.wire.writes
    await page.send(ann.say(thought(), room.board.visit))
    # Whoever comes after it in the queue is answered after it.
    await bob.do(room, c.PauseBoard())
    page.settle()
    assert page.seen[before:] == ["ack", "mine", "patch"]
    assert page.wire.writes == writes + 1, "the answer and one's own part leave together"


async def test_what_waits_is_written_together(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    commits = hall.kept.store.writer.commits
    answers = await asyncio.gather(*(hand.do(room, thought()) for hand in [ann, bob] * 20))
    assert all(isinstance(answer, Ack) for answer in answers)
    assert [answer.seq for answer in answers if isinstance(answer, Ack)] == list(
        range(answers[0].seq, answers[0].seq + 40)  # type: ignore[union-attr]
    )
    assert hall.kept.store.writer.commits - commits <= 2


async def test_a_full_queue_gives_back(hall: Hall) -> None:
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    answers = await asyncio.gather(*(ann.do(room, c.PauseBoard()) for _ in range(300)))
    given_back = [one for one in answers if isinstance(one, No) and one.again]
    assert len(given_back) == 300 - 256
    assert {one.code for one in given_back} == {"unavailable"}


# Exactly once


async def test_L3_the_same_command_again_gets_the_first_answer_and_does_nothing(hall: Hall) -> None:
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    do = ann.say(thought(), room.board.visit)
    first = await room.submit(ann.actor, do)
    seq = room.position.seq
    assert await room.submit(ann.actor, do) == first
    # Also by a server that never saw it.
    other = await hall.room(hall.hub())
    assert await other.submit(ann.actor, do) == first
    assert room.position.seq == other.position.seq == seq


async def test_L3_twice_in_one_batch_is_once(hall: Hall) -> None:
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    do = ann.say(thought(), room.board.visit)
    seq = room.position.seq
    first, second = await asyncio.gather(room.submit(ann.actor, do), room.submit(ann.actor, do))
    assert first == second
    assert room.position.seq == seq + 1


async def test_L3_a_refusal_is_remembered_too(hall: Hall) -> None:
    room = await hall.room()
    console = await hall.console()
    ann = await hall.partner(room)
    do = ann.say(thought(), 0)
    first = await room.submit(ann.actor, do)
    assert first == No(n=1, code="not_open")
    await console.begin(room)
    assert await room.submit(ann.actor, do) == first


async def test_L4_another_command_under_the_same_number_is_refused(hall: Hall) -> None:
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    await room.submit(ann.actor, ann.say(thought("een"), 1, n=5))
    again = await room.submit(ann.actor, ann.say(thought("twee"), 1, n=5))
    assert again == No(n=5, code="id_reused")
    older = await room.submit(ann.actor, ann.say(thought("drie"), 1, n=4))
    assert older == No(n=4, code="stale")


async def test_S14_a_secret_command_and_a_signed_one_do_not_share_a_number(hall: Hall) -> None:
    """They keep rows of their own, and still every number is used once."""
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    secret = ann.say(c.PostCard(kind=SEED, text="Stil"), 1, n=3)
    first = await room.submit(ann.actor, secret)
    assert isinstance(first, Ack)
    assert await room.submit(ann.actor, ann.say(thought(), 1, n=3)) == No(n=3, code="id_reused")
    assert await room.submit(ann.actor, ann.say(thought(), 1, n=2)) == No(n=2, code="stale")
    assert isinstance(await room.submit(ann.actor, ann.say(thought(), 1, n=4)), Ack)
    assert await room.submit(ann.actor, secret) == first


async def test_L5_another_ones_outbox_is_another_outbox(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    do = ann.say(thought(), room.board.visit)
    first, other = await room.submit(ann.actor, do), await room.submit(bob.actor, do)
    assert isinstance(first, Ack)
    assert isinstance(other, Ack)
    assert first.made != other.made


async def test_who_ended_the_session_hears_so_again(hall: Hall) -> None:
    room = await hall.room()
    console, ann, _ = await begun(hall, room)
    await ann.done(room, thought())
    do = console.say(c.EndBoard(), room.board.visit)
    first = await room.submit(console.actor, do)
    assert isinstance(first, Ack)
    assert await room.submit(console.actor, do) == first
    elsewhere = await hall.room(hall.hub())
    assert await elsewhere.submit(console.actor, do) == first
    with hall.kept.store.writer._engine.connect() as connection:
        # Of all that people sent, only the ending itself is still known.
        assert len(connection.execute(t.outbox.select()).all()) == 1


# Other writers


async def test_L3_a_refusal_by_another_room_is_remembered_here(hall: Hall) -> None:
    """It moved nothing on the board, so nothing told this room of it."""
    one, two = await hall.room(hall.hub()), await hall.room(hall.hub())
    console = await hall.console()
    ann = await hall.partner(one)
    await two.level()
    await one.submit(ann.actor, ann.say(thought(), 0))
    await two.submit(ann.actor, do := ann.say(thought(), 1))
    await console.begin(one)
    assert await one.submit(ann.actor, do) == No(n=2, code="not_open")
    assert "CardPosted" not in await hall.events()


async def test_L10_two_rooms_on_one_log_converge(hall: Hall) -> None:
    one, two = await hall.room(hall.hub()), await hall.room(hall.hub())
    console, ann, bob = await begun(hall, one)
    await two.level()
    pages = [ann.page(one, Audience.WHOLE), bob.page(two, Audience.WHOLE), console.page(two)]
    answers = await asyncio.gather(
        *(hand.do(room, thought()) for _ in range(10) for hand, room in [(ann, one), (bob, two)])
    )
    assert all(isinstance(answer, Ack) for answer in answers), answers
    await asyncio.gather(one.level(), two.level())
    assert one.position == two.position
    assert len({answer.seq for answer in answers if isinstance(answer, Ack)}) == 20
    for page in pages:
        page.assert_fresh()
    assert pages[0].view == pages[1].view


async def test_a_vote_counts_wherever_it_was_put(hall: Hall) -> None:
    one, two = await hall.room(hall.hub()), await hall.room(hall.hub())
    console, ann, bob = await begun(hall, one)
    await console.done(one, c.OpenPhase(phase=PhaseId("tide_reading")))
    opened = await console.done(one, c.OpenRound(poll=PollId("tide_scale")))
    ballot = c.PutBallot(
        round=RoundId(opened.made), answers={"question": c.Answer(options={"4": 1})}
    )
    await two.level()
    await ann.done(one, ballot)
    await bob.done(two, ballot)
    await console.done(two, c.CloseRound(round=RoundId(opened.made)))
    await one.level()
    assert one.board.rounds == two.board.rounds
    assert one.board.rounds[RoundId(opened.made)].voters == 2


async def test_L10_what_was_committed_but_never_published_is_found_by_the_poll(hall: Hall) -> None:
    """A server that dies in between is one whose bus nobody hears."""
    dying, healthy = hall.hub(bus=LocalBus()), hall.hub()
    one, two = await hall.room(dying), await hall.room(healthy)
    _, ann, bob = await begun(hall, one)
    await two.level()
    page = bob.page(two, Audience.WHOLE)
    posted = await ann.done(one, thought())
    assert two.position.seq < posted.seq
    await healthy.poll()
    await two.level()
    page.assert_fresh()
    assert f"card:{posted.made}" in page.view


async def put_back(hall: Hall, room: Room, seq: int) -> None:
    """The log as it was at ``seq``, as after a restore, under a server that goes on."""
    with hall.kept.store.writer._engine.begin() as connection:
        connection.execute(delete(t.event).where(t.event.c.seq > seq))
        connection.execute(t.board.update().values(head=seq, mark="0" * 16))
        rolled = t.event.update().where(t.event.c.seq == seq)
        connection.execute(rolled.values(mark="0" * 16))
    room.polled(None)
    await room.level()


async def test_L12_a_log_put_back_is_seen_and_shown_anew(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    page = bob.page(room, Audience.WHOLE)
    posted = await ann.done(room, thought())
    page.settle()
    told = len(page.seen)
    await put_back(hall, room, posted.seq - 1)
    page.settle()
    assert page.seen[told:].count("view") == 1
    assert f"card:{posted.made}" not in page.view
    await ann.done(room, thought())
    page.assert_fresh()


async def test_L12_with_ones_own_part_of_then(hall: Hall) -> None:
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    page = ann.page(room)
    kept = await ann.done(room, c.PostCard(kind=SEED, text="Blijft"))
    lost = await ann.done(room, c.PostCard(kind=SEED, text="Weg"))
    assert lost.made in page.settle().mine["cards"]
    await put_back(hall, room, kept.seq)
    page.assert_fresh()
    assert kept.made in page.mine["cards"]
    assert lost.made not in page.mine["cards"]


@pytest.mark.parametrize("watched", [True, False])
async def test_L12_also_to_who_was_away_meanwhile(hall: Hall, watched: bool) -> None:
    room = await hall.room()
    console, ann, bob = await begun(hall, room)
    page = bob.page(room, Audience.WHOLE)
    if watched:
        console.page(room, Audience.WHOLE)
    posted = await ann.done(room, thought())
    page.settle().drop()
    await put_back(hall, room, posted.seq - 1)
    page.enter(room)
    assert f"card:{posted.made}" not in page.view
    page.assert_fresh()
    assert page.position == room.position


# Access


async def test_S8_a_revoked_console_can_do_nothing_any_more(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    console, ann, _ = await begun(hall, room)
    page, other = console.page(room), ann.page(room)
    assert console.grant.link is not None
    await hall.doors.revoke(console.grant.link, hall.now)
    before = await hall.events()
    # Before anyone has looked: the append itself finds out.
    answer = await console.do(room, c.PauseBoard())
    assert answer == No(n=2, code="forbidden")
    assert await hall.events() == before
    assert page.wire.code == Close.NOT_ALLOWED
    assert not other.wire.closed
    await ann.done(room, thought())


async def test_S8_the_poll_closes_the_sockets_of_who_was_revoked(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    console, _, _ = await begun(hall, room)
    page = console.page(room)
    assert console.grant.link is not None
    await hall.doors.revoke(console.grant.link, hall.now)
    await hub.poll()
    await room.level()
    assert page.wire.code == Close.NOT_ALLOWED


# One's own part


async def test_ones_own_part_goes_to_all_ones_pages_and_to_no_one_else(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    one, two, other = ann.page(room), ann.page(room), bob.page(room)
    seen = other.seen.count("mine")
    posted = await ann.done(room, c.PostCard(kind=SEED, text="Stil zaadje"))
    for page in (one, two):
        page.assert_fresh()
        assert posted.made in page.mine["cards"]
    assert other.read().seen.count("mine") == seen
    assert "Stil zaadje" not in json.dumps(other.wire.messages)


async def test_an_anonymous_author_hears_of_support_for_the_card(hall: Hall) -> None:
    room = await hall.room()
    console, ann, bob = await begun(hall, room)
    page = ann.page(room)
    posted = await ann.done(room, c.PostCard(kind=SEED, text="Stil zaadje"))
    await console.done(room, c.UnveilCards(zone=ZoneId("crater_bed")))
    await bob.done(room, c.AdoptCard(card=posted.made))  # type: ignore[arg-type]
    page.assert_fresh()
    assert page.mine["cards"][posted.made]["adopters"] == 1


# What stays


async def test_L16_a_snapshot_is_kept_with_what_it_is_of(hall: Hall) -> None:
    room = await hall.room()
    await begun(hall, room)
    with hall.kept.store.writer._engine.connect() as connection:
        row = connection.execute(t.snapshot.select()).mappings().one()
    assert (row["moment"], row["by"]) == ("begin", "facilitator")
    shown = json.loads(row["public"])
    assert shown["seq"] == row["seq"]
    assert shown["attendance"]["people"] == 2


async def test_S3_erased_text_is_not_sent_again_to_who_was_away(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    page = bob.page(room, Audience.WHOLE)
    page.drop()
    posted = await ann.done(room, thought("Spijt van"))
    room.telling.fanout.flush()
    await ann.done(room, c.WithdrawCard(card=posted.made))  # type: ignore[arg-type]
    page.enter(room)
    page.assert_fresh()
    assert "Spijt van" not in json.dumps(page.wire.messages)
    hall.kept.store.writer.settled(5)
    assert b"Spijt van" not in hay(hall.kept.folder)


async def test_S10_the_log_lines_tell_nothing_of_who_or_what(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    room = await hall.room()
    with caplog.at_level(logging.DEBUG):
        console, ann, _ = await begun(hall, room)
        await ann.done(room, thought("Zeg het niet"))
        seed = await ann.done(room, c.PostCard(kind=SEED, text="Stil zaadje"))
    lines = [record for record in caplog.records if record.name.startswith("server.live")]
    assert lines
    said = "\n".join(record.getMessage() for record in lines)
    for secret in (ann.seat, console.grant.id, ann.outbox, "niet", "zaadje", "PostCard", seed.made):
        assert secret not in said
    assert f" at {seed.seq} " not in said


async def test_a_seat_that_is_taken_is_refused_at_the_door(hall: Hall) -> None:
    room = await hall.room()
    ann = await hall.partner(room)
    again = await room.carry_out(DOOR, c.TakeSeat(seat=ann.seat))
    assert again == No(n=0, code="seat_taken")
