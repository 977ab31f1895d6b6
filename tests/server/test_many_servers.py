"""Two servers on one log and a real Redis: what people see of it, also when Redis is away."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from board import commands as c
from board.messages import Ack, Here
from board.types import Audience, PhaseId, PollId, RoundId
from server.live import neighbours
from server.live.bus import Published
from server.live.bus_wire import Seal
from server.live.hub import Hub
from server.live.redis_bus import RedisBus
from server.live.room import Room
from server.store import Loaded, Log
from server.store.log import Moved
from tests.server.hall import Hall, Page, begun, thought
from tests.services import Redis
from tests.takers import KEY, Taker, key, until


class Servers:
    """Each with its own hub and bus; their timers run."""

    def __init__(self, hall: Hall, url: str) -> None:
        self.hall = hall
        self.url = url
        self.hubs: list[Hub] = []
        self.takers: list[Taker] = []

    async def another(self, log: Log | None = None) -> tuple[Hub, Room]:
        hall = self.hall
        bus = RedisBus(self.url, key)
        hub = Hub(log or hall.log, hall.doors, hall.kept.record, hall.pepper, bus, hall.clock)
        self.hubs.append(hub)
        taker = Taker(bus)
        self.takers.append(taker)
        hub.start()
        room = await hub.room(hall.board)
        await taker.watches(hall.board)
        taker.stop()
        return hub, room

    async def stop(self) -> None:
        for hub in self.hubs:
            await hub.stop()

    async def away(self) -> None:
        """Waits until all have noticed that Redis is."""
        await until(lambda: not any(hub.bus.healthy for hub in self.hubs))

    async def back(self) -> None:
        await until(lambda: all(hub.bus.healthy for hub in self.hubs))


@pytest.fixture
async def servers(hall: Hall, redis_service: Redis) -> AsyncIterator[Servers]:
    servers = Servers(hall, redis_service.url)
    yield servers
    await servers.stop()


@pytest.fixture
def broken() -> Iterator[Redis]:
    """A Redis of one's own, to be broken."""
    with Redis() as service:
        yield service


@pytest.fixture
async def fragile(hall: Hall, broken: Redis) -> AsyncIterator[Servers]:
    servers = Servers(hall, broken.url)
    yield servers
    await servers.stop()


def here(page: Page) -> tuple[int, int]:
    """How many it was told are here, and how many of those type."""
    told = page.read().presence
    return told["here"], told["typing"]


async def quiet(hub: Hub) -> None:
    """Waits until no names are being read: what is told from now on comes by itself."""
    await until(lambda: not hub._names._tasks)


async def told(page: Page, counts: tuple[int, int]) -> None:
    await until(lambda: here(page) == counts)


# Who is there


async def test_N1_presence_counts_people_on_all_servers_once(servers: Servers) -> None:
    hall = servers.hall
    _, one = await servers.another()
    _, two = await servers.another()
    console, ann, bob = await begun(hall, one)
    await two.level()
    leading = console.page(two)
    pages = [ann.page(one), ann.page(two), bob.page(one)]
    await told(leading, (2, 0))
    await pages[0].send(Here(typing=True))
    await told(leading, (2, 1))
    # Ann has another page still, on the other server.
    pages[0].drop()
    await told(leading, (2, 0))
    pages[1].drop()
    await told(leading, (1, 0))
    pages[2].drop()
    await told(leading, (0, 0))


async def test_N1_who_comes_later_hears_who_was_there(servers: Servers) -> None:
    hall = servers.hall
    _, one = await servers.another()
    console, ann, bob = await begun(hall, one)
    pages = [ann.page(one), bob.page(one)]
    _, two = await servers.another()
    leading = console.page(two)
    await told(leading, (2, 0))
    for page in [*pages, leading]:
        page.drop()


class Slow(Log):
    """Loads when it may."""

    async def load(self, board: str) -> Loaded | None:
        await self.may.wait()
        return await super().load(board)

    may: asyncio.Event


