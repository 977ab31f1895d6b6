"""What Doorstart must keep to beside the others, and by how much it did in this run."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from tests.bench.drive import Played
from tests.bench.runs import BUSY, LARGE, LONE, REAL, Found
from tests.bench.stage import FLOOR, LOOP, OURS, SOCKETIO


class Target(Struct, frozen=True):
    what: str
    bound: float
    measured: float
    least: bool = False
    """The bound is the least it may be, and not the most."""
    unit: str = "×"

    @property
    def met(self) -> bool:
        return self.measured >= self.bound if self.least else self.measured <= self.bound

    @property
    def verdict(self) -> str:
        if self.met:
            return "met"
        off = self.bound / self.measured if self.least else self.measured / self.bound
        return f"**missed**, by a factor of {off:.2f}"


def targets(found: Found) -> list[Target]:
    """Those whose runs are there."""
    return list(_all(found))


def _all(found: Found) -> Iterator[Target]:
    rooms, joined = found.rooms, found.joined

    def cpu(one: Played) -> float:
        return one.cpu_us + one.services_us

    def p99(one: Played) -> float:
        return one.p99

    what = "CPU a delivery"
    yield from _beside(rooms, LARGE.name, FLOOR, cpu, f"{what}, {LARGE.name}, × C floor", 1.0)
    yield from _beside(rooms, LARGE.name, SOCKETIO, cpu, f"{what}, the same, × Socket.IO", 0.5)
    yield from _beside(rooms, BUSY.name, SOCKETIO, cpu, f"{what}, {BUSY.name}, × Socket.IO", 0.7)
    yield from _beside(rooms, REAL.name, SOCKETIO, cpu, f"{what}, {REAL.name}, × Socket.IO", 2.0)
    yield from _beside(rooms, REAL.name, SOCKETIO, p99, "p99, the same, × Socket.IO", 2.0)
    together = f"{what}, two processes over Redis, {LARGE.name}, × Socket.IO with its adapter"
    yield from _beside(joined, LARGE.name, SOCKETIO, cpu, together, 0.5)
    if OURS in found.full and SOCKETIO in found.full:
        most = found.full[OURS].each_second / found.full[SOCKETIO].each_second
        yield Target("Saturation, 100 people, × Socket.IO", 4.0, most, least=True)
    if OURS in rooms.get(LARGE.name, {}):
        late = rooms[LARGE.name][OURS].p99
        yield Target(f"p99, {LARGE.name}", 60.0, late, unit="ms")
    yield from _beside(rooms, LONE.name, SOCKETIO, p99, f"p99, {LONE.name}, × Socket.IO", 2.0)
    if OURS in found.idle and LOOP in found.idle:
        kib = found.idle[OURS].kib_each / found.idle[LOOP].kib_each
        yield Target("Memory of an idle connection, × plain Starlette", 1.5, kib)
    yield from _storm(found)
    if found.cards:
        some = found.cards
        ratio = some[max(some)].whole / some[min(some)].whole
        yield Target(f"One event on {max(some):,} cards, × on {min(some)}", 1.2, ratio)
    if found.many:
        ratio = cpu(found.many[max(found.many)]) / cpu(found.many[min(found.many)])
        yield Target("CPU a delivery, 100 rooms of 30, × 1 room with the same load", 1.3, ratio)


def _beside(
    found: dict[str, dict[str, Played]],
    scenario: str,
    other: str,
    figure: Callable[[Played], float],
    what: str,
    bound: float,
) -> Iterator[Target]:
    played = found.get(scenario, {})
    if OURS in played and other in played:
        yield Target(what, bound, figure(played[OURS]) / figure(played[other]))


def _storm(found: Found) -> Iterator[Target]:
    storms = found.storms
    if OURS in storms:
        away = storms[OURS].people - storms[OURS].current
        yield Target("500 come back at once: not current", 0, away, unit="")
    if OURS in storms and LOOP in storms:
        ratio = storms[OURS].join_us / storms[LOOP].join_us
        yield Target("CPU of each that comes back, × a bare handshake of Starlette", 3.0, ratio)
    if OURS in storms and SOCKETIO in storms:
        ratio = storms[OURS].slowest / storms[SOCKETIO].slowest
        yield Target("The slowest that comes back, × Socket.IO's", 2.0, ratio)
