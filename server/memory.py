"""Memory that was let go of, given back to the system.

Views of a full board come and go by the megabyte, and small things that stay lie
between them. What was freed around those the C library keeps, unless it is asked.
"""

import ctypes
from collections.abc import Callable


def _trim() -> Callable[[int], int] | None:
    """``malloc_trim(3)``, which only the C library of GNU has."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None


_give_back = _trim()


def give_back() -> None:
    """Takes milliseconds, without the lock of the interpreter: for a thread of its own."""
    if _give_back is not None:
        _give_back(0)
