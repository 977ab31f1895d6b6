"""Rooms, hubs and guests in one process: a real store, wires in memory, no network."""

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from starlette.websockets import WebSocket

from board import commands as c
from board import mine
from board.messages import Ack, Do, Here, Look, No, Position
from board.types import Access, Actor, Audience, BoardId, KindId, Millis, OrganisationId, SeatId
from server.ids import new_id
from server.live.bus import Bus, LocalBus
from server.live.hub import Hub
from server.live.room import Room
from server.live.visitor import Line, Visitor
from server.pepper import Pepper
from server.store import Doors, Grant, Kind, Log
from tests.contracts.kept import SqliteKept
from tests.server.fanout_room import MemoryWire

DOOR = Actor(access=Access.DOOR)
FIRST = "seed_sowing"
FAR = 10**15
SEED = KindId("moonseed")
THOUGHT = KindId("shadow_thought")


class Hall:
    """One board of the invented format, with as many hubs on its store as a test wants."""

    def __init__(self, folder: Path) -> None:
        self.kept = SqliteKept(folder)
        self.pepper = Pepper(b"a pepper for tests")
        self.now = 1_000_000
        self.bus = LocalBus()
        self.hubs: list[Hub] = []
        self.board = BoardId("")

    async def open(self) -> "Hall":
        trajectory = await self.kept.trajectory("De Brug", "De Kring")
        self.board = BoardId(await self.kept.board(trajectory))
        return self

    async def close(self) -> None:
        for hub in self.hubs:
            await hub.stop()
        self.kept.close()

    @property
    def log(self) -> Log:
        return self.kept.log

    @property
    def doors(self) -> Doors:
        return self.kept.doors

    def hub(self, log: Log | None = None, bus: Bus | None = None) -> Hub:
        """Its timers do not run: a test polls by hand."""
        bus = bus or self.bus
        hub = Hub(log or self.log, self.doors, self.kept.record, self.pepper, bus, self.clock)
        bus.subscribe(hub.heard)
        self.hubs.append(hub)
        return hub

    def clock(self) -> Millis:
        self.now += 1
        return self.now

    def seconds(self) -> float:
        """Time flies here, so that nobody is ever too fast."""
        return self.clock() * 10.0

    async def room(self, hub: Hub | None = None) -> Room:
        return await (hub or self.hub()).room(self.board)

    async def console(self) -> "Hand":
        """Whoever leads, by a link."""
        browser = await self.browser()
        secret = await self.doors.make_link(
            Kind.LEAD, now=self.now, expires_at=FAR, board=self.board
        )
        grant = await self.doors.open_link(secret, browser, self.now)
        assert grant is not None
        return Hand(self, grant)

    async def screen(self) -> "Hand":
        console = await self.console()
        return Hand(self, await self.doors.share(console.grant, Kind.DISPLAY, self.now))

    async def partner(self, room: Room, organisation: str | None = None) -> "Hand":
        """Someone who came in by the code, with a seat."""
        seat = SeatId(new_id())
        grant = await self.doors.join(self.board, await self.browser(), seat, None, self.now)
        own = None if organisation is None else OrganisationId(organisation)
        answer = await room.carry_out(DOOR, c.TakeSeat(seat=seat, organisation=own))
        assert isinstance(answer, Ack), answer
        return Hand(self, grant)

    async def browser(self) -> bytes:
        found = await self.doors.browser(await self.doors.new_browser(self.now))
        assert found is not None
        return found

    async def events(self) -> list[str]:
        return [type(event).__name__ for _, _, event in await self.log.tail(self.board, 0)]


class Hand:
    """Someone with a grant, and an outbox: does things, with or without an open page."""

    def __init__(self, hall: Hall, grant: Grant) -> None:
        self.hall = hall
        self.grant = grant
        self.outbox = new_id()
        self.numbers = count(1)
        access = grant.kind.access
        assert access is not None
        self.actor = Actor(
            access=access,
            seat=SeatId(grant.seat) if grant.seat else None,
            lead=grant.id if access is Access.LEAD else "",
        )

    @property
    def seat(self) -> SeatId:
        assert self.actor.seat is not None
        return self.actor.seat

    async def stands(self) -> bool:
        grant = await self.hall.doors.grant(self.grant.id, self.grant.browser, self.hall.now)
        return grant is not None

    def say(self, command: c.AnyCommand, visit: int = 0, n: int = 0) -> Do:
        return Do(outbox=self.outbox, n=n or next(self.numbers), visit=visit, command=command)

    async def do(self, room: Room, command: c.AnyCommand, visit: int | None = None) -> Ack | No:
        there = room.board.visit if visit is None else visit
        return await room.submit(self.actor, self.say(command, there), self.stands)

    async def done(self, room: Room, command: c.AnyCommand) -> Ack:
        answer = await self.do(room, command)
        assert isinstance(answer, Ack), answer
        return answer

    async def begin(self, room: Room, phase: str = FIRST) -> None:
        found = room.board.format.phase(phase)
        assert found is not None
        await self.done(room, c.OpenPhase(phase=found.id))

    def page(self, room: Room, audience: Audience | None = None) -> "Page":
        return Page(self, room, audience)


