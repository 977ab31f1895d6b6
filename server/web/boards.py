"""The pages of a live board: phone, console and big screen, drawn from committed state.

A page carries the view and the position it was drawn at; its socket asks only
for what came after. The same values serve the first paint and the page without
JavaScript.
"""

import asyncio
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from board.messages import Names, Presence
from board.refusals import Refusal
from board.text import clean_name
from board.types import Audience, BoardId, Limits, SeatId
from server import qr
from server.live.room import Room
from server.packs import OF_WHO_LEADS
from server.store.doors import Grant, Kind
from server.store.record import NewOrganisation
from server.store.sessions import WorkSession
from server.web.bodies import form_of, one
from server.web.pictures import pictures_of
from server.web.site import language_for, page, partner_language, phone_url, site_of
from server.web.tongues import dutch_beside, format_in
from server.web.trouble import Trouble
from server.web.visitors import grant_of
from server.words import Speaker

AUDIENCES = {
    Kind.PARTNER: Audience.PARTNER,
    Kind.LEAD: Audience.LEAD,
    Kind.SCRIBE: Audience.SCRIBE,
    Kind.DISPLAY: Audience.DISPLAY,
}
AREAS = {
    Kind.PARTNER: ("common", "phone", "refusals", "closing", "stages"),
    Kind.LEAD: ("common", "console", "plain", "refusals", "stages"),
    Kind.SCRIBE: ("common", "console", "refusals", "stages"),
    Kind.DISPLAY: ("common", "screen", "stages"),
}
"""The words that the page's scripts need."""
CONSOLES = (Kind.LEAD, Kind.SCRIBE)
MOST_ORGANISATIONS = 60
"""In one list."""


async def console(request: Request) -> Response:
    grant = await grant_of(request, *CONSOLES)
    values = await values_for(request, grant)
    language = language_for(request)
    return page(request, "console.html", status=200, language=language, **values, qr=_qr(values))


async def screen(request: Request) -> Response:
    grant = await grant_of(request, Kind.DISPLAY)
    values = await values_for(request, grant)
    language = language_for(request)
    return page(request, "screen.html", status=200, language=language, **values, qr=_qr(values))


async def pictures(request: Request) -> Response:
    """Those that the big screen may show now, with the position that they are of."""
    grant = await grant_of(request, Kind.DISPLAY)
    room = await room_of(request, grant)
    # The position is that of the view, whatever happens while the pictures are drawn.
    view, seq = msgspec.json.decode(room.view_bytes(Audience.DISPLAY)), room.position.seq
    catalogue = site_of(request).pages.catalogue
    language = language_for(request)
    format = format_in(catalogue, room.board.format, language)
    words = Speaker(catalogue, language)
    names = dict(room.names.organisations)
    told = await asyncio.to_thread(pictures_of, view, format, names, words)
    return JSONResponse({"seq": seq, "pictures": told})


async def open_screen(request: Request) -> Response:
    """A big screen in this same browser, such as on the beamer of the laptop."""
    grant = await grant_of(request, *CONSOLES)
    site = site_of(request)
    display = await site.doors.share(grant, Kind.DISPLAY, site.clock())
    return RedirectResponse(f"/s/{display.id}", 303)


async def add_organisation(request: Request) -> Response:
    """``name``: one that came unannounced. ``names``: a list, one on a line, all or
    none of it. Phones see them at once; one that is there already stays one.
    """
    grant = await grant_of(request, Kind.LEAD)
    fields = await form_of(request)
    session = await site_of(request).record.session(grant.board or "")
    if set(fields) not in ({"name"}, {"names"}) or session is None:
        raise Trouble("bad_request")
    if "name" in fields:
        name = clean_name(one(fields, "name"), Limits.TITLE)
        if not isinstance(name, str) or not name:
            raise Trouble("bad_request")
        [made] = await _added(request, session, [name])
        return JSONResponse(made)
    names = _listed(one(fields, "names"))
    if isinstance(names, NotListed):
        return JSONResponse(asdict(names), 400)
    return JSONResponse({"organisations": await _added(request, session, names)})


class NotListed(Struct, frozen=True):
    """What is wrong with a list of names, and at which line, counted from 1."""

    error: str
    limit: str
    line: int


