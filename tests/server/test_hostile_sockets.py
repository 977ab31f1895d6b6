"""A connection may cost at most 256 KB, whatever its client does.

For half a minute fifty hostile sockets are held beside an honest room, each cut off
and back as often as the server likes. All the while the server's memory is
looked at, and whether each change is on every honest screen in time.
"""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from itertools import count, cycle
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from board.messages import PROTOCOL
from server.formats import shelf
from server.ids import new_id
from tests.bench.doorstart import posting
from tests.running import Running, Visitor
from tests.server.hostile import HOSTILE, Attack, Guest

pytestmark = pytest.mark.slow

HELD = 50
SECONDS = 12.0
"""Long enough for each attack to have gone round often."""
COST = 256 * 1024
WARM_UP = 5.0
READERS = 5
WRITERS = 20
"""They fill the board, so that a whole view is much more than one may hold, and leave."""
CARDS_EACH = 20
EACH_SECOND = 20.0
LATE = 30.0
"""Seconds in which each change is on every honest screen, on a machine as busy as may be."""
STAGE = "workstream_vision"
WORDS = "Wie nieuw is krijgt de weg uitgelegd, en wie hier al lang woont legt hem uit. " * 3
MARK = re.compile(r"<(\d+)>")

Json = dict[str, Any]


class Honest:
    """Reads all it gets and sends one command after another."""

    def __init__(self, guest: Guest, see: Callable[["Honest", str], None]) -> None:
        self.guest = guest
        self.see = see
        self.visit = 0
        self.here = asyncio.Event()
        self.most_here = 0
        self._outbox = new_id()
        self._n = 0
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._socket: ClientConnection | None = None

    async def listen(self) -> None:
        async with connect(
            f"ws://127.0.0.1:{self.guest.port}/live",
            origin=Origin(self.guest.origin),
            additional_headers={"Cookie": self.guest.cookie},
            compression=None,
            max_size=None,
        ) as self._socket:
            await self._socket.send(self.guest.hello)
            async for text in self._socket:
                assert isinstance(text, str)
                self._take(text)

    async def do(self, type: str, **fields: object) -> str:
        """The id of what it made."""
        await self.here.wait()
        assert self._socket is not None
        self._n += 1
        answer = self._answers[self._n] = asyncio.get_running_loop().create_future()
        about = {"t": "do", "outbox": self._outbox, "n": self._n, "visit": self.visit}
        await self._socket.send(json.dumps(about | {"command": {"type": type, **fields}}))
        said = await answer
        assert said["t"] == "ack", said
        return str(said["made"])

    def _take(self, text: str) -> None:
        kind = text[6:10]
        if kind in ("view", "patc"):
            self.see(self, text)
        if kind in ('ack"', 'no",'):
            answer = json.loads(text)
            self._answers.pop(answer["n"]).set_result(answer)
        elif kind == "view":
            self.here.set()
        elif kind == "pres":
            self.most_here = max(self.most_here, json.loads(text)["here"])


