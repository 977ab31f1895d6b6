"""The report handed out: in short, as texts to copy, and by a link to read."""

import asyncio

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from server.making import Work
from server.report.document import Report
from server.report.plain import for_note
from server.report.progress import Tell
from server.store.doors import Kind
from server.trajectory_view import TrajectoryView
from server.web.bodies import form_of
from server.web.files import PDF, handed, named, report_pdf
from server.web.lending import borrowed, lend, take_back
from server.web.making import made_now, telling
from server.web.people import staff_page
from server.web.sections.report import report_of
from server.web.sheet import Sheet
from server.web.site import language_for, page, site_of
from server.web.trajectory import sheet_of
from server.web.trouble import Trouble
from server.words import Speaker

SHORT = ("one", "further")
"""The chapters that go back to everyone who took part."""


# For who makes it


async def short(request: Request) -> Response:
    sheet, report = await _made(request)
    back = f"/t/{sheet.id}/report"
    return _short(request, report, back)


async def note(request: Request) -> Response:
    """Texts to copy into a note of agreements."""
    sheet, report = await _made(request)
    return staff_page(
        request,
        sheet.person,
        "report/note.html",
        trajectory=sheet.view.trajectory,
        parts=for_note(report, sheet.words),
    )


async def link(request: Request) -> Response:
    """For the council, or who decides: reads the report while it is shared."""
    sheet = await sheet_of(request, Reading.REPORT)
    made = await lend(sheet, await form_of(request), Kind.REPORT)
    shared = sheet.view.state.report == "shared"
    return staff_page(
        request,
        sheet.person,
        "link_once.html",
        made=made,
        title=sheet.words("lending.report"),
        back=(f"/t/{sheet.id}/report#links", sheet.words("report.back")),
        note="" if shared else sheet.words("report.link_not_yet"),
    )


async def revoke(request: Request) -> Response:
    sheet = await sheet_of(request, Reading.REPORT)
    await take_back(sheet, await form_of(request), Kind.REPORT)
    return RedirectResponse(f"/t/{sheet.id}/report?done=1#links", 303)


# For who has a link


async def read(request: Request) -> Response:
    report = await _granted(request)
    return await asyncio.to_thread(
        page,
        request,
        "report/read.html",
        report=msgspec.to_builtins(report) if report else None,
        sections=msgspec.to_builtins(report.shown) if report else [],
        grant=request.path_params["grant"],
    )


async def read_pdf(request: Request) -> Response:
    view = await _shared(request)
    whose, what, work = _read_job(request, view)
    made = await made_now(request, whose, what, work)
    how = "attachment" if "made" in request.query_params else "inline"
    return handed(made, PDF, named("verslag", "pdf")(view), how)


async def read_making(request: Request) -> Response:
    """How far the PDF is."""
    view = await _shared(request)
    job, words = _read_job(request, view), _words(request)
    here = f"/v/{request.path_params['grant']}"
    shell = page(request, "report/making.html", title=words("report.file_pdf"), back=here)
    return telling(request, shell, words, job, f"{here}/report.pdf")


async def read_short(request: Request) -> Response:
    report = await _granted(request)
    if report is None:
        raise Trouble("not_found")
    return _short(request, report, f"/v/{request.path_params['grant']}")


# Inside


async def _made(request: Request) -> tuple[Sheet, Report]:
    sheet = await sheet_of(request, Reading.REPORT)
    return sheet, await report_of(sheet.site, sheet.view, sheet.words)


async def _granted(request: Request) -> Report | None:
    """None while it is not shared."""
    view = await _lent(request)
    if view.state.report != "shared":
        return None
    return await report_of(site_of(request), view, _words(request))


async def _shared(request: Request) -> TrajectoryView:
    """Of which a file can be made. The report itself is made with it, when its turn is there."""
    view = await _lent(request)
    if view.state.report != "shared":
        raise Trouble("not_found")
    return view


async def _lent(request: Request) -> TrajectoryView:
    grant = await borrowed(request, Kind.REPORT)
    view = await site_of(request).trajectories.view(grant.trajectory or "")
    if view is None:
        raise Trouble("no_access")
    return view


def _read_job(request: Request, view: TrajectoryView) -> tuple[str, str, Work]:
    whose, words, site = request.path_params["grant"], _words(request), site_of(request)

    async def work(tell: Tell) -> bytes:
        report = await report_of(site, view, words, tell)
        return await report_pdf(site, view, report, words, tell)

    return whose, f"{whose}/report.pdf/{words.language}", work


def _short(request: Request, report: Report, back: str) -> Response:
    told = [one for id in SHORT if (one := report.chapter(id))]
    return page(
        request,
        "report/short.html",
        report=msgspec.to_builtins(report),
        sections=msgspec.to_builtins(told),
        back=back,
    )


def _words(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


routes = [
    Route("/t/{trajectory}/report/short", short, methods=["GET"]),
    Route("/t/{trajectory}/report/note", note, methods=["GET"]),
    Route("/t/{trajectory}/report/link", link, methods=["POST"]),
    Route("/t/{trajectory}/report/revoke", revoke, methods=["POST"]),
    Route("/v/{grant}", read, methods=["GET"]),
    Route("/v/{grant}/report.pdf", read_pdf, methods=["GET"]),
    Route("/v/{grant}/make/report.pdf", read_making, methods=["GET"]),
    Route("/v/{grant}/short", read_short, methods=["GET"]),
]
