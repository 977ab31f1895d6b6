"""A ``Wire`` straight to the transport of a connection."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from server.live.pieces import signed
from server.live.wire import fits, payload_of, prepare

if TYPE_CHECKING:
    from server.live.protocol import LiveProtocol


class SocketWire:
    """One frame, one ``transport.write``."""

    pings = True
    __slots__ = ("__weakref__", "_cuts", "_protocol", "closed", "drained", "paused")

    def __init__(self, protocol: "LiveProtocol") -> None:
        self._protocol: LiveProtocol | None = protocol
        self._cuts = False
        self.closed = True
        self.paused = False
        self.drained: Callable[[], None] | None = None

    def write(self, frame: bytes) -> None:
        if self._protocol is not None and not self.closed:
            self._protocol.write_frame(_cut(frame) if self._cuts and not fits(frame) else frame)

    def write_all(self, frames: Sequence[bytes]) -> None:
        if self._protocol is not None and not self.closed:
            if self._cuts:
                frames = [frame if fits(frame) else _cut(frame) for frame in frames]
            self._protocol.write_frames(frames)

    def in_pieces(self) -> None:
        self._cuts = True

    def on_text(self, take: Callable[[str], None]) -> bool:
        if self._protocol is not None:
            self._protocol.bring(take)
        return True

    def buffered(self) -> int:
        if self._protocol is None:
            return 0
        return self._protocol.transport.get_write_buffer_size()

    def on_drain(self, callback: Callable[[], None]) -> None:
        self.drained = callback

    def rest(self, resting: bool) -> None:
        if self._protocol is not None:
            self._protocol.rest(resting)

    def close(self, code: int, reason: str = "") -> None:
        if self._protocol is not None:
            self._protocol.leave(code, reason)

    def abort(self) -> None:
        if self._protocol is not None:
            self._protocol.cut_off()

    def forget(self) -> None:
        """The connection is gone."""
        self._protocol = self.drained = None


@lru_cache(16)
def _cut(frame: bytes) -> bytes:
    """As the frames of its pieces, together; kept, because all in a room get the same one."""
    payload, last = payload_of(frame)
    return b"".join(map(prepare, signed(payload, last=last)))
