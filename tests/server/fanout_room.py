"""A room for the fan-out, with wires in memory and a clock that is turned by hand."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from board.entities import LightEntity, Patch
from board.messages import Position
from board.types import Audience, SeatId
from server.live.fanout import Fanout
from server.live.listener import Listener
from server.live.pace import Pace
from server.live.wire import payload_of, prepare

PARTNER, LEAD = Audience.PARTNER, Audience.LEAD


class Clock:
    """``later`` keeps what is to happen; ``turn`` lets the time pass."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waiting: list[Alarm] = []

    def __call__(self) -> float:
        return self.now

    def later(self, seconds: float, callback: Callable[[], None]) -> "Alarm":
        alarm = Alarm(self, self.now + seconds, callback)
        self.waiting.append(alarm)
        return alarm

    def turn(self, seconds: float) -> None:
        self.now += seconds
        for alarm in [one for one in self.waiting if one.at <= self.now + 1e-9]:
            if alarm in self.waiting:
                alarm.cancel()
                alarm.callback()


class Alarm:
    def __init__(self, clock: Clock, at: float, callback: Callable[[], None]) -> None:
        self.clock, self.at, self.callback = clock, at, callback

    def cancel(self) -> None:
        if self in self.clock.waiting:
            self.clock.waiting.remove(self)


class MemoryWire:
    """Keeps what is written. The lever is ``stuck``: nothing is taken any more.

    Like a transport it is paused once more than ``room`` waits, until ``take``.
    """

    def __init__(self, room: int = 64 * 1024) -> None:
        self.closed = False
        self.paused = False
        self.stuck = False
        self.rests: list[bool] = []
        self.pings = False
        self.code = 0
        self.room = room
        self.frames: list[bytes] = []
        self.writes = 0
        """How often several left together."""
        self.unsent = 0
        self._callback: Callable[[], None] = lambda: None

    def write(self, frame: bytes) -> None:
        if self.closed:
            return
        self.frames.append(frame)
        if self.stuck:
            self.unsent += len(frame)
            self.paused = self.unsent > self.room

    def write_all(self, frames: Sequence[bytes]) -> None:
        self.writes += 1
        for frame in frames:
            self.write(frame)

    def in_pieces(self) -> None:
        raise AssertionError("what reads from memory reads large messages")

    def on_text(self, take: Callable[[str], None]) -> bool:
        return False

    def take(self) -> None:
        """All that waits is taken at once; then it is stuck again, or not."""
        self.unsent = 0
        if self.paused:
            self.paused = False
            self._callback()

    def buffered(self) -> int:
        return self.unsent

    def on_drain(self, callback: Callable[[], None]) -> None:
        self._callback = callback

    def rest(self, resting: bool) -> None:
        self.rests.append(resting)

    def close(self, code: int, reason: str = "") -> None:
        self.closed, self.code = True, code

    def abort(self) -> None:
        self.closed = True

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What arrived, put together from slices; fails on a message inside another."""
        found, begun = [], b""
        for frame in self.frames:
            payload, last = payload_of(frame)
            first = frame[0] & 0x0F == 1
            assert first == (begun == b""), "a frame in the middle of another message"
            begun += payload
            if last:
                found.append(json.loads(begun))
                begun = b""
        return found


class Phone:
    """A client that takes patches only where they follow, as the browser's model does."""

    def __init__(self, room: "Room", audience: Audience = PARTNER) -> None:
        self.room = room
        self.wire = MemoryWire()
        self.listener = Listener(self.wire, audience, SeatId("s1"))
        self.at: Position | None = None
        self.view: dict[str, Any] = {}
        self.seen: list[str] = []
        self._read = 0

    def join(self, known: Position | None = None) -> "Phone":
        self.at = known or self.at
        self.room.fanout.join(self.listener, known, self.room.welcome)
        return self

    def read(self) -> "Phone":
        for message in self.wire.messages[self._read :]:
            self._read += 1
            self.seen.append(message["t"])
            if message["t"] == "view":
                self.view = message["view"]
                self.at = Position(**message["position"])
            elif message["t"] == "patch":
                assert self.at is not None
                assert message["after"] == self.at.seq, "a gap, or the same twice"
                for key, value in message["set"].items():
                    if value is None:
                        self.view.pop(key, None)
                    else:
                        self.view[key] = value
                self.at = Position(**message["position"])
        return self

    # What the property test lets happen to a phone

    def drop(self) -> None:
        """The line is gone, perhaps in the middle of a message."""
        self.read()
        self.wire.abort()
        self.room.fanout.leave(self.listener)

    def again(self) -> None:
        """It comes back on a new line, with what it has."""
        if self.wire.closed:
            hidden = self.listener.hidden
            self.wire, self._read = MemoryWire(), 0
            self.listener = Listener(self.wire, self.listener.audience, SeatId("s1"))
            self.join(self.at).read()
            if hidden:
                self.hide()

    def page(self) -> None:
        """It loads the page anew, which is drawn from what is committed."""
        self.drop()
        self.view, self.at = self.room.drawn(), self.room.position
        self.again()

    def hide(self) -> None:
        self.room.fanout.hide(self.listener, True)

    def show(self) -> None:
        self.room.fanout.hide(self.listener, False)

    def stuck(self) -> None:
        self.wire.stuck = True

    def take(self) -> None:
        """All that waits, also what comes because of it."""
        self.wire.take()
        while self.wire.paused:
            self.wire.take()

    def answer(self) -> None:
        self.room.fanout.send_to(self.listener, prepare(b'{"t":"ack"}'))


class Steady(Pace):
    """The same, however busy it is."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def seconds(self, now: float) -> float:
        return self._seconds


class Room:
    """A board of lights: every step lights one, for everyone."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.clock = Clock()
        self.lights: dict[str, str | None] = {}
        self.position = Position(1, "m1")
        self.encoded = 0
        self.fanout = Fanout(self.view, pace or Steady(0.05), self.clock, self.clock.later)

    def view(self, audience: Audience) -> tuple[Position, bytes]:
        self.encoded += 1
        return self.position, json.dumps(self.drawn()).encode()

    def drawn(self) -> dict[str, Any]:
        return {
            key: {"seq": 0, "target": target}
            for key, target in self.lights.items()
            if target is not None
        }

    @staticmethod
    def welcome(position: Position, whole: bool) -> bytes:
        message = {"t": "welcome", "seq": position.seq, "whole": whole}
        return prepare(json.dumps(message).encode())

    def step(self, key: str = "a", value: str | None = "x", *, full: bool = False) -> None:
        self.lights[key] = value
        entity = None if value is None else LightEntity(0, value)
        if full:
            # As when the log was put back: from nowhere that anyone knows.
            self.position = self.next()
            self.fanout.changed(self.position, self.position, {})
        else:
            self.move({key: entity})

    def move(self, patch: Patch) -> None:
        before, self.position = self.position, self.next()
        self.fanout.changed(before, self.position, dict.fromkeys(Audience, patch))

    def next(self) -> Position:
        return Position(self.position.seq + 1, f"m{self.position.seq + 1}")

    def phone(self, audience: Audience = PARTNER) -> Phone:
        return Phone(self, audience).join().read()
