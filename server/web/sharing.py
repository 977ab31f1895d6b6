"""Several people on one device: each a seat of their own, and a neutral page between.

Two who share a phone, or a helper with some people around a laptop. A seat is a page
of its own, so that what one chose is on no page of another; between two of them
stand one that shows nothing but whose turn it can be, and one that waits until the
device is in that person's hands.
"""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.store.doors import Grant, Kind
from server.web.boards import room_of
from server.web.site import page, partner_language, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of


class Person(Struct, frozen=True):
    """Someone with a seat on this device: ``n`` counts them in the order they came."""

    grant: str
    n: int
    name: str


async def people_here(request: Request, grant: Grant) -> list[Person]:
    """All who sit at this board on this device; one alone is no one to pass it to."""
    site = site_of(request)
    grants = await site.doors.grants(grant.browser, site.clock(), board=grant.board)
    seats: dict[str, str] = {}
    for one in sorted(grants, key=lambda it: (it.created_at, it.id)):
        if one.kind is not Kind.PARTNER or one.seat is None:
            continue
        # A form that was sent twice is one person, at the grant that is looked at.
        if one.seat not in seats or one.id == grant.id:
            seats[one.seat] = one.id
    if len(seats) < 2:
        return []
    names = (await room_of(request, grant)).names.people
    return [
        Person(grant=id, n=n, name=names.get(seat, ""))
        for n, (seat, id) in enumerate(seats.items(), 1)
    ]


async def hand_on(request: Request) -> Response:
    """Whose turn can it be?"""
    return await _between(request, turn=False)


async def turn(request: Request) -> Response:
    """It is to be this person's: who says so sees the page of that seat, and nobody before."""
    return await _between(request, turn=True)


async def _between(request: Request, *, turn: bool) -> Response:
    grant = await grant_of(request, Kind.PARTNER)
    people = await people_here(request, grant)
    if not people:
        return RedirectResponse(f"/p/{grant.id}", 303)
    return page(
        request,
        "hand_on.html",
        language=partner_language(request),
        status=200,
        grant=grant.id,
        turn=turn,
        people=[one for one in people if one.grant != grant.id],
        me=next(one for one in people if one.grant == grant.id),
        code=(await _code(request, grant)),
    )


async def leave(request: Request) -> Response:
    """This person goes on without this device; their cards and votes stay."""
    grant = await grant_of(request, Kind.PARTNER)
    people = await people_here(request, grant)
    others = [one.grant for one in people if one.grant != grant.id]
    if not others:
        raise Trouble("bad_request")
    site = site_of(request)
    for one in await site.doors.grants(grant.browser, site.clock(), board=grant.board):
        # A form that was sent twice left two.
        if one.seat == grant.seat:
            await site.doors.end(one.id, site.clock())
    return RedirectResponse(f"/p/{others[0]}/pass", 303)


async def to_page(request: Request) -> Response:
    return RedirectResponse(f"/p/{request.path_params['grant']}", 303)


async def _code(request: Request, grant: Grant) -> str:
    session = await site_of(request).record.session(grant.board or "")
    return session.code if session and session.ended_at is None else ""


routes = [
    Route("/p/{grant}/pass", hand_on, methods=["GET"]),
    Route("/p/{grant}/turn", turn, methods=["GET"]),
    Route("/p/{grant}/leave", leave, methods=["POST"]),
    Route("/p/{grant}/leave", to_page, methods=["GET"]),
]
