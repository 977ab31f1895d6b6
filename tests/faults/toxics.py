"""What can be wrong with a line: the toxics of Toxiproxy, and a line that only seems to be there.

Each direction of a proxy has its own. They hold from the moment they are set, also for lines
that are open, and ``Toxics()`` is a line with nothing wrong.
"""

from msgspec import Struct


class Toxics(Struct, frozen=True):
    latency: float = 0.0
    """Seconds later than it came, and ``jitter`` more or less; the order stays."""
    jitter: float = 0.0
    loss: float = 0.0
    """The chance of each chunk to be lost, so that it comes later and all behind it as well."""
    bandwidth: float = 0.0
    """Bytes a second; 0: as many as will."""
    slices: tuple[int, int] = (0, 0)
    """Each chunk goes in pieces of so many bytes, from and to; 0: as it came."""
    reset: float = 0.0
    """The chance of each chunk to reset the line instead of passing on (SO_LINGER 0)."""
    limit: int = 0
    """After so many bytes of this direction the line is closed; 0: never."""
    timeout: float = 0.0
    """Nothing passes any more, and after so many seconds the line is closed; 0: not so."""
    silent: bool = False
    """Half open: nothing is read and nothing passes, but nothing is closed either."""
    slow_close: float = 0.0
    """Seconds by which the end of one side reaches the other too late."""


WELL = Toxics()
RADIO = Toxics(latency=0.3, jitter=0.2, loss=0.05, bandwidth=50_000 / 8, slices=(20, 200))
"""A telephone at the edge of a cell."""
