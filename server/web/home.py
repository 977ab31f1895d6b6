"""The first page: give a code. And what browsers and robots ask for by themselves."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.formats import shelf
from server.store.codes import fault
from server.store.codes import read as read_code
from server.web.site import page, partner_language, site_of
from server.web.trouble import refuse


async def home(request: Request) -> Response:
    """Without JavaScript the code comes back as ``?code=``, and goes on to the join page."""
    typed = request.query_params.get("code", "")
    code = read_code(typed)
    if code is not None:
        return RedirectResponse(f"/j/{code}", 303)
    empty = await site_of(request).record.is_empty()
    error = fault(typed) if typed.strip() else ""
    stage = next(iter(shelf(site_of(request).settings.formats)), "") if empty else ""
    return page(
        request,
        "home.html",
        language=partner_language(request),
        error=error,
        code=typed[:20],
        empty=empty,
        stage=stage,
    )


async def join(request: Request) -> Response:
    """The address that the big screen shows: there one types the code."""
    return RedirectResponse("/", 303)


async def how(request: Request) -> Response:
    """What a doorstart is, for who has never heard of it."""
    return page(request, "how.html")


async def static(request: Request) -> Response:
    return site_of(request).pages.assets.response(request)


async def robots(request: Request) -> Response:
    return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")


async def favicon(request: Request) -> Response:
    """Browsers ask for it by themselves."""
    assets = site_of(request).pages.assets
    if "icon.svg" not in assets.files:
        return refuse(request, "not_found")
    return RedirectResponse(assets.path("icon.svg"), 302)


routes = [
    Route("/", home),
    Route("/j", join),
    Route("/how", how),
    Route("/static/{hash}/{path:path}", static),
    Route("/robots.txt", robots),
    Route("/favicon.ico", favicon),
]
