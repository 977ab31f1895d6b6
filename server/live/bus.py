"""Carries what one room has committed to the rooms of the same board elsewhere.

The bus holds no truth: a message may be lost, come twice or come late. Who
takes it applies it when it follows on what it has, and else reads the log; the
heads are polled anyway. So publishing waits for nobody and never fails.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from board.events import AnyEvent
from board.messages import Position
from board.types import BoardId

log = logging.getLogger(__name__)


class Published(Struct, frozen=True):
    """What was appended after ``before``: the events up to ``position``.

    ``room`` names the room that did, which has no need to hear it.
    """

    board: BoardId
    room: str
    before: Position
    position: Position
    events: tuple[AnyEvent, ...]


Take = Callable[[Published], None]


class Bus(Protocol):
    @property
    def healthy(self) -> bool:
        """Whether messages arrive, as far as this process can tell."""

    def publish(self, message: Published) -> None:
        """Returns at once; whether it arrives is not known."""

    def subscribe(self, take: Take) -> Callable[[], None]:
        """``take`` gets all messages from now on, until the answer is called."""


class LocalBus:
    """Between the rooms of one process."""

    healthy = True

    def __init__(self) -> None:
        self._takers: list[Take] = []

    def publish(self, message: Published) -> None:
        # Not now but soon: who publishes is in the midst of its own work.
        if self._takers:
            asyncio.get_running_loop().call_soon(self._deliver, message)

    def subscribe(self, take: Take) -> Callable[[], None]:
        self._takers.append(take)

        def unsubscribe() -> None:
            if take in self._takers:
                self._takers.remove(take)

        return unsubscribe

    def _deliver(self, message: Published) -> None:
        for take in list(self._takers):
            try:
                take(message)
            except Exception:
                # One that fails must not keep it from the others; the poll mends it.
                log.exception("a subscriber failed over board %s", message.board)
