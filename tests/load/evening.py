"""Many rooms at work on one installation, from coming in to the last word.

All pages come in, and people write at a pace; in the middle each process is replaced by a new
one; at the end all lines are cut at the same moment and come back.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from random import Random
from time import perf_counter

import psutil
from msgspec import Struct

from board.messages import Ack
from tests.bench.meter import Load, memory, percentiles
from tests.load.page import Page
from tests.load.room import Room
from tests.running import Running

AT_ONCE = 8
"""Browsers that come through the door at a time."""
PATIENCE = 180.0


class Size(Struct, frozen=True):
    rooms: int
    people: int
    rate: float
    """Commands a second, in all rooms together."""
    seconds: float


class Memory(Struct, frozen=True):
    at: float
    """Seconds from the first command."""
    mib: float
    """Of all processes of the server, what is theirs alone."""


class Part(Struct, frozen=True):
    """Milliseconds, from sending."""

    commands: int
    answer_p50: float
    answer_p99: float
    last_p50: float
    """Until the last screen of the room shows it."""
    last_p99: float


class Coming(Struct, frozen=True):
    """Pages that lost their line, and were welcome again after so many seconds."""

    pages: int
    within: float
    """The part that was back within half a minute."""
    p50: float
    p99: float
    slowest: float
    whole: int
    """Of them, how many got the whole view rather than what they missed."""


class Figures(Struct):
    lines: int = 0
    joined: float = 0.0
    """Seconds in which all came in."""
    memory: list[Memory] = []
    cpu: float = 0.0
    """Cores that the server used while people wrote and nothing was replaced."""
    calm: Part | None = None
    replaced: Part | None = None
    restart: Coming | None = None
    storm: Coming | None = None
    looked: int = 0
    """Pages that were opened by others meanwhile, all of which came."""


class Evening:
    def __init__(self, running: Running, size: Size, seed: int = 1) -> None:
        self.running, self.size, self.random = running, size, Random(seed)
        self.rooms: list[Room] = []
        self.found = Figures()
        self._busy: set[asyncio.Task[None]] = set()
        self._began = 0.0

    @property
    def pages(self) -> list[Page]:
        return [page for room in self.rooms for page in room.pages]

    @asynccontextmanager
    async def gathered(self) -> AsyncIterator[None]:
        """All are in, and the first phase of each room is open."""
        began = perf_counter()
        size = self.size
        with ThreadPoolExecutor(AT_ONCE) as pool:
            loop = asyncio.get_running_loop()
            self.rooms = await asyncio.gather(
                *(
                    loop.run_in_executor(pool, Room, self.running, size.people, self.random)
                    for _ in range(size.rooms)
                )
            )
        lines = [asyncio.create_task(page.follow()) for page in self.pages]
        try:
            await until(lambda: all(page.open for page in self.pages))
            self.found.lines, self.found.joined = len(lines), perf_counter() - began
            await asyncio.gather(*(room.begin() for room in self.rooms))
            await self.settled()
            yield
        finally:
            for task in (*lines, *self._busy):
                task.cancel()
            await asyncio.gather(*lines, *self._busy, return_exceptions=True)

    async def lived(self) -> None:
        """The whole evening."""
        self._began = perf_counter()
        seconds = self.size.seconds
        used = Load([self._pid])
        await self._write(seconds / 10)
        self._weigh()
        await self._write(seconds * 0.4)
        self._weigh()
        self.found.cpu = used.seconds / (perf_counter() - self._began)
        middle = perf_counter()
        await self._replaced()
        after = perf_counter()
        await self.settled()
        # Most were answered by a process that is no longer there.
        await asyncio.gather(*(page.ask_again() for room in self.rooms for page in room.people[:1]))
        self._weigh()
        await self._write(max(seconds * 0.1, self._began + seconds - perf_counter()))
        await self.settled()
        self._weigh()
        self.found.restart = self._coming()
        for page in self.pages:
            page.back.clear()
            page.whole = 0
        acked = list(self._acked())
        self.found.replaced = part([one for one in acked if middle <= one[0] < after])
        self.found.calm = part([one for one in acked if not middle <= one[0] < after])

    async def stormed(self) -> None:
        """All lines are cut at one moment, without a word."""
        for page in self.pages:
            page.codes.clear()
            page.cut()
        await until(lambda: all(page.open and page.back for page in self.pages))
        await self.settled()
        self.found.storm = self._coming()

    async def settled(self) -> None:
        """All is answered, and each page stands where its room does."""
        if self._busy:
            await asyncio.wait(self._busy, timeout=PATIENCE)
        await until(lambda: all(level(room) for room in self.rooms))

    async def _write(self, seconds: float) -> None:
        due = perf_counter()
        end = due + seconds
        while (due := due + self.random.expovariate(self.size.rate)) < end:
            if (wait := due - perf_counter()) > 0:
                await asyncio.sleep(wait)
            self._act()
        await asyncio.sleep(max(0.0, end - perf_counter()))

    def _act(self) -> None:
        free = [person for room in self.rooms for person in room.people if not person.busy]
        if free:
            person = self.random.choice(free)
            # At once: the task itself begins later, and one says one thing at a time.
            person.busy = True
            task = asyncio.create_task(person.act())
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _replaced(self) -> None:
        """A new process for each, one after another, while people write and others look."""
        first = {one.pid for one in self.running.workers()}
        looking = asyncio.create_task(self._look())
        writing = asyncio.create_task(self._write(PATIENCE))
        try:
            self._process.send_signal(signal.SIGHUP)
            await until(lambda: not first & {one.pid for one in self.running.workers()})
            # Who was sent away has come back.
            await until(lambda: all(page.open for page in self.pages))
        finally:
            for task in (looking, writing):
                task.cancel()
            await asyncio.gather(looking, writing, return_exceptions=True)

    async def _look(self) -> None:
        """People who only look at pages, each over a connection of its own."""
        path = f"/j/{self.rooms[0].code}"
        while True:
            page = await asyncio.to_thread(self.running.visitor().get, path)
            assert page.status == 200
            self.found.looked += 1

    @property
    def _process(self) -> psutil.Process:
        assert self.running.process is not None
        return psutil.Process(self.running.process.pid)

    @property
    def _pid(self) -> int:
        return self._process.pid

    def _weigh(self) -> None:
        with suppress(psutil.NoSuchProcess):
            held = memory([self._pid]) / 1024**2
            self.found.memory.append(Memory(perf_counter() - self._began, held))

    def _acked(self) -> list[tuple[float, float, float]]:
        """When each was sent, how long it took to its answer, and to the last screen."""
        found = []
        for room in self.rooms:
            everyone = len(room.pages)
            for person in room.people:
                # The first is the card with which all begin.
                for asked in person.asked[1:]:
                    assert isinstance(asked.answer, Ack), asked.answer
                    seq = asked.answer.seq
                    assert room.heard.count[seq] == everyone, "not on every screen"
                    last = room.heard.last[seq] - asked.first
                    found.append((asked.first, asked.answered - asked.first, last))
        return found

    def _coming(self) -> Coming | None:
        back = sorted(wait for page in self.pages for wait in page.back)
        if not back:
            return None
        p50, p99 = percentiles(back)
        return Coming(
            pages=len(back),
            within=sum(wait <= 30 for wait in back) / len(back),
            p50=p50,
            p99=p99,
            slowest=back[-1],
            whole=sum(page.whole for page in self.pages),
        )


def part(found: Sequence[tuple[float, float, float]]) -> Part | None:
    if not found:
        return None
    answer = percentiles(wait * 1000 for _, wait, _ in found)
    last = percentiles(wait * 1000 for _, _, wait in found)
    return Part(len(found), *answer, *last)


def level(room: Room) -> bool:
    """All pages stand where the last of what was acknowledged stands, or after it, together."""
    answers = [asked.answer for page in room.pages for asked in page.asked[-1:]]
    last = max(answer.seq for answer in answers if isinstance(answer, Ack))
    stands = {page.position.seq if page.position else 0 for page in room.pages}
    return len(stands) == 1 and stands.pop() >= last


async def until(true: Callable[[], object]) -> None:
    """Waits for what other processes do, of which nothing tells."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)
