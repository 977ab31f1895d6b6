"""The time an event itself carries; the log keeps no other.

A ballot carries none, and an anonymous card only the start of its phase: the
moment of writing would tell who wrote.
"""

from board.events import AnyEvent
from board.types import Millis


def stamp(event: AnyEvent) -> Millis | None:
    at = getattr(event, "at", None)
    return at if isinstance(at, int) else None
