"""One play on one server: the load client plays the crowd, and beside it the costs are read."""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event

from msgspec import Struct
from msgspec.structs import replace

from tests.bench.crowds import Crowd
from tests.bench.meter import Load, memory, percentiles
from tests.bench.native import program
from tests.bench.plan import Outcome, Plan, arrivals

BUSY_CLIENT = 0.7
"""A load client that is busier than this measures itself."""
PATIENCE = 8.0
"""Seconds in which all must have come."""
GENTLY = 40
"""Connections under way at a time, where nothing is said of joining."""


class Served(Struct, frozen=True):
    """A server that runs: one process or more, and what stands beside them."""

    ports: list[int]
    pids: list[int]
    services: list[int] = []
    """Redis and PostgreSQL."""


class Scenario(Struct, frozen=True):
    name: str
    people: int
    rate: float
    seconds: float = 6.0


class Played(Struct, frozen=True):
    """``deliveries`` are changes times screens; waits are in milliseconds."""

    scenario: str
    people: int
    seed: int
    changes: int
    deliveries: int
    missed: int
    refused: int
    cpu_us: float
    """A delivery, all processes of the server."""
    services_us: float
    """A delivery, Redis and PostgreSQL."""
    p50: float
    p99: float
    client: float
    """The load client's own processor time, as a part of the time it had."""
    lag: float
    each_second: float
    """Deliveries, over the time in which they came."""
    frames: int
    idle_ms: float = 0.0
    """Processor time a second of the server while all were there and nothing happened."""


class ClientTooBusy(AssertionError):
    """The figures would say more about the load client than about the server."""


class NotAllIn(AssertionError):
    """The server did not take everyone."""


class Reply(Struct, frozen=True):
    seconds: float
    cpu: float
    ready: int
    lost: int
    deliveries: int


