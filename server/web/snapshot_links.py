"""One snapshot lent by a link: for the council, or a partner who was not there.

It shows what the network may see of that one moment. What coach and coordinator wrote
beside it is not there, and nothing leads from it to the rest of the record.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from server.store.doors import Kind
from server.store.record import Snapshot
from server.web import dates, record
from server.web.bodies import form_of
from server.web.lending import borrowed, lend, shows, take_back
from server.web.margin import may_lend
from server.web.people import staff_page
from server.web.sheet import Sheet
from server.web.site import language_for, page, site_of
from server.web.trajectory import sheet_of
from server.web.trouble import Trouble
from server.words import Speaker


async def link(request: Request) -> Response:
    sheet, kept = await _asked(request)
    if not may_lend(record.read_here(kept, sheet.words)):
        raise Trouble("not_found")
    made = await lend(sheet, await form_of(request), Kind.SNAPSHOT, kept.id)
    return staff_page(
        request,
        sheet.person,
        "link_once.html",
        made=made,
        title=sheet.words("lending.snapshot"),
        back=(f"/t/{sheet.id}/snapshot/{kept.id}#links", sheet.words("lending.back_snapshot")),
        note="",
    )


async def revoke(request: Request) -> Response:
    sheet, kept = await _asked(request)
    await take_back(sheet, await form_of(request), Kind.SNAPSHOT, kept.id)
    return RedirectResponse(f"/t/{sheet.id}/snapshot/{kept.id}#links", 303)


async def read(request: Request) -> Response:
    grant = await borrowed(request, Kind.SNAPSHOT)
    lent = await shows(request, grant)
    kept = await site_of(request).record.snapshot(lent.about or "")
    if kept is None or kept.trajectory != grant.trajectory:
        raise Trouble("lent_no_more")
    words = Speaker(site_of(request).pages.catalogue, language_for(request))
    return page(
        request,
        "snapshot.html",
        remarks=None,
        lent=None,
        moments=[],
        **await record.shown(request, kept) | {"until": dates.day(words, lent.expires_at)},
    )


async def _asked(request: Request) -> tuple[Sheet, Snapshot]:
    sheet = await sheet_of(request, Reading.RESULTS)
    return sheet, await record.kept_of(sheet.site, sheet.id, request.path_params["id"])


routes = [
    Route("/t/{trajectory}/snapshot/{id}/link", link, methods=["POST"]),
    Route("/t/{trajectory}/snapshot/{id}/revoke", revoke, methods=["POST"]),
    Route("/m/{grant}", read, methods=["GET"]),
]
