"""One open page: where it stands in its stream, and what waits for it alone."""

from board.messages import Close, Position
from board.types import Audience, SeatId
from server.live.wire import Wire

OWED = 64 * 1024
"""Bytes that may wait for one listener alone."""


class Listener:
    """``seat`` and ``mine`` are its personal state.

    While it keeps up ``position`` is None: it stands where its channel stands.
    """

    __slots__ = (
        "audience",
        "hidden",
        "latest",
        "mine",
        "owed",
        "owed_bytes",
        "parts",
        "position",
        "seat",
        "wire",
    )

    def __init__(self, wire: Wire, audience: Audience, seat: SeatId | None = None) -> None:
        self.wire = wire
        self.audience = audience
        self.seat = seat
        self.hidden = False
        self.mine = b""
        """The personal part it was sent last."""
        self.position: Position | None = None
        # Lists, because a deque takes half a kilobyte while it is empty.
        self.parts: list[bytes] = []
        """Shared frames on their way; nothing may come between those of one message."""
        self.owed: list[bytes] = []
        self.owed_bytes = 0
        self.latest: dict[str, bytes] = {}
        """Frames of which only the last counts, by their name."""

    @property
    def free(self) -> bool:
        """Whether a frame may go now."""
        return not (self.wire.paused or self.parts)

    def send(self, frame: bytes, latest: str = "") -> None:
        """Now, or in its turn; of frames with the same name ``latest`` only the last is kept."""
        if self.free:
            self.wire.write(frame)
        elif latest:
            self.latest[latest] = frame
        else:
            self.owed.append(frame)
            self.owed_bytes += len(frame)
            if self.owed_bytes > OWED:
                # Answers may not be left out, so the connection is.
                self.owed.clear()
                self.owed_bytes = 0
                self.wire.close(Close.SLOW, "too slow")

    def send_all(self, frames: list[tuple[bytes, str]]) -> None:
        """As ``send``, but together."""
        if self.free and len(frames) > 1:
            self.wire.write_all([frame for frame, _ in frames])
        else:
            for frame, latest in frames:
                self.send(frame, latest)

    def next_frame(self) -> bytes | None:
        """What waits and goes first; None: nothing does."""
        if self.parts:
            return self.parts.pop(0)
        if self.owed:
            frame = self.owed.pop(0)
            self.owed_bytes -= len(frame)
            return frame
        return self.latest.pop(next(iter(self.latest))) if self.latest else None
