"""When it is busy commands are gathered: they share an append and a frame, and none waits twice."""

import asyncio

from board.messages import Ack
from board.types import Audience
from server.live.pace import LONGEST, Gate, Pace
from server.live.waiting import AT_ONCE
from tests.server.fanout_room import Clock, Steady
from tests.server.hall import Hall, begun, thought


def test_the_pace_follows_how_busy_it_is_and_never_passes_the_longest() -> None:
    pace, now = Pace(), 0.0
    assert pace.seconds(now) == 0
    seen = []
    for each in (1.0, 0.1, 0.05, 0.02):
        for _ in range(round(3 / each)):
            now += each
            pace.count(now, 100)
        seen.append(pace.seconds(now))
    assert seen == sorted(set(seen))
    assert seen[0] < LONGEST / 20
    assert seen[-1] == LONGEST
    assert pace.seconds(now + 20) < LONGEST / 1000


def test_a_gate_holds_once_whatever_is_told_meanwhile() -> None:
    clock, opened = Clock(), []
    gate = Gate(clock.later, lambda: opened.append(clock.now))
    assert not gate.holds(lambda: 0.0)
    assert gate.holds(lambda: 0.03)
    assert gate.holds(lambda: 0.05)
    clock.turn(0.03)
    assert opened == [clock.now]
    assert not gate.holds(lambda: 0.05)
    gate.reset()
    assert gate.holds(lambda: 0.05)
    assert clock.waiting
    gate.reset()
    assert not clock.waiting


async def test_in_a_busy_room_commands_share_one_append_and_one_frame(hall: Hall) -> None:
    room = await hall.room()
    _, ann, bob = await begun(hall, room)
    page = ann.page(room, Audience.WHOLE)
    room.telling.fanout._pace = Steady(3600)
    await ann.done(room, thought())
    page.read()
    seen = page.seen.count("patch")
    asked = []
    for hand in (ann, bob, ann, bob):
        asked.append(asyncio.create_task(hand.do(room, thought())))
        # It does other things meanwhile.
        await room.level()
        await room.level()
    # Leaving, it does not wait until the hour is over.
    await room.close()
    answers = await asyncio.gather(*asked)
    assert all(isinstance(answer, Ack) for answer in answers), answers
    marks = [mark for _, mark, _ in await hall.log.tail(hall.board, room.position.seq - 5)]
    assert len(marks) == 5
    assert len(set(marks[1:])) == 1
    assert marks[0] != marks[1]
    assert page.read().seen.count("patch") == seen + 1
    assert page.position == room.position


async def test_a_full_batch_waits_for_nothing(hall: Hall) -> None:
    room = await hall.room()
    _, ann, _ = await begun(hall, room)
    page = ann.page(room, Audience.WHOLE)
    room.telling.fanout._pace = Steady(3600)
    await ann.done(room, thought())
    hands = [ann] * AT_ONCE
    async with asyncio.timeout(60):
        await asyncio.gather(*(hand.do(room, thought()) for hand in hands))
    assert page.read().position == room.position
