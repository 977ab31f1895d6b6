"""The hub: one room a board, loaded once, put away when idle, drained before it goes."""

import asyncio
import gc
import threading
import weakref

import pytest

from board import commands as c
from board.messages import Ack, Close, Here, Names, No, Presence
from board.types import BoardId, SeatId
from server.live import hub as hubs
from server.live.bus import LocalBus
from server.live.committed import NoBoard
from server.live.ledger import READING_ON
from server.live.wire import pack
from server.store import Append, Conflict, Head, Loaded, Log, Unavailable
from server.store.log import Moved
from tests.server.hall import DOOR, Hall, begun, thought


class Counting(Log):
    loads = 0

    async def load(self, board: str) -> Loaded | None:
        self.loads += 1
        return await super().load(board)


async def test_however_many_ask_at_once_a_board_is_loaded_once(hall: Hall) -> None:
    log = Counting(hall.kept.store)
    hub = hall.hub(log)
    rooms = await asyncio.gather(*(hub.room(hall.board) for _ in range(50)))
    assert all(room is rooms[0] for room in rooms)
    assert log.loads == 1


class Waiting(Log):
    """The real log, which takes its time."""

    def __init__(self, hall: Hall) -> None:
        super().__init__(hall.kept.store)
        self.asked, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def append(self, append: Append) -> Head | Conflict:
        self.asked.set()
        await self.go_on.wait()
        return await super().append(append)


async def test_a_server_that_gives_up_waiting_for_the_log_still_ends_in_order(hall: Hall) -> None:
    log = Waiting(hall)
    hub = hall.hub(log)
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    page = bob.page(room)
    log.go_on.clear()
    log.asked.clear()
    asked = asyncio.create_task(ann.do(room, thought()))
    await log.asked.wait()
    draining = asyncio.create_task(hub.drain())
    await asyncio.wait([draining], timeout=0)
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    log.go_on.set()
    await hub.stop()
    assert isinstance(await asked, Ack)
    assert page.read().seen[-1] == "bye"


async def test_who_gives_up_waiting_does_not_stop_the_loading(hall: Hall) -> None:
    hub = hall.hub()
    gone, still = (asyncio.create_task(hub.room(hall.board)) for _ in range(2))
    await asyncio.wait([gone], timeout=0)
    gone.cancel()
    assert (await still).id == hall.board


async def test_a_board_that_is_not_there_is_not_kept(hall: Hall) -> None:
    hub = hall.hub()
    for _ in range(2):
        with pytest.raises(NoBoard):
            await hub.room(BoardId("nowhere"))


