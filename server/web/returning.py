"""Coming back to one's seat on another device, with a code that works once.

A phone that is empty or lost takes its seat along no more; a code that was shown on
it, and copied, does. It is typed on the join page and goes in the body of a form, so
that no log and no history has it. Whoever sat there before is told on the old device,
and can take the seat back: someone else may have read the code.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from board.commands import TakeOverSeat
from board.types import Access, Actor, BoardId, SeatId, Status, Via
from server.store.codes import LOOK_ALIKES
from server.store.doors import Grant, Kind
from server.store.return_codes import shown
from server.web.boards import CONSOLES, room_of
from server.web.bodies import form_of, one
from server.web.join import session_of
from server.web.site import address_of, page, partner_language, site_of
from server.web.trouble import Trouble, wants_json
from server.web.visitors import browser_of, grant_of, remember, some_browser

SHORTEST = 4
"""What is typed with so few letters is a slip, and no guess."""


async def form(request: Request) -> Response:
    session = await session_of(request)
    return page(
        request,
        "return.html",
        language=partner_language(request),
        status=200,
        code=session.code,
        fault="",
    )


async def enter(request: Request) -> Response:
    site, session = site_of(request), await session_of(request)
    fields = await form_of(request)
    if set(fields) != {"return_code"}:
        raise Trouble("bad_request")
    typed = one(fields, "return_code")
    browser, cookie = await some_browser(request)
    grant = await site.returns.use(session.board, typed, browser, site.clock())
    if grant is None:
        if len(typed.strip()) > SHORTEST:
            site.guesses.spend(address_of(request))
        fault = "look_alike" if any(letter in LOOK_ALIKES for letter in typed.upper()) else "wrong"
        return page(
            request,
            "return.html",
            language=partner_language(request),
            status=422,
            code=session.code,
            fault=fault,
        )
    room = await site.hub.room(BoardId(session.board))
    seat = SeatId(grant.seat or "")
    # The code is spent: whatever becomes of this, who typed it has the seat and its cookie.
    await room.carry_out(Actor(access=Access.DOOR), TakeOverSeat(seat=seat))
    return remember(RedirectResponse(f"/p/{grant.id}", 303), cookie, site.settings)


async def code(request: Request) -> Response:
    """A new code for the seat of this phone; the one before it works no more."""
    grant = await grant_of(request, Kind.PARTNER)
    made = await _made(request, grant, grant.seat or "")
    return page(
        request,
        "return_code.html",
        language=partner_language(request),
        status=200,
        grant=grant.id,
        return_code=made,
    )


async def code_for(request: Request) -> Response:
    """For who is on paper, and wants to go on with a phone; asked by who writes."""
    grant = await grant_of(request, *CONSOLES)
    room = await room_of(request, grant)
    fields = await form_of(request)
    seat = SeatId(one(fields, "seat"))
    held = room.board.seats.get(seat)
    if set(fields) != {"seat"} or held is None or held.via is not Via.PAPER:
        raise Trouble("bad_request")
    return JSONResponse({"code": await _made(request, grant, seat)})


def _page(request: Request, template: str, status: int, **values: object) -> Response:
    return page(request, template, language=partner_language(request), status=status, **values)


async def _made(request: Request, grant: Grant, seat: str) -> str:
    site = site_of(request)
    if not site.forms.open(grant.id):
        raise Trouble("too_many_guesses", {"retry-after": "10"})
    site.forms.spend(grant.id)
    room = await room_of(request, grant)
    if room.board.status is Status.ENDED:
        raise Trouble("code_over")
    return shown(await site.returns.make(room.id, seat))


async def to_page(request: Request) -> Response:
    """Who reloads asks for the address of a form."""
    return RedirectResponse(f"/p/{request.path_params['grant']}", 303)


async def take_back(request: Request) -> Response:
    """From the device that has the seat now: this one was first."""
    site = site_of(request)
    moved = await moved_here(request)
    if moved is None or await _others_here(request, moved):
        raise Trouble("no_access")
    grant = await site.returns.take_back(moved, site.clock())
    if grant is None:
        raise Trouble("no_access")
    return RedirectResponse(f"/p/{grant.id}", 303)


async def moved_here(request: Request) -> Grant | None:
    """The grant in the path, if it is this browser's and its seat is elsewhere now."""
    browser = await browser_of(request)
    if browser is None:
        return None
    return await site_of(request).returns.moved(request.path_params["grant"], browser)


async def moved_page(request: Request) -> Response | None:
    """What the old device shows. Who helps others on it cannot take one back from them."""
    moved = await moved_here(request)
    if moved is None:
        return None
    if wants_json(request):
        raise Trouble("no_access")
    others = await _others_here(request, moved)
    return _page(request, "moved.html", 403, grant=moved.id, other=(others or [""])[0])


async def _others_here(request: Request, moved: Grant) -> list[str]:
    """The grants of other people on this device: then it is one that helps or is shared."""
    site = site_of(request)
    grants = await site.doors.grants(moved.browser, site.clock(), board=moved.board)
    return [grant.id for grant in grants if grant.kind is Kind.PARTNER]


routes = [
    Route("/j/{code}/back", form, methods=["GET"]),
    Route("/j/{code}/back", enter, methods=["POST"]),
    Route("/p/{grant}/code", to_page, methods=["GET"]),
    Route("/p/{grant}/code", code, methods=["POST"]),
    Route("/p/{grant}/back", take_back, methods=["POST"]),
    Route("/p/{grant}/back", to_page, methods=["GET"]),
    Route("/c/{grant}/code", code_for, methods=["POST"]),
]
