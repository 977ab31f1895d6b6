"""What one event costs on a small board and on one of 2,000 cards.

The path is the room's own: a command is decided on a working copy, each event
goes through the storage format and ``evolve``, is drawn and encoded for the
audiences in the room and for the person who acted, and is appended to a real
log on disk. Every command starts from the same board, so that boards do not
grow while they are measured.
"""

import asyncio
import gc
import sys
import time
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import mean, median
from types import FrameType
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from board import adopted, mine
from board import commands as c
from board.events import AnyEvent
from board.messages import Ack
from board.types import Audience, CardId, KindId, SeatId
from server.ids import new_id, new_mark
from server.live.batch import Asked, Batch, World
from server.live.outboxes import Ticket
from server.live.telling import patch_for
from server.store import Append, Head, Log, NewSession, OutboxRow, Record
from server.store.sqlite.store import SqliteStore
from tests.bench.doorstart import posting
from tests.board.play import LEAD, VISION, Play, partner

SEATS = 399
EACH = 10
"""Cards of each person who wrote: the board grows by people, not by their diligence."""
COMMANDS = 120
LATECOMER = "latecomer"
"""Has adopted nothing yet."""
AUDIENCES = (Audience.PARTNER, Audience.LEAD, Audience.DISPLAY)
SMALL, LARGE = 20, 2000
encode = msgspec.json.encode


class Cost(Struct, frozen=True):
    """Microseconds of processor time for each event, all threads together."""

    thinking: float
    """Deciding, evolving, drawing and encoding."""
    whole: float
    """The same with the append, on disk."""
    steps: float = 0.0
    """Steps of the interpreter while thinking. Nobody else on the machine changes them."""
    taken: float = 0.0
    """The most bytes that thinking takes at once: what is copied of the board."""