def _listed(text: str) -> list[str] | NotListed:
    """The names in a list; lines without one are passed over."""
    names: list[str] = []
    for n, line in enumerate(text.splitlines(), 1):
        name = clean_name(line, Limits.TITLE)
        if isinstance(name, Refusal):
            return NotListed(name.code, name.limit, n)
        if name and name.casefold() not in {known.casefold() for known in names}:
            names.append(name)
        if len(names) > MOST_ORGANISATIONS:
            return NotListed("too_many", str(MOST_ORGANISATIONS), n)
    return names or NotListed("empty", "", 1)


async def _added(request: Request, session: WorkSession, names: list[str]) -> list[dict[str, str]]:
    site = site_of(request)
    made = [
        await site.record.add_organisation(
            session.trajectory, NewOrganisation(name, kind=""), site.clock()
        )
        for name in names
    ]
    await site.hub.names_changed(session.board)
    return [{"id": one.id, "name": one.name} for one in made]


async def room_of(request: Request, grant: Grant) -> Room:
    assert grant.board is not None
    return await site_of(request).hub.room(BoardId(grant.board))


async def values_for(request: Request, grant: Grant) -> dict[str, object]:
    """What the template of a live page gets: ``boot`` for its scripts, and by name."""
    site = site_of(request)
    room = await room_of(request, grant)
    session = await site.record.session(room.id)
    assert session is not None
    catalogue = site.pages.catalogue
    by_phone = grant.kind is Kind.PARTNER
    language = partner_language(request) if by_phone else language_for(request)
    audience = AUDIENCES[grant.kind]
    # Nothing is awaited from here: view, mine and position are of one moment.
    mine = room.mine_bytes(SeatId(grant.seat)) if grant.seat else None
    format = format_in(catalogue, room.board.format, language)
    if by_phone:
        _lighten(format)
    values: dict[str, object] = {
        "view": msgspec.json.decode(room.view_bytes(audience)),
        "mine": msgspec.json.decode(mine) if mine else None,
        "names": _names(room.names, audience),
        "format": format,
        "dutch": dutch_beside(catalogue, room.board.format, language) if by_phone else {},
        "presence": _presence(room, audience),
        "position": room.position,
        "now": site.clock(),
        "code": session.code,
        "links": _links(request, grant, session.code),
    }
    boot = {
        "grant": grant.id,
        "kind": grant.kind.value,
        "language": language,
        "tongues": msgspec.to_builtins(catalogue.tongues),
        "words": _words(catalogue.areas(language, *AREAS[grant.kind]), by_phone),
        **values,
    }
    if grant.kind is Kind.DISPLAY:
        words = Speaker(catalogue, language)
        told = dict(room.names.organisations)
        boot["pictures"] = await asyncio.to_thread(pictures_of, values["view"], format, told, words)
    return {**values, "grant": grant.id, "boot": boot}


def _words(all: dict[str, str], by_phone: bool) -> dict[str, str]:
    """A slow line carries no refusals that only who leads can get."""
    if not by_phone:
        return all
    return {
        key: said for key, said in all.items() if key.removeprefix("refusals.") not in OF_WHO_LEADS
    }


def _lighten(format: dict[str, Any]) -> None:
    """A slow line carries no words that no phone shows: those of who leads, and of the road."""
    format["inflow"] = []
    for phase in format["phases"]:
        phase["say"] = ""


def _names(names: Names, audience: Audience) -> dict[str, dict[str, str]]:
    people = {} if audience is Audience.DISPLAY else names.people
    return {"people": people, "organisations": names.organisations}


def _presence(room: Room, audience: Audience) -> dict[str, int]:
    """Phones are told how many are here, and not how they are doing."""
    counts = room.telling.crowd.counts()
    if audience is Audience.PARTNER:
        counts = Presence(counts.here, 0, 0)
    return asdict(counts)


def _qr(values: dict[str, object]) -> str:
    links = values["links"]
    assert isinstance(links, dict)
    return qr.svg(links["join"])


def _links(request: Request, grant: Grant, code: str) -> dict[str, str]:
    links = {"join": f"{phone_url(request)}/j/{code}"}
    if grant.kind in CONSOLES:
        links["record"] = f"/r/{grant.id}"
    return links


routes = [
    Route("/c/{grant}", console),
    Route("/c/{grant}/screen", open_screen, methods=["POST"]),
    Route("/c/{grant}/organisation", add_organisation, methods=["POST"]),
    Route("/s/{grant}", screen),
    Route("/s/{grant}/pictures", pictures, methods=["GET"]),
]