async def test_N1_who_loads_slowly_hears_who_was_there(servers: Servers) -> None:
    hall = servers.hall
    _, one = await servers.another()
    console, ann, bob = await begun(hall, one)
    pages = [ann.page(one), bob.page(one)]
    # All was said that is said by itself.
    await until(lambda: one.telling.crowd._sharing._timer is None)
    log = Slow(hall.kept.store)
    log.may = asyncio.Event()
    coming = asyncio.create_task(servers.another(log))
    try:
        await until(lambda: hall.board in servers.takers[-1].watched)
    finally:
        log.may.set()
    _, two = await coming
    leading = console.page(two)
    await told(leading, (2, 0))
    for page in [*pages, leading]:
        page.drop()


async def test_N2_a_server_that_stops_takes_its_people_along_at_once(servers: Servers) -> None:
    hall = servers.hall
    hub, one = await servers.another()
    _, two = await servers.another()
    console, ann, bob = await begun(hall, one)
    await two.level()
    leading, stays = console.page(two), bob.page(two)
    ann.page(one)
    await told(leading, (2, 0))
    heard = Taker(servers.hubs[1].bus)
    await hub.stop()
    await told(leading, (1, 0))
    # It said so itself; nobody had to wait until it was silent for too long.
    assert any(getattr(one, "gone", False) for one in heard.taken)
    for page in (leading, stays):
        page.drop()


async def test_N2_who_is_not_heard_is_not_counted_until_it_is_heard_again(
    fragile: Servers, broken: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "SILENT", 1.0)
    hall = fragile.hall
    _, one = await fragile.another()
    _, two = await fragile.another()
    console, ann, bob = await begun(hall, one)
    await two.level()
    leading, stays, other = console.page(two), bob.page(two), ann.page(one)
    await told(leading, (2, 0))
    broken.kill()
    await told(leading, (1, 0))
    # Votes and posts go on all the same.
    await ann.done(one, thought())
    broken.start()
    await told(leading, (2, 0))
    for page in (leading, stays, other):
        page.drop()


# What they are called


async def test_N3_a_name_reaches_who_is_on_another_server(servers: Servers) -> None:
    hall = servers.hall
    hub, one = await servers.another()
    other, two = await servers.another()
    _, ann, _ = await begun(hall, one)
    await two.level()
    await quiet(other)
    await hall.doors.rename(hall.board, ann.seat, "Ann", hall.now)
    await hub.names_changed(hall.board)
    await until(lambda: two.names.people.get(ann.seat) == "Ann")


async def test_N3_a_name_that_was_given_while_redis_was_away_is_there_afterwards(
    fragile: Servers, broken: Redis
) -> None:
    hall = fragile.hall
    hub, one = await fragile.another()
    other, two = await fragile.another()
    _, ann, bob = await begun(hall, one)
    await two.level()
    page = bob.page(two)
    broken.kill()
    await fragile.away()
    await quiet(other)
    await hall.doors.rename(hall.board, ann.seat, "Ann", hall.now)
    await hub.names_changed(hall.board)
    assert ann.seat not in two.names.people
    broken.start()
    await until(lambda: two.names.people.get(ann.seat) == "Ann")
    page.drop()


async def test_N3_who_comes_in_while_redis_is_away_has_a_name_on_the_other_server(
    fragile: Servers, broken: Redis
) -> None:
    hall = fragile.hall
    _, one = await fragile.another()
    _, two = await fragile.another()
    _, _, bob = await begun(hall, one)
    await two.level()
    page = bob.page(two)
    broken.kill()
    await fragile.away()
    cem = await hall.partner(one)
    await hall.doors.rename(hall.board, cem.seat, "Cem", hall.now)
    await until(lambda: two.names.people.get(cem.seat) == "Cem")
    page.drop()


# When Redis is away

Break = Callable[[Redis], None]


def cut(service: Redis) -> None:
    with service.client() as client:
        client.client_kill_filter(_type="pubsub")


def start(service: Redis) -> None:
    service.start()


