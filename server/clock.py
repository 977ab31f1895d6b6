"""The time, for whoever is not told it."""

import time

from board.types import Millis


def now() -> Millis:
    return time.time_ns() // 1_000_000
