"""The fan-out, with wires in memory and a clock that is turned by hand."""

import pytest

from board.entities import LightEntity
from board.messages import Position
from board.types import Audience
from server.live import fanout, stream
from server.live.pace import LONGEST, Pace
from server.live.wire import prepare
from tests.server.fanout_room import LEAD, PARTNER, Phone, Room, Steady


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_new_listener_gets_the_welcome_and_the_whole_view(room: Room) -> None:
    room.step("a", "1")
    phone = room.phone()
    assert phone.seen == ["welcome", "view"]
    assert phone.wire.messages[0] == {"t": "welcome", "seq": 2, "whole": True}
    assert phone.view == room.drawn()


def test_a_change_goes_at_once_when_it_is_quiet_and_is_the_same_object_for_all(room: Room) -> None:
    phones = [room.phone() for _ in range(3)]
    room.step("a", "1")
    assert [phone.read().view for phone in phones] == [room.drawn()] * 3
    assert len({id(phone.wire.frames[-1]) for phone in phones}) == 1


def test_what_follows_within_the_pace_leaves_as_one_frame_with_the_last_values(room: Room) -> None:
    phone = room.phone()
    for number in range(5):
        room.step("a", str(number))
        room.step(f"b{number}", "x")
    room.step("b0", None)
    assert phone.read().seen == ["welcome", "view", "patch"]
    room.clock.turn(0.049)
    assert phone.read().seen == ["welcome", "view", "patch"]
    room.clock.turn(0.001)
    assert phone.read().seen == ["welcome", "view", "patch", "patch"]
    assert phone.view == room.drawn()
    assert phone.at == room.position
    assert phone.wire.messages[-1]["set"]["b0"] is None


def test_after_a_quiet_moment_a_change_goes_at_once_again(room: Room) -> None:
    phone = room.phone()
    room.step()
    room.clock.turn(0.05)
    room.step("b")
    assert phone.read().seen[-2:] == ["patch", "patch"]
    assert not [alarm for alarm in room.clock.waiting if alarm.at < room.clock.now]


def test_without_pace_each_change_is_a_frame() -> None:
    room = Room(Steady(0))
    phone = room.phone()
    for number in range(5):
        room.step("a", str(number))
    assert phone.read().seen == ["welcome", "view", *["patch"] * 5]


@pytest.mark.parametrize(("people", "each"), [(30, 0.2), (3, 0.05), (100, 1.0)])
def test_in_an_unhurried_room_a_change_waits_hardly_for_the_one_before(
    people: int, each: float
) -> None:
    room = Room(Pace())
    phones = [room.phone() for _ in range(people)]
    for _ in range(20):
        room.clock.turn(each)
        room.step("a")
        room.step("b")
        assert phones[0].read().at != room.position
        room.clock.turn(LONGEST / 8)
        assert phones[0].read().at == room.position


@pytest.mark.parametrize(("people", "each"), [(100, 0.02), (300, 0.01)])
def test_in_a_busy_one_changes_share_frames_and_none_waits_longer_than_the_longest(
    people: int, each: float
) -> None:
    room = Room(Pace())
    phones = [room.phone() for _ in range(people)]
    changes = round(2 / each)
    for _ in range(changes):
        room.clock.turn(each)
        room.step("a")
    assert phones[0].read().seen.count("patch") < changes * 0.6
    room.clock.turn(LONGEST)
    assert {phone.read().at for phone in phones} == {room.position}


def test_when_it_was_busy_and_is_quiet_again_changes_go_at_once_again() -> None:
    room = Room(Pace())
    phones = [room.phone() for _ in range(100)]
    for _ in range(100):
        room.clock.turn(0.02)
        room.step("a")
    room.clock.turn(LONGEST)
    room.clock.turn(5)
    room.step("a")
    room.clock.turn(LONGEST / 8)
    room.step("b")
    assert phones[0].read().at == room.position


