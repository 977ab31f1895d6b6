"""Two servers behind the example for nginx, on one PostgreSQL and one Redis; one of them dies."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import websockets
from msgspec import Struct

from board.messages import Close
from server.control import SessionMade
from server.store.postgres.store import prepare
from tests.running import Running
from tests.server.proxied import PROXY, Proxy, SecureSocket
from tests.server.sockets import FORMATS, PATIENCE, Person
from tests.services import Postgres, Redis

pytestmark = pytest.mark.slow

THOUGHT = "shadow_thought"


class Pair(Struct):
    proxy: Proxy
    servers: list[Running]
    session: SessionMade


@pytest.fixture
def pair(tmp_path: Path, postgres: Postgres, redis_service: Redis) -> Iterator[Pair]:
    database = postgres.database()
    prepare(database)
    with ExitStack() as stack:
        proxy = stack.enter_context(Proxy(tmp_path))
        servers = [
            stack.enter_context(
                Running.start(
                    tmp_path / name,
                    process=True,
                    log=tmp_path / f"{name}.log",
                    formats=FORMATS,
                    public_url=proxy.url,
                    trusted_proxies=(PROXY,),
                    database_url=database,
                    redis_url=redis_service.url,
                    secret="a secret for tests that is long enough",
                )
            )
            for name in ("first", "second")
        ]
        proxy.start(*(running.settings.port for running in servers))
        yield Pair(proxy, servers, servers[0].session("moonrise_stage"))


async def test_when_a_server_dies_the_other_goes_on_with_everyone(pair: Pair) -> None:
    first, _ = pair.servers
    people = [seated(pair, number) for number in range(4)]
    console = pair.proxy.guest("127.0.2.100")
    leading = SecureSocket(console.person(first, console.open(pair.session.lead)))
    async with leading:
        await leading.done("OpenPhase", phase="seed_sowing")
    lines = [SecureSocket(person, audience="whole") for person in people]
    for line in lines:
        await line.__aenter__()
        await line.get_set("phase")
    made = (await lines[0].done("PostCard", 1, kind=THOUGHT, text="Voor de val"))["made"]
    for line in lines[1:]:
        await line.get_set(f"card:{made}")

    first.kill()
    cut = await those_cut(lines)
    # The proxy had spread them, and the other half notices nothing.
    assert 0 < len(cut) < len(lines)
    # Whoever asks for a page gets it, at once.
    for person in people:
        assert person.visitor.get(f"/p/{person.grant}").status == 200
    for number in cut:
        lines[number] = SecureSocket(people[number], audience="whole")
        await lines[number].__aenter__()
        assert (await lines[number].get_set(f"card:{made}"))["text"] == "Voor de val"
    back = cut[0]
    after = (await lines[back].done("PostCard", 1, kind=THOUGHT, text="Na de val"))["made"]
    for number, line in enumerate(lines):
        if number != back:
            assert (await line.get_set(f"card:{after}"))["text"] == "Na de val"
        await line.__aexit__(None, None, None)


async def test_while_a_server_goes_away_everyone_who_comes_gets_in(pair: Pair) -> None:
    leaving = pair.servers[0].process
    assert leaving is not None
    lines = [SecureSocket(seated(pair, number)) for number in range(4)]
    for line in lines:
        await line.__aenter__()
        await line.get("presence")
    leaving.send_signal(signal.SIGTERM)
    came = 0
    while leaving.poll() is None or came < 5:
        # Joins are posts, which no other server is asked again.
        person = await asyncio.to_thread(seated, pair, 10 + came)
        assert person.visitor.get(f"/p/{person.grant}").status == 200
        came += 1
    cut = await those_cut(lines)
    assert 0 < len(cut) < len(lines)
    for number in cut:
        assert await lines[number].closed() == Close.COME_BACK
        assert "bye" in lines[number].kinds
    for line in lines:
        await line.__aexit__(None, None, None)


def seated(pair: Pair, number: int) -> Person:
    guest = pair.proxy.guest(f"127.0.2.{number + 1}")
    return guest.person(pair.servers[0], guest.join(pair.session.code))


async def those_cut(lines: list[SecureSocket]) -> list[int]:
    """Which of them were closed; behind the others a server answers."""
    cut = []
    for number, line in enumerate(lines):
        try:
            async with asyncio.timeout(PATIENCE):
                await (await line.line.ping())
        except websockets.ConnectionClosedError:
            cut.append(number)
    return cut
