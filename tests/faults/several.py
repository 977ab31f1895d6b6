"""Faults of several servers that share one PostgreSQL, and hear each other over one Redis."""

import asyncio
import json
import signal
from collections.abc import Iterator
from random import Random

import psutil
import redis.asyncio
from redis.exceptions import RedisError

from server.live.bus_wire import PROCESS, SIGNATURE
from tests.faults.account import Finding
from tests.faults.effects import NOTHING_NEW
from tests.faults.figures import HEALED, STRUCK
from tests.faults.history import Invoke, Ok
from tests.faults.run import Stand

LONGEST = 30.0
"""Seconds in which each kind of a cut must have come by."""
ALL_CHANNELS = "doorstart:*"
SIGNED = SIGNATURE + 1 + PROCESS
"""Bytes before what a message says: signature, version, who sends it."""


async def killed(stand: Stand) -> None:
    """F1: one server after another is killed, and begins again where it was."""
    end = asyncio.get_running_loop().time() + stand.seconds
    while stand.injected < 2 or asyncio.get_running_loop().time() < end:
        server = stand.servers[stand.injected % len(stand.servers)]
        await asyncio.sleep(stand.crowd.random.uniform(0.3, 0.8))
        stand.history.moment(STRUCK, "a server killed")
        await server.kill()
        stand.injected += 1
        await server.again()
        stand.history.moment(HEALED)


async def database_killed(stand: Stand) -> None:
    """F2: PostgreSQL is killed, all of it at once; and then stopped at once, without a word."""
    assert stand.postgres is not None
    end = asyncio.get_running_loop().time() + stand.seconds
    while stand.injected < 2 or asyncio.get_running_loop().time() < end:
        await asyncio.sleep(stand.crowd.random.uniform(0.4, 0.8))
        stand.history.moment(STRUCK, "the database killed")
        if stand.injected % 2:
            await asyncio.to_thread(stand.postgres.end, signal.SIGQUIT)
        else:
            await asyncio.to_thread(stand.postgres.kill)
        stand.injected += 1
        await asyncio.sleep(min(3.0, stand.seconds / 8))
        await asyncio.to_thread(stand.postgres.start)
        stand.history.moment(HEALED)
    await asyncio.sleep(min(2.0, stand.seconds / 4))


async def database_stopped(stand: Stand) -> None:
    """F3: PostgreSQL stands still with all its lines open, and goes on as if nothing was."""
    assert stand.postgres is not None
    await asyncio.sleep(stand.seconds / 4)
    stand.postgres.pause()
    stopped = stand.history.moment(STRUCK, "PostgreSQL stopped")
    stand.injected += 1
    await asyncio.sleep(stand.seconds)
    going_on = stand.history.moment(HEALED)
    stand.postgres.go_on()
    await asyncio.sleep(stand.seconds / 2)
    asked = {
        (it.client, it.n)
        for it in stand.history.records
        if isinstance(it, Invoke) and it.t > stopped and type(it.command) not in NOTHING_NEW
    }
    for it in stand.history.records:
        if isinstance(it, Ok) and it.t < going_on and (it.client, it.n) in asked:
            words = f"{it.n} of {it.client} was acknowledged while the database stood still"
            stand.findings.append(Finding("C1", "", words))


async def server_stopped(stand: Stand) -> None:
    """F4: a server stands still, its people go to the other one, and then it wakes: what it
    knows is old by then, and those who stayed with it ask on.
    """
    end = asyncio.get_running_loop().time() + stand.seconds
    while stand.injected < 1 or asyncio.get_running_loop().time() < end:
        number = stand.injected % len(stand.servers)
        process = psutil.Process(stand.servers[number].pid)
        await asyncio.sleep(stand.seconds / 8)
        process.suspend()
        stand.history.moment(STRUCK, "a server stopped")
        stand.injected += 1
        there = [tab for tab in stand.crowd.tabs if tab.server == number]
        for tab in there[::2]:
            tab.drop()
        try:
            await asyncio.sleep(stand.seconds / 2)
        finally:
            process.resume()
        stand.history.moment(HEALED)
        await asyncio.sleep(stand.seconds / 4)


async def redis_killed(stand: Stand) -> None:
    """F5: Redis is killed, stays away, and comes back empty."""
    assert stand.redis is not None
    await asyncio.sleep(stand.seconds / 4)
    stand.history.moment(STRUCK, "Redis killed")
    await asyncio.to_thread(stand.redis.kill)
    stand.injected += 1
    await asyncio.sleep(stand.seconds / 2)
    await asyncio.to_thread(stand.redis.start)
    stand.history.moment(HEALED)
    await asyncio.sleep(stand.seconds / 4)


