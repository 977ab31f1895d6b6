"""One's own sign-ins: where one is signed in, and signing out, here or everywhere."""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.accounts import IDLE
from server.web import dates
from server.web.bodies import form_of, one
from server.web.people import OWN_PAGE, must_be, person_of, staff_page
from server.web.site import base_url, language_for, page, site_of
from server.web.trouble import Trouble
from server.words import Speaker

SIGNED_OUT = "/signed-out"
CLEARED = {"clear-site-data": '"cache"'}
"""With the cookie or what is stored, the seats of this browser and what they have not sent yet
would go too: who is signed in has nothing there.
"""


class Shown(Struct, frozen=True):
    id: str
    device: str
    here: bool
    since: str
    seen: str
    until: str


async def own(request: Request) -> Response:
    person = await must_be(request)
    site = site_of(request)
    words = Speaker(site.pages.catalogue, language_for(request))

    def at(key: str, moment: int) -> str:
        return words(key, day=dates.day(words, moment), hour=dates.hour(moment))

    found = [
        Shown(
            one.id,
            one.device or words("sign_in.own.some_device"),
            one.id == person.sign_in,
            at("sign_in.own.since", one.created_at),
            at("sign_in.own.seen", one.seen_at),
            at("sign_in.own.until", one.expires_at),
        )
        for one in await site.sign_ins.of(person.account, site.clock(), IDLE)
    ]
    return staff_page(request, person, "sign_ins.html", sign_ins=found)


async def end(request: Request) -> Response:
    """One of one's own; another's is not there."""
    person = await must_be(request)
    fields = await form_of(request)
    if set(fields) != {"sign_in"}:
        raise Trouble("bad_request")
    site = site_of(request)
    wanted = one(fields, "sign_in")
    await site.sign_ins.end(person.account, site.clock(), sign_in=wanted)
    if wanted == person.sign_in:
        return RedirectResponse(SIGNED_OUT, 303, CLEARED)
    return RedirectResponse(OWN_PAGE, 303)


async def end_all(request: Request) -> Response:
    person = await must_be(request)
    site = site_of(request)
    await site.sign_ins.end(person.account, site.clock())
    return await _out(request, person.hint)


async def sign_out(request: Request) -> Response:
    """Here first, whatever the provider says then."""
    person = await person_of(request)
    if person is None:
        return RedirectResponse(SIGNED_OUT, 303)
    site = site_of(request)
    await site.sign_ins.end(person.account, site.clock(), sign_in=person.sign_in)
    return await _out(request, person.hint)


async def signed_out(request: Request) -> Response:
    return page(request, "signed_out.html", provider="")


async def _out(request: Request, hint: str | None) -> Response:
    """A page, and no redirect: our own policy lets no form of ours lead to another site."""
    site = site_of(request)
    on = ""
    if hint is not None and site.provider is not None:
        on = await site.provider.sign_out(hint or None, base_url(request) + SIGNED_OUT)
    if not on:
        return RedirectResponse(SIGNED_OUT, 303, CLEARED)
    answer = page(request, "signed_out.html", provider=on)
    answer.headers.update(CLEARED)
    return answer


routes = [
    Route(OWN_PAGE, own, methods=["GET"]),
    Route(f"{OWN_PAGE}/end", end, methods=["POST"]),
    Route(f"{OWN_PAGE}/end-all", end_all, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route(SIGNED_OUT, signed_out, methods=["GET"]),
]
