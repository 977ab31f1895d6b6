"""How long what happens is gathered before it is told: not at all when it is quiet.

A frame costs a system call for each listener, and an append a disk flush, so
what many commands in a full room cost is their product. As long as that is
little, each goes at once; as it grows, more of them share one append and one
frame, up to the longest that nobody notices.
"""

from collections.abc import Callable
from math import exp

from server.live.paced import Later, Timer

LONGEST = 0.045
BUSY = 4000.0
"""Frames a second, if none were shared, from which on it is the longest: a few
per cent of a processor."""
MEMORY = 1.0
"""Seconds over which it looks back."""


class Pace:
    __slots__ = ("_at", "_frames")

    def __init__(self) -> None:
        self._frames = 0.0
        self._at = 0.0

    def count(self, now: float, frames: int) -> None:
        """So many frames would go out for what happens now, if none were shared."""
        self._frames = self._frames * exp((self._at - now) / MEMORY) + frames
        self._at = now

    def seconds(self, now: float) -> float:
        """How much time shall lie between two frames."""
        frames = self._frames * exp((self._at - now) / MEMORY)
        return LONGEST * min(1.0, frames / MEMORY / BUSY)


class Gate:
    """Holds commands back, once for all that wait, and calls ``opened`` when that is over."""

    def __init__(self, later: Later, opened: Callable[[], None]) -> None:
        self._later = later
        self._opened = opened
        self._timer: Timer | None = None
        self._passed = False

    @property
    def shut(self) -> bool:
        return self._timer is not None

    def holds(self, wait: Callable[[], float]) -> bool:
        """Whether what waits shall wait on; ``wait`` says how long, when it is new.

        Who has waited goes, whatever was told meanwhile.
        """
        if self._passed:
            return False
        if self._timer is None and (seconds := wait()) > 0:
            self._timer = self._later(seconds, self._open)
        return self._timer is not None

    def reset(self) -> None:
        """What waited goes now; what comes next is new."""
        self._passed = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _open(self) -> None:
        self._timer = None
        self._passed = True
        self._opened()