async def test_a_board_nobody_is_at_is_put_away_and_comes_back_the_same(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    await ann.done(room, thought())
    page = bob.page(room)
    monkeypatch.setattr(hubs, "IDLE", -1.0)
    await hub.tidy()
    assert await hub.room(hall.board) is room
    page.drop()
    await hub.tidy()
    again = await hub.room(hall.board)
    assert again is not room
    assert (again.position, again.board.cards) == (room.position, room.board.cards)
    # Whoever still holds the old one is sent on, and nothing is lost.
    assert await ann.do(room, thought()) == No(n=2, code="unavailable", again=True)


async def test_M4_of_a_board_that_was_left_and_of_its_pages_nothing_stays_in_memory(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    monkeypatch.setattr(hubs, "IDLE", -1.0)
    left: list[weakref.ref[object]] = []
    for _ in range(3):
        room = await hub.room(hall.board)
        pages = [ann.page(room), bob.page(room)]
        await ann.done(room, thought())
        left += [weakref.ref(one) for one in (room, room.telling, room.ledger, *pages)]
        for page in pages:
            page.drop()
        del room, page, pages
        await hub.tidy()
    # What goes in the next turn of the loop may.
    await asyncio.sleep(0)
    gc.collect()
    assert [one() for one in left if one() is not None] == []


async def test_drained_it_has_saved_what_was_asked_and_takes_no_more(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    asked = [asyncio.create_task(hand.do(room, thought())) for hand in [ann, bob] * 5]
    await asyncio.wait(asked, timeout=0)
    await hub.drain()
    answers = await asyncio.gather(*asked)
    assert all(isinstance(answer, Ack) for answer in answers)
    assert await ann.do(room, thought()) == No(n=6, code="unavailable", again=True)
    with pytest.raises(Unavailable):
        await hub.room(hall.board)


async def test_stopped_it_sends_everyone_away_with_a_word(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, _ = await begun(hall, room)
    page = ann.page(room)
    await hub.stop()
    page.read()
    assert page.seen[-1] == "bye"
    assert page.wire.code == Close.COME_BACK
    page.drop()


async def test_names_go_at_once_and_then_not_too_often(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    page = bob.page(room)
    seen = page.seen.count("names")
    for name in ("A", "An", "Ann"):
        await hall.doors.rename(hall.board, ann.seat, name, hall.now)
        await hub.names_changed(hall.board)
    # A page that is drawn now has the last one; the open ones have the first so far.
    assert room.names.people[ann.seat] == "Ann"
    assert page.read().seen.count("names") == seen + 1


async def test_time_is_told_and_half_as_often_to_who_does_not_look(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    looked_at, hidden = ann.page(room), bob.page(room)
    await hidden.send(Here(hidden=True))
    for _ in range(4):
        await hub.tell_time()
    assert looked_at.read().seen.count("now") == 4
    assert hidden.read().seen.count("now") == 2


async def test_N15_a_page_that_nobody_looks_at_is_sent_nothing_but_the_ping_of_its_socket(
    hall: Hall,
) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, bob = await begun(hall, room)
    hidden = bob.page(room)
    hidden.wire.pings = True
    await hidden.send(Here(hidden=True))
    heard = len(hidden.read().seen)
    for _ in range(4):
        await hub.tell_time()
        await ann.done(room, thought())
    room.telling.crowd.tell(Presence(7, 1, 0))
    room.telling.fanout.broadcast(pack(Names({}, {})), "names")
    assert len(hidden.read().seen) == heard
    # One's own is answered all the same, and who looks again sees all at once.
    await hidden.send(bob.say(thought(), 1))
    await ann.done(room, thought())
    assert hidden.read().seen[heard:] == ["ack"]
    await hidden.send(Here(hidden=False))
    assert {"presence", "names", "mine"} <= set(hidden.read().seen[heard:])


class Busy(Log):
    """How many read on at once, at most."""

    now = most = reads = 0

    async def moved(self, board: str, seq: int) -> Moved | None:
        self.reads += 1
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await super().moved(board, seq)
        finally:
            self.now -= 1


async def test_L10_when_all_boards_have_gone_on_a_few_at_a_time_read_on(hall: Hall) -> None:
    """As when what joins the servers comes back, or a server wakes up."""
    log = Busy(hall.kept.store)
    one, two = hall.hub(bus=LocalBus()), hall.hub(log, LocalBus())
    boards = [BoardId(await hall.kept.board()) for _ in range(40)]
    there = [await two.room(board) for board in boards]
    for board in boards:
        taken = await (await one.room(board)).carry_out(DOOR, c.TakeSeat(seat=SeatId("seat")))
        assert isinstance(taken, Ack)
    await two.poll()
    await asyncio.gather(*(room.level() for room in there))
    assert all(room.position.seq == 2 for room in there)
    assert log.reads >= 40
    assert 1 < log.most <= READING_ON


async def test_a_board_is_loaded_while_names_on_the_network_are_looked_up_in_vain(
    hall: Hall,
) -> None:
    """Which asyncio does in threads of its own: few, and each for as long as it takes."""
    over = threading.Event()
    loop = asyncio.get_running_loop()
    waiting = [loop.run_in_executor(None, over.wait) for _ in range(64)]
    try:
        async with asyncio.timeout(60):
            await hall.room()
    finally:
        over.set()
        await asyncio.gather(*waiting)


async def test_N16_a_clock_that_is_set_anew_is_told_at_once(hall: Hall) -> None:
    hub = hall.hub()
    room = await hall.room(hub)
    _, ann, _ = await begun(hall, room)
    page = ann.page(room)
    await hub.poll()
    before = page.read().seen.count("now")
    await hub.poll()
    assert page.read().seen.count("now") == before
    hall.now += 3_600_000
    await hub.poll()
    assert page.read().seen.count("now") == before + 1
