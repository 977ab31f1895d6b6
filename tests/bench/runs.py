"""Every run of the bench, and what they find.

Servers that are compared take turns, so that a slow moment of the machine hits
all of them; each is warmed up first, and each figure is the median of its turns.
"""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from tests.bench import boards
from tests.bench.drive import (
    ClientTooBusy,
    Idle,
    NotAllIn,
    Played,
    Scenario,
    Storm,
    play,
    stand,
    storm,
)
from tests.bench.stage import FLOOR, LOOP, ONE, OURS, SOCKETIO, TITLES, TWO, Stage, stage

REAL = Scenario("30 people, 5 a second", 30, 5, 5.0)
BUSY = Scenario("100 people, 50 a second", 100, 50, 4.0)
LARGE = Scenario("300 people, 50 a second", 300, 50, 4.0)
SMALL = Scenario("30 people, 50 a second", 30, 50, 4.0)
HUGE = Scenario("1,000 people, 50 a second", 1000, 50, 4.0)
LONE = Scenario("a lone post, 100 people", 100, 0, 4.0)
ROOMS = [REAL, BUSY, LARGE]
SIZES = {30: SMALL, 100: BUSY, 300: LARGE, 1000: HUGE}
"""All with the same changes a second."""
JOINED = [BUSY, LARGE]
ALONE = 0.3
"""Seconds between posts that are alone."""
IDLE, FIRST_IDLE = 1000, 200
STORM = 500
FULL_PEOPLE = 100
FULL_LEAST, FULL_BEGINS, FULL_MOST, FULL_STEP = 10.0, 450.0, 12_000.0, 1.5
SLOW = {"pysocketio": 100.0, "channels": 20.0}
"""Far behind whatever happens: one turn is enough, and they begin to fill at less."""
FULL_SECONDS, FULL_PATIENCE = 1.2, 2.0
COLLAPSE = 250.0
"""Milliseconds: with more than this to the last screen in one of a hundred, a server is full."""
GROWING = [OURS, FLOOR, SOCKETIO, LOOP]
MANY = [1, 10, 100]
MANY_PEOPLE, MANY_SEATS, MANY_RATE, MANY_SECONDS, MANY_IDLE = 30, 6, 20.0, 8.0, 4.0
CARDS = [20, 200, 2000]


class Full(Struct, frozen=True):
    """The most that was carried without collapse."""

    rate: float
    each_second: float
    """Deliveries."""
    p99: float
    client: float
    ended: str
    """Why it did not go higher."""