class Client:
    """The program that plays everyone; see ``client.c`` for the words it knows."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._result = folder / "result"
        plan.write(folder / "plan")
        self.people = len(plan.screens)
        self._process = subprocess.Popen(
            [program("client"), folder / "plan", self._result],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, word: str) -> Reply:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().split()
        if not answer:
            raise RuntimeError(f"the load client ended with {self._process.wait()}")
        seconds, cpu, *counts = answer
        return Reply(float(seconds), float(cpu), *map(int, counts))

    def join(self, at_once: int = GENTLY) -> Reply:
        reply = self.say(f"join {at_once}")
        if reply.ready != self.people:
            raise NotAllIn(f"{reply.ready} of {self.people} came in")
        return reply

    def end(self) -> Outcome:
        assert self._process.stdin is not None
        self._process.stdin.write("end\n")
        self._process.stdin.flush()
        assert self._process.wait(20) == 0
        return Outcome.read(self._result)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def playing(plan: Plan) -> Iterator[Client]:
    with tempfile.TemporaryDirectory(prefix="doorstart-bench-") as folder:
        client = Client(plan, Path(folder))
        try:
            yield client
        finally:
            client.stop()


def moments(scenario: Scenario, seed: int) -> list[float]:
    return list(arrivals(Random(seed), scenario.rate, scenario.seconds))


def play(
    crowd: Crowd,
    served: Served,
    scenario: Scenario,
    seed: int,
    dues: Sequence[float] | None = None,
    busiest: float = BUSY_CLIENT,
    patience: float = PATIENCE,
    idle: float = 0.0,
) -> Played:
    """``idle`` is for how many seconds nothing is done first, to see what that costs."""
    dues = moments(scenario, seed) if dues is None else dues
    plan = replace(crowd.plan(Random(seed), dues), patience=patience)
    with playing(plan) as client:
        client.join()
        settle(served.pids)
        before = Load(served.pids)
        Event().wait(idle)
        idle_ms = before.seconds / idle * 1000 if idle else 0.0
        server, beside = Load(served.pids), Load(served.services)
        reply = client.say("play")
        used, used_beside = server.seconds, beside.seconds
        outcome = client.end()
    busy = reply.cpu / reply.seconds
    if busy > busiest:
        raise ClientTooBusy(f"{scenario.name}: the load client was busy {busy:.0%} of the time")
    played = _played(plan, outcome, scenario, seed, reply, (used, used_beside))
    return replace(played, idle_ms=idle_ms)


def _played(
    plan: Plan,
    outcome: Outcome,
    scenario: Scenario,
    seed: int,
    reply: Reply,
    used: tuple[float, float],
) -> Played:
    sizes: dict[int, int] = {}
    for screen in plan.screens:
        sizes[screen.room] = sizes.get(screen.room, 0) + 1
    expected = sum(sizes[plan.screens[send.screen].room] for send in plan.sends)
    taken = [one for one in outcome.sent if not one.refused]
    refused = len(outcome.sent) - len(taken)
    deliveries = sum(one.screens for one in taken)
    assert deliveries, f"{scenario.name}: nothing came"
    p50, p99 = percentiles(one.wait * 1000 for one in taken if one.wait >= 0)
    return Played(
        scenario=scenario.name,
        people=len(plan.screens),
        seed=seed,
        changes=len(taken),
        deliveries=deliveries,
        missed=expected - deliveries - refused * expected // len(outcome.sent),
        refused=refused,
        cpu_us=used[0] / deliveries * 1e6,
        services_us=used[1] / deliveries * 1e6,
        p50=p50,
        p99=p99,
        client=reply.cpu / reply.seconds,
        lag=outcome.lag * 1000,
        each_second=deliveries / reply.seconds,
        frames=outcome.frames,
    )


class Idle(Struct, frozen=True):
    """Connections that only stand there."""

    people: int
    kib_each: float
    join_us: float
    """Processor time of the server for each that joins."""


def stand(crowd: Crowd, served: Served, few: int) -> Idle:
    """What each connection after the first ``few`` costs: those warm up whatever must be."""
    whole = crowd.plan(Random(0), [])
    first = Plan(whole.rule, whole.screens[:few], [], binary=whole.binary)
    rest = Plan(whole.rule, whole.screens[few:], [], binary=whole.binary)
    with playing(first) as some, playing(rest) as others:
        some.join()
        settle(served.pids)
        before, server = memory(served.pids), Load(served.pids)
        others.join()
        settle(served.pids)
        used, after = server.seconds, memory(served.pids)
    count = len(rest.screens)
    return Idle(len(whole.screens), (after - before) / count / 1024, used / count * 1e6)


class Storm(Struct, frozen=True):
    """All connections are cut, and come back at the same moment."""

    people: int
    current: int
    join_us: float
    p50: float
    slowest: float
    """Milliseconds until the last one was current."""
    client: float


def storm(crowd: Crowd, served: Served, meanwhile: object = None) -> Storm:
    """``meanwhile`` is called while all are away, and answers where the board stands then."""
    plan = crowd.plan(Random(0), [])
    with playing(plan) as client:
        client.join()
        client.say("leave")
        settle(served.pids)
        stands = meanwhile() if callable(meanwhile) else -1
        settle(served.pids)
        server = Load(served.pids)
        reply = client.join(at_once=len(plan.screens))
        # What joining leads to counts too: who is told that someone came.
        settle(served.pids)
        used = server.seconds
        outcome = client.end()
    p50, _ = percentiles(one * 1000 for one in outcome.joins)
    return Storm(
        people=len(plan.screens),
        current=sum(seq >= stands for seq in outcome.stands),
        join_us=used / len(plan.screens) * 1e6,
        p50=p50,
        slowest=max(outcome.joins) * 1000,
        client=reply.cpu / reply.seconds,
    )


def settle(pids: Sequence[int], quiet: float = 0.05, patience: float = 3.0) -> None:
    """Until the server has nothing more to do than to keep time."""
    never = Event()
    give_up = time.monotonic() + patience
    still = 0
    while still < 3 and time.monotonic() < give_up:
        load = Load(pids)
        never.wait(0.1)
        still = still + 1 if load.seconds < quiet * 0.1 else 0
