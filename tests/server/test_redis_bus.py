"""The bus on a real Redis that is killed, emptied, stopped, lied to and encrypted."""

import asyncio
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.live import redis_bus
from server.live.bus import Alive, CrowdHere
from server.live.bus_wire import VERSION, Seal
from server.live.redis_bus import OUTGOING, RedisBus
from tests.services import Redis, find, free_port
from tests.takers import KEY, ONE, TWO, Taker, dropped, key, message, two_on, until

SEAL = Seal(KEY)


@pytest.fixture
def broken() -> Iterator[Redis]:
    """A Redis of one's own, to be broken."""
    with Redis() as service:
        yield service


async def test_killed_and_empty_again_it_comes_back_by_itself(
    broken: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    async with two_on(broken.url) as (says, hears, taker):
        broken.kill()
        await until(lambda: not (says.healthy or hears.healthy))
        before = dropped("down")
        says.publish(message(1))
        assert dropped("down") == before + 1
        said = [record for record in caplog.records if record.levelno == logging.WARNING]
        assert len(said) == 2
        broken.start()
        # Each board again: what was said meanwhile was not heard.
        await taker.watches(ONE, TWO)
        await until(lambda: says.healthy)
        says.publish(message(2))
        assert await taker.has(1) == [message(2)]


async def test_one_that_is_stopped_is_noticed_and_waited_for_by_nobody(broken: Redis) -> None:
    async with two_on(broken.url) as (says, hears, taker):
        broken.pause()
        for seq in range(2 * OUTGOING):
            says.publish(message(seq))
        # Also who only listens.
        await until(lambda: not (says.healthy or hears.healthy))
        since = says.down_since
        broken.go_on()
        await taker.watches(ONE, TWO)
        await until(lambda: says.healthy)
        assert (since is None, says.down_since is None) == (False, True)
        taker.taken.clear()
        says.publish(message(9, TWO))
        await taker.until(lambda: message(9, TWO) in taker.taken)


async def test_a_full_queue_lets_go_of_the_oldest(broken: Redis) -> None:
    async with two_on(broken.url) as (says, _, taker):
        before = dropped("full")
        # All in one go: nothing is sent before this is through.
        for seq in range(OUTGOING + 5):
            says.publish(message(seq))
        assert dropped("full") == before + 5
        await taker.has(OUTGOING)
        assert taker.taken[0] == message(5)
        assert taker.taken[-1] == message(OUTGOING + 4)


async def test_listeners_that_are_cut_off_listen_again(broken: Redis) -> None:
    async with two_on(broken.url) as (says, _, taker):
        with broken.client() as client:
            assert client.client_kill_filter(_type="pubsub") >= 2
        await taker.watches(ONE, TWO)
        await until(lambda: says.healthy)
        says.publish(message(3))
        assert await taker.has(1) == [message(3)]


async def test_one_that_comes_and_goes_does_not_fill_the_log(
    broken: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with two_on(broken.url) as (_, hears, taker):
        for _ in range(5):
            with broken.client() as client:
                client.client_kill_filter(_type="pubsub")
            await taker.watches(ONE, TWO)
        assert hears.healthy
    own = [record for record in caplog.records if record.name == "server.live.redis_bus"]
    # Of both: there, away, and there again.
    assert len(own) == 6


async def test_it_may_start_before_redis_does(caplog: pytest.LogCaptureFixture) -> None:
    service = Redis()
    bus = RedisBus(service.url, key)
    taker = Taker(bus)
    bus.start()
    bus.watch(ONE)
    try:
        await until(lambda: "is away" in caplog.text)
        before = bus.healthy
        with service:
            await taker.watches(ONE)
            assert (before, bus.healthy) == (False, True)
            assert caplog.text.count("is away") == 1
    finally:
        await bus.stop()


async def test_one_that_takes_the_line_and_says_nothing_is_not_waited_for(
    broken: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    broken.pause()
    bus = RedisBus(broken.url, key)
    taker = Taker(bus)
    bus.start()
    bus.watch(ONE)
    try:
        await until(lambda: "it does not answer" in caplog.text)
        broken.go_on()
        await taker.watches(ONE)
    finally:
        await bus.stop()


async def test_a_wrong_password_is_told_without_it(
    broken: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    with broken.client() as client:
        client.config_set("requirepass", "the right one")
    bus = RedisBus(broken.url.replace("//", "//:a-wrong-one@"), key)
    bus.start()
    await until(lambda: "is away" in caplog.text)
    await bus.stop()
    assert f"127.0.0.1:{broken.port}" in caplog.text
    assert "wrong-one" not in caplog.text


KEPT = "kept-to-oneself-" * 20
"""Longer than what Redis quotes of a command."""


@pytest.mark.parametrize("address", ["redis://:{}@{}/0", "redis://{1}/0?password={0}"])
async def test_one_that_quotes_what_it_does_not_know_tells_no_password(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Redis(0, "--rename-command", "AUTH", "") as without_users:
        place = f"127.0.0.1:{without_users.port}"
        bus = RedisBus(address.format(KEPT, place), key)
        bus.start()
        await until(lambda: "is away" in caplog.text)
        await bus.stop()
    assert "unknown command" in caplog.text
    assert KEPT[:20] not in caplog.text


RIGHTS = "+publish +subscribe +unsubscribe +ping +cluster|slots"
"""What ``docs/operations.md`` gives the user of the server."""


async def test_it_needs_no_more_rights_than_are_asked_for(broken: Redis) -> None:
    operations = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    assert f"resetchannels &doorstart:* {RIGHTS}\n" in operations
    with broken.client() as client:
        rights = ["reset", "on", ">secret", "resetchannels", "&doorstart:*", *RIGHTS.split()]
        execute: Any = client.execute_command
        execute("ACL", "SETUSER", "doorstart", *rights)
        execute("ACL", "SETUSER", "default", "off")
    async with two_on(broken.url.replace("//", "//doorstart:secret@")) as (says, _, taker):
        says.publish(message(1))
        says.publish(Alive("process"))
        assert len(await taker.has(2)) == 2


async def test_N5_what_is_no_message_of_ours_is_counted_and_dropped(redis_service: Redis) -> None:
    lone = CrowdHere(ONE, "elsewhere", 1, b"")
    good = SEAL.close(message(1))
    other = Seal(b"another key, which nobody has").close(message(1))
    newer = bytearray(good)
    newer[16] = VERSION + 1
    bent = good[:-2] + b"??"
    strange = {
        "garbage": [b"", b"short", b"x" * 24, b"x" * (2 << 20)],
        "version": [bytes(newer), b"x" * 300],
        "forged": [other, bent, SEAL.close(lone)[:16] + good[16:]],
        "unknown": [SEAL._signed(b'{"type":"later"}'), SEAL._signed(b"nonsense")],
        "wrong_board": [SEAL.close(message(1, TWO)), SEAL.close(Alive("someone"))],
    }
    async with two_on(redis_service.url) as (says, hears, taker):
        with redis_service.client() as client:
            for reason, messages in strange.items():
                before = dropped(reason)
                for one in messages:
                    assert client.publish(SEAL.channel(ONE), one) == 2
                due = before + 2 * len(messages)
                await until(lambda reason=reason, due=due: dropped(reason) == due)  # type: ignore[misc]
        says.publish(message(1))
        assert await taker.has(1) == [message(1)]
        assert hears.healthy


async def test_two_installations_on_one_redis_do_not_hear_each_other(redis_service: Redis) -> None:
    async def other() -> bytes:
        return b"o" * 32

    stranger = RedisBus(redis_service.url, other)
    heard = Taker(stranger)
    stranger.start()
    stranger.watch(ONE)
    forged = dropped("forged")
    try:
        await heard.watches(ONE)
        async with two_on(redis_service.url) as (says, _, taker):
            says.publish(message(1))
            says.publish(Alive("process"))
            await taker.has(2)
            assert heard.taken == []
            assert dropped("forged") == forged
    finally:
        await stranger.stop()


async def test_a_board_that_was_left_is_not_heard_and_one_that_came_back_is_told(
    redis_service: Redis,
) -> None:
    async with two_on(redis_service.url) as (says, hears, taker):
        hears.leave(ONE)
        with redis_service.client() as client:
            channel = SEAL.channel(ONE)
            await until(lambda: dict(client.pubsub_numsub(channel))[channel.encode()] == 1)
        says.publish(message(1))
        says.publish(message(2, TWO))
        assert await taker.has(1) == [message(2, TWO)]
        hears.watch(ONE)
        await taker.watches(ONE)
        # Left and back in one breath.
        hears.leave(ONE)
        hears.watch(ONE)
        await taker.watches(ONE)
        says.publish(message(3))
        assert (await taker.has(2))[-1] == message(3)
        assert hears.healthy


async def test_what_was_said_last_still_goes(redis_service: Redis) -> None:
    async with two_on(redis_service.url) as (says, _, taker):
        says.publish(Alive("process", gone=True))
        await says.stop()
        assert await taker.has(1) == [Alive("process", gone=True)]


# Stopped while it connects, the client of Redis leaves that connection to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_it_stops_in_the_midst_of_anything(
    redis_service: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_bus, "FAREWELL", 0.001)
    for turns in range(60):
        bus = RedisBus(redis_service.url, key)
        bus.start()
        if turns % 2:
            await until(lambda bus=bus: bus.healthy)  # type: ignore[misc]
            for seq in range(300):
                bus.publish(message(seq))
        for _ in range(turns // 2):
            await asyncio.sleep(0)
        async with asyncio.timeout(60):
            await bus.stop()
        assert not bus.healthy


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis that is spoken to by TLS."""
    certificate, secret = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = [find("openssl", "apt install openssl"), "req", "-x509", "-nodes", "-days", "2"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(secret), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    port = free_port()
    options = ["--tls-port", str(port), "--tls-auth-clients", "no"]
    options += ["--tls-cert-file", str(certificate), "--tls-key-file", str(secret)]
    with Redis(0, *options):
        yield f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={certificate}"


async def test_the_address_may_ask_for_encryption(encrypted: str) -> None:
    async with two_on(encrypted) as (says, _, taker):
        says.publish(message(1))
        assert await taker.has(1) == [message(1)]
