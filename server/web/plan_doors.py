"""Out of the planning into a session: the console, links to pass on, and the calendar."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.trajectory.machine import StageStand
from board.trajectory.permissions import Reading
from board.trajectory.state import Slot
from server.addresses import split_host
from server.agenda import Appointment, ics
from server.store.doors import Kind
from server.web import trajectory
from server.web.people import staff_page
from server.web.sections.plan import handed_away
from server.web.sheet import Sheet
from server.web.site import base_url, phone_url
from server.web.trouble import Trouble
from server.web.visitors import browser_of

DAY = 24 * 3600 * 1000
LEAD_DAYS = 90
HELPER_DAYS = 14
OPEN = (StageStand.PREPARED, StageStand.LIVE)


async def console(request: Request) -> Response:
    """For who is signed in: it holds as long as the sign-in does."""
    sheet, slot = await _led(request)
    browser = await browser_of(request)
    if browser is None or slot.board is None:
        raise Trouble("no_access")
    grant = await sheet.site.doors.open_as(
        sheet.person.account, browser, Kind.LEAD, sheet.site.clock(), board=slot.board
    )
    return RedirectResponse(f"/c/{grant.id}", 303)


async def links(request: Request) -> Response:
    """Made anew each time, and shown once: only their hashes are kept."""
    sheet, slot = await _led(request)
    base, now = phone_url(request), sheet.site.clock()
    session = await sheet.site.record.session(slot.board or "")
    assert session is not None

    async def made(kind: Kind, days: int) -> str:
        secret = await sheet.site.doors.make_link(
            kind, now=now, expires_at=now + days * DAY, board=slot.board
        )
        return f"{base}/open#{secret}"

    found = [
        ("console", await made(Kind.LEAD, LEAD_DAYS)),
        ("screen", await made(Kind.DISPLAY, LEAD_DAYS)),
        ("helper", await made(Kind.SCRIBE, HELPER_DAYS)),
        ("join", f"{base}/j/{session.code}"),
    ]
    return staff_page(
        request,
        sheet.person,
        "trajectory/links.html",
        trajectory=sheet.view.trajectory,
        slot={"id": slot.id, "title": slot.title},
        links=[(sheet.words(f"plan.doors.{name}"), link) for name, link in found],
        code=session.code,
    )


async def calendar(request: Request) -> Response:
    sheet = await trajectory.sheet_of(request, Reading.PLANNING)
    slots = list(sheet.view.state.slots.values())
    if wanted := request.path_params.get("slot"):
        slots = [slot for slot in slots if slot.id == wanted]
        if not slots:
            raise Trouble("not_found")
    made = ics(
        [_appointment(sheet, slot) for slot in sorted(slots, key=lambda one: one.at)],
        sheet.words("common.product"),
    )
    headers = {"content-disposition": 'attachment; filename="doorstart.ics"'}
    return Response(made, media_type="text/calendar", headers=headers)


def _appointment(sheet: Sheet, slot: Slot) -> Appointment:
    base = base_url(sheet.request)
    place = ", ".join(part for part in (slot.place, sheet.partner(slot.host)) if part)
    lead = sheet.view.trajectory.network.lead
    return Appointment(
        uid=slot.id,
        host=split_host(base.partition("://")[2])[0],
        title=f"{slot.title or sheet.stage(slot.stage)} – {lead.name}",
        at=slot.at,
        minutes=slot.minutes,
        place=place,
        url=f"{base}/t/{sheet.id}/plan",
        sequence=len(slot.moved_from),
        cancelled=slot.stand is StageStand.CANCELLED,
        stamped=sheet.view.now,
    )


async def _led(request: Request) -> tuple[Sheet, Slot]:
    """A session with a board that is not over, for who leads it: not for who handed it over."""
    sheet = await trajectory.sheet_of(request, Reading.LEADING)
    slots = {str(slot.id): slot for slot in sheet.view.state.plan}
    slot = slots.get(request.path_params["slot"])
    if slot is None or slot.board is None or slot.stand not in OPEN:
        raise Trouble("no_access")
    if handed_away(slot, str(sheet.person.function)):
        raise Trouble("no_access")
    return sheet, slot


routes = [
    Route("/t/{trajectory}/plan.ics", calendar, methods=["GET"]),
    Route("/t/{trajectory}/plan/{slot}.ics", calendar, methods=["GET"]),
    Route("/t/{trajectory}/plan/{slot}/console", console, methods=["POST"]),
    Route("/t/{trajectory}/plan/{slot}/links", links, methods=["POST"]),
]
