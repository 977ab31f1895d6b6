"""Joining with a code: ``/j/K7M3QD``, in three taps and without JavaScript.

The code is the one thing that may stand in a path: it gives no more than a
seat, and only while joining is open. A seat is taken on the board by the door;
how someone wants to be called is kept beside the log.
"""

import hashlib
import re
from base64 import urlsafe_b64encode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from board.commands import TakeSeat
from board.messages import No
from board.text import clean_name
from board.types import Access, Actor, BoardId, Millis, OrganisationId, SeatId
from server.ids import new_id
from server.store.doors import Grant
from server.store.sessions import WorkSession
from server.web.bodies import form_of, one
from server.web.site import (
    LANGUAGE_COOKIE,
    address_of,
    choose_language,
    page,
    partner_language,
    site_of,
)
from server.web.tongues import format_in
from server.web.trouble import Trouble, wants_json
from server.web.visitors import remember, seat_here, some_browser

NAME_LIMIT = 40
LAST_READ: Millis = 180 * 24 * 3600 * 1000
"""So long after the end the code still tells what came of the session: half a year, by when
the network has looked at it again.
"""
AFTER: Millis = 2 * 3600 * 1000
"""So long after the end the code still leads back who was there; it lets in nobody new."""
FIELDS = {"organisation", "name", "ticket", "more", LANGUAGE_COOKIE}
TICKET = re.compile(r"[A-Za-z0-9_-]{16,64}")
OVER = {"joining_closed": "joining_closed", "ended": "code_over"}
"""Refusals of the board that are pages here."""


async def show(request: Request) -> Response:
    try:
        session = await session_of(request)
    except Trouble as trouble:
        if trouble.code != "code_over" or wants_json(request):
            raise
        seat = await _seat_after(request)
        to = f"/p/{seat.id}" if seat else f"/j/{request.path_params['code']}/after"
        if seat is None and await over_session(request) is None:
            raise
        return RedirectResponse(to, 303)
    code = session.code
    if request.path_params["code"] != code:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/j/{code}{query}", 303)
    return await _form(request, session)


async def _seat_after(request: Request) -> Grant | None:
    """The seat of who was there and scans the code once more, to see what came of it."""
    site = site_of(request)
    session = await site.doors.session_over(request.path_params["code"])
    if session is None or not leads_back(session.ended_at, site.clock()):
        return None
    return await seat_here(request, session.board)


async def over_session(request: Request) -> WorkSession | None:
    """The session that ended with this code, while what came of it can be read by it.

    None: it goes on. Raises Trouble for a wrong code, and for one that is too old.
    """
    try:
        await session_of(request)
    except Trouble as trouble:
        if trouble.code != "code_over":
            raise
    else:
        return None
    site = site_of(request)
    session = await site.doors.session_over(request.path_params["code"])
    if session is None or (session.ended_at or 0) + LAST_READ <= site.clock():
        raise Trouble("code_over")
    return session


def leads_back(ended_at: Millis | None, now: Millis) -> bool:
    """Whether the code of a session that has ended still leads who was there to their seat."""
    return ended_at is not None and now < ended_at + AFTER


async def enter(request: Request) -> Response:
    session = await session_of(request)
    fields = await form_of(request)
    if set(fields) - FIELDS:
        raise Trouble("bad_request")
    chosen, typed = one(fields, "organisation"), one(fields, "name")
    if LANGUAGE_COOKIE in fields:
        # Another language, and all that was filled in goes along.
        choose_language(request, one(fields, LANGUAGE_COOKIE))
        picked = chosen if "organisation" in fields else None
        return await _form(request, session, name=typed, chosen=picked)
    name = clean_name(typed, NAME_LIMIT)
    if not isinstance(name, str):
        return await _form(request, session, error=name.code, name=typed, chosen=chosen)
    organisation = chosen or None
    if organisation is not None:
        there = await site_of(request).record.organisations(session.trajectory)
        if organisation not in {known.id for known in there if known.left_at is None}:
            return await _form(request, session, error="no_organisation", name=name)
    ticket = one(fields, "ticket") or new_id()
    if not TICKET.fullmatch(ticket):
        raise Trouble("bad_request")
    seat = seat_of(session.board, ticket)
    return await _seat(request, session, name, organisation, seat, more="more" in fields)


