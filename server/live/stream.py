"""What one audience is sent, in order, and enough of it kept to come back to.

Each frame says after which position it comes, and everyone who keeps up stands
at the same one. The last frames are kept in a ring, bounded by count and bytes,
and so is the last whole view, as bytes that all who need them share.
"""

from collections import deque

import msgspec
from msgspec import Raw, Struct

from board.entities import AnyEntity
from board.messages import PatchFrame, Position, ViewFrame
from server.live.wire import slices

RING_COUNT = 500
RING_BYTES = 256 * 1024
BY_PATCHES = 64 * 1024
"""Missed frames of more bytes than this are not worth it: a whole view then."""


class _Sent(Struct, frozen=True):
    """A frame of the ring: what was ``set`` on the way ``after`` → ``position``."""

    after: Position
    position: Position
    set: bytes
    pieces: list[bytes]


class Stream:
    def __init__(self, position: Position) -> None:
        self.position = position
        """Where it stands: of the last frame, not of what is pending."""
        self.pending: dict[str, AnyEntity | None] = {}
        self.full = False
        """So much is pending that the next frame is the whole view."""
        self._ring: deque[_Sent] = deque()
        self._ring_bytes = 0
        self._view: tuple[Position, list[bytes]] | None = None

    @property
    def waits(self) -> bool:
        return self.full or bool(self.pending)

    def advance(self, position: Position) -> list[bytes] | None:
        """What is pending as the frame that leads to ``position``, in pieces to write.

        None: it takes a whole view, and nothing from before leads up to it.
        """
        after, self.position = self.position, position
        if self.full:
            self.full = False
            self.forget()
            return None
        changes = _json.encode(self.pending)
        self.pending.clear()
        sent = _Sent(after, position, changes, _patch(after.seq, position, changes))
        self._ring.append(sent)
        self._ring_bytes += len(changes)
        while len(self._ring) > RING_COUNT or self._ring_bytes > RING_BYTES:
            self._ring_bytes -= len(self._ring.popleft().set)
        return sent.pieces

    def after(self, seq: int) -> list[bytes] | None:
        """What someone at ``seq`` has missed, or None if it is not all here."""
        if seq >= self.position.seq:
            return []
        if not self._ring or self._ring[0].after.seq > seq:
            return None
        missed: list[bytes] = []
        for sent in self._ring:
            if sent.position.seq <= seq:
                continue
            if sent.after.seq >= seq:
                missed.extend(sent.pieces)
            else:
                # It stands inside what went out as one frame: its page was made
                # between two frames. All of it again does no harm: values are set.
                missed.extend(_patch(seq, sent.position, sent.set))
        return missed

    def whole_view(self) -> list[bytes] | None:
        """The whole view at this position, if the one that is kept will do.

        An older view and the frames since are as good as a new one, and keep
        small the number of views that a storm makes and slow readers hold on to.
        """
        if self._view is None or self.full:
            return None
        position, pieces = self._view
        frames = self.after(position.seq)
        if frames is None or sum(map(len, frames)) > BY_PATCHES:
            return None
        return pieces + frames

    def keep_view(self, view: bytes) -> list[bytes]:
        """The view as it is at this position, or later, as the frame that carries it."""
        pieces = list(slices(_json.encode(ViewFrame(self.position, Raw(view)))))
        self._view = self.position, pieces
        return pieces

    def forget(self) -> None:
        """Nothing of before is sent again."""
        self._ring.clear()
        self._ring_bytes = 0
        self._view = None


_json = msgspec.json.Encoder()


def _patch(after: int, position: Position, changes: bytes) -> list[bytes]:
    return list(slices(_json.encode(PatchFrame(after, position, Raw(changes)))))
