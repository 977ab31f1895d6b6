"""What every bus does, whichever it is: what one end says, the other end hears.

The two ends on Redis behave as two processes. In one process there is one bus,
which is both ends.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from server.live.bus import (
    Alive,
    Bus,
    CrowdAsked,
    CrowdHere,
    Heard,
    LocalBus,
    Message,
    NamesChanged,
)
from server.live.redis_bus import RedisBus
from tests.services import Redis
from tests.takers import ONE, TWO, Taker, key, message


class Ends:
    """One end says, the other hears; both watch two boards."""

    def __init__(self, says: Bus, hears: Bus) -> None:
        self.says = says
        self.hears = hears

    def taker(self) -> Taker:
        return Taker(self.hears)

    async def begin(self) -> None:
        for bus in {self.says, self.hears}:
            taker = Taker(bus)
            bus.start()
            bus.watch(ONE)
            bus.watch(TWO)
            if not isinstance(bus, LocalBus):
                await taker.watches(ONE, TWO)
            taker.stop()

    async def stop(self) -> None:
        for bus in {self.says, self.hears}:
            await bus.stop()


async def in_process(_: pytest.FixtureRequest) -> Ends:
    bus = LocalBus()
    return Ends(bus, bus)


async def on_redis(request: pytest.FixtureRequest) -> Ends:
    service: Redis = request.getfixturevalue("redis_service")
    return Ends(RedisBus(service.url, key), RedisBus(service.url, key))


BUSES: dict[str, Callable[[pytest.FixtureRequest], Awaitable[Ends]]] = {
    "in-process": in_process,
    "redis": on_redis,
}


@pytest.fixture(params=BUSES)
async def ends(request: pytest.FixtureRequest) -> AsyncIterator[Ends]:
    ends = await BUSES[request.param](request)
    await ends.begin()
    yield ends
    await ends.stop()


async def test_all_subscribers_get_all_messages_in_order(ends: Ends) -> None:
    one, two = ends.taker(), ends.taker()
    sent = [message(seq, board) for seq in range(1, 100) for board in (ONE, TWO)]
    for each in sent:
        ends.says.publish(each)
    assert await one.has(len(sent)) == await two.has(len(sent)) == sent


async def test_every_kind_of_message_arrives_as_it_was_sent(ends: Ends) -> None:
    taker = ends.taker()
    sent: list[Message] = [
        message(1),
        CrowdHere(ONE, "process", 3, bytes(range(256))),
        CrowdAsked(TWO, "process"),
        NamesChanged(ONE, "process"),
        Alive("process"),
        Alive("process", gone=True),
    ]
    for each in sent:
        ends.says.publish(each)
    assert sorted(map(repr, await taker.has(len(sent)))) == sorted(map(repr, sent))


async def test_publishing_calls_nobody_while_it_lasts(ends: Ends) -> None:
    """Who publishes is in the midst of its own work."""
    taker = ends.taker()
    ends.says.publish(message(1))
    assert taker.taken == []
    await taker.has(1)


async def test_who_stopped_gets_nothing_more_and_may_stop_twice(ends: Ends) -> None:
    gone, still = ends.taker(), ends.taker()
    gone.stop()
    gone.stop()
    ends.says.publish(message(1))
    await still.has(1)
    assert gone.taken == []


async def test_a_subscriber_that_fails_does_not_keep_it_from_the_others(
    ends: Ends, caplog: pytest.LogCaptureFixture
) -> None:
    typed = "een kaartje"

    def fail(_: Heard) -> None:
        raise RuntimeError(typed)

    ends.hears.subscribe(fail)
    taker = ends.taker()
    ends.says.publish(message(1))
    ends.says.publish(message(2))
    assert await taker.has(2) == [message(1), message(2)]
    assert ONE in caplog.text
    assert typed not in caplog.text


async def test_nobody_hears_what_was_published_before(ends: Ends) -> None:
    early = ends.taker()
    ends.says.publish(message(1))
    await early.has(1)
    taker = ends.taker()
    ends.says.publish(message(2))
    assert await taker.has(1) == [message(2)]