def seat_of(board: str, ticket: str) -> SeatId:
    """A form that is sent twice is one person. One-way: all in the room may know a seat's id,
    and none may sit in it.
    """
    digest = hashlib.sha256(f"seat\n{board}\n{ticket}".encode()).digest()
    return SeatId(urlsafe_b64encode(digest[:16]).rstrip(b"=").decode())


async def _seat(
    request: Request,
    session: WorkSession,
    name: str,
    organisation: str | None,
    seat: SeatId,
    *,
    more: bool,
) -> Response:
    site = site_of(request)
    if await site.returns.left(session.board, seat):
        return RedirectResponse(f"/j/{session.code}", 303)
    browser, cookie = await some_browser(request)
    # The grant first: a crash in between leaves a grant without a seat, which
    # lets nobody do anything, and not a seat that nobody can sit in.
    grant = await site.doors.join(session.board, browser, seat, None, site.clock())
    command = TakeSeat(
        seat=seat, organisation=OrganisationId(organisation) if organisation else None
    )
    room = await site.hub.room(BoardId(session.board))
    known = seat in room.board.seats
    answer = None if known else await room.carry_out(Actor(access=Access.DOOR), command)
    if isinstance(answer, No) and answer.code != "seat_taken":
        code = answer.code
        await site.doors.leave(grant.id)
        if code in OVER:
            raise Trouble(OVER[code])
        if code == "unavailable":
            raise Trouble("unavailable")
        return await _form(request, session, error=code, name=name)
    if name:
        # Only now: who is not let in leaves no name behind.
        await site.doors.rename(session.board, seat, name, site.clock())
        await site.hub.names_changed(session.board)
    # Who shares the device goes on with the next one; who sits there now is led on later.
    to = f"/j/{session.code}?nieuw=1" if more else f"/p/{grant.id}"
    # A page's JavaScript goes there itself, and leaves no form behind in the history.
    response: Response = (
        JSONResponse({"to": to}, 201, {"location": to})
        if wants_json(request)
        else RedirectResponse(to, 303)
    )
    return remember(response, cookie, site.settings)


async def session_of(request: Request) -> WorkSession:
    """Raises Trouble; only a wrong code counts as a guess."""
    site = site_of(request)
    address = address_of(request)
    if not site.guesses.open(address):
        raise Trouble("too_many_guesses", {"retry-after": "60"})
    typed = request.path_params["code"]
    session = await site.doors.session_by_code(typed)
    if session is None:
        # A code that was right is no guess: the whole room may scan it once more.
        if await site.doors.session_over(typed) is not None:
            raise Trouble("code_over")
        site.guesses.spend(address)
        raise Trouble("wrong_code")
    return session


async def _form(
    request: Request,
    session: WorkSession,
    *,
    error: str = "",
    name: str = "",
    chosen: str | None = None,
) -> Response:
    site = site_of(request)
    trajectory = await site.record.trajectory(session.trajectory)
    assert trajectory is not None
    organisations = await site.record.organisations(session.trajectory)
    format = (await site.hub.room(BoardId(session.board))).board.format
    language = partner_language(request)
    # Asked with ?nieuw=1: another person on the same phone. Who sent the form, asked for it.
    another = "nieuw" in request.query_params
    here = None if another or error else await seat_here(request, session.board)
    return page(
        request,
        "join.html",
        status=422 if error else 200,
        language=language,
        session={
            "title": session.title,
            "short": format_in(site.pages.catalogue, format, language)["short"],
            "colour": format.colour,
            "municipality": trajectory.network.lead.name,
        },
        organisations=[
            {"id": known.id, "name": known.name} for known in organisations if known.left_at is None
        ],
        code=session.code,
        error=error,
        name=name,
        chosen=chosen,
        name_limit=NAME_LIMIT,
        ticket=new_id(),
        another=another,
        seat_link=f"/p/{here.id}/turn" if here else "",
    )


routes = [
    Route("/j/{code}", show, methods=["GET"]),
    Route("/j/{code}", enter, methods=["POST"]),
]
