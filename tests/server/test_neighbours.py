"""The other servers, by a clock turned by hand; and what is read again because of them."""

import asyncio

from board.types import BoardId
from server.live.afresh import AT_ONCE, Afresh
from server.live.bus import Alive, CrowdHere, Heard, LocalBus
from server.live.neighbours import FORGOTTEN, SILENT, Neighbours
from server.live.presence import packed
from server.live.room import Room
from server.live.vitals import Vitals
from server.store import Unavailable
from tests.server.fanout_room import Clock
from tests.server.hall import Hall
from tests.takers import until


class Street:
    """One server's view of the others, with one room."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.clock = Clock()
        self.bus = LocalBus()
        self.said: list[Heard] = []
        self.bus.subscribe(self.said.append)
        self.bus.subscribe(lambda _: None)
        self.neighbours = Neighbours(self.bus, lambda: [room], Vitals(), self.clock)
        self.neighbours.meet(room)

    def hears(self, n: int, *seats: str) -> None:
        people = {seat.encode().ljust(8)[:8]: 0 for seat in seats}
        self.neighbours.here(self.room, CrowdHere(self.room.id, "other", n, packed(people)))

    def passes(self, seconds: float) -> int:
        """Second by second; how many are counted then."""
        for _ in range(int(seconds)):
            self.clock.turn(1)
            self.neighbours.beat()
        return self.room.telling.crowd.counts().here


async def test_N2_who_says_each_second_that_it_lives_is_counted(hall: Hall) -> None:
    street = Street(await hall.room())
    street.hears(1, "ann", "bob")
    for _ in range(30):
        street.neighbours.heard(Alive("other"))
        assert street.passes(1) == 2


async def test_N2_who_stood_still_itself_does_not_take_the_others_for_silent(hall: Hall) -> None:
    street = Street(await hall.room())
    street.hears(1, "ann")
    assert street.passes(1) == 1
    street.clock.turn(2 * FORGOTTEN)
    assert street.passes(1) == 1
    # Of who is gone it is seen all the same, a while later.
    assert street.passes(SILENT) == 0


async def test_N2_who_is_slow_itself_sees_that_another_is_gone(hall: Hall) -> None:
    street = Street(await hall.room())
    street.hears(1, "ann")
    for _ in range(int(SILENT) + 1):
        street.clock.turn(3)
        street.neighbours.beat()
    assert street.room.telling.crowd.counts().here == 0


async def test_N2_who_is_silent_is_left_out_and_is_back_with_its_next_word(hall: Hall) -> None:
    street = Street(await hall.room())
    street.hears(1, "ann")
    assert street.passes(SILENT) == 1
    assert street.passes(1) == 0
    street.neighbours.heard(Alive("other"))
    assert street.passes(1) == 1
    assert street.passes(SILENT) == 0
    # Also by what it tells of its people.
    street.hears(2, "ann", "bob")
    assert street.passes(1) == 2


async def test_N2_who_is_silent_for_long_is_forgotten(hall: Hall) -> None:
    street = Street(await hall.room())
    street.hears(1, "ann")
    street.passes(FORGOTTEN + 1)
    street.neighbours.heard(Alive("other"))
    assert street.passes(1) == 0


async def test_N2_who_said_goodbye_is_gone_at_once(hall: Hall) -> None:
    street = Street(await hall.room())
    street.hears(1, "ann")
    street.neighbours.heard(Alive("other", gone=True))
    assert street.room.telling.crowd.counts().here == 0


async def test_a_server_does_not_count_its_own_words(hall: Hall) -> None:
    street = Street(await hall.room())
    own = street.neighbours.process
    street.neighbours.here(street.room, CrowdHere(street.room.id, own, 9, packed({b"12345678": 0})))
    street.neighbours.beat()
    await until(lambda: Alive(own) in street.said)
    assert street.passes(1) == 0


# Reading again


class Shelf:
    """Where boards are read, each when it may."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.read: list[str] = []
        self.now = self.most = self.faults = 0

    async def __call__(self, board: BoardId) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.may.wait()
            self.read.append(board)
            if self.faults:
                self.faults -= 1
                raise Unavailable("the log is away")
        finally:
            self.now -= 1


async def test_N3_however_often_it_is_asked_for_it_is_read_now_and_once_more() -> None:
    shelf = Shelf()
    afresh = Afresh(shelf)
    afresh.ask(BoardId("one"))
    await until(lambda: shelf.now == 1)
    for _ in range(100):
        afresh.ask(BoardId("one"))
    shelf.may.set()
    await until(lambda: not afresh._tasks)
    assert shelf.read == ["one", "one"]


async def test_many_boards_are_read_a_few_at_a_time() -> None:
    shelf = Shelf()
    afresh = Afresh(shelf)
    for n in range(50):
        afresh.ask(BoardId(str(n)))
    await until(lambda: shelf.now == AT_ONCE)
    shelf.may.set()
    await until(lambda: len(shelf.read) == 50)
    assert shelf.most == AT_ONCE
    await afresh.stop()


async def test_N3_what_could_not_be_read_is_read_when_the_log_is_back() -> None:
    shelf = Shelf()
    shelf.faults = 2
    shelf.may.set()
    afresh = Afresh(shelf)
    afresh.ask(BoardId("one"))
    await until(lambda: not afresh._tasks)
    assert shelf.read == ["one"] * 3


async def test_it_stops_while_it_reads() -> None:
    shelf = Shelf()
    afresh = Afresh(shelf)
    for n in range(10):
        afresh.ask(BoardId(str(n)))
    await until(lambda: shelf.now == AT_ONCE)
    await afresh.stop()
    assert (shelf.now, shelf.read) == (0, [])
