"""An offer on paper, and for who has only a link to it, such as an alderman."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from board.trajectory.state import Offer
from server.store.doors import Kind
from server.trajectory_view import TrajectoryView
from server.web import trajectory
from server.web.offer_sheet import offer_sheet
from server.web.people import staff_page
from server.web.site import language_for, page, phone_url, site_of
from server.web.trouble import Trouble
from server.web.visitors import grant_of
from server.words import Speaker

DAY = 24 * 3600 * 1000
READ_DAYS = 30


async def paper(request: Request) -> Response:
    sheet = await trajectory.sheet_of(request, Reading.OFFER)
    version = request.path_params["version"]
    offers = {str(one.version): one for one in sheet.view.state.offers}
    offer = offers.get(version)
    if offer is None or not (offer.sent_at or sheet.person.function == "coach"):
        raise Trouble("not_found")
    return await _pdf(request, sheet.view, offer)


async def link(request: Request) -> Response:
    """For who decides with the coordinator: reads the offer, and nothing else of it."""
    sheet = await trajectory.sheet_of(request, Reading.OFFER)
    if _sent(sheet.view) is None:
        raise Trouble("not_found")
    now = sheet.site.clock()
    secret = await sheet.site.doors.make_link(
        Kind.OFFER, now=now, expires_at=now + READ_DAYS * DAY, trajectory=sheet.id
    )
    return staff_page(
        request,
        sheet.person,
        "trajectory/offer_link.html",
        trajectory=sheet.view.trajectory,
        link=f"{phone_url(request)}/open#{secret}",
        days=READ_DAYS,
    )


async def read(request: Request) -> Response:
    view, offer = await _granted(request)
    site = site_of(request)
    words = Speaker(site.pages.catalogue, language_for(request))
    files = site.trajectories.formats.files()
    sheet = offer_sheet(words, view, files, offer) if offer else None
    return page(request, "offer_read.html", offer=sheet, grant=request.path_params["grant"])


async def read_paper(request: Request) -> Response:
    view, offer = await _granted(request)
    if offer is None:
        raise Trouble("not_found")
    return await _pdf(request, view, offer)


async def _granted(request: Request) -> tuple[TrajectoryView, Offer | None]:
    grant = await grant_of(request, Kind.OFFER)
    view = await site_of(request).trajectories.view(grant.trajectory or "")
    if view is None:
        raise Trouble("no_access")
    return view, _sent(view)


def _sent(view: TrajectoryView) -> Offer | None:
    return next((one for one in reversed(view.state.offers) if one.sent_at), None)


async def _pdf(request: Request, view: TrajectoryView, offer: Offer) -> Response:
    site, language = site_of(request), language_for(request)
    words = Speaker(site.pages.catalogue, language)
    sheet = offer_sheet(words, view, site.trajectories.formats.files(), offer)
    lead = f"{sheet.lead} {sheet.note}".strip()
    values: dict[str, object] = {
        name: getattr(sheet, name)
        for name in (
            "version", "addressed", "day", "why", "sessions", "skipped", "variant", "support",
            "asks",
        )
    }  # fmt: skip
    values |= {
        "lead": lead,
        "version": words("offer.version", n=sheet.version),
        "contact": site.settings.contact,
        "organisation": site.settings.organisation_name,
        "foot": f"{words('offer.version', n=sheet.version)} · {sheet.day}",
    }
    made = await site.paper.pdf("offer", language, sheet.title, values, site.clock())
    headers = {"content-disposition": f'inline; filename="aanbod-{sheet.version}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


routes = [
    Route("/t/{trajectory}/offer/{version}.pdf", paper, methods=["GET"]),
    Route("/t/{trajectory}/offer/link", link, methods=["POST"]),
    Route("/o/{grant}", read, methods=["GET"]),
    Route("/o/{grant}/offer.pdf", read_paper, methods=["GET"]),
]
