"""What has come in on a connection and was not read yet, taken piece by piece.

Nearly all that comes is a message in one masked frame of text. When such a
frame is here whole it is unpacked here, at a fraction of what the parser takes
to go through it byte by byte. All else goes to the parser as it came.
"""

import threading

from websockets.protocol import State
from websockets.server import ServerProtocol

from server.live.bounds import CHUNK, STEP

try:
    from websockets.speedups import apply_mask
except ImportError:  # where there is no compiler
    from websockets.utils import apply_mask

_WHOLE_TEXT = 0x81
"""The first byte of a message in one frame."""
_TWO_BYTES = 126
"""A length that stands for "the next two bytes say it"."""
_MASKED = 0x80


class Intake:
    __slots__ = ("_begun", "unread")

    def __init__(self) -> None:
        self.unread = bytearray()
        self._begun = 0
        """Bytes still to come of what the parser has the beginning of."""

    def take(self, conn: ServerProtocol, *, shaken: bool) -> tuple[bytes, bool] | None:
        """The next piece, and whether it is the text of a whole message; else it is for
        the parser. None: there is not enough. ``shaken``: the handshake has begun.
        """
        unread = self.unread
        if not self._begun:
            head, end = self._next(shaken)
            if not end:
                return None
            if shaken and self._plain_text(conn, head, end):
                text = apply_mask(unread[head:end], unread[head - 4 : head])
                del unread[:end]
                return text, True
            self._begun = end
        step = bytes(unread[: min(STEP, self._begun)])
        del unread[: len(step)]
        self._begun -= len(step)
        return step, False

    def _next(self, shaken: bool) -> tuple[int, int]:
        """Where the content of what comes next, a frame or the handshake, begins and
        where it ends; 0, 0: not known yet.
        """
        unread = self.unread
        if not shaken:
            end = unread.find(b"\r\n\r\n")
            return 0, len(unread) if end < 0 else end + 4
        if len(unread) < 2:
            return 0, 0
        length = unread[1] & ~_MASKED
        head = 2 if length < _TWO_BYTES else 4 if length == _TWO_BYTES else 10
        if len(unread) < head:
            return 0, 0
        if head > 2:
            length = int.from_bytes(unread[2:head], "big")
        if unread[1] & _MASKED:
            head += 4
        return head, head + length

    def _plain_text(self, conn: ServerProtocol, head: int, end: int) -> bool:
        most = conn.max_message_size
        return (
            self.unread[0] == _WHOLE_TEXT
            and self.unread[1] & _MASKED != 0
            and end <= len(self.unread)
            and (most is None or end - head <= most)
            # In the middle of a message the parser says that this is a mistake.
            and conn.current_size is None
            and conn.state is State.OPEN
        )


def chunk() -> bytearray:
    """Where the system puts what comes in, for all connections of a thread in turn."""
    found: bytearray | None = getattr(_here, "chunk", None)
    if found is None:
        found = _here.chunk = bytearray(CHUNK)
    return found


_here = threading.local()
