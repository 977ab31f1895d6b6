"""What one connection may do, and how much of it is taken in at once."""

from msgspec import Struct

from server.live.wire import STALL

CHUNK = 16 * 1024
"""The most that is read from the system at once. uvicorn's 256 KB would be each
connection's to fill."""
STEP = 2 * 1024
"""The most that is parsed at once: a byte on the line can cost a hundred as an object."""


class Bounds(Struct, frozen=True):
    """What one connection may do. ``config.bounds`` holds others, for tests."""

    stall: float = STALL
    """Seconds of paused writing."""
    pings: int = 50
    """Pings, and as many pongs nobody asked for, in each ``ping_window`` seconds."""
    ping_window: float = 10.0
    fragments: int = 256
    """Fragments of one message: each costs more than its bytes, and may be empty."""
    rest_interval: float = 30.0
    """Seconds between pings to a page nobody looks at."""
    linger: float = 2.0
    """Seconds for the last frame to arrive after a fault."""
    parting: float = 0.1
    """Seconds between the goodbye of a server that goes away and the close."""
    close_wait: float = 5.0
    """Seconds for the other side to answer a close."""
