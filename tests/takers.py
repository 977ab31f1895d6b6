"""Who listens to a bus in tests, and what is said there."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from board.events import PhaseOpened
from board.messages import Position
from board.types import BoardId, PhaseId
from server.live.bus import Bus, Heard, Message, Published, Watching
from server.live.redis_bus import RedisBus
from server.metrics import REGISTRY

PATIENCE = 60.0
ONE, TWO = BoardId("board-1"), BoardId("board-2")
KEY = b"k" * 32


async def key() -> bytes:
    return KEY


def message(seq: int, board: str = ONE) -> Published:
    event = PhaseOpened(phase=PhaseId("here"), visit=1, at=1, minutes=5)
    return Published(
        board=BoardId(board),
        room="room-1",
        before=Position(seq - 1, f"{seq - 1:016x}"),
        position=Position(seq, f"{seq:016x}"),
        events=(event,),
    )


def dropped(reason: str) -> float:
    """How many messages were thrown away so far, for this reason."""
    return REGISTRY.get_sample_value("doorstart_bus_dropped_total", {"reason": reason}) or 0.0


async def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Returns when it is true; for what has no event to wait for."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - it is of another process, or changes unsaid
            await asyncio.sleep(0.01)


class Taker:
    """Takes messages until there are as many as it waits for."""

    def __init__(self, bus: Bus) -> None:
        self.taken: list[Message] = []
        self.watched: list[BoardId] = []
        self._more = asyncio.Event()
        self.stop = bus.subscribe(self._take)

    def _take(self, one: Heard) -> None:
        if isinstance(one, Watching):
            self.watched.append(one.board)
        else:
            self.taken.append(one)
        self._more.set()

    async def has(self, count: int) -> list[Message]:
        await self.until(lambda: len(self.taken) >= count)
        return self.taken

    async def watches(self, *boards: BoardId) -> None:
        """Waits until it was told of all these, since it was last asked."""
        await self.until(lambda: set(boards) <= set(self.watched))
        self.watched.clear()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def two_on(url: str) -> AsyncIterator[tuple[RedisBus, RedisBus, Taker]]:
    """One that says, one that hears, both at work; and what is heard."""
    says, hears = RedisBus(url, key), RedisBus(url, key)
    takers = [Taker(bus) for bus in (says, hears)]
    try:
        for bus, taker in zip((says, hears), takers, strict=True):
            bus.start()
            bus.watch(ONE)
            bus.watch(TWO)
            await taker.watches(ONE, TWO)
        yield says, hears, takers[1]
    finally:
        await says.stop()
        await hears.stop()
