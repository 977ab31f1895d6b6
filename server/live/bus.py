"""Carries what one process has to say of its boards to the others that serve them.

The bus holds no truth: a message may be lost, come twice or come late. Who
takes what was appended applies it when it follows on what it has, and else
reads the log; the heads are polled anyway. So publishing waits for nobody and
never fails.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from board.events import AnyEvent
from board.messages import Here, Position
from board.types import BoardId
from server.live.batch import traced

log = logging.getLogger(__name__)


class Published(Struct, frozen=True, tag="published"):
    """What was appended after ``before``: the events up to ``position``.

    ``room`` names the room that did, which has no need to hear it. ``events``
    None: they were too many to send, or of a kind that is not known here; the
    log has them.
    """

    board: BoardId
    room: str
    before: Position
    position: Position
    events: tuple[AnyEvent, ...] | None


class CrowdHere(Struct, frozen=True, tag="here"):
    """Who is at this board in one process, as ``presence.packed`` writes it.

    ``n`` rises with each of these that the process sends: an older one is nothing.
    """

    board: BoardId
    process: str
    n: int
    people: bytes


class CrowdAsked(Struct, frozen=True, tag="asked"):
    """Someone begins to serve this board: let the others say who is at it."""

    board: BoardId
    process: str


class NamesChanged(Struct, frozen=True, tag="names"):
    """A name was chosen, or an organisation added: the database has it."""

    board: BoardId
    process: str


class HereSaid(Struct, frozen=True, tag="said"):
    """How someone is doing whose stream of events is in another process than the one
    that was told; ``line`` is the mark of that stream.
    """

    board: BoardId
    line: str
    here: Here


class Alive(Struct, frozen=True, tag="alive"):
    """Said each second by every process; ``gone``: and never again. ``saves``:
    whether it can write to the log.
    """

    process: str
    gone: bool = False
    saves: bool = True


Message = Published | CrowdHere | CrowdAsked | NamesChanged | HereSaid | Alive


class Watching(Struct, frozen=True):
    """From the bus itself: from now on all about this board is heard. What was
    said before, as while the bus was away, may not have been.
    """

    board: BoardId


Heard = Message | Watching
Take = Callable[[Heard], None]


class Bus(Protocol):
    @property
    def healthy(self) -> bool:
        """Whether the other processes are heard."""

    @property
    def alone(self) -> bool:
        """Whether there are no other processes, as far as is known."""

    def start(self) -> None: ...

    async def stop(self) -> None:
        """What was published still goes, if it goes at once."""

    def publish(self, message: Message) -> None:
        """Returns at once; whether it arrives is not known."""

    def subscribe(self, take: Take) -> Callable[[], None]:
        """``take`` gets all messages of boards that are watched, and those of no
        board, from now on until the answer is called.
        """

    def watch(self, board: BoardId) -> None:
        """This process serves the board; it may be called again."""

    def leave(self, board: BoardId) -> None:
        """It does not any more."""


class Takers:
    """Who takes what comes from the bus."""

    def __init__(self) -> None:
        self._takers: list[Take] = []

    def subscribe(self, take: Take) -> Callable[[], None]:
        self._takers.append(take)

        def unsubscribe() -> None:
            if take in self._takers:
                self._takers.remove(take)

        return unsubscribe

    def deliver(self, message: Heard) -> None:
        for take in list(self._takers):
            try:
                take(message)
            except Exception as fault:  # noqa: BLE001 - one that fails keeps it from no other
                # The poll mends it.
                board = getattr(message, "board", "")
                log.error("a subscriber failed over board %s: %s", board, traced(fault))


class LocalBus(Takers):
    """Between the rooms of one process, which hear of every board."""

    healthy = True

    @property
    def alone(self) -> bool:
        return len(self._takers) < 2

    def start(self) -> None: ...

    async def stop(self) -> None: ...

    def watch(self, board: BoardId) -> None: ...

    def leave(self, board: BoardId) -> None: ...

    def publish(self, message: Message) -> None:
        # Not now but soon: who publishes is in the midst of its own work.
        if self._takers:
            asyncio.get_running_loop().call_soon(self.deliver, message)
