"""The line where websockets are blocked: ``/live/events`` brings the frames, and
``/live/say`` takes a command and answers it.

Behind both stand the same grants, rooms and bounds as behind ``/live``. A command
may come to another process than the one that has the stream: it is answered all
the same, because the answer is in the answer. Only how someone is doing belongs to
a stream, and goes from process to process by the bus.
"""

import asyncio
import hashlib
import secrets

import msgspec
from msgspec import Raw, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from board.messages import Ack, Bye, Close, Do, Hello, Here, No
from server.live import frames
from server.live.bus import HereSaid
from server.live.event_wire import EventWire
from server.live.frames import OUTBOX
from server.live.socket import PIECES, Admitted, admit, from_our_page, let_in, turn_away
from server.live.visitor import Visitor
from server.live.wire import pack
from server.web.bodies import json_of
from server.web.guard import same_origin
from server.web.site import Site, site_of
from server.web.trouble import Trouble

HEAD = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    # nginx, and who does as it does, would keep an answer until it has all of it.
    "x-accel-buffering": "no",
}
PARTING = 0.5
"""Seconds over which the streams of a server that goes away are told so."""
LAST_WORD = 0.1
"""Seconds between the goodbye and the end of a stream."""
APART_MS = 3000
"""Over so long those who were sent away come back."""


class Said(Struct, frozen=True, forbid_unknown_fields=True):
    """What a page says: a frame, by whom, and beside which stream."""

    grant: str
    frame: Raw
    line: str = ""


async def events(request: Request) -> Response:
    if not same_origin(request.headers, site_of(request).settings):
        # Another site's page could read nothing of it, and is not to hold it open either.
        raise Trouble("cross_site")
    return Response(headers=HEAD) if request.method == "HEAD" else _Stream(request)


class _Stream(Response):
    """The answer that goes on for as long as somebody listens."""

    def __init__(self, request: Request) -> None:
        super().__init__(headers=HEAD)
        self._request = request
        self._site = site_of(request)
        self._line = request.query_params.get("line", "")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The length of what has no end is not told.
        head = [one for one in self.raw_headers if one[0] != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        wire = EventWire(send)
        if self._request.query_params.get(PIECES):
            wire.in_pieces()
        hello, here = self._said()
        if hello is None or here is None:
            wire.close(Close.BAD_FRAME)
        elif self._site.pulse.draining:
            wire.close(Close.COME_BACK)
        elif not self._site.capacity.take():
            turn_away(wire, Close.FULL)
        else:
            try:
                visitor = await let_in(self._request, wire, hello)
                if isinstance(visitor, Visitor):
                    await self._stay(visitor, hello, here, receive)
                    return
                turn_away(wire, visitor)
            finally:
                self._site.capacity.give()
        await _gone(receive)

    def _said(self) -> tuple[Hello | None, Here | None]:
        said = self._request.query_params
        hello = frames.read(said.get("hello", ""))
        here = frames.read(said["here"]) if "here" in said else Here()
        if not isinstance(hello, Hello) or OUTBOX.fullmatch(self._line) is None:
            return None, None
        return hello, here if isinstance(here, Here) else None

    async def _stay(self, visitor: Visitor, hello: Hello, here: Here, receive: Receive) -> None:
        telling, parting = visitor.room.telling, self._site.pulse.parting
        mark = _mark(hello.grant, self._line)

        def leave() -> None:
            later = secrets.randbelow(int(PARTING * 1000)) / 1000
            asyncio.get_running_loop().call_later(later, _say_goodbye, visitor)

        before = telling.lines.pop(mark, None)
        if before is not None:
            # It looks elsewhere now; of the stream before nobody knows yet that it is gone.
            telling.leave(before)
            before.close(Close.COME_BACK)
        telling.lines[mark] = visitor
        parting.add(leave)
        telling.enter(visitor, hello.position)
        telling.here(visitor, here)
        try:
            await _gone(receive)
        finally:
            parting.discard(leave)
            if telling.lines.get(mark) is visitor:
                del telling.lines[mark]
            telling.leave(visitor)


async def say(request: Request) -> Response:
    site = site_of(request)
    if not from_our_page(request.headers, site.settings):
        raise Trouble("cross_site")
    said = await json_of(request, Said)
    frame = frames.read(bytes(said.frame))
    admitted = await admit(request, said.grant)
    if admitted is Close.COME_BACK:
        n = frame.n if isinstance(frame, Do) else 0
        return _answer(No(n=n, code="unavailable", again=True))
    if isinstance(admitted, Close):
        raise Trouble("no_access")
    match frame:
        case No():
            return _answer(frame, 400)
        case Do():
            return _answer(await _carry_out(site, admitted, frame))
        case Here():
            if site.forms.open(said.grant):
                site.forms.spend(said.grant)
                _hear(site, admitted, _mark(said.grant, said.line), frame)
            return Response(status_code=204)
        case _:
            # Whoever says hello or looks elsewhere opens another stream.
            return _answer(frames.BAD_FRAME, 400)


async def _carry_out(site: Site, admitted: Admitted, do: Do) -> Ack | No:
    grant = admitted.held.grant.id
    if not site.forms.open(grant):
        return No(n=do.n, code="too_fast", again=True)
    site.forms.spend(grant)
    return await admitted.room.submit(admitted.actor, do, admitted.stands)


def _hear(site: Site, admitted: Admitted, mark: str, here: Here) -> None:
    """Of a stream that is not here another process has it."""
    if not admitted.room.telling.said(mark, here) and not site.hub.bus.alone:
        site.hub.bus.publish(HereSaid(admitted.room.id, mark, here))


def _answer(answer: Ack | No, status: int = 200) -> Response:
    return Response(msgspec.json.encode(answer), status, media_type="application/json")


def _mark(grant: str, line: str) -> str:
    """Names a stream, also to other processes, and says nothing of whose it is."""
    return hashlib.blake2b(f"{grant} {line}".encode(), digest_size=16).hexdigest()


def _say_goodbye(visitor: Visitor) -> None:
    bye = pack(Bye(secrets.randbelow(APART_MS)))
    visitor.room.telling.fanout.send_to(visitor.listener, bye)
    # What waits when it closes is left out; and what was asked a moment ago is answered first.
    asyncio.get_running_loop().call_later(LAST_WORD, visitor.close, Close.COME_BACK)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


routes = [
    Route("/live/events", events),
    Route("/live/say", say, methods=["POST"]),
]