FAULTS: dict[str, tuple[Break, Break]] = {
    "killed and empty again": (Redis.kill, start),
    "stopped and going on": (Redis.pause, Redis.go_on),
    "cut off": (cut, lambda _: None),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_N4_without_redis_all_is_saved_and_everyone_sees_it_a_little_later(
    fragile: Servers, broken: Redis, fault: str
) -> None:
    harm, mend = FAULTS[fault]
    hall = fragile.hall
    _, one = await fragile.another()
    hub, two = await fragile.another()
    _, ann, bob = await begun(hall, one)
    await two.level()
    pages = [ann.page(one, Audience.WHOLE), bob.page(two, Audience.WHOLE)]
    harm(broken)
    made = []
    for n in range(30):
        hand, room = [(ann, one), (bob, two)][n % 2]
        answer = await hand.do(room, thought(f"nummer {n}"))
        assert isinstance(answer, Ack), answer
        made.append(f"card:{answer.made}")
    # While it is still away.
    await until(lambda: all(card in page.settle().view for card in made for page in pages))
    mend(broken)
    if fault != "cut off":
        await fragile.back()
    else:
        await until(lambda: hub.bus.healthy)
    # And again by Redis, not by looking at the log.
    heard = Taker(hub.bus)

    async def said() -> bool:
        answer = await ann.done(one, thought("na de storing"))
        await until(lambda: two.position.seq >= answer.seq)
        return any(isinstance(one, Published) for one in heard.taken)

    async with asyncio.timeout(60):
        while not await said():
            pass
    for page in pages:
        page.assert_fresh()
        page.drop()


async def test_N4_a_vote_goes_on_without_redis(fragile: Servers, broken: Redis) -> None:
    hall = fragile.hall
    _, one = await fragile.another()
    _, two = await fragile.another()
    console, ann, bob = await begun(hall, one)
    await console.done(one, c.OpenPhase(phase=PhaseId("tide_reading")))
    opened = await console.done(one, c.OpenRound(poll=PollId("tide_scale")))
    await two.level()
    broken.pause()
    ballot = c.PutBallot(
        round=RoundId(opened.made), answers={"question": c.Answer(options={"4": 1})}
    )
    await ann.done(one, ballot)
    await bob.done(two, ballot)
    await console.done(two, c.CloseRound(round=RoundId(opened.made)))
    await one.level()
    broken.go_on()
    assert one.board.rounds == two.board.rounds
    assert one.board.rounds[RoundId(opened.made)].voters == 2


# What another server says that is not known here


class Reading(Log):
    reads = 0

    async def moved(self, board: str, seq: int) -> Moved | None:
        self.reads += 1
        return await super().moved(board, seq)


async def test_N6_an_event_of_a_kind_that_is_new_sends_the_room_to_the_log(
    servers: Servers, redis_service: Redis
) -> None:
    hall = servers.hall
    log = Reading(hall.kept.store)
    _, room = await servers.another(log)
    await hall.partner(room)
    seal, before = Seal(KEY), room.position
    said = seal._signed(
        b'{"type":"published","board":"%s","room":"elsewhere","before":{"seq":%d,"mark":"%s"},'
        b'"position":{"seq":%d,"mark":"ff"},"events":[{"type":"OfTomorrow","seat":1}]}'
        % (hall.board.encode(), before.seq, before.mark.encode(), before.seq + 1)
    )
    reads = log.reads
    with redis_service.client() as client:
        assert client.publish(seal.channel(hall.board), said) == 1
    await until(lambda: log.reads > reads)
    # The log knew nothing of it, so here it did not happen.
    await room.level()
    assert room.position == before


async def test_N6_what_is_too_long_to_tell_is_read_in_the_log(servers: Servers) -> None:
    hall = servers.hall
    _, one = await servers.another()
    log = Reading(hall.kept.store)
    hub, two = await servers.another(log)
    _, ann, _ = await begun(hall, one)
    await until(lambda: two.position == one.position)
    heard, reads = Taker(hub.bus), log.reads
    long = [ann.say(thought("🌙" * 280), one.board.visit) for _ in range(64)]
    answers = await asyncio.gather(*(one.submit(ann.actor, do) for do in long))
    assert all(isinstance(answer, Ack) for answer in answers)
    await until(lambda: two.position == one.position)
    said = [message for message in heard.taken if isinstance(message, Published)]
    assert [message.events is None for message in said] == [True]
    assert log.reads > reads
