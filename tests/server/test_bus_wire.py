"""The seal of what passes between servers: whatever arrives is a message of ours, or is dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.messages import Here, Position
from server.live.bus import Alive, CrowdAsked, CrowdHere, HereSaid, Message, NamesChanged, Published
from server.live.bus_wire import LIMIT, Dropped, Seal
from tests.contracts.kept import card
from tests.takers import KEY, ONE, TWO, message

OURS, THEIRS = Seal(KEY), Seal(KEY)
SENT: list[Message] = [
    message(7),
    CrowdHere(ONE, "process", 3, bytes(range(256))),
    CrowdAsked(ONE, "process"),
    NamesChanged(ONE, "process"),
    HereSaid(ONE, "mark", Here(typing=True)),
    Alive("process", gone=True),
]


@pytest.mark.parametrize("sent", SENT, ids=lambda one: type(one).__name__)
def test_another_process_reads_what_was_meant_and_ones_own_is_passed_over(sent: Message) -> None:
    data = THEIRS.close(sent)
    assert OURS.open(OURS.channel_of(sent), data) == sent
    assert THEIRS.open(OURS.channel_of(sent), data) is None


@given(st.binary(max_size=400))
def test_N5_no_bytes_are_a_message_by_chance(data: bytes) -> None:
    with pytest.raises(Dropped):
        OURS.open(OURS.common, data)


@given(st.sampled_from(SENT), st.data())
def test_N5_a_message_with_one_bit_changed_is_dropped(sent: Message, data: st.DataObject) -> None:
    whole = bytearray(THEIRS.close(sent))
    at = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[at // 8] ^= 1 << at % 8
    with pytest.raises(Dropped):
        OURS.open(OURS.channel_of(sent), bytes(whole))


def test_N5_a_message_for_another_board_is_dropped() -> None:
    with pytest.raises(Dropped, match="wrong_board"):
        OURS.open(OURS.channel(TWO), THEIRS.close(message(1)))


def test_N6_too_many_events_are_left_to_the_log() -> None:
    events = tuple(card(f"card-{n}", "x" * 280, n) for n in range(300))
    before, after = Position(0, "a"), Position(300, "b")
    sent = Published(ONE, "room", before, after, events)
    data = THEIRS.close(sent)
    assert len(data) < LIMIT
    assert OURS.open(OURS.channel(ONE), data) == Published(ONE, "room", before, after, None)


def test_N6_events_that_do_not_fit_where_they_lead_are_left_to_the_log() -> None:
    two_steps = Published(ONE, "room", Position(1, "a"), Position(3, "b"), message(2).events)
    opened = OURS.open(OURS.channel(ONE), THEIRS.close(two_steps))
    assert isinstance(opened, Published)
    assert opened.events is None


def test_who_has_another_key_has_other_channels() -> None:
    assert Seal(b"another").channel(ONE) != OURS.channel(ONE) == THEIRS.channel(ONE)
    assert Seal(b"another").common != OURS.common == THEIRS.common