async def redis_gone(stand: Stand) -> None:
    """Redis goes and does not come back while this lasts: only the log is left."""
    assert stand.redis is not None
    await asyncio.sleep(stand.seconds / 4)
    await asyncio.to_thread(stand.redis.kill)
    stand.injected += 1
    await asyncio.sleep(stand.seconds * 3 / 4)


async def redis_stopped(stand: Stand) -> None:
    """F6: Redis stands still, with all its lines open; then it only stops answering."""
    assert stand.redis is not None
    await asyncio.sleep(stand.seconds / 4)
    stand.history.moment(STRUCK, "Redis stopped")
    stand.redis.pause()
    stand.injected += 1
    await asyncio.sleep(stand.seconds / 4)
    stand.redis.go_on()
    with stand.redis.client() as client:
        client.execute_command("CLIENT", "PAUSE", int(stand.seconds * 250), "ALL")
    stand.injected += 1
    await asyncio.sleep(stand.seconds / 4)
    stand.history.moment(HEALED)
    await asyncio.sleep(stand.seconds / 4)


async def redis_lies(stand: Stand) -> None:
    """F7: everything that goes over Redis goes again, later, forged, to the wrong board, or as
    garbage; and now and then all who listen are thrown out.
    """
    assert stand.redis is not None
    random = stand.crowd.random
    stand.history.moment(STRUCK, "Redis lies")
    line = redis.asyncio.Redis(port=stand.redis.port)
    listening = line.pubsub()
    await listening.psubscribe(ALL_CHANNELS)
    loop = asyncio.get_running_loop()
    end, thrown = loop.time() + stand.seconds, loop.time() + stand.seconds / 3
    kept: list[Said] = []
    mine: set[bytes] = set()
    try:
        while (left := end - loop.time()) > 0:
            said = None
            try:
                said = await listening.get_message(timeout=min(left, 0.2))
            except RedisError:
                await listening.psubscribe(ALL_CHANNELS)
            if said and said["type"] == "pmessage" and said["data"] not in mine:
                channel, data = said["channel"], said["data"]
                kept.append((channel, data))
                for where, what in _lies(random, kept, channel, data):
                    mine.add(what)
                    await line.publish(where, what)
                    stand.injected += 1
            if loop.time() > thrown:
                thrown = loop.time() + stand.seconds / 3
                await line.client_kill_filter(_type="pubsub")
                stand.injected += 1
    finally:
        await listening.aclose()  # type: ignore[no-untyped-call]
        await line.aclose()
    stand.history.moment(HEALED)


Said = tuple[bytes, bytes]


def _lies(random: Random, kept: list[Said], channel: bytes, data: bytes) -> Iterator[Said]:
    """The same again; something old; on the channel of another; forged, garbage, cut off."""
    yield channel, data
    yield random.choice(kept)
    yield random.choice(kept)[0], data
    at = random.randrange(len(data))
    yield channel, data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
    yield channel, random.randbytes(random.randrange(200))
    yield channel, _made_up(data)
    yield channel, data[: random.randrange(len(data))]


def _made_up(data: bytes) -> bytes:
    """What would follow on this, if anyone believed it."""
    head, said = data[:SIGNED], data[SIGNED:]
    try:
        message = json.loads(said)
        place = message["position"]
        message["before"] = dict(place)
        message["position"] = {"seq": place["seq"] + 1, "mark": "0" * 16}
        message["events"] = [{"type": "SpotlightSet", "target": None}]
    except (ValueError, TypeError, KeyError):
        return data + b" "
    return head[:-1] + bytes([head[-1] ^ 1]) + json.dumps(message, separators=(",", ":")).encode()


async def commit_cut(stand: Stand) -> None:
    """F12: the line to the database breaks between COMMIT and its answer."""
    cutter = stand.cutter
    assert cutter is not None
    loop = asyncio.get_running_loop()
    unheard, untold = cutter.unheard, cutter.untold
    stand.history.moment(STRUCK, "commits cut")
    cutter.chance = 0.1
    await asyncio.sleep(stand.seconds)
    latest = loop.time() + LONGEST
    while loop.time() < latest:
        if cutter.unheard > unheard and cutter.untold > untold:
            break
        await asyncio.sleep(0.05)
    cutter.chance = 0.0
    stand.injected += min(cutter.unheard - unheard, cutter.untold - untold)
    stand.history.moment(HEALED)


async def restarted(stand: Stand) -> None:
    """F24: the servers are restarted in turn, as for a new version."""
    end = asyncio.get_running_loop().time() + stand.seconds
    while stand.injected < len(stand.servers) or asyncio.get_running_loop().time() < end:
        server = stand.servers[stand.injected % len(stand.servers)]
        await asyncio.sleep(0.3)
        stand.history.moment(STRUCK, "a server restarted")
        await server.term()
        stand.injected += 1
        await server.again()
        stand.history.moment(HEALED)
