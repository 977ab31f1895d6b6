"""Two server programs on one PostgreSQL and one Redis, as on two machines; one is killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.control import SessionMade
from tests.contracts.kept import tables_of
from tests.events_client import EventsClient
from tests.running import Running
from tests.server.sockets import FORMATS, Moon, Socket
from tests.services import Postgres, Redis

THOUGHT = {"kind": "shadow_thought", "text": "Een gedachte"}


class Pair:
    """A session, and two servers where one can be at it."""

    def __init__(self, one: Running, two: Running, session: SessionMade) -> None:
        self.one, self.two = Moon(one, session), Moon(two, session)


@pytest.fixture(scope="module")
def broken() -> Iterator[Redis]:
    """A Redis of one's own, to be broken."""
    with Redis() as service:
        yield service


@pytest.fixture(scope="module")
def started(
    tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, broken: Redis
) -> Iterator["Servers"]:
    servers = Servers(tmp_path_factory.mktemp("two"), postgres, broken)
    yield servers
    servers.stop()


@pytest.fixture
def pair(started: "Servers", broken: Redis) -> Iterator[Pair]:
    yield started.pair()
    broken.go_on()


class Servers:
    """Two that run for all tests; one that was killed begins anew for the next of them."""

    def __init__(self, folder: Path, postgres: Postgres, redis: Redis) -> None:
        self._folder = folder
        self._settings = {
            "process": True,
            "formats": FORMATS,
            "secret": "the same for both, and long enough",
            "database_url": postgres.database(template=tables_of(postgres)),
            "redis_url": redis.url,
        }
        self._running: dict[str, Running] = {}

    def pair(self) -> Pair:
        one, two = self._server("one"), self._server("two")
        return Pair(one, two, one.session(stage="moonrise_stage"))

    def _server(self, name: str) -> Running:
        running = self._running.get(name)
        if running is None or running.process is None or running.process.poll() is not None:
            running = Running.start(self._folder / name, **self._settings)  # type: ignore[arg-type]
            self._running[name] = running
        return running

    def stop(self) -> None:
        for running in self._running.values():
            if running.process is not None and running.process.poll() is None:
                running.stop()


async def here(socket: Socket, count: int) -> None:
    """Waits until this is how many are here."""
    while (await socket.get("presence"))["here"] != count:
        pass


async def card(socket: Socket, made: str) -> None:
    await socket.get_set(f"card:{made}")


async def test_N4_two_programs_go_on_while_redis_is_stopped(pair: Pair, broken: Redis) -> None:
    console, ann = pair.two.console(), pair.one.partner("Ann")
    async with console.socket() as leading, ann.socket() as writing:
        await leading.done("OpenPhase", phase="seed_sowing")
        await writing.get_set("phase")
        broken.pause()
        posted = [await writing.done("PostCard", 1, **THOUGHT) for _ in range(5)]
        await card(leading, posted[-1]["made"])
        while (await leading.get("health"))["others"]:
            pass
        broken.go_on()
        while not (await leading.get("health"))["others"]:
            pass
        again = await writing.done("PostCard", 1, **THOUGHT)
        await card(leading, again["made"])


async def test_N4_who_joins_at_one_server_has_a_page_at_the_other(
    pair: Pair, broken: Redis
) -> None:
    async with pair.two.console().socket() as leading:
        await leading.get("names")
        broken.pause()
        for _ in range(5):
            ann = pair.one.partner("Ann")
            ann.move_to(pair.two.running)
            there = pair.two.running.visitor()
            there.cookies = ann.visitor.cookies
            assert there.get(f"/p/{ann.grant}").status == 200
            async with ann.socket() as line:
                await line.get("mine")
        broken.go_on()


def test_N13_a_stream_at_one_server_and_commands_at_the_other_are_one_page(pair: Pair) -> None:
    one, two = pair.one.running, pair.two.running
    mia, lead = EventsClient(one.url), EventsClient(two.url)
    try:
        mia.join(pair.one.session.code, "Mia")
        mia.connect()
        lead.open(pair.two.session.lead)
        lead.connect()
        # A proxy without sticky sessions: from now on each command comes to the other server.
        mia.speaks_to, lead.speaks_to = two.url, one.url
        lead.do("OpenPhase", phase="seed_sowing")
        for page in (lead, mia):
            page.until(lambda page=page: "phase" in page.view)  # type: ignore[misc]
        card = mia.do("PostCard", **THOUGHT)
        mia.until(lambda: card in mia.mine["cards"])
        lead.until(lambda: card in lead.all("card"))
        mia.here(typing=True)
        lead.until(lambda: lead.presence["typing"] == 1)
    finally:
        mia.lose()
        lead.lose()


async def test_N2_a_killed_server_takes_no_post_along_and_its_people_are_not_counted(
    pair: Pair,
) -> None:
    console, ann, bob = pair.two.console(), pair.one.partner("Ann"), pair.two.partner("Bob")
    async with console.socket() as leading, ann.socket() as here_ann, bob.socket():
        await here(leading, 2)
        await leading.done("OpenPhase", phase="seed_sowing")
        await here_ann.get_set("phase")
        posted = await here_ann.done("PostCard", 1, **THOUGHT)
        await card(leading, posted["made"])
        last = await here_ann.done("PostCard", 1, **THOUGHT)
        pair.one.running.kill()
        await card(leading, last["made"])
        await here(leading, 1)
        # Ann comes back where a server is, under her own name, and once.
        ann.move_to(pair.two.running)
        async with ann.socket() as again:
            mine = await again.get("mine")
            assert {posted["made"], last["made"]} <= mine["mine"]["cards"].keys()
            names = await again.get("names")
            assert sorted(names["people"].values()) == ["Ann", "Bob"]
            await here(leading, 2)
