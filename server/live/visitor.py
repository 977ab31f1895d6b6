"""One connection that has been let in: what it sends, and how much of that it may.

It never waits for the room: a command is put in the queue with where its answer
goes. So a slow board costs a phone its answer, and never its place in line.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.websockets import WebSocket

from board.messages import Ack, ClientFrame, Close, Do, Hello, Here, Look, No
from board.types import Access, Actor, Audience, SeatId
from server import audit
from server.live import frames
from server.live.batch import traced
from server.live.credits import Credits, Strikes
from server.live.listener import Listener
from server.live.room import Room
from server.live.waiting import Stands
from server.live.wire import Wire, pack
from server.store.doors import Grant
from server.store.faults import StoreFault

BURST, EACH_SECOND = 40, 10.0
"""What a phone may send: all it kept while it was away, and then as fast as one types."""
VIEWS, VIEW_SECONDS = 3, 5.0
"""Whole views on request: so many, and then one each so many seconds."""
NONSENSE = 10
TOO_MUCH = 100
A_MINUTE = 60.0
AUDIENCES = {
    Access.PARTNER: Audience.PARTNER,
    Access.LEAD: Audience.LEAD,
    Access.SCRIBE: Audience.SCRIBE,
    Access.DISPLAY: Audience.DISPLAY,
    Access.COACH: Audience.COACH,
}

Clock = Callable[[], float]

log = logging.getLogger(__name__)


class Line:
    """What comes in on one socket, as frames; nonsense is answered and counted."""

    __slots__ = ("_nonsense", "say", "websocket", "wire")

    def __init__(self, websocket: WebSocket, wire: Wire, clock: Clock) -> None:
        self.websocket = websocket
        self.wire = wire
        self.say: Callable[[bytes], None] = wire.write
        """How a refusal goes out; once there is a listener, in its turn."""
        self._nonsense = Strikes(NONSENSE, A_MINUTE, clock)

    async def next(self) -> ClientFrame | None:
        """The next frame; None when there comes none any more."""
        while not self.wire.closed:
            text = await self._text()
            if text is None:
                return None
            frame = self.frame(text)
            if frame is not None:
                return frame
        return None

    def frame(self, text: str) -> ClientFrame | None:
        """The frame that this is; None: none, and that has been said."""
        frame = frames.read(text)
        if isinstance(frame, No):
            self.refuse(frame)
            return None
        return frame

    async def end(self) -> None:
        """Until it is gone; what comes in meanwhile is somebody else's."""
        while await self._text() is not None:
            pass

    async def _text(self) -> str | None:
        message = await self.websocket.receive()
        if message["type"] != "websocket.receive" or self.wire.closed:
            return None
        return str(message.get("text") or "")

    def refuse(self, refusal: No) -> None:
        """Says what was wrong; when it was wrong too often, it is closed."""
        self.say(pack(refusal))
        if self._nonsense.out():
            self.wire.close(Close.TOO_FAST, "too many bad frames")