def test_a_log_put_back_swallows_what_waits_and_sends_the_view(room: Room) -> None:
    phone = room.phone()
    room.step("a")
    room.step("b")
    room.step("c", full=True)
    room.step("d")
    room.clock.turn(0.05)
    assert phone.read().seen == ["welcome", "view", "patch", "view", "patch"]
    assert phone.view == room.drawn()
    assert phone.at == room.position


def test_each_audience_is_encoded_once_and_gets_its_own(room: Room) -> None:
    partner, lead = room.phone(), room.phone(LEAD)
    room.fanout.changed(room.position, room.next(), {LEAD: {"a": LightEntity(1, "only lead")}})
    assert lead.read().view == {"a": {"seq": 1, "target": "only lead"}}
    assert partner.read().seen == ["welcome", "view"]
    encoded = room.encoded
    for _ in range(20):
        room.phone()
    assert room.encoded == encoded


def test_who_had_nothing_to_see_still_follows(room: Room) -> None:
    phone = room.phone()
    room.move({})
    room.move({})
    room.clock.turn(1)
    room.step("a")
    assert phone.read().at == room.position
    assert phone.view == room.drawn()


# Coming back


def test_L11_who_comes_back_gets_exactly_what_it_missed(room: Room) -> None:
    away, here = room.phone(), room.phone()
    room.fanout.leave(away.listener)
    for number in range(3):
        room.step("a", str(number))
        room.clock.turn(1)
    back = Phone(room).join(away.at).read()
    assert back.seen == ["welcome", "patch", "patch", "patch"]
    assert back.view == here.read().view
    assert back.at == room.position


def test_who_comes_back_and_missed_nothing_gets_nothing(room: Room) -> None:
    phone = room.phone()
    room.fanout.leave(phone.listener)
    assert Phone(room).join(phone.at).read().seen == ["welcome"]


def test_the_stream_is_kept_for_a_while_when_the_last_one_leaves(room: Room) -> None:
    phone = room.phone()
    room.fanout.leave(phone.listener)
    room.step("a")
    room.clock.turn(fanout.LINGER - 1)
    assert room.fanout.audiences == {PARTNER}
    back = Phone(room).join(phone.at).read()
    assert back.seen == ["welcome", "patch"]
    room.fanout.leave(back.listener)
    room.clock.turn(fanout.LINGER)
    assert room.fanout.audiences == frozenset()
    room.step("b")
    assert Phone(room).join(back.at).read().seen == ["welcome", "view"]


@pytest.mark.parametrize(
    "known",
    [Position(2, "another log"), Position(99, "m99"), Position(-1, "m1"), Position(0, "")],
    ids=["another mark", "the future", "before the beginning", "nothing"],
)
def test_L11_an_unknown_position_gets_the_whole_view(room: Room, known: Position) -> None:
    room.phone()
    room.step("a")
    phone = Phone(room).join(known).read()
    # The view may be the one made before, with the frames since.
    assert phone.seen == ["welcome", "view", "patch"]
    assert phone.wire.messages[0]["whole"]
    assert phone.view == room.drawn()


def test_a_page_made_between_two_frames_is_brought_level(room: Room) -> None:
    """A page is drawn from committed state, which the stream reaches at the next pace."""
    here = room.phone()
    room.step("a", "1")
    room.step("b", "2")
    page = room.position
    room.step("c", "3")
    early = Phone(room)
    early.view = {key: value for key, value in room.drawn().items() if key != "c"}
    early.join(page).read()
    room.step("d", "4")
    room.clock.turn(0.05)
    assert early.read().view == here.read().view == room.drawn()
    assert early.at == here.at == room.position


def test_who_comes_from_further_on_is_not_sent_back(room: Room) -> None:
    """On another server, which made several steps of what this one read as one: the mark in
    the middle is not known here, and what was read still waits for its moment.
    """
    here = room.phone()
    room.step("a", "1")
    room.step("b", "2")
    elsewhere = room.next()
    before, room.position = room.position, Position(elsewhere.seq + 1, "m of the last")
    room.lights["c"] = "3"
    patches = {one: {"c": LightEntity(0, "3")} for one in Audience}
    room.fanout.changed(before, room.position, patches)
    come = Phone(room).join(elsewhere).read()
    assert come.at == room.position
    assert come.view == here.read().view == room.drawn()


