"""Counts of who is here, and what one connection may ask, by a clock turned by hand."""

from board.messages import Here, Presence
from board.types import SeatId
from server.live.credits import Credits, Strikes
from server.live.presence import Crowd
from tests.server.fanout_room import Clock

ANN, BOB = SeatId("ann"), SeatId("bob")


class Told:
    def __init__(self) -> None:
        self.clock = Clock()
        self.frames: list[tuple[int, int, int, int]] = []
        self.crowd = Crowd(self._tell, self.clock, self.clock.later)

    def _tell(self, counts: Presence) -> None:
        self.frames.append((counts.here, counts.typing, counts.busy, counts.puzzled))


def test_the_first_change_is_told_at_once_and_the_next_with_the_second() -> None:
    told = Told()
    told.crowd.come("line 1", ANN)
    assert told.frames == [(1, 0, 0, 0)]
    told.crowd.come("line 2", BOB)
    told.crowd.say("line 2", Here(typing=True))
    told.clock.turn(0.9)
    assert len(told.frames) == 1
    told.clock.turn(0.1)
    assert told.frames[1:] == [(2, 1, 0, 0)]


def test_a_seat_counts_once_however_many_lines_it_has() -> None:
    told = Told()
    for line in range(3):
        told.crowd.come(line, ANN)
        told.crowd.say(line, Here(busy=True, puzzled=line == 1))
    assert told.crowd.counts() == Presence(1, 0, 1, 1)
    told.crowd.leave(0)
    assert told.crowd.counts() == Presence(1, 0, 1, 1)
    told.crowd.leave(1)
    told.crowd.leave(1)
    told.crowd.leave(2)
    assert told.crowd.counts() == Presence(0, 0, 0, 0)


def test_what_changed_and_changed_back_is_not_told() -> None:
    told = Told()
    told.crowd.come("line", ANN)
    told.crowd.say("line", Here(typing=True))
    told.crowd.say("line", Here())
    told.clock.turn(10)
    assert told.frames == [(1, 0, 0, 0)]


def test_another_phase_makes_busy_and_puzzled_forgotten() -> None:
    told = Told()
    told.crowd.come("line", ANN)
    told.crowd.say("line", Here(typing=True, busy=True, puzzled=True))
    told.crowd.next_visit()
    assert told.crowd.counts() == Presence(1, 1, 0, 0)


def test_who_has_no_line_here_is_not_counted() -> None:
    told = Told()
    told.crowd.say("line", Here(busy=True))
    told.crowd.leave("line")
    told.clock.turn(10)
    assert told.frames == []


def test_after_the_end_nothing_is_told() -> None:
    told = Told()
    told.crowd.come("line 1", ANN)
    told.crowd.come("line 2", BOB)
    told.crowd.close()
    told.clock.turn(10)
    assert told.frames == [(1, 0, 0, 0)]
    assert told.clock.waiting == []


def test_credits_are_spent_at_once_and_come_back_in_time() -> None:
    clock = Clock()
    credits = Credits(3, 0.5, clock)
    assert [credits.take() for _ in range(4)] == [True, True, True, False]
    assert credits.wait() == 2.0
    clock.now += 1.9
    assert not credits.take()
    clock.now += 0.1
    assert credits.take()
    clock.now += 1000
    assert [credits.take() for _ in range(4)] == [True, True, True, False]


def test_so_many_strikes_within_the_time_is_out() -> None:
    clock = Clock()
    strikes = Strikes(3, 60, clock)
    assert [strikes.out(), strikes.out()] == [False, False]
    clock.now += 61
    assert [strikes.out(), strikes.out(), strikes.out()] == [False, False, True]
