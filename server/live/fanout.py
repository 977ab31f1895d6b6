"""From one change to every listener of a room: encoded once, framed once, written to each.

Each audience has a channel: a stream of frames, each of which says after which
position it comes. Everyone who keeps up stands at the same position, so one
bytes object serves all. Who cannot keep up, or does not look, is left alone,
and catches up later by the frames that were missed or by one whole view. There
is no task and no queue of frames per listener on this path.

What a listener can cost: one paused wire, what is owed to it alone (bounded),
and references to frames that are shared.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from msgspec import Raw

from board.entities import AnyEntity
from board.messages import MineFrame, Position
from board.types import Audience
from server.live.listener import Listener
from server.live.pace import Pace
from server.live.stream import BY_PATCHES, Stream
from server.live.wire import pack
from server.metrics import SLOW_DROPPED

MARKS = 2000
"""Positions of which the mark is known. Who comes back from before them gets a view."""
LINGER = 30.0
"""Seconds a channel is kept without listeners: a phone that comes back resumes."""


class Timer(Protocol):
    def cancel(self) -> None: ...


def _nothing() -> None:
    pass


Later = Callable[[float, Callable[[], None]], Timer]
EncodeView = Callable[[Audience], tuple[Position, bytes]]


class _Channel(Stream):
    """The stream of one audience, with who listens."""

    def __init__(self, audience: Audience, position: Position) -> None:
        super().__init__(position)
        self.audience = audience
        self.live: set[Listener] = set()
        """Who stands where the stream stands."""
        self.behind: set[Listener] = set()
        self.ends: Timer | None = None


class Fanout:
    """All listeners of one room.

    ``encode_view`` answers the view as JSON from the room's committed state,
    which must be up to date when ``changed`` is called.
    """

    def __init__(
        self,
        encode_view: EncodeView,
        pace: Pace | None = None,
        clock: Callable[[], float] | None = None,
        later: Later | None = None,
    ) -> None:
        self._encode_view = encode_view
        self._pace = pace or Pace()
        self._clock = clock or asyncio.get_running_loop().time
        self._later = later or asyncio.get_running_loop().call_later
        self._channels: dict[Audience, _Channel] = {}
        self._position: Position | None = None
        self._marks: dict[int, str] = {}
        self._flushed_at = float("-inf")
        self._timer: Timer | None = None
        self._gathered: dict[Listener, list[tuple[bytes, str]]] | None = None

    @property
    def audiences(self) -> frozenset[Audience]:
        """For whom ``changed`` needs patches."""
        return frozenset(self._channels)

    @property
    def listeners(self) -> list[Listener]:
        return [
            listener
            for channel in self._channels.values()
            for group in (channel.live, channel.behind)
            for listener in group
        ]

    def join(
        self,
        listener: Listener,
        known: Position | None,
        greet: Callable[[Position, bool], bytes],
        more: Callable[[], None] = _nothing,
    ) -> None:
        """Send ``greet(position, whole)``, then what it misses after ``known``, and what
        ``more`` sends it; together, as far as that goes.

        From then on it gets every frame of its audience. ``position`` is where
        it stands after that; ``whole`` says that a view comes and not patches.
        """
        channel = self._channel(listener.audience)
        frames = self._since(channel, known)
        whole = frames is None
        if frames is None:
            frames = self._view(channel)
        listener.hidden = False
        listener.mine = b""
        channel.behind.add(listener)
        listener.position = channel.position
        listener.wire.on_drain(lambda: self._pump(listener))
        listener.parts.append(greet(channel.position, whole))
        listener.parts.extend(frames)
        more()
        self._pump(listener)

    def leave(self, listener: Listener) -> None:
        listener.wire.on_drain(_nothing)
        channel = self._channels.get(listener.audience)
        if channel is None:
            return
        channel.live.discard(listener)
        channel.behind.discard(listener)
        if not channel.live and not channel.behind and channel.ends is None:
            channel.ends = self._later(LINGER, lambda: self._drop(channel))

    def changed(
        self,
        after: Position,
        position: Position,
        patches: Mapping[Audience, Mapping[str, AnyEntity | None]],
        *,
        waited: bool = False,
    ) -> None:
        """The room went from ``after`` to ``position``; what that means for each audience.

        None, or an empty patch: it may see nothing of it.
        ``waited``: it has had its ``wait``, and goes at once.
        """
        self._release()
        gap = self._position is not None and self._position != after
        if gap:
            # The log was put back, or so it may be: no position of before means anything now.
            self._marks.clear()
        self._know(after)
        self._know(position)
        self._position = position
        for channel in self._channels.values():
            patch = patches.get(channel.audience)
            if gap:
                channel.full = True
                channel.pending.clear()
            elif patch and not channel.full:
                channel.pending.update(patch)
        waiting = [channel for channel in self._channels.values() if channel.waits]
        frames = sum(len(channel.live) for channel in waiting)
        self._pace.count(self._clock(), frames * max(1, position.seq - after.seq))
        if gap or (waited and waiting):
            self.flush()
        elif waiting and self._timer is None:
            wait = self.wait()
            if wait > 0:
                self._timer = self._later(wait, self.flush)
            else:
                self.flush()

    def wait(self) -> float:
        """Seconds from now in which nothing should be told, so that it can share a frame."""
        now = self._clock()
        return max(0.0, self._flushed_at + self._pace.seconds(now) - now)

    def send_to(self, listener: Listener, frame: bytes, latest: str = "") -> None:
        """A frame for one listener, at once and in order.

        Of frames with the same name ``latest`` only the last is kept when it
        has to wait.
        """
        if self._gathered is None:
            listener.send(frame, latest)
        else:
            self._gathered.setdefault(listener, []).append((frame, latest))

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """What each listener is sent by itself meanwhile leaves together, before
        the next change does and at the latest at the end.
        """
        self._gathered = {}
        try:
            yield
        finally:
            self._release()
            self._gathered = None

    def send_mine(self, listener: Listener, seq: int, mine: bytes) -> None:
        """The personal part, if it is another than it has."""
        if mine != listener.mine:
            listener.mine = mine
            self.send_to(listener, pack(MineFrame(seq, Raw(mine))), latest="mine")

    def broadcast(self, frame: bytes, latest: str, audience: Audience | None = None) -> None:
        """A frame beside the stream, to all or one audience: names, presence, the time."""
        for listener in self.listeners:
            if audience is None or listener.audience is audience:
                self.send_to(listener, frame, latest)

    def hide(self, listener: Listener, hidden: bool) -> None:
        """Nobody looks at this page, or someone does again."""
        if listener.hidden == hidden:
            return
        listener.hidden = hidden
        listener.wire.rest(hidden)
        channel = self._channels.get(listener.audience)
        if hidden and channel is not None and listener in channel.live:
            self._fall_behind(channel, listener)
        self._pump(listener)

    def since(self, audience: Audience, position: Position) -> list[bytes] | None:
        """The frames after ``position``; None: only a whole view will do."""
        return self._since(self._channel(audience), position)

    def forget(self) -> None:
        """Text was erased: no frame of before may be sent again."""
        for channel in self._channels.values():
            channel.forget()

    def flush(self) -> None:
        """Send what waits for its moment now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._flushed_at = self._clock()
        for channel in self._channels.values():
            if channel.waits:
                self._flush(channel)

    def close(self) -> None:
        """No timer is left. The wires are the endpoints' to close."""
        if self._timer is not None:
            self._timer.cancel()
        for channel in self._channels.values():
            if channel.ends is not None:
                channel.ends.cancel()
        self._channels.clear()

    def _release(self) -> None:
        if self._gathered:
            gathered, self._gathered = self._gathered, {}
            for listener, frames in gathered.items():
                listener.send_all(frames)

    def _channel(self, audience: Audience) -> _Channel:
        channel = self._channels.get(audience)
        if channel is None:
            if self._position is None:
                self._position = self._encode_view(audience)[0]
                self._know(self._position)
            channel = self._channels[audience] = _Channel(audience, self._position)
        elif channel.ends is not None:
            channel.ends.cancel()
            channel.ends = None
        return channel

    def _drop(self, channel: _Channel) -> None:
        if self._channels.get(channel.audience) is channel:
            del self._channels[channel.audience]

    def _know(self, position: Position) -> None:
        self._marks[position.seq] = position.mark
        if len(self._marks) > MARKS:
            del self._marks[next(iter(self._marks))]

    def _since(self, channel: _Channel, known: Position | None) -> list[bytes] | None:
        if known is None:
            return None
        if known.seq > channel.position.seq and channel.position != self._position:
            # A page made a moment ago, or by another server, is ahead of the stream:
            # bring all level, so that nobody is sent back and the next frame follows.
            self._flush(channel)
        if self._marks.get(known.seq) != known.mark:
            return None
        return channel.after(known.seq)

    def _flush(self, channel: _Channel) -> None:
        """Bring the channel to the room's position."""
        assert self._position is not None
        after = channel.position
        pieces = channel.advance(self._position)
        if pieces is None:
            # With nobody to send it to, it is drawn when somebody asks.
            pieces = self._view(channel) if channel.live else []
        late = []
        if len(pieces) == 1:
            frame = pieces[0]
            for listener in channel.live:
                wire = listener.wire
                if wire.paused:
                    late.append(listener)
                else:
                    wire.write(frame)
            for listener in late:
                SLOW_DROPPED.inc()
                self._fall_behind(channel, listener, after)
            return
        for listener in list(channel.live):
            self._fall_behind(channel, listener, after)
            self._pump(listener)

    def _fall_behind(
        self, channel: _Channel, listener: Listener, at: Position | None = None
    ) -> None:
        if listener.position is None:
            listener.position = at or channel.position
            channel.live.discard(listener)
            channel.behind.add(listener)

    def _pump(self, listener: Listener) -> None:
        """Write what waits for this listener, until its wire is paused: then at the drain."""
        wire = listener.wire
        while not (wire.paused or wire.closed):
            frames = listener.next_frames()
            if frames:
                wire.write_all(frames)
            elif listener.position is None or listener.hidden or not self._catch_up(listener):
                return

    def _catch_up(self, listener: Listener) -> bool:
        """Line up what it missed, or let it go live. False: nothing is left to write."""
        channel = self._channels.get(listener.audience)
        if channel is None or listener not in channel.behind:
            return False
        if listener.position != channel.position:
            missed = self._since(channel, listener.position)
            if missed is None or sum(map(len, missed)) > BY_PATCHES:
                missed = self._view(channel)
            listener.parts.extend(missed)
            listener.position = channel.position
            if missed:
                return True
        listener.position = None
        channel.behind.discard(listener)
        channel.live.add(listener)
        return False

    def _view(self, channel: _Channel) -> list[bytes]:
        """The whole view at the channel's position."""
        frames = channel.whole_view()
        if frames is None:
            _, view = self._encode_view(channel.audience)
            # Its content may be newer than the stream; then what follows sets the
            # same values again. Never the other way round.
            frames = channel.keep_view(view)
        return frames