class Page:
    """An open page of someone, which keeps what it is told as the browser's model does."""

    def __init__(self, hand: Hand, room: Room, audience: Audience | None = None) -> None:
        self.hand = hand
        self.audience = audience or _OWN[hand.grant.kind]
        self.position: Position | None = None
        self.view: dict[str, Any] = {}
        self.mine: Any = None
        self.mine_seq = 0
        self.names: Any = None
        self.presence: Any = None
        self.answers: list[dict[str, Any]] = []
        self.seen: list[str] = []
        self.gaps = 0
        self.enter(room)

    def enter(self, room: Room, *, stuck: bool = False) -> None:
        """Opens its socket, and asks for what came after where it stood."""
        self.room = room
        self.left = False
        self.wire = MemoryWire()
        self.wire.stuck = stuck
        self._read = 0
        hand = self.hand
        self.visitor = Visitor(
            self.wire, room, hand.grant, self.audience, hand.stands, hand.hall.seconds
        )
        room.telling.enter(self.visitor, self.position)
        self.read()

    def drop(self) -> None:
        """Its line is lost."""
        self.read()
        self.left = True
        self.wire.abort()
        self.room.telling.leave(self.visitor)

    async def send(self, frame: Do | Here | Look) -> None:
        """As if the frame came in on the socket."""
        self.visitor.take(frame)
        if self.visitor.catching_up is not None:
            await self.visitor.catching_up

    async def serve(self, *texts: str) -> None:
        """Reads these as from the socket, until the line ends."""
        messages = [{"type": "websocket.connect"}]
        messages += [{"type": "websocket.receive", "text": text} for text in texts]
        coming = iter([*messages, {"type": "websocket.disconnect", "code": "1005"}])

        async def receive() -> dict[str, Any]:
            return next(coming)

        async def send(_: object) -> None:
            raise AssertionError("all is said over the wire")

        websocket = WebSocket({"type": "websocket", "headers": []}, receive, send)
        await websocket.receive()
        await self.visitor.serve(Line(websocket, self.wire, self.hand.hall.seconds))

    def settle(self) -> "Page":
        """All that waits for its moment, now."""
        self.room.telling.fanout.flush()
        return self.read()

    def read(self) -> "Page":
        for message in self.wire.messages[self._read :]:
            self._read += 1
            self.seen.append(message["t"])
            _TAKE[message["t"]](self, message)
        return self

    def fresh(self) -> tuple[Any, Any]:
        """The view and personal part as a page loaded now would get them."""
        seat = self.hand.actor.seat
        state = self.room.ledger.state
        # Not from the room, which goes on from what it knew.
        part = mine(state.board, seat, state.keys, state.box) if seat else None
        view = json.loads(self.room.view_bytes(self.audience))
        return view, msgspec.to_builtins(part)

    def assert_fresh(self) -> None:
        self.settle()
        view, mine = self.fresh()
        assert self.view == view
        assert self.mine == mine
        assert self.gaps == 0

    def _welcome(self, message: dict[str, Any]) -> None:
        if message["whole"]:
            self.mine_seq = 0

    def _view(self, message: dict[str, Any]) -> None:
        self.view = message["view"]
        self.position = Position(**message["position"])

    def _patch(self, message: dict[str, Any]) -> None:
        assert self.position is not None
        if message["position"]["seq"] <= self.position.seq:
            return
        if message["after"] != self.position.seq:
            self.gaps += 1
            return
        for key, entity in message["set"].items():
            held = self.view.get(key)
            if entity is None:
                self.view.pop(key, None)
            elif held is None or held["seq"] <= entity["seq"]:
                self.view[key] = entity
        self.position = Position(**message["position"])

    def _mine(self, message: dict[str, Any]) -> None:
        if message["seq"] >= self.mine_seq:
            self.mine_seq, self.mine = message["seq"], message["mine"]


def thought(text: str = "Een gedachte") -> c.PostCard:
    """A card that may be posted at any time, under one's own name."""
    return c.PostCard(kind=THOUGHT, text=text)


async def begun(hall: Hall, room: Room) -> tuple[Hand, Hand, Hand]:
    console = await hall.console()
    ann, bob = await hall.partner(room), await hall.partner(room)
    await console.begin(room)
    return console, ann, bob


_OWN = {Kind.PARTNER: Audience.PARTNER, Kind.LEAD: Audience.LEAD, Kind.DISPLAY: Audience.DISPLAY}
_TAKE: dict[str, Callable[[Page, dict[str, Any]], None]] = {
    "welcome": Page._welcome,
    "view": Page._view,
    "patch": Page._patch,
    "mine": Page._mine,
    "names": lambda page, message: setattr(page, "names", message),
    "presence": lambda page, message: setattr(page, "presence", message),
    "ack": lambda page, message: page.answers.append(message),
    "no": lambda page, message: page.answers.append(message),
    "now": lambda page, message: None,
    "health": lambda page, message: None,
    "bye": lambda page, message: None,
}