class Found(Struct):
    """All of one run of the bench, by server."""

    seed: int = 1
    rounds: int = 2
    rooms: dict[str, dict[str, Played]] = {}
    """By scenario, one process each."""
    joined: dict[str, dict[str, Played]] = {}
    """By scenario, two processes over Redis."""
    full: dict[str, Full] = {}
    idle: dict[str, Idle] = {}
    storms: dict[str, Storm] = {}
    many: dict[int, Played] = {}
    """By the number of rooms of 30, all with the same load together."""
    cards: dict[int, boards.Cost] = {}
    absent: dict[str, str] = {}
    """Servers that could not be started here, and why."""
    failed: dict[str, str] = {}
    """Parts of the run that did not come to an end, and why."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def middle(turns: Sequence[Played]) -> Played:
    """The median of each figure; what was missed or refused is added up."""
    return replace(
        turns[0],
        changes=sum(one.changes for one in turns),
        deliveries=sum(one.deliveries for one in turns),
        missed=sum(one.missed for one in turns),
        refused=sum(one.refused for one in turns),
        cpu_us=median(one.cpu_us for one in turns),
        services_us=median(one.services_us for one in turns),
        p50=median(one.p50 for one in turns),
        p99=median(one.p99 for one in turns),
        client=max(one.client for one in turns),
        lag=max(one.lag for one in turns),
        each_second=median(one.each_second for one in turns),
        frames=sum(one.frames for one in turns),
    )


class Runs:
    def __init__(self, found: Found, names: Sequence[str] = ()) -> None:
        self.found = found
        self.names = list(names) or ONE

    def rooms(self) -> None:
        for scenario in ROOMS:
            self._compare(scenario, self.found.rooms, two=False, lone=scenario is BUSY)

    def joined(self) -> None:
        for scenario in JOINED:
            self._compare(scenario, self.found.joined, two=True, rounds=1)

    def growth(self) -> None:
        """The rooms between are those of ``rooms``."""
        for scenario in (SMALL, HUGE):
            self._compare(scenario, self.found.rooms, two=False, of=GROWING, rounds=1)

    def full(self) -> None:
        for name in self._of(ONE):
            with stage(name, FULL_PEOPLE) as one:
                one.warm(FULL_PEOPLE)
                self.found.full[name] = _fill(one, self.found.seed)
            say(f"full {name}: {self.found.full[name]}")

    def idle(self) -> None:
        for name in self._of(ONE):
            with stage(name, IDLE) as one:
                self.found.idle[name] = stand(one.crowd, one.served, FIRST_IDLE)
            say(f"idle {name}: {self.found.idle[name]}")

    def storms(self) -> None:
        for name in self._of(ONE):
            with stage(name, STORM) as one:
                self.found.storms[name] = storm(one.crowd, one.served, one.meanwhile)
            say(f"storm {name}: {self.found.storms[name]}")

    def many(self) -> None:
        with ExitStack() as stack:
            stages = {}
            for rooms in MANY:
                sized = {"rooms": rooms, "seats": MANY_SEATS, "cards": MANY_SEATS}
                # Coming in has warmed it up.
                stages[rooms] = stack.enter_context(stage(OURS, MANY_PEOPLE, sized=sized))
            for rooms, one in stages.items():
                scenario = Scenario(f"rooms: {rooms}", MANY_PEOPLE, MANY_RATE, MANY_SECONDS)
                played = play(one.crowd, one.served, scenario, self.found.seed, idle=MANY_IDLE)
                self.found.many[rooms] = played
                say(_line(scenario, one, played))

    def cards(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.found.cards = boards.run(Path(folder), self.found.seed, 9, CARDS)
        say(f"cards: {self.found.cards}")

    def _of(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self.names and name not in self.found.absent]

    def _compare(
        self,
        scenario: Scenario,
        into: dict[str, dict[str, Played]],
        *,
        two: bool,
        of: Sequence[str] = (),
        lone: bool = False,
        rounds: int = 0,
    ) -> None:
        seed = self.found.seed
        with ExitStack() as stack:
            stages = []
            for name in self._of(of or (TWO if two else ONE)):
                one = stack.enter_context(stage(name, scenario.people, two=two))
                one.warm(scenario.people)
                stages.append(one)
            turns: dict[str, list[Played]] = {one.name: [] for one in stages}
            for turn in range(rounds or self.found.rounds):
                for one in stages:
                    if turn and one.name in SLOW:
                        continue
                    played = play(one.crowd, one.served, scenario, seed + turn)
                    turns[one.name].append(played)
                    say(_line(scenario, one, played))
            into[scenario.name] = {name: middle(played) for name, played in turns.items()}
            if lone:
                dues = [ALONE * k for k in range(1, round(LONE.seconds / ALONE))]
                into[LONE.name] = {
                    one.name: play(one.crowd, one.served, LONE, seed, dues) for one in stages
                }


def _line(scenario: Scenario, one: Stage, played: Played) -> str:
    return (
        f"{scenario.name} {TITLES[one.name]}: {played.cpu_us:.1f} + {played.services_us:.1f} us, "
        f"p50 {played.p50:.1f} p99 {played.p99:.1f} ms, {played.missed} missed, "
        f"client {played.client:.0%}, late {played.lag:.1f} ms"
    )


def _fill(one: Stage, seed: int) -> Full:
    """More and more, until the last screens wait too long; then once in between."""
    best: Played | None = None
    held = rate = SLOW.get(one.name, FULL_BEGINS)
    ended = ""
    turns = count(seed)

    def holds(rate: float) -> bool:
        nonlocal best, held, ended
        scenario = Scenario(f"{rate:.0f} a second", FULL_PEOPLE, rate, FULL_SECONDS)
        # A second time too: once may be the machine's doing, and not the server's.
        for _ in range(2):
            turn = next(turns)
            try:
                played = play(
                    one.crowd, one.served, scenario, turn, busiest=1.0, patience=FULL_PATIENCE
                )
            except NotAllIn as fault:
                # It has not recovered from what it was sent before.
                ended = str(fault)
                continue
            if not (why := _why_full(played)):
                if best is None or rate > held:
                    best, held = played, rate
                return True
            ended = why
            if played.client > 0.9:
                raise ClientTooBusy(f"{one.name} at {rate:.0f} a second: {played.client:.0%}")
        return False

    if holds(rate):
        while rate < FULL_MOST and holds(rate * FULL_STEP):
            rate *= FULL_STEP
    else:
        while rate > FULL_LEAST and not holds(rate / FULL_STEP):
            rate /= FULL_STEP
    if best is None:
        return Full(0.0, 0.0, 0.0, 0.0, ended)
    holds(held * FULL_STEP**0.5)
    return Full(held, best.each_second, best.p99, best.client, ended)


def _why_full(played: Played) -> str:
    """ "" when it is not."""
    if played.refused:
        return f"{played.refused} refused"
    if played.missed:
        return f"{played.missed} missed"
    return f"p99 {played.p99:.0f} ms" if played.p99 > COLLAPSE else ""
