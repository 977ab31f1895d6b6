"""A ``Wire`` straight to the transport of a connection."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.live.protocol import LiveProtocol


class SocketWire:
    """One frame, one ``transport.write``."""

    pings = True
    __slots__ = ("__weakref__", "_protocol", "closed", "drained", "paused")

    def __init__(self, protocol: "LiveProtocol") -> None:
        self._protocol: LiveProtocol | None = protocol
        self.closed = True
        self.paused = False
        self.drained: Callable[[], None] | None = None

    def write(self, frame: bytes) -> None:
        if self._protocol is not None and not self.closed:
            self._protocol.write_frame(frame)

    def write_all(self, frames: Sequence[bytes]) -> None:
        if self._protocol is not None and not self.closed:
            self._protocol.write_frames(frames)

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