class Visitor:
    """A member of the room, see ``telling.Member``."""

    __slots__ = (
        "_credits",
        "_look",
        "_stands",
        "_too_much",
        "_views",
        "access",
        "actor",
        "catching_up",
        "listener",
        "place",
        "room",
        "wire",
    )

    def __init__(
        self,
        wire: Wire,
        room: Room,
        grant: Grant,
        audience: Audience,
        stands: Stands,
        clock: Clock,
        function: str = "",
    ) -> None:
        access = grant.kind.access
        assert access is not None, "the record is no board"
        actor = actor_of(grant, access, function)
        self.room = room
        self.wire = wire
        self.listener = Listener(wire, audience, actor.seat)
        self.access = actor.access.value
        self.place = actor.seat or grant.id
        """What ``PLACES`` counts the lines of."""
        self.actor = actor
        self._stands = stands
        self._credits = Credits(BURST, EACH_SECOND, clock)
        self._views = Credits(VIEWS, 1 / VIEW_SECONDS, clock)
        self._too_much = Strikes(TOO_MUCH, A_MINUTE, clock)
        self._look: asyncio.TimerHandle | None = None
        self.catching_up: asyncio.Task[None] | None = None
        """While a look waits for what another process has written."""

    async def stands(self) -> bool:
        return await self._stands()

    def close(self, code: Close) -> None:
        self.wire.close(code)

    async def serve(self, line: Line) -> None:
        """Until it is gone."""
        line.say = self._send

        def hear(text: str) -> None:
            with self._on_its_own():
                frame = line.frame(text)
                if frame is not None:
                    self._hear(line, frame)

        try:
            if self.wire.on_text(hear):
                await line.end()
            else:
                while (frame := await line.next()) is not None:
                    self._hear(line, frame)
        finally:
            self._look_no_more()

    def _hear(self, line: Line, frame: ClientFrame) -> None:
        if isinstance(frame, Hello):
            line.refuse(frames.BAD_FRAME)
        else:
            self.take(frame)

    def take(self, frame: Do | Here | Look) -> None:
        within = self._credits.take()
        if not within and self._too_much.out():
            self.wire.close(Close.TOO_FAST, "too many frames")
            return
        match frame:
            case Do() if within:
                self.room.ask(self.actor, frame, self._answer, self._stands)
            case Do():
                self._answer(No(n=frame.n, code="too_fast", again=True))
            case Here():
                # Never left out: a page that is looked at again waits for what it missed.
                self.room.telling.here(self, frame)
            case Look():
                self._look_no_more()
                if within and ahead(frame, self.room):
                    self.catching_up = asyncio.create_task(self._catch_up(frame))
                else:
                    self._look_at(frame)

    async def _catch_up(self, frame: Look) -> None:
        with self._on_its_own():
            try:
                await self.room.level()
            except StoreFault:
                # What it has is newer than all that can be shown here.
                self.wire.close(Close.COME_BACK)
            else:
                self._look_at(frame)

    @contextmanager
    def _on_its_own(self) -> Iterator[None]:
        """A mistake costs this line, and no other."""
        try:
            yield
        except Exception as fault:  # noqa: BLE001 - it has to end here
            log.error("a line broke: %s", traced(fault))
            self.wire.close(Close.SERVER_ERROR)

    def _look_no_more(self) -> None:
        """Of several looks the last counts."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if self.catching_up is not None:
            self.catching_up.cancel()
            self.catching_up = None

    def _answer(self, answer: Ack | No) -> None:
        if isinstance(answer, No):
            audit.refused(answer.code)
        self._send(pack(answer))

    def _send(self, frame: bytes) -> None:
        # Not straight to the wire: a long message may be half written.
        self.room.telling.fanout.send_to(self.listener, frame)

    def _look_at(self, frame: Look) -> None:
        """Now, or when a whole view may be had again; of several the last counts."""
        audience = audience_for(self.actor.access, frame.audience)
        if audience is None:
            self._answer(No(n=0, code="forbidden"))
            return
        known = frame.position
        missed = known and self.room.telling.fanout.since(audience, known)
        if missed is not None or self._views.take():
            self.room.telling.look(self, audience, known)
        else:
            loop = asyncio.get_running_loop()
            self._look = loop.call_later(self._views.wait(), self._look_at, frame)


def actor_of(grant: Grant, access: Access, function: str) -> Actor:
    """``function`` is that of the account that holds the grant, if one does."""
    seat = SeatId(grant.seat) if grant.seat is not None else None
    leading = access in (Access.LEAD, Access.SCRIBE)
    return Actor(access=access, seat=seat, lead=grant.id if leading else "", function=function)


def audience_for(access: Access, wanted: str) -> Audience | None:
    """``""`` is the access's own; the whole board is for all but the big screen,
    which is not told whose card is whose.
    """
    if wanted == "":
        return AUDIENCES.get(access)
    return Audience.WHOLE if access is not Access.DISPLAY else None


def ahead(frame: Hello | Look, room: Room) -> bool:
    """Whether it has seen more than this room: another process was faster."""
    return frame.position is not None and frame.position.seq > room.position.seq