class Subject:
    """A board of so many cards in a log, and commands to try on it."""

    def __init__(self, cards: int, random: Random, log: Log) -> None:
        self.log = log
        self.id = new_id()
        self.play = Play(VISION)
        phase, kind = posting(self.play.format)
        self.play.open(phase)
        self.play.done(LEAD, c.SetCardLimit(cards_each=20))
        seats = [f"seat{number:03d}" for number in range(SEATS)]
        for number, seat in enumerate(seats):
            self.play.sit(seat, organisation=f"organisation{number % 12}")
        self.owners: dict[str, str] = {}
        for number in range(cards):
            seat = seats[number // EACH]
            text = f"Kaartje {number}: iedereen kent de vrijetijdspas"
            self.owners[self.play.post(partner(seat), kind, text)] = seat
        ids = list(self.owners)
        for number in range(0, cards // 2, 10):
            members = [str(id) for id in ids[number : number + 10]]
            self.play.done(LEAD, c.MakeCluster(members=members, title=f"Groep {number}"))
        for number in range(cards // 3):
            # By the one who sits beside the writer.
            neighbour = partner(seats[number // EACH - 1])
            self.play.done(neighbour, c.AdoptCard(card=CardId(ids[number])))
        self.play.sit(LATECOMER, organisation="organisation0")
        self.asked = list(_commands(random, self.owners, kind, self.play.board.visit))
        self.known = {
            SeatId(seat): adopted(self.play.board, SeatId(seat), self.play.keys)
            for seat in [*seats, LATECOMER]
        }
        self.head: Head | None = None
        self.measured = 0

    async def write(self, trajectory: str) -> None:
        """The whole history, as a log has it after a long session."""
        events = self.play.events
        session = NewSession(trajectory, self.play.format.stage, "Bench", created_at=0)
        self.head = await self.log.create(self.id, self.play.format, events[:1], session)
        for at in range(1, len(events), 64):
            await self._append(events[at : at + 64])

    def think(self, asked: Asked, world: World) -> Batch:
        batch = Batch(self.play.board, self.play.box, self.play.keys, {}, {}, lambda _: None)
        answered = batch.take(asked, world)
        assert isinstance(answered.answer, Ack), answered
        for audience in AUDIENCES:
            encode(patch_for(audience, batch.changes))
        assert asked.actor.seat is not None
        known = self.known[asked.actor.seat]
        encode(mine(batch.board, asked.actor.seat, batch.keys, batch.box, known))
        assert len(batch.changes) == 1
        return batch

    def _again(self, asked: Asked) -> Asked:
        """The same command with a number that its outbox has not had."""
        assert asked.ticket is not None
        n = asked.n + self.measured * COMMANDS
        return replace(asked, n=n, ticket=replace(asked.ticket, n=n))

    async def _append(self, events: Iterable[AnyEvent], outbox: tuple[OutboxRow, ...] = ()) -> None:
        assert self.head is not None
        head = await self.log.append(
            Append(self.id, self.head, new_mark(), events=tuple(events), outbox=outbox)
        )
        assert isinstance(head, Head), head
        self.head = head

    async def measure(self, world: World) -> list[Cost]:
        """What each command costs now."""
        costs = []
        self.measured += 1
        for asked in map(self._again, self.asked):
            began = time.process_time()
            batch = self.think(asked, world)
            thought = time.process_time()
            await self._append(
                (change.event for change in batch.changes), tuple(batch.outbox.values())
            )
            done = time.process_time()
            costs.append(Cost((thought - began) * 1e6, (done - began) * 1e6))
        return costs

    def count(self, world: World) -> tuple[float, float]:
        """The steps and the bytes of thinking about each command."""
        steps, taken = 0, 0

        def step(frame: FrameType, event: str, _: object) -> Any:
            nonlocal steps
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            steps += event == "opcode"
            return step

        self.measured += 1
        sys.settrace(step)
        try:
            for asked in map(self._again, self.asked):
                self.think(asked, world)
        finally:
            sys.settrace(None)
        tracemalloc.start()
        try:
            for asked in map(self._again, self.asked):
                before, _ = tracemalloc.get_traced_memory()
                tracemalloc.reset_peak()
                self.think(asked, world)
                taken += tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()
        return steps / COMMANDS, taken / COMMANDS


async def compare(
    folder: Path, seed: int, rounds: int, sizes: Sequence[int] = (SMALL, LARGE)
) -> dict[int, Cost]:
    """By the number of cards. Rounds take turns, and each command counts by its median over
    them: a slow moment of the machine hits all boards, and none for long.
    """
    random = Random(seed)
    world = World(now=lambda: 60_000, new_id=new_id, chance=lambda: 7)
    store = SqliteStore(folder / "bench.sqlite")
    try:
        subjects = [Subject(cards, random, Log(store)) for cards in sizes]
        costs: dict[int, list[list[Cost]]] = {cards: [] for cards in sizes}
        record = Record(store)
        network = await record.new_network("Bench", await record.new_municipality("B", "stad"))
        trajectory = await record.new_trajectory(network, "Bench", 0)
        for subject in subjects:
            await subject.write(trajectory.id)
            await subject.measure(world)
        gc.collect()
        gc.freeze()
        for _ in range(rounds):
            for cards, subject in zip(sizes, subjects, strict=True):
                costs[cards].append(await subject.measure(world))
        counted = {n: subject.count(world) for n, subject in zip(sizes, subjects, strict=True)}
    finally:
        gc.unfreeze()
        store.close()
    return {
        cards: replace(typical(costs[cards]), steps=counted[cards][0], taken=counted[cards][1])
        for cards in sizes
    }


def typical(rounds: list[list[Cost]]) -> Cost:
    commands = list(zip(*rounds, strict=True))
    return Cost(
        mean(median(cost.thinking for cost in row) for row in commands),
        mean(median(cost.whole for cost in row) for row in commands),
    )


def run(
    folder: Path, seed: int, rounds: int, sizes: Sequence[int] = (SMALL, LARGE)
) -> dict[int, Cost]:
    return asyncio.run(compare(folder, seed, rounds, sizes))


def _commands(random: Random, owners: dict[str, str], kind: KindId, visit: int) -> Iterator[Asked]:
    """What people send in a busy phase: new cards, better words, support."""
    writers = sorted(set(owners.values()))
    for number in range(COMMANDS):
        id, owner = random.choice(list(owners.items()))
        command: c.AnyCommand
        match number % 3:
            case 0:
                seat = random.choice(writers)
                command = c.PostCard(kind=kind, text=f"Nog een idee, nummer {number}")
            case 1:
                seat = owner
                command = c.EditCard(card=CardId(id), text=f"Beter gezegd: {number}")
            case _:
                seat = LATECOMER
                command = c.AdoptCard(card=CardId(id))
        ticket = Ticket(f"open-{seat}", f"secret-{seat}", 1 + number, b"digest")
        yield Asked(partner(seat), command, visit, ticket.n, ticket)
