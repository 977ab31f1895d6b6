"""What one phone and one event cost, for the arithmetic of ``docs/operations.md``.

    uv run python -m tests.bench.cost               SQLite and one process
    uv run python -m tests.bench.cost --servers 2   PostgreSQL, Redis and two servers

Sessions of some people each are lived through behind the nginx of the example, so that every
part costs what it costs in a town: people come in, sit still, and then write. Processor time
and memory are the programs' own, as the system counts them. This is no contest: for how fast
it is see ``python -m tests.bench``.
"""

import argparse
import asyncio
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random

from msgspec import Struct

from tests.bench.town import Room, Spent, Town, settled


class Measured(Struct):
    people: int
    rooms: int
    page_kib: float
    join_ms: float
    join_nginx_ms: float
    kib_each: float
    kib_nginx: float
    idle_us: float
    idle_nginx_us: float
    commands: int
    deliveries: int
    frames: int
    bytes: int
    spent: Spent

    @property
    def connections(self) -> int:
        return self.rooms * (self.people + 1)


async def live(town: Town, rooms: int, people: int, rate: float, seconds: float) -> Measured:
    """Comes in, sits still, writes; ``rate`` is of each room."""
    base, held = town.spent(), town.held()
    # In a thread: the command that makes a session has a loop of its own.
    sessions = [await asyncio.to_thread(Room, town, people) for _ in range(rooms)]
    for room in sessions:
        await room.come()
    connections = rooms * (people + 1)
    joined, after = town.spent().since(base), town.held()
    for room in sessions:
        await room.begin()
    phones = [phone for room in sessions for phone in (room.console, *room.phones)]
    await settled(sessions)

    at = town.spent()
    await asyncio.sleep(seconds)
    idle = town.spent().since(at)

    for phone in phones:
        phone.changes = phone.frames = phone.bytes = 0
    random, loop = Random(7), asyncio.get_running_loop()
    at, began, commands = town.spent(), loop.time(), 0
    due = began
    while (due := due + random.expovariate(rate * rooms)) < began + seconds:
        if (wait := due - loop.time()) > 0:
            await asyncio.sleep(wait)
        commands += 1
        random.choice(sessions).act(random, commands)
    await settled(sessions)
    lasted = loop.time() - began
    spent = town.spent().since(at)
    # What they would have cost without saying anything.
    spent.servers -= idle.servers / seconds * lasted
    spent.nginx -= idle.nginx / seconds * lasted
    spent.postgres -= idle.postgres / seconds * lasted
    spent.redis -= idle.redis / seconds * lasted
    for phone in phones:
        assert phone.line is not None
        assert not phone.line.closed, phone.line.closed
        phone.line.close()
    return Measured(
        people=people,
        rooms=rooms,
        page_kib=sessions[0].page_bytes / 1024,
        join_ms=joined.servers / connections * 1e3,
        join_nginx_ms=joined.nginx / connections * 1e3,
        kib_each=(after[0] - held[0]) / connections / 1024,
        kib_nginx=(after[1] - held[1]) / connections / 1024,
        idle_us=idle.servers / seconds / connections * 1e6,
        idle_nginx_us=idle.nginx / seconds / connections * 1e6,
        commands=commands,
        deliveries=sum(phone.changes for phone in phones),
        frames=sum(phone.frames for phone in phones),
        bytes=sum(phone.bytes for phone in phones),
        spent=spent,
    )


def split(small: Measured, large: Measured, part: str) -> tuple[float, float]:
    """Microseconds of one command and of one delivery, from two sizes of room."""
    a, b = getattr(small.spent, part) * 1e6, getattr(large.spent, part) * 1e6
    # a = commands * x + deliveries * y, twice.
    bottom = small.commands * large.deliveries - large.commands * small.deliveries
    each = (small.commands * b - large.commands * a) / bottom
    return (a - small.deliveries * each) / small.commands, each


def told(small: Measured, large: Measured, servers: int) -> str:
    command, delivery = split(small, large, "servers")
    _, nginx = split(small, large, "nginx")
    whole = large.spent.servers / large.commands * 1e6
    rows = [
        ("m", "memory of a connection, server", f"{large.kib_each:.0f} KiB"),
        ("m'", "the same, nginx with TLS", f"{large.kib_nginx:.0f} KiB"),
        ("i", "processor of an idle connection, server", f"{large.idle_us:.0f} µs/s"),
        ("i'", "the same, nginx", f"{large.idle_nginx_us:.0f} µs/s"),
        ("j", "processor of coming in: form, page, line; server", f"{large.join_ms:.1f} ms"),
        ("j'", "the same, nginx: each with a new TLS handshake", f"{large.join_nginx_ms:.1f} ms"),
        ("p", "page of a phone, compressed", f"{large.page_kib:.0f} KiB"),
        ("s", f"processor of a command in a room of {large.people}, server", f"{whole:.0f} µs"),
        ("c", "of that, the command itself", f"{command:.0f} µs"),
        ("d", "of that, each delivery", f"{delivery:.0f} µs"),
        ("d'", "the same, nginx with TLS", f"{nginx:.0f} µs"),
        ("b", "bytes of a delivery", f"{large.bytes / large.deliveries:.0f}"),
    ]
    if servers > 1:
        postgres = large.spent.postgres / large.commands * 1e6
        redis = large.spent.redis / large.commands * 1e6
        rows += [
            ("q", "processor of a command, PostgreSQL", f"{postgres:.0f} µs"),
            ("r", "processor of a command, Redis", f"{redis:.0f} µs"),
        ]
    lines = [f"| `{name}` | {what} | {value} |" for name, what, value in rows]
    head = f"{servers} server(s); {large.rooms} rooms of {small.people} and of {large.people}"
    return "\n".join([head, "", "| | what | measured |", "| --- | --- | --- |", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench.cost")
    parser.add_argument("--servers", type=int, default=1)
    parser.add_argument("--rooms", type=int, default=10)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--rate", type=float, default=2.0, help="commands a second in each room")
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    found = []
    for people in (given.people // 4, given.people):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            town = Town(stack, folder, given.servers)
            found.append(asyncio.run(live(town, given.rooms, people, given.rate, given.seconds)))
    print(told(found[0], found[1], given.servers))


if __name__ == "__main__":
    main()
