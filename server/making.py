"""Files that take a while to make: told as they go, one at a time for each person, few at once.

What is made is kept a moment in this process alone, for who asked for it to fetch it. Where
another process answers them, or the moment is over, the file is made once more: nothing is
lost but time.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from msgspec import Struct

from board.types import Millis
from server.ids import new_id
from server.report.progress import Tell

AT_ONCE = 2
"""In a process, of all people together: sessions go on beside it."""
KEPT_MS = 120_000
KEPT_BYTES = 64_000_000

Work = Callable[[Tell], Awaitable[bytes]]


class Busy(Exception):
    """This person has a file made already."""


class _Left(Exception):
    """Who asked for it went away."""


class Step(Struct, frozen=True):
    part: int
    of: int
    what: str


class Ready(Struct, frozen=True):
    """``id`` is what it is fetched by."""

    id: str
    bytes: int


class _Kept(Struct, frozen=True):
    whose: str
    what: str
    until: Millis
    data: bytes


class Makings:
    def __init__(self, clock: Callable[[], Millis]) -> None:
        self._clock = clock
        self._busy: set[str] = set()
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._kept: dict[str, _Kept] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def is_busy(self, whose: str) -> bool:
        return whose in self._busy

    @asynccontextmanager
    async def turn(self, whose: str) -> AsyncIterator[None]:
        """Raises Busy. Who comes after too many others waits for one of them."""
        if whose in self._busy:
            raise Busy(whose)
        self._busy.add(whose)
        try:
            async with self._turn:
                yield
        finally:
            self._busy.discard(whose)

    async def told(self, whose: str, what: str, work: Work) -> AsyncIterator[Step | Ready]:
        """How far it is, and at the end what it is fetched by. Raises Busy, and what ``work``
        raises. When nobody listens any more the work ends at its next step.
        """
        steps: asyncio.Queue[Step | Ready | BaseException] = asyncio.Queue()
        loop, left = asyncio.get_running_loop(), threading.Event()

        def tell(part: int, of: int, what: str) -> None:
            """From any thread."""
            if left.is_set():
                raise _Left
            loop.call_soon_threadsafe(steps.put_nowait, Step(part, of, what))

        async def make() -> None:
            try:
                async with self.turn(whose):
                    data = await work(tell)
                steps.put_nowait(Ready(self._keep(whose, what, data), len(data)))
            except Exception as fault:  # noqa: BLE001 it is raised again where one listens
                steps.put_nowait(fault)

        task = asyncio.create_task(make())
        # It goes on without who asked for it until its next step: a thread cannot be stopped.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while True:
                step = await steps.get()
                if isinstance(step, BaseException):
                    raise step
                yield step
                if isinstance(step, Ready):
                    return
        finally:
            left.set()

    def kept(self, id: str, whose: str, what: str) -> bytes | None:
        """What was made for them a moment ago."""
        self._forget()
        found = self._kept.get(id)
        return found.data if found and (found.whose, found.what) == (whose, what) else None

    def drop(self) -> None:
        """Words were taken away on request: no file of before is given any more."""
        self._kept.clear()

    def _keep(self, whose: str, what: str, data: bytes) -> str:
        id = new_id()
        self._kept[id] = _Kept(whose, what, Millis(self._clock() + KEPT_MS), data)
        self._forget()
        # Also when nobody comes for it: people's words and their place in memory.
        asyncio.get_running_loop().call_later(KEPT_MS / 1000 + 1, self._forget)
        return id

    def _forget(self) -> None:
        now = self._clock()
        for id in [id for id, one in self._kept.items() if one.until <= now]:
            del self._kept[id]
        while (
            sum(len(one.data) for one in self._kept.values()) > KEPT_BYTES and len(self._kept) > 1
        ):
            del self._kept[next(iter(self._kept))]
