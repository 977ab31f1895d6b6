"""Who cannot keep up, or does not look: left alone, bounded, and level again later."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.live import listener
from server.live.wire import SLICE, prepare
from tests.server.fanout_room import Phone, Room


@pytest.fixture
def room() -> Room:
    return Room()


def fill(phone: Phone) -> None:
    phone.wire.stuck = True
    while not phone.wire.paused:
        phone.room.fanout.send_to(
            phone.listener, prepare(b'{"t":"filler","x":"' + b"x" * 8000 + b'"}')
        )


def test_a_slow_reader_is_skipped_and_catches_up_by_the_frames_it_missed(room: Room) -> None:
    slow, quick = room.phone(), room.phone()
    fill(slow)
    before = len(slow.wire.frames)
    for number in range(20):
        room.step("a", str(number))
        room.clock.turn(1)
    assert len(slow.wire.frames) == before
    slow.wire.stuck = False
    slow.wire.take()
    assert slow.read().view == quick.read().view
    assert slow.seen.count("view") == 1
    room.step("b")
    assert slow.read().at == room.position


def test_who_missed_too_much_gets_one_whole_view_in_slices(room: Room) -> None:
    slow, quick = room.phone(), room.phone()
    fill(slow)
    for number in range(10):
        room.step(f"big{number}", "x" * 20_000)
        room.clock.turn(1)
    assert len(json.dumps(room.drawn())) > 3 * SLICE
    # It takes what waits, and again, and never more is written than it has room for.
    for _ in range(30):
        slow.wire.take()
        assert slow.wire.unsent <= slow.wire.room + SLICE + 10
    assert slow.read().view == quick.read().view
    assert slow.seen.count("view") == 2
    assert not slow.wire.paused


def test_changes_while_the_view_is_on_its_way_come_after_it(room: Room) -> None:
    slow = room.phone()
    for number in range(10):
        room.step(f"big{number}", "x" * 20_000)
        room.clock.turn(1)
    late = Phone(room)
    late.wire.stuck = True
    late.join()
    assert late.wire.paused
    for number in range(5):
        room.step("a", str(number))
        room.clock.turn(1)
        late.wire.take()
    for _ in range(20):
        late.wire.take()
    assert late.read().view == slow.read().view == room.drawn()
    assert late.at == room.position


def test_answers_wait_behind_a_view_in_slices_and_keep_their_order(room: Room) -> None:
    room.lights = {f"big{number}": "x" * 20_000 for number in range(10)}
    phone = Phone(room)
    phone.wire.stuck = True
    phone.join()
    for number in range(3):
        answer = json.dumps({"t": "ack", "n": number}).encode()
        room.fanout.send_to(phone.listener, prepare(answer))
    assert "ack" not in phone.read().seen
    for _ in range(20):
        phone.wire.take()
    assert phone.read().seen == ["welcome", "view", "ack", "ack", "ack"]
    assert [m["n"] for m in phone.wire.messages if m["t"] == "ack"] == [0, 1, 2]


def test_views_are_shared_among_those_who_wait(room: Room) -> None:
    """Else each slow reader could hold on to a large view of its own."""
    room.lights = {f"big{number}": "x" * 20_000 for number in range(10)}
    encoded = room.encoded
    phones = []
    for number in range(30):
        phone = Phone(room)
        phone.wire.stuck = True
        phones.append(phone.join())
        room.step("a", str(number))
        room.clock.turn(1)
    assert room.encoded - encoded <= 2
    for phone in phones:
        phone.wire.stuck = False
        phone.wire.take()
        assert phone.read().view == room.drawn()


def test_S15_what_is_owed_to_one_listener_alone_is_bounded(room: Room) -> None:
    phone = room.phone()
    fill(phone)
    for _ in range(listener.OWED // 1000 + 1):
        room.fanout.send_to(phone.listener, prepare(b"x" * 1000))
    assert phone.wire.closed
    assert phone.wire.code == 4001
    assert not phone.listener.owed


def test_of_frames_that_replace_each_other_only_the_last_waits(room: Room) -> None:
    phone = room.phone()
    fill(phone)
    for number in range(1000):
        room.fanout.broadcast(prepare(b'{"t":"presence","n":%d}' % number), "presence")
        room.fanout.send_mine(phone.listener, number, b'{"n":%d}' % number)
    assert not phone.wire.closed
    phone.wire.take()
    last = {m["t"]: m for m in phone.wire.messages}
    assert last["presence"]["n"] == 999
    assert last["mine"]["mine"] == {"n": 999}
    assert phone.read().seen.count("mine") == 1


def test_the_personal_part_is_sent_only_when_it_is_another(room: Room) -> None:
    phone = room.phone()
    for seq, part in enumerate([b"{}", b"{}", b'{"a":1}', b'{"a":1}', b"{}"]):
        room.fanout.send_mine(phone.listener, seq, part)
    assert phone.read().seen.count("mine") == 3


# Hidden pages


def test_a_hidden_page_is_left_alone_and_catches_up_when_it_is_seen(room: Room) -> None:
    phone, other = room.phone(), room.phone()
    room.fanout.hide(phone.listener, True)
    assert phone.wire.rests == [True]
    for number in range(5):
        room.step("a", str(number))
        room.clock.turn(1)
    room.fanout.send_to(phone.listener, prepare(b'{"t":"ack"}'))
    assert phone.read().seen == ["welcome", "view", "ack"]
    room.fanout.hide(phone.listener, False)
    assert phone.wire.rests == [True, False]
    assert phone.read().view == other.read().view
    assert phone.seen.count("view") == 1
    room.step("b")
    assert phone.read().at == room.position


def test_a_hidden_page_gets_one_view_for_several(room: Room) -> None:
    phone = room.phone()
    room.fanout.hide(phone.listener, True)
    encoded = room.encoded
    for number in range(3):
        room.step("a", str(number), full=True)
        room.clock.turn(1)
    room.step("b")
    room.fanout.hide(phone.listener, False)
    assert phone.read().seen == ["welcome", "view", "view"]
    assert phone.view == room.drawn()
    assert room.encoded == encoded + 1


def test_hiding_twice_or_before_joining_does_no_harm(room: Room) -> None:
    phone = Phone(room)
    room.fanout.hide(phone.listener, True)
    phone.join()
    room.fanout.hide(phone.listener, True)
    room.fanout.hide(phone.listener, True)
    room.fanout.hide(phone.listener, False)
    room.step("a")
    assert phone.read().view == room.drawn()


# All of it together

ACTIONS = st.one_of(
    st.tuples(st.just("step"), st.sampled_from("abcd"), st.sampled_from(["1", "2", "", None])),
    st.tuples(st.just("big"), st.sampled_from("abcd"), st.just("x" * 30_000)),
    st.tuples(st.just("full"), st.sampled_from("abcd"), st.sampled_from(["1", None])),
    st.tuples(st.sampled_from(["nothing", "forget", "broadcast"])),
    st.tuples(st.just("turn"), st.sampled_from([0.01, 0.05, 1.0, 40.0])),
    st.tuples(
        st.sampled_from(["drop", "again", "page", "hide", "show", "stuck", "take", "answer"]),
        st.integers(0, 2),
    ),
)


@given(st.lists(ACTIONS, max_size=60))
def test_V3_whatever_happens_everyone_ends_with_the_same_view(
    actions: list[tuple[object, ...]],
) -> None:
    """And takes every frame where it follows: a phone fails on a gap."""
    room = Room()
    phones = [room.phone() for _ in range(3)]
    for action in actions:
        match action:
            case ("step" | "big" | "full") as name, str(key), str() | None as value:
                room.step(key, value, full=name == "full")
            case ("nothing",):
                room.move({})
            case ("forget",):
                room.fanout.forget()
            case ("broadcast",):
                room.fanout.broadcast(prepare(b'{"t":"now"}'), "now")
            case "turn", float(seconds):
                room.clock.turn(seconds)
            case str(deed), int(number):
                getattr(phones[number], deed)()
    for phone in phones:
        phone.again()
        phone.show()
        phone.wire.stuck = False
        phone.take()
    room.clock.turn(1)
    for phone in phones:
        assert phone.read().view == room.drawn()
        assert not phone.wire.paused
        listener = phone.listener
        assert [*listener.parts, *listener.owed, *listener.latest] == []
