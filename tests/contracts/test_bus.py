"""What every bus does, whichever it is."""

import asyncio
from collections.abc import Callable

import pytest

from board.events import PhaseOpened
from board.messages import Position
from board.types import BoardId, PhaseId
from server.live.bus import Bus, LocalBus, Published

BUSES: dict[str, Callable[[], Bus]] = {"in-process": LocalBus}
PATIENCE = 5.0


@pytest.fixture(params=list(BUSES.values()), ids=list(BUSES))
def bus(request: pytest.FixtureRequest) -> Bus:
    made: Bus = request.param()
    return made


def message(seq: int, board: str = "board-1") -> Published:
    event = PhaseOpened(phase=PhaseId("here"), visit=1, at=1, minutes=5)
    return Published(
        board=BoardId(board),
        room="room-1",
        before=Position(seq - 1, f"{seq - 1:016x}"),
        position=Position(seq, f"{seq:016x}"),
        events=(event,),
    )


class Taker:
    """Takes messages until there are as many as it waits for."""

    def __init__(self, bus: Bus) -> None:
        self.taken: list[Published] = []
        self._more = asyncio.Event()
        self.stop = bus.subscribe(self._take)

    def _take(self, one: Published) -> None:
        self.taken.append(one)
        self._more.set()

    async def has(self, count: int) -> list[Published]:
        async with asyncio.timeout(PATIENCE):
            while len(self.taken) < count:
                self._more.clear()
                await self._more.wait()
        return self.taken


async def test_all_subscribers_get_all_messages_in_order(bus: Bus) -> None:
    one, two = Taker(bus), Taker(bus)
    sent = [message(seq, board) for seq in range(1, 20) for board in ("board-1", "board-2")]
    for each in sent:
        bus.publish(each)
    assert await one.has(len(sent)) == await two.has(len(sent)) == sent


async def test_publishing_calls_nobody_while_it_lasts(bus: Bus) -> None:
    """Who publishes is in the midst of its own work."""
    taker = Taker(bus)
    bus.publish(message(1))
    assert taker.taken == []
    await taker.has(1)


async def test_who_stopped_gets_nothing_more_and_may_stop_twice(bus: Bus) -> None:
    gone, still = Taker(bus), Taker(bus)
    gone.stop()
    gone.stop()
    bus.publish(message(1))
    await still.has(1)
    assert gone.taken == []


async def test_a_subscriber_that_fails_does_not_keep_it_from_the_others(
    bus: Bus, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Published) -> None:
        raise RuntimeError

    bus.subscribe(fail)
    taker = Taker(bus)
    bus.publish(message(1))
    bus.publish(message(2))
    assert await taker.has(2) == [message(1), message(2)]
    assert "board-1" in caplog.text


async def test_nobody_hears_what_was_published_before(bus: Bus) -> None:
    early = Taker(bus)
    bus.publish(message(1))
    await early.has(1)
    taker = Taker(bus)
    bus.publish(message(2))
    assert await taker.has(1) == [message(2)]
