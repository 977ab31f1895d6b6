"""How long changes are gathered before they leave as one frame: not at all when it is quiet.

A frame costs a system call for each listener, so what many changes for many
listeners cost is their product. As long as that is little, each change goes at
once; as it grows, more of them share a frame, up to the longest that nobody
notices.
"""

from math import exp

LONGEST = 0.05
BUSY = 4000.0
"""Frames a second, if none were shared, from which on changes wait the longest:
a few per cent of a processor."""
MEMORY = 1.0
"""Seconds over which it looks back."""


class Pace:
    """Called for each change with the time and who would get it; answers the
    seconds that shall lie between two frames.
    """

    __slots__ = ("_at", "_frames")

    def __init__(self) -> None:
        self._frames = 0.0
        self._at = 0.0

    def __call__(self, now: float, listeners: int) -> float:
        self._frames = self._frames * exp((self._at - now) / MEMORY) + listeners
        self._at = now
        return LONGEST * min(1.0, self._frames / MEMORY / BUSY)