class Room:
    """Honest people who see each other's changes, or not."""

    def __init__(self, running: Running) -> None:
        made = running.session(STAGE)
        leading = running.visitor()
        self.console = Honest(guest(leading, leading.open(made.lead)), self._see)
        self.readers = [self._honest(running, made.code) for _ in range(READERS)]
        self.writers = [self._honest(running, made.code) for _ in range(WRITERS)]
        self.hostile = [seat(running, made.code) for _ in range(HELD)]
        self.phase, self.kind = posting(shelf()[STAGE])
        self.cards: list[tuple[Honest, str]] = []
        self.waits: list[float] = []
        self.missing: dict[int, set[Honest]] = {}
        self._sent: dict[int, float] = {}
        self._numbers = count()

    async def fill(self) -> None:
        """The board has its cards, each with one of the readers or of those who left."""
        everyone = (self.console, *self.readers, *self.writers)
        for person in everyone:
            await person.here.wait()
        await self.console.do("OpenPhase", phase=self.phase)
        for person in everyone:
            # Known from here on, a moment before the view says so.
            person.visit += 1
        await self.console.do("SetCardLimit", cards_each=CARDS_EACH)
        for _ in range(CARDS_EACH):
            people = (*self.readers, *self.writers)
            posts = [p.do("PostCard", kind=self.kind, text=WORDS[:270]) for p in people]
            cards = await asyncio.gather(*posts)
            self.cards += zip(self.readers, cards, strict=False)

    async def go_on(self, over: asyncio.Event) -> None:
        """Card after card is changed, each change with a number."""
        for person, card in cycle(self.cards):
            if over.is_set():
                return
            number = next(self._numbers)
            self._sent[number] = monotonic()
            self.missing[number] = {self.console, *self.readers}
            await person.do("EditCard", card=card, text=f"<{number}> {WORDS}"[:270])
            await asyncio.sleep(1 / EACH_SECOND)

    def _honest(self, running: Running, code: str) -> Honest:
        return Honest(seat(running, code), self._see)

    def _see(self, person: Honest, text: str) -> None:
        for mark in MARK.findall(text):
            number = int(mark)
            waiting = self.missing.get(number)
            if waiting is not None and person in waiting:
                waiting.discard(person)
                self.waits.append(monotonic() - self._sent[number])
                if not waiting:
                    del self.missing[number]


def guest(visitor: Visitor, path: str) -> Guest:
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    hello = {"t": "hello", "v": PROTOCOL, "grant": path.rpartition("/")[2]}
    return Guest(visitor.port, visitor.origin, cookie, json.dumps(hello))


def seat(running: Running, code: str) -> Guest:
    visitor = running.visitor()
    return guest(visitor, visitor.join(code))


class Memory:
    """The server's, from now on; ``most`` is the highest seen."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self.first = self.most = self._process.memory_info().rss

    async def watch(self) -> None:
        while True:
            self.most = max(self.most, self._process.memory_info().rss)
            await asyncio.sleep(0.1)

    @property
    def grown(self) -> int:
        return self.most - self.first


async def hold(room: Room, pid: int) -> tuple[int, list[Attack]]:
    """The minute. What the server's memory grew by, and who attacked."""
    async with asyncio.TaskGroup() as tasks:
        staying = [tasks.create_task(one.listen()) for one in (room.console, *room.readers)]
        leaving = [tasks.create_task(one.listen()) for one in room.writers]
        await room.fill()
        for task in leaving:
            task.cancel()
        over = asyncio.Event()
        changes = tasks.create_task(room.go_on(over))
        await asyncio.sleep(WARM_UP)
        memory = Memory(pid)
        watching = tasks.create_task(memory.watch())
        attacks = [
            Attack(guest, way, over)
            for guest, way in zip(room.hostile, cycle(HOSTILE), strict=False)
        ]
        attacking = [tasks.create_task(attack.run()) for attack in attacks]
        await asyncio.sleep(SECONDS)
        over.set()
        await asyncio.wait([changes, *attacking])
        with suppress(TimeoutError):
            async with asyncio.timeout(LATE):
                while room.missing:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        assert not [task for task in staying if task.done()], "an honest person was cut off"
        for task in (watching, *staying):
            task.cancel()
    return memory.grown, attacks


async def test_a_connection_costs_at_most_256_kb_whatever_its_client_does(tmp_path: Path) -> None:
    running = await asyncio.to_thread(Running.start, tmp_path, process=True)
    try:
        assert running.process is not None
        room = await asyncio.to_thread(Room, running)
        grown, attacks = await hold(room, running.process.pid)
    finally:
        await asyncio.to_thread(running.stop)
    print(
        f"grown by {grown // 1024} KB for {HELD} sockets; {len(room.waits)} deliveries, "
        f"slowest {max(room.waits):.2f} s; came in {[attack.times for attack in attacks]}"
    )
    # Nothing was shown if they did not get in.
    assert all(attack.times for attack in attacks)
    assert room.console.most_here >= HELD // 2
    assert grown <= HELD * COST
    assert room.missing == {}
    assert len(room.waits) >= SECONDS * EACH_SECOND / 8 * READERS
    assert max(room.waits) < LATE
