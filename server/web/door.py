"""The door for links: ``/open#TOKEN``.

The secret stands behind the ``#``, which a browser sends to nobody: not to
this server's log, not to a robot that previews links. The page's script posts
it once, gets a grant for this browser, and forgets it.
"""

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server import audit
from server.store.doors import Kind
from server.web.bodies import json_of
from server.web.site import address_of, page, partner_language, site_of
from server.web.trouble import Trouble
from server.web.visitors import remember, some_browser

PATHS = {
    Kind.PARTNER: "p",
    Kind.LEAD: "c",
    Kind.SCRIBE: "c",
    Kind.COACH: "r",
    Kind.DISPLAY: "s",
    Kind.RECORD: "r",
    Kind.OFFER: "o",
    Kind.REPORT: "v",
    Kind.SNAPSHOT: "m",
}


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    token: str


async def show(request: Request) -> Response:
    return page(request, "door.html", language=partner_language(request), boot=_boot(request))


async def enter(request: Request) -> Response:
    site = site_of(request)
    address = address_of(request)
    if not site.guesses.open(address):
        raise Trouble("too_many_guesses", {"retry-after": "60"})
    opening = await json_of(request, Opening)
    browser, cookie = await some_browser(request)
    grant = await site.doors.open_link(opening.token, browser, site.clock())
    if grant is None:
        site.guesses.spend(address)
        # One answer for wrong, expired and revoked: it tells a guesser nothing.
        raise Trouble("bad_link")
    audit.entered(grant.kind.value, grant.board, grant.trajectory)
    response = JSONResponse({"to": f"/{PATHS[grant.kind]}/{grant.id}"})
    return remember(response, cookie, site.settings)


def _boot(request: Request) -> dict[str, object]:
    language = partner_language(request)
    areas = site_of(request).pages.catalogue.areas(language, "common", "door", "refused")
    return {"words": areas, "language": language}


routes = [
    Route("/open", show, methods=["GET"]),
    Route("/open", enter, methods=["POST"]),
]