def test_a_page_made_inside_a_frame_that_is_gone_takes_all_of_it(room: Room) -> None:
    here = room.phone()
    room.step("a", "1")
    room.step("b", "2")
    page, drawn = room.position, room.drawn()
    room.step("c", "3")
    room.clock.turn(0.05)
    late = Phone(room)
    late.view = drawn
    late.join(page).read()
    assert late.seen == ["welcome", "patch"]
    assert late.view == here.read().view


def test_the_ring_is_bounded_by_count_and_by_bytes(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "RING_COUNT", 4)
    phone = room.phone()
    for number in range(5):
        room.step("a", str(number))
        room.clock.turn(1)
    assert phone.at is not None
    assert room.fanout.since(PARTNER, phone.at) is None
    assert len(room.fanout.since(PARTNER, Position(2, "m2")) or []) == 4
    monkeypatch.setattr(stream, "RING_COUNT", 500)
    for _ in range(10):
        room.step("a", "x" * 50_000)
        room.clock.turn(1)
    at = room.position.seq
    assert room.fanout.since(PARTNER, Position(at - 6, f"m{at - 6}")) is None
    assert room.fanout.since(PARTNER, Position(at - 1, f"m{at - 1}"))


def test_S3_nothing_erased_is_sent_again(room: Room) -> None:
    phone = room.phone()
    room.step("a", "secret")
    room.clock.turn(1)
    room.fanout.forget()
    room.step("a", None)
    back = Phone(room).join(phone.at).read()
    assert back.seen == ["welcome", "view"]
    assert not any(b"secret" in frame for frame in back.wire.frames)


def test_L12_another_log_makes_everyone_begin_again(room: Room) -> None:
    phone = room.phone()
    for _ in range(3):
        room.step("a")
        room.clock.turn(1)
    old = room.position
    room.position = Position(3, "restored")
    room.lights = {"r": "1"}
    room.fanout.changed(Position(2, "restored before"), room.position, {PARTNER: {}})
    assert phone.read().seen[-1] == "view"
    assert phone.view == room.drawn()
    assert phone.at == room.position
    assert room.fanout.since(PARTNER, old) is None
    room.clock.turn(1)
    room.step("b")
    assert phone.read().view == room.drawn()


# Going


def test_looking_as_another_audience_begins_with_its_welcome(room: Room) -> None:
    room.lights = {f"big{number}": "x" * 20_000 for number in range(10)}
    phone = Phone(room)
    phone.wire.stuck = True
    phone.join()
    room.fanout.leave(phone.listener)
    phone.listener.audience = Audience.WHOLE
    phone.join()
    for _ in range(40):
        phone.wire.take()
    assert phone.read().seen == ["welcome", "view", "welcome", "view"]
    room.step("a")
    assert phone.read().view == room.drawn()


def test_who_left_gets_nothing_any_more(room: Room) -> None:
    phone = room.phone()
    room.fanout.leave(phone.listener)
    room.fanout.leave(phone.listener)
    room.step("a")
    room.fanout.broadcast(prepare(b"{}"), "now")
    assert phone.read().seen == ["welcome", "view"]


def test_a_closed_wire_harms_nobody(room: Room) -> None:
    gone, here = room.phone(), room.phone()
    gone.wire.abort()
    room.step("a")
    room.fanout.hide(gone.listener, True)
    room.fanout.hide(gone.listener, False)
    assert here.read().view == room.drawn()


def test_after_close_no_timer_is_left(room: Room) -> None:
    phone = room.phone()
    room.fanout.leave(room.phone(LEAD).listener)
    room.step("a")
    room.step("b")
    room.fanout.close()
    room.fanout.leave(phone.listener)
    assert room.clock.waiting == []
