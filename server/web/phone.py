"""The phone's page, and the plain forms on it for who has no JavaScript."""

from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.commands import AnyCommand, EditCard, PostCard, PutBallot
from board.messages import Do, No
from board.refusals import REGISTRY
from board.types import Access, Actor, SeatId
from server.live.waiting import still
from server.store.doors import Grant, Held, Kind
from server.web import forms
from server.web.boards import room_of, values_for
from server.web.bodies import form_of
from server.web.returning import moved_page
from server.web.sharing import people_here
from server.web.site import LANGUAGE_COOKIE, choose_language, page, partner_language, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of, held_of

DONE = "klaar"
"""In the address what was done, and in a cookie until that is said: a reload says it no more."""
A_WHILE = 60
SHOWN = 40
"""So much of a value that comes back in the address is shown, and no more."""


class Outcome(Struct, frozen=True):
    """How the last form went: ``done`` names its command, or ``code`` says why not."""

    done: str = ""
    code: str = ""
    value: str = ""
    limit: str = ""


async def show(request: Request) -> Response:
    try:
        grant = await grant_of(request, Kind.PARTNER)
    except Trouble:
        if moved := await moved_page(request):
            return moved
        raise
    site = site_of(request)
    room = await room_of(request, grant)
    seat = SeatId(grant.seat or "")
    if seat not in room.board.seats:
        # Another server may have seated them a moment ago.
        await room.level()
    if seat not in room.board.seats:
        # The server stopped between the grant and the seat: join once more.
        session = await site.record.session(room.id)
        assert session is not None
        return RedirectResponse(f"/j/{session.code}?nieuw=1", 303)
    answer = await _page(request, grant, _outcome(request))
    if DONE in request.cookies:
        answer.delete_cookie(DONE, path=f"/p/{grant.id}")
    return answer


async def do(request: Request) -> Response:
    held = await held_of(request, Kind.PARTNER)
    grant = held.grant
    fields = await form_of(request, forms.REPEATED)
    language = fields.pop(LANGUAGE_COOKIE, None)
    asked = forms.command_of(fields)
    if language is not None:
        # Nothing is done yet: what was typed stands in the form again, in that language.
        choose_language(request, language[0])
        return await _page(request, grant, Outcome(), draft=_draft(asked.command))
    refusal = await _carry_out(request, held, asked)
    name = type(asked.command).__name__
    if refusal is None:
        there = f"/p/{grant.id}"
        done = RedirectResponse(f"{there}?{urlencode({DONE: name})}", 303)
        done.set_cookie(
            DONE,
            name,
            max_age=A_WHILE,
            path=there,
            httponly=True,
            samesite="lax",
            secure=site_of(request).settings.secure,
        )
        return done
    if draft := _draft(asked.command):
        # Drawn here and now, so that what was typed stands in the form again.
        outcome = Outcome(code=refusal.code, value=refusal.value, limit=refusal.limit)
        return await _page(request, grant, outcome, draft=draft, status=422)
    query = {"nee": refusal.code, "waarde": refusal.value, "grens": refusal.limit}
    return RedirectResponse(f"/p/{grant.id}?{urlencode(query)}", 303)


def _draft(command: AnyCommand) -> PostCard | EditCard | PutBallot | None:
    """What was typed or chosen, of a form that is filled in."""
    return command if isinstance(command, PostCard | EditCard | PutBallot) else None


async def back(request: Request) -> Response:
    """Who reloads after a refusal asks for the form's own address."""
    return RedirectResponse(f"/p/{request.path_params['grant']}", 303)


async def _carry_out(request: Request, held: Held, asked: Do) -> No | None:
    site, grant = site_of(request), held.grant
    if not site.forms.open(grant.id):
        return No(n=asked.n, code="too_fast")
    site.forms.spend(grant.id)
    room = await room_of(request, grant)
    actor = Actor(access=Access.PARTNER, seat=SeatId(grant.seat or ""))

    async def stands() -> bool:
        return await site.doors.stands(grant.id, site.clock())

    if not await still(held.access or 0, lambda: room.access, stands):
        raise Trouble("no_access")
    answer = await room.submit(actor, asked, stands)
    return answer if isinstance(answer, No) else None


async def _page(
    request: Request,
    grant: Grant,
    outcome: Outcome,
    draft: PostCard | EditCard | PutBallot | None = None,
    status: int = 200,
) -> Response:
    values = await values_for(request, grant)
    values["shared"] = await people_here(request, grant)
    return page(
        request,
        "phone.html",
        status=status,
        language=partner_language(request),
        **values,
        outcome=_in_words(outcome, values["format"]),
        draft=draft,
    )


def _in_words(outcome: Outcome, format: object) -> Outcome:
    """The forms that are taken and free by their labels, as the scripts of the phone say
    them; an id that is none of this format's is not shown.
    """
    if outcome.code != "place_taken":
        return outcome
    assert isinstance(format, dict)
    labels = {
        form["id"]: form["label"]
        for thing in (*format["kinds"], *format["claims"])
        for form in thing["forms"]
    }
    free = ", ".join(labels[id] for id in outcome.limit.split() if id in labels)
    return replace(outcome, value=labels.get(outcome.value, ""), limit=free)


def _outcome(request: Request) -> Outcome:
    """Anyone can write an address, so only what could be ours is shown."""
    query = request.query_params
    done, code = query.get(DONE, ""), query.get("nee", "")
    value, limit = query.get("waarde", ""), query.get("grens", "")
    if code == "place_taken":
        return Outcome(code=code, value=value, limit=limit)
    if code in REGISTRY:
        return Outcome(code=code, value=_short(value), limit=_short(limit))
    said = done in forms.PLAIN and request.cookies.get(DONE) == done
    return Outcome(done=done if said else "")


def _short(value: str) -> str:
    return value if value.isascii() and value.isalnum() and len(value) <= SHOWN else ""


routes = [
    Route("/p/{grant}", show),
    Route("/p/{grant}/do", back, methods=["GET"]),
    Route("/p/{grant}/do", do, methods=["POST"]),
]
