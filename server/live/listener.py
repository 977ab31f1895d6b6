"""One open page: where it stands in its stream, and what waits for it alone."""

from board.messages import Close, Position
from board.types import Audience, SeatId
from server.live.wire import SLICE, Wire, is_whole

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
        """Now, or in its turn; of frames with the same name ``latest`` only the last is kept,
        and while nobody looks at the page it waits.
        """
        if self.free and not (self.hidden and latest):
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
        if self.free and not self.hidden and len(frames) > 1:
            self.wire.write_all([frame for frame, _ in frames])
        else:
            for frame, latest in frames:
                self.send(frame, latest)

    def next_frames(self) -> list[bytes]:
        """What waits and goes first: whole messages that make one write, or one slice."""
        frames: list[bytes] = []
        size = 0
        while (frame := self._first()) is not None:
            size += len(frame)
            if frames and (size > SLICE or not is_whole(frame)):
                break
            frames.append(frame)
            self._let_go()
            if not is_whole(frame):
                break
        return frames

    def _first(self) -> bytes | None:
        if self.parts or self.owed:
            return (self.parts or self.owed)[0]
        if self.hidden or not self.latest:
            return None
        return next(iter(self.latest.values()))

    def _let_go(self) -> None:
        if self.parts:
            del self.parts[0]
        elif self.owed:
            self.owed_bytes -= len(self.owed.pop(0))
        else:
            del self.latest[next(iter(self.latest))]
