"""Counts of who is here, and what one connection may ask, by a clock turned by hand."""

from hypothesis import given
from hypothesis import strategies as st

from board.messages import Here, Presence
from board.types import SeatId
from server.live.credits import Credits, Strikes
from server.live.presence import Crowd, packed, unpacked
from tests.server.fanout_room import Clock

ANN, BOB = SeatId("ann"), SeatId("bob")


class Told:
    def __init__(self) -> None:
        self.clock = Clock()
        self.frames: list[tuple[int, int, int]] = []
        self.crowd = Crowd(self._tell, self.clock, self.clock.later)

    def _tell(self, counts: Presence) -> None:
        self.frames.append((counts.here, counts.typing, counts.busy))


def test_the_first_change_is_told_at_once_and_the_next_with_the_second() -> None:
    told = Told()
    told.crowd.come("line 1", ANN)
    assert told.frames == [(1, 0, 0)]
    told.crowd.come("line 2", BOB)
    told.crowd.say("line 2", Here(typing=True))
    told.clock.turn(0.9)
    assert len(told.frames) == 1
    told.clock.turn(0.1)
    assert told.frames[1:] == [(2, 1, 0)]


def test_a_seat_counts_once_however_many_lines_it_has() -> None:
    told = Told()
    for line in range(3):
        told.crowd.come(line, ANN)
        told.crowd.say(line, Here(typing=line == 1, busy=True))
    assert told.crowd.counts() == Presence(1, 1, 1)
    told.crowd.leave(0)
    assert told.crowd.counts() == Presence(1, 1, 1)
    told.crowd.leave(1)
    told.crowd.leave(1)
    told.crowd.leave(2)
    assert told.crowd.counts() == Presence(0, 0, 0)


def test_what_changed_and_changed_back_is_not_told() -> None:
    told = Told()
    told.crowd.come("line", ANN)
    told.crowd.say("line", Here(typing=True))
    told.crowd.say("line", Here())
    told.clock.turn(10)
    assert told.frames == [(1, 0, 0)]


def test_another_phase_makes_busy_forgotten() -> None:
    told = Told()
    told.crowd.come("line", ANN)
    told.crowd.say("line", Here(typing=True, busy=True))
    told.crowd.next_visit()
    assert told.crowd.counts() == Presence(1, 1, 0)


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
    assert told.frames == [(1, 0, 0)]
    assert told.clock.waiting == []


# Together with other servers


def seen_by(told: Told, *others: Told, n: int = 1) -> Presence:
    """What one counts when all the others have told who is there."""
    for other in others:
        told.crowd.take(f"process {id(other)}", n, unpacked(packed(other.crowd.people())))
    return told.crowd.counts()


def test_N1_a_seat_on_two_servers_counts_once_with_all_it_does() -> None:
    one, two = Told(), Told()
    one.crowd.come("line", ANN)
    one.crowd.say("line", Here(typing=True))
    two.crowd.come("line 1", ANN)
    two.crowd.say("line 1", Here(busy=True))
    two.crowd.come("line 2", BOB)
    two.crowd.say("line 2", Here(busy=True))
    assert seen_by(one, two) == seen_by(two, one) == Presence(2, 1, 2)
    two.crowd.leave("line 1")
    assert seen_by(one, two, n=2) == Presence(2, 1, 1)


def test_N1_who_sees_a_mark_pass_learns_no_seat() -> None:
    marks = []
    for key in (b"a key", b"another"):
        crowd = Crowd(lambda _: None, Clock(), Clock().later, key)
        crowd.come("line", ANN)
        marks += list(crowd.people())
    assert len(set(marks)) == 2
    assert all(ANN.encode() not in mark for mark in marks)


def test_N1_what_comes_late_does_not_count() -> None:
    told = Told()
    told.crowd.take("elsewhere", 2, {b"12345678": 0})
    told.crowd.take("elsewhere", 1, {b"12345678": 0, b"abcdefgh": 0})
    assert told.crowd.counts() == Presence(1, 0, 0)


def test_N2_a_silent_server_counts_again_when_it_is_heard_and_one_that_went_does_not() -> None:
    told = Told()
    told.crowd.take("elsewhere", 1, {b"12345678": 0})
    told.crowd.leave_out({"elsewhere"}, set())
    assert told.crowd.counts() == Presence(0, 0, 0)
    told.crowd.leave_out(set(), set())
    assert told.crowd.counts() == Presence(1, 0, 0)
    told.crowd.leave_out(set(), {"elsewhere"})
    told.crowd.leave_out(set(), set())
    assert told.crowd.counts() == Presence(0, 0, 0)


def test_others_are_told_at_once_and_then_not_too_often() -> None:
    told = Told()
    shared: list[int] = []
    told.crowd.share = lambda: shared.append(len(told.crowd.people()))
    told.crowd.come("line 1", ANN)
    told.crowd.come("line 2", BOB)
    assert shared == [1]
    told.clock.turn(0.5)
    assert shared == [1, 2]
    told.clock.turn(10)
    told.crowd.say("line 1", Here())
    told.clock.turn(10)
    assert shared == [1, 2]
    # Who asks is told, also what did not change.
    told.crowd.share_again()
    assert shared == [1, 2, 2]


@given(st.binary(max_size=60))
def test_whatever_was_packed_can_be_unpacked(data: bytes) -> None:
    people = unpacked(data)
    assert len(people) <= len(data) // 9
    assert unpacked(packed(people)) == people


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
