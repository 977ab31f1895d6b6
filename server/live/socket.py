"""The endpoint ``/live``: who may come in, and by what they show it.

The cookie says which browser this is, the first frame under which of its grants
it comes. Until that is judged nothing is sent. Each close says whether to come
back; see ``board.messages.Close``.
"""

import asyncio

from msgspec import Struct
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from board.messages import PROTOCOL, Close, Hello
from board.types import Actor, BoardId
from server import audit
from server.live.committed import NoBoard
from server.live.frames import BAD_FRAME
from server.live.room import Room
from server.live.visitor import Line, Visitor, actor_of, ahead, audience_for
from server.live.waiting import Stands, still
from server.live.wire import Wire, wire_of
from server.settings import Settings
from server.store.doors import Grant, Held
from server.store.faults import StoreFault
from server.web.site import Site, site_of
from server.web.visitors import browser_said

PIECES = "pieces"
"""In the address, because a server of before refuses a hello with more in it."""
HELLO_SECONDS = 5.0
PLACES = 10
"""Sockets of one seat, or of one console or screen: tabs, and some that died unseen."""
PLACES_ON_BOARD = 1100


async def live(websocket: WebSocket) -> None:
    site = site_of(websocket)
    if not from_our_page(websocket.headers, site.settings):
        # Before the accept, so that the other site's page learns nothing at all.
        audit.refused("cross_site")
        await websocket.close()
        return
    await websocket.accept()
    wire = wire_of(websocket)
    if websocket.query_params.get(PIECES):
        wire.in_pieces()
    if not site.capacity.take():
        # Not by the answer to the handshake: a browser would not learn why.
        turn_away(wire, Close.FULL)
        return
    try:
        await _talk(websocket, wire)
    finally:
        site.capacity.give()


def turn_away(wire: Wire, why: Close) -> None:
    """Who may not come in, and who finds no place, is counted: it may be a flood."""
    if why in (Close.NOT_ALLOWED, Close.FULL):
        audit.refused(why.name.lower())
    wire.close(why)


async def _talk(websocket: WebSocket, wire: Wire) -> None:
    line = Line(websocket, wire, asyncio.get_running_loop().time)
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            hello = await _hello(line)
    except TimeoutError:
        wire.close(Close.NO_HELLO, "no hello")
        return
    if hello is None:
        return
    visitor = await let_in(websocket, wire, hello)
    if isinstance(visitor, Close):
        turn_away(wire, visitor)
        return
    telling = visitor.room.telling
    telling.enter(visitor, hello.position)
    try:
        await visitor.serve(line)
    finally:
        telling.leave(visitor)


def from_our_page(headers: Headers, settings: Settings) -> bool:
    """Browsers let any site open a socket here, cookie and all; only the Origin
    tells. So it must be there, and be exactly ours.
    """
    host = headers.get("host", "").lower()
    return headers.get("origin") == (settings.public_url or f"http://{host}")


async def _hello(line: Line) -> Hello | None:
    frame = await line.next()
    if frame is None or isinstance(frame, Hello):
        return frame
    # Whoever begins in the middle is no client of ours, and would go on like that.
    line.refuse(BAD_FRAME)
    line.wire.close(Close.BAD_FRAME, "hello comes first")
    return None


class Admitted(Struct, frozen=True):
    """Who may come in here, and where to."""

    room: Room
    held: Held
    actor: Actor
    stands: Stands


async def admit(
    connection: HTTPConnection, grant: str, hello: Hello | None = None
) -> Admitted | Close:
    """By the cookie of this browser, and one of its grants.

    Nothing may be awaited between the return of this and what it is asked for.
    """
    site = site_of(connection)
    try:
        held = await site.doors.held(grant, browser_said(connection), site.clock())
        access = held.grant.kind.access if held is not None else None
        if held is None or access is None or held.grant.board is None:
            return Close.NOT_ALLOWED
        room = await site.hub.room(BoardId(held.grant.board))
        actor = actor_of(held.grant, access, held.function or "")
        # Also who was seated by another server a moment ago.
        unseated = actor.seat is not None and actor.seat not in room.board.seats
        if unseated or (hello is not None and ahead(hello, room)):
            await room.level()
        stands = _stands(site, held.grant)
        if not await still(held.access or 0, lambda: room.access, stands):
            return Close.NOT_ALLOWED
    except NoBoard:
        return Close.NO_BOARD
    except StoreFault:
        return Close.COME_BACK
    return Close.COME_BACK if room.frozen else Admitted(room, held, actor, stands)


async def let_in(connection: HTTPConnection, wire: Wire, hello: Hello) -> Visitor | Close:
    if hello.v != PROTOCOL:
        return Close.OLD_CLIENT
    admitted = await admit(connection, hello.grant, hello)
    if isinstance(admitted, Close):
        return admitted
    room, grant = admitted.room, admitted.held.grant
    audience = audience_for(admitted.actor.access, hello.audience)
    if audience is None:
        return Close.NOT_ALLOWED
    clock = asyncio.get_running_loop().time
    visitor = Visitor(wire, room, grant, audience, admitted.stands, clock, admitted.actor.function)
    return visitor if _has_place(room, visitor) else Close.FULL


def _stands(site: Site, grant: Grant) -> Stands:
    async def stands() -> bool:
        return await site.doors.stands(grant.id, site.clock())

    return stands


def _has_place(room: Room, visitor: Visitor) -> bool:
    telling = room.telling
    return telling.places[visitor.place] < PLACES and len(telling.members) < PLACES_ON_BOARD
