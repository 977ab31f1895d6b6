"""One room over real websockets: so many people, so many commands a second.

The same Poisson arrivals go to Doorstart, as people who post, edit and support
cards while a console and a screen look on, and to a plain Starlette send loop,
as frames of the same size. Each server runs in a process of its own; all people
are played by this one.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Protocol

import msgspec
from msgspec import Raw, Struct

from board.entities import CardEntity
from board.messages import PatchFrame, Position
from tests.bench.doorstart import Doorstart
from tests.bench.line import Line
from tests.bench.meter import Load, Screens, memory, percentiles
from tests.running import Running

ROOT = Path(__file__).parent.parent.parent
ONLOOKERS = 2
"""A console and a big screen."""
BUSY_CLIENT = 0.7
"""A load client that is busier than this measures itself."""


class Scenario(Struct, frozen=True):
    name: str
    people: int
    rate: float


SCENARIOS = [
    Scenario("room30x5", 30, 5),
    Scenario("room30x50", 30, 50),
    Scenario("room100x5", 100, 5),
    Scenario("room100x50", 100, 50),
]


class Result(Struct, frozen=True):
    """``deliveries`` are changes times screens; times are in milliseconds."""

    changes: int
    deliveries: int
    missed: int
    cpu_us: float
    p50: float
    p99: float
    kib_each: float
    client: float
    """The load client's own processor time, as a part of the time it had."""


class ClientTooBusy(AssertionError):
    """The figures would say more about the load client than about the server."""


class Crowd(Protocol):
    """People in a room, whatever server it is on."""

    pid: int
    screens: Screens

    async def come(self) -> None: ...

    def act(self, random: Random) -> None:
        """Someone sends a command now."""

    def sent(self) -> dict[int, float]:
        """When each change was sent, as far as the server has said what it became."""

    def waiting(self) -> int:
        """Commands that have no answer yet."""

    def leave(self) -> None: ...


async def drive(
    crowd: Crowd, scenario: Scenario, seconds: float, seed: int, busiest: float = BUSY_CLIENT
) -> Result:
    before = memory(crowd.pid)
    await crowd.come()
    screens = crowd.screens
    each = (memory(crowd.pid) - before) / len(screens.stands) / 1024
    start = max(screens.stands.values())
    arrivals, choices, loop = Random(seed), Random(seed), asyncio.get_running_loop()
    server, client = Load.of(crowd.pid), Load.of()
    began = due = loop.time()
    while (due := due + arrivals.expovariate(scenario.rate)) < began + seconds:
        if (wait := due - loop.time()) > 0:
            await asyncio.sleep(wait)
        crowd.act(choices)
    try:
        await screens.until(
            lambda: not crowd.waiting() and screens.all_at(max(crowd.sent(), default=start))
        )
    except TimeoutError:
        last = max(crowd.sent(), default=start)
        behind = sorted(stands for stands in screens.stands.values() if stands < last)
        raise AssertionError(
            f"{scenario.name}: {crowd.waiting()} commands have no answer; of the screens "
            f"{len(behind)} of {len(screens.stands)} are not at {last} but at {behind[:5]}"
        ) from None
    lasted = loop.time() - began
    used, own = server.seconds, client.seconds / lasted
    crowd.leave()
    sent = crowd.sent()
    p50, p99 = percentiles((screens.last[seq] - at) * 1000 for seq, at in sent.items())
    deliveries = sum(screens.arrived.get(seq, 0) for seq in sent)
    if own > busiest:
        raise ClientTooBusy(f"{scenario.name}: the load client was busy {own:.0%} of the time")
    return Result(
        changes=len(sent),
        deliveries=deliveries,
        missed=len(sent) * len(screens.stands) - deliveries,
        cpu_us=used / deliveries * 1e6,
        p50=p50,
        p99=p99,
        kib_each=each,
        client=own,
    )


class Plain:
    """The same crowd on the plain send loop: a change is the number of its message."""

    def __init__(self, port: int, pid: int, people: int) -> None:
        self.port, self.pid, self.people = port, pid, people
        self.screens = Screens()
        self.lines: list[Line] = []
        self.times: dict[int, float] = {}

    async def come(self) -> None:
        for number in range(self.people + ONLOOKERS):
            self.screens.stands[number] = 0

            def see(text: bytes, now: float, number: int = number) -> None:
                self.screens.see(number, text, now)

            self.lines.append(await Line.open(self.port, "/live", "", see))

    def act(self, random: Random) -> None:
        number = len(self.times) + 1
        self.times[number] = asyncio.get_running_loop().time()
        random.choice(self.lines).send(one_card(number))

    def sent(self) -> dict[int, float]:
        return self.times

    def waiting(self) -> int:
        return 0

    def leave(self) -> None:
        for line in self.lines:
            line.close()


def one_card(number: int) -> bytes:
    """A patch with one card, as big as Doorstart's."""
    card = CardEntity(
        seq=number,
        number=number,
        zone="a_zone_with_a_name",
        kind="a_kind_of_card",
        text=f"Kaartje {number}: iedereen kent de vrijetijdspas",
        fields={},
        links={},
        organisation="o" * 22,
        seat="s" * 22,
        anonymous=False,
        adopters=0,
        cluster=None,
        edited=False,
        late=False,
        locked=False,
    )
    changed = Raw(msgspec.json.encode({"card:" + "c" * 22: card}))
    return msgspec.json.encode(PatchFrame(number - 1, Position(number, "0" * 16), changed))


@contextmanager
def plain_server() -> Iterator[tuple[int, int]]:
    """Its port and its process id."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.plain"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.terminate()


def run_plain(
    scenario: Scenario, seconds: float, seed: int, busiest: float = BUSY_CLIENT
) -> Result:
    with plain_server() as (port, pid):
        crowd = Plain(port, pid, scenario.people)
        return asyncio.run(drive(crowd, scenario, seconds, seed, busiest))


def run_doorstart(scenario: Scenario, seconds: float, seed: int, folder: Path) -> Result:
    with log_into(folder / "server.log"):
        server = Running.start(folder, process=True)
    with server as running:
        crowd = Doorstart(running, scenario.people, seed)
        result = asyncio.run(drive(crowd, scenario, seconds, seed))
        assert crowd.refused == [], crowd.refused[:5]
        return result


@contextmanager
def log_into(path: Path) -> Iterator[None]:
    """What is started meanwhile writes its log there, as a server does, and not on the terminal."""
    kept = os.dup(2)
    try:
        with path.open("wb") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
