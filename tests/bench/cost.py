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
from collections.abc import Callable
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
    base: int
    """Bytes of the servers before anyone came."""
    held: int
    held_nginx: int
    """And what the people came to, in bytes."""
    idle: Spent
    """In a second."""
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
    idle = town.spent().since(at).each(seconds)

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
    spent.servers -= idle.servers * lasted
    spent.nginx -= idle.nginx * lasted
    spent.postgres -= idle.postgres * lasted
    spent.redis -= idle.redis * lasted
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
        base=held[0],
        held=after[0] - held[0],
        held_nginx=after[1] - held[1],
        idle=idle,
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


def slope(small: Measured, large: Measured, of: Callable[[Measured], float]) -> tuple[float, float]:
    """What there is without anyone, and what each connection adds."""
    each = (of(large) - of(small)) / (large.connections - small.connections)
    return of(small) - small.connections * each, each


def told(small: Measured, large: Measured, servers: int) -> str:
    command, delivery = split(small, large, "servers")
    _, nginx = split(small, large, "nginx")
    _, kib = slope(small, large, lambda one: one.held / 1024)
    _, kib_nginx = slope(small, large, lambda one: one.held_nginx / 1024)
    alone, idle = slope(small, large, lambda one: one.idle.servers * 1e6)
    _, idle_nginx = slope(small, large, lambda one: one.idle.nginx * 1e6)
    rows = [
        ("w", "memory of a process with nobody", f"{large.base / servers / 1024**2:.0f} MiB"),
        ("m", "memory of a line", f"{kib:.0f} KiB"),
        ("m'", "the same, nginx with TLS", f"{kib_nginx:.0f} KiB"),
        ("u", "processor of a process with nobody", f"{alone / servers:.0f} µs/s"),
        ("i", "processor of an idle line", f"{idle:.0f} µs/s"),
        ("i'", "the same, nginx", f"{idle_nginx:.0f} µs/s"),
        ("j", "processor of coming in: form, page, line", f"{large.join_ms:.1f} ms"),
        ("j'", "the same, nginx: three new TLS handshakes", f"{large.join_nginx_ms:.1f} ms"),
        ("p", "page of a phone, compressed", f"{large.page_kib:.0f} KiB"),
        ("", f"processor of a command in a room of {small.people}", whole(small, "servers")),
        ("", f"processor of a command in a room of {large.people}", whole(large, "servers")),
        ("c", "of those, the command itself", f"{command:.0f} µs"),
        ("d", "of those, each delivery", f"{delivery:.0f} µs"),
        ("d'", "processor of a delivery, nginx with TLS", f"{nginx:.0f} µs"),
        ("b", "bytes of a delivery", f"{large.bytes / large.deliveries:.0f}"),
    ]
    if servers > 1:
        rows += [
            ("q", "processor of a command, PostgreSQL", whole(large, "postgres")),
            ("r", "processor of a command, Redis", whole(large, "redis")),
        ]
    lines = [f"| {f'`{name}`' if name else ''} | {what} | {value} |" for name, what, value in rows]
    head = f"{servers} server(s); {large.rooms} rooms of {small.people} and of {large.people}"
    return "\n".join([head, "", "| | what | measured |", "| --- | --- | --- |", *lines])


def whole(one: Measured, part: str) -> str:
    return f"{getattr(one.spent, part) / one.commands * 1e6:.0f} µs"


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
