"""The commands that wait for a room: a bounded queue, taken in batches."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from msgspec import Struct

from board.commands import AnyCommand
from board.messages import Ack, No
from board.types import Actor
from server.metrics import COMMANDS
from server.store.faults import StoreFault, Unavailable

MOST = 256
AT_ONCE = 64
BYTES_AT_ONCE = 256 * 1024

Answer = Callable[[Ack | No], None]
Stands = Callable[[], Awaitable[bool]]
"""Whether whoever asked may still ask it: their grant is looked up again."""


class Waiting(Struct, frozen=True):
    """One command. Without an outbox it is the server's own, and not told twice."""

    actor: Actor
    command: AnyCommand
    canonical: bytes
    answer: Answer
    stands: Stands | None
    since: float
    visit: int | None = None
    outbox: str = ""
    n: int = 0

    def refuse(self, code: str, *, again: bool = False) -> None:
        self.answer(No(n=self.n, code=code, again=again))

    def give_back(self) -> None:
        """It was not decided, and may be sent again."""
        COMMANDS.labels("given_back").inc()
        self.refuse("unavailable", again=True)


async def still(seen: int, access: Callable[[], int], stands: Stands) -> bool:
    """Whether a grant, read when the board's access stood at ``seen``, holds at this moment.

    A room that takes over a revocation asks again of all who are in it. Who was read
    before that and comes in after it, such as while the room was loaded, would be
    overlooked. So they compare; and come in in the same turn in which this returns.
    """
    while seen < access():
        seen = access()
        if not await stands():
            return False
    return True


async def standing(left: list[Waiting]) -> list[Waiting]:
    """Those who still may ask this; the others are refused, or given back."""
    found = []
    for one in left:
        try:
            stands = one.stands is None or await one.stands()
        except StoreFault:
            one.give_back()
            continue
        if stands:
            found.append(one)
        else:
            one.refuse("forbidden")
    return found


class Queue:
    def __init__(self) -> None:
        self._waiting: deque[Waiting] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, one: Waiting) -> bool:
        """False: it is full."""
        if len(self._waiting) >= MOST:
            return False
        self._waiting.append(one)
        return True

    def take(self) -> list[Waiting]:
        """What may be decided together."""
        batch: list[Waiting] = []
        size = 0
        while self._waiting and len(batch) < AT_ONCE:
            size += len(self._waiting[0].canonical)
            if batch and size > BYTES_AT_ONCE:
                break
            batch.append(self._waiting.popleft())
        return batch

    def take_all(self) -> list[Waiting]:
        batch = list(self._waiting)
        self._waiting.clear()
        return batch

    def put_back(self, batch: Iterable[Waiting]) -> None:
        """Before those that came since."""
        self._waiting.extendleft(reversed(list(batch)))


def into(future: asyncio.Future[Ack | No]) -> Answer:
    def answer(given: Ack | No) -> None:
        if not future.done():
            future.set_result(given)

    return answer


def cannot_be_read(waiting: list[asyncio.Future[None]]) -> None:
    """Said to those who wait until the log has been read."""
    for future in waiting:
        if not future.done():
            future.set_exception(Unavailable("the log cannot be read"))


def came(answer: Ack | No) -> str:
    """What came of a command, for the figures: what it said and who said it stays out."""
    if isinstance(answer, Ack):
        return "saved"
    return "given_back" if answer.again else "refused"
