"""Before the people come: what is in order and what is not, paper to print, a helper.

What the server can see by itself is green or says the way out; what only eyes in
the room can see is for who leads to tick.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.format import Format
from board.state import Board
from board.text import on_one_line
from server import qr
from server.print_set import Options, print_set
from server.store.doors import Kind, Link
from server.store.sessions import WorkSession
from server.web import dates
from server.web.boards import room_of
from server.web.site import Site, language_for, page, phone_url, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of
from server.web.who_comes import who_comes
from server.words import Speaker

LONG_MINUTES = 90
BREAK_MINUTES = 10
BY_EYE = ("wifi", "phone", "screen", "sound", "paper", "helper", "spare", "plan_b")
HELPER_DAYS = 3
DAY = 24 * 3600 * 1000
COPIES = 1
"""Pages of each kind of card; the printer makes more of them."""


class Item(Struct, frozen=True):
    """``ready`` None: only who stands in the room can tell."""

    key: str
    ready: bool | None = None
    link: str = ""


async def show(request: Request) -> Response:
    return await _page(request)


async def helper(request: Request) -> Response:
    """A link for one helper, shown once: only its hash is kept."""
    grant = await grant_of(request, Kind.LEAD)
    site = site_of(request)
    now = site.clock()
    secret = await site.doors.make_link(
        Kind.SCRIBE, now=now, expires_at=now + HELPER_DAYS * DAY, board=grant.board
    )
    return await _page(request, f"{phone_url(request)}/open#{secret}")


async def end_helpers(request: Request) -> Response:
    """Every link for a helper, and every console that one opened, works no more."""
    grant = await grant_of(request, Kind.LEAD)
    site = site_of(request)
    for link in await _helpers(site, grant.board):
        await site.doors.revoke(link.hash, site.clock())
    return RedirectResponse(f"/c/{grant.id}/before#helper", 303)


async def _helpers(site: Site, board: str | None) -> list[Link]:
    """The links for helpers that open something still."""
    links = await site.doors.links(board=board or "")
    now = site.clock()
    return [
        link
        for link in links
        if link.kind is Kind.SCRIBE and link.revoked_at is None and link.expires_at > now
    ]


async def paper(request: Request) -> Response:
    """``poster``, ``cards``, ``ballots``, ``dots``, or a text of the board that stays in sight."""
    grant = await grant_of(request, Kind.LEAD)
    room = await room_of(request, grant)
    session = await _session(request, grant.board)
    words = _words(request)
    what = request.path_params["what"]
    values: dict[str, object] = {
        "code": session.code,
        "foot": session.title,
        "organisation": site_of(request).settings.organisation_name,
    }
    board = room.board
    match what:
        case "poster":
            title, template = session.title, "join_poster"
            values |= _poster(request, session, words)
        case "cards" | "ballots" | "dots":
            title, template = words(f"before.paper_{what}_title"), what
            made = print_set(board.format, language_for(request), _over(board))
            sheets = [one for one in made.ballots if one.method == "dots"]
            values |= {"copies": COPIES, "cards": made.cards, "ballots": made.ballots}
            values |= {"sheets": sheets}
        case _:
            text = board.format.text(what)
            written = board.texts.get(text.id) if text else None
            if text is None or not text.pinned or written is None or not written.lines:
                raise Trouble("not_found")
            title, template = text.title.say(language_for(request)), "lines_poster"
            values |= {"lines": [line for line in written.lines if line], "lead": session.title}
    site = site_of(request)
    made_pdf = await site.paper.pdf(template, language_for(request), title, values, site.clock())
    headers = {"content-disposition": f'inline; filename="doorstart-{what}.pdf"'}
    return Response(made_pdf, media_type="application/pdf", headers=headers)


async def _page(request: Request, helper_link: str = "") -> Response:
    grant = await grant_of(request, Kind.LEAD)
    room = await room_of(request, grant)
    session = await _session(request, grant.board)
    site = site_of(request)
    held = await site.record.overview(session.trajectory)
    ended = [
        held.snapshots.get(one.board, ()) if held else ()
        for one in (held.sessions if held else ())
        if one.board != session.board and one.ended_at
    ]
    before = [lines[-1].id for lines in ended if lines]
    items = [
        Item("server", await site.pulse.log_up()),
        Item("partners", bool(held and held.organisations)),
        *_of_board(room.board),
        *_earlier(bool(ended), f"/r/{grant.id}/snapshot/{before[-1]}" if before else ""),
        *(Item(key) for key in BY_EYE),
    ]
    board = room.board
    course = await site.trajectories.view(session.trajectory)
    pinned = [
        (text.id, text.title.say(language_for(request)))
        for text in board.format.texts
        if text.pinned and (there := board.texts.get(text.id)) and there.lines
    ]
    return page(
        request,
        "before.html",
        grant=grant.id,
        title=session.title,
        items=items,
        posters=pinned,
        helper_link=helper_link,
        helpers=len(await _helpers(site, grant.board)),
        helper_qr=qr.svg(helper_link) if helper_link else "",
        colour=board.format.colour,
        organisations=[one.name for one in held.organisations] if held else [],
        board=session.board,
        room=who_comes(board, course.state, course.harvests) if course else None,
    )


def _earlier(held: bool, link: str) -> Iterator[Item]:
    """Where there was no session before, there is nothing to look at."""
    if held:
        yield Item("earlier", bool(link), link)


def _of_board(board: Board) -> Iterator[Item]:
    format = board.format
    read = {step.text for phase in format.phases for step in phase.steps if step.action == "read"}
    empty = [
        text
        for text in format.texts
        if text.id in read
        and text.brought
        and not (text.id in board.texts and board.texts[text.id].lines)
    ]
    if any(text.id in read and text.brought for text in format.texts):
        yield Item("texts", not empty)
    if _minutes(format) > LONG_MINUTES:
        breaks = [phase.minutes for phase in format.phases if phase.pause]
        yield Item("pause", sum(breaks) >= BREAK_MINUTES)


def _minutes(format: Format) -> int:
    return sum(phase.minutes for phase in format.phases)


def _over(board: Board) -> Mapping[str, Options]:
    """What votes over cards are about as the board stands; nothing while they are hidden."""
    found: dict[str, Options] = {}
    for poll in board.format.polls:
        zone = board.format.zone(poll.zone or poll.each_card_of)
        if zone is None or zone.closed:
            continue
        rows = [
            on_one_line(text, board.written_in(id).get("dutch"))
            for id, text, _ in board.options_of(zone.id)
            if text
        ]
        if rows:
            found[poll.id] = Options(texts=rows)
    return found


def _poster(request: Request, session: WorkSession, words: Speaker) -> dict[str, object]:
    join = f"{phone_url(request)}/j/{session.code}"
    at = session.planned_at
    when = f"{dates.day(words, at)}, {dates.hour(at)}" if at else ""
    address = f"{phone_url(request)}/j".partition("://")[2]
    return {"qr": qr.svg(join), "address": address, "day": when, "place": ""}


async def _session(request: Request, board: str | None) -> WorkSession:
    session = await site_of(request).record.session(board or "")
    if session is None:
        raise Trouble("no_access")
    return session


def _words(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


routes = [
    Route("/c/{grant}/before", show, methods=["GET"]),
    Route("/c/{grant}/helper", helper, methods=["POST"]),
    Route("/c/{grant}/helper/end", end_helpers, methods=["POST"]),
    Route("/c/{grant}/paper/{what}.pdf", paper, methods=["GET"]),
]
