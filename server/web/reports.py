"""The report handed out: as PDF, document and spreadsheet, in short, and by a link to read."""

import asyncio
import re
from collections.abc import Mapping

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from server.export import exported, tables
from server.report.document import Report
from server.report.pdf import values_of
from server.report.plain import for_note
from server.report.spreadsheet import xlsx_of
from server.store.doors import Kind
from server.trajectory_view import TrajectoryView
from server.web import dates
from server.web.bodies import form_of
from server.web.lending import borrowed, lend, take_back
from server.web.people import staff_page
from server.web.sections.report import report_of
from server.web.sheet import Sheet
from server.web.site import language_for, page, site_of
from server.web.trajectory import sheet_of
from server.web.trouble import Trouble
from server.words import Speaker

OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OFFICE}.wordprocessingml.document"
XLSX = f"{OFFICE}.spreadsheetml.sheet"
SHORT = ("one", "further")
"""The chapters that go back to everyone who took part."""


# For who makes it


async def pdf(request: Request) -> Response:
    sheet, report = await _made(request)
    return await _pdf(request, sheet.view, report, sheet.words)


async def document(request: Request) -> Response:
    sheet, report = await _made(request)

    def work() -> bytes:
        # What writes it takes long to load, and most servers never need it.
        from server.report.docx import docx_of

        return docx_of(report, sheet.words, sheet.view.now)

    # Of a full trajectory that is a second, and sessions are going on meanwhile.
    made = await asyncio.to_thread(work)
    return _file(made, DOCX, _name(sheet.view, "verslag", "docx"))


async def spreadsheet(request: Request) -> Response:
    sheet = await sheet_of(request, Reading.RESULTS)
    snapshots = await sheet.site.record.snapshots(sheet.id)

    def work() -> bytes:
        told = tables(exported(sheet.view, snapshots), snapshots, sheet.words)
        named = [(sheet.words(f"report.tables.{name}"), head, rows) for name, head, rows in told]
        return xlsx_of(named, sheet.view.trajectory.title, sheet.view.now)

    made = await asyncio.to_thread(work)
    return _file(made, XLSX, _name(sheet.view, "kaartjes-en-stemmen", "xlsx"))


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
    _, report = await _granted(request)
    return page(
        request,
        "report/read.html",
        report=msgspec.to_builtins(report) if report else None,
        sections=msgspec.to_builtins(report.shown) if report else [],
        grant=request.path_params["grant"],
    )


async def read_pdf(request: Request) -> Response:
    view, report = await _granted(request)
    if report is None:
        raise Trouble("not_found")
    return await _pdf(request, view, report, _words(request))


async def read_short(request: Request) -> Response:
    _, report = await _granted(request)
    if report is None:
        raise Trouble("not_found")
    return _short(request, report, f"/v/{request.path_params['grant']}")


# Inside


async def _made(request: Request) -> tuple[Sheet, Report]:
    sheet = await sheet_of(request, Reading.REPORT)
    return sheet, await report_of(sheet.site, sheet.view, sheet.words)


async def _granted(request: Request) -> tuple[TrajectoryView, Report | None]:
    """None while it is not shared."""
    grant = await borrowed(request, Kind.REPORT)
    site = site_of(request)
    view = await site.trajectories.view(grant.trajectory or "")
    if view is None:
        raise Trouble("no_access")
    if view.state.report != "shared":
        return view, None
    return view, await report_of(site, view, _words(request))


def _short(request: Request, report: Report, back: str) -> Response:
    told = [one for id in SHORT if (one := report.chapter(id))]
    return page(
        request,
        "report/short.html",
        report=msgspec.to_builtins(report),
        sections=msgspec.to_builtins(told),
        back=back,
    )


async def _pdf(request: Request, view: TrajectoryView, report: Report, words: Speaker) -> Response:
    site = site_of(request)
    values: Mapping[str, object] = {
        **values_of(report, words),
        "organisation": site.settings.organisation_name,
    }
    made = await site.paper.pdf("report", words.language, report.title, values, site.clock())
    return _file(made, "application/pdf", _name(view, "verslag", "pdf"), "inline")


def _file(made: bytes, type: str, name: str, how: str = "attachment") -> Response:
    headers = {
        "content-disposition": f'{how}; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(made, media_type=type, headers=headers)


def _name(view: TrajectoryView, what: str, ending: str) -> str:
    """In letters that every system takes."""
    town = re.sub(r"[^a-z0-9]+", "-", view.trajectory.network.lead.name.casefold()).strip("-")
    return f"{what}-{town[:60] or 'netwerk'}-{dates.local(view.now):%Y-%m-%d}.{ending}"


def _words(request: Request) -> Speaker:
    return Speaker(site_of(request).pages.catalogue, language_for(request))


routes = [
    Route("/t/{trajectory}/report/report.pdf", pdf, methods=["GET"]),
    Route("/t/{trajectory}/report/report.docx", document, methods=["GET"]),
    Route("/t/{trajectory}/report/cards.xlsx", spreadsheet, methods=["GET"]),
    Route("/t/{trajectory}/report/short", short, methods=["GET"]),
    Route("/t/{trajectory}/report/note", note, methods=["GET"]),
    Route("/t/{trajectory}/report/link", link, methods=["POST"]),
    Route("/t/{trajectory}/report/revoke", revoke, methods=["POST"]),
    Route("/v/{grant}", read, methods=["GET"]),
    Route("/v/{grant}/report.pdf", read_pdf, methods=["GET"]),
    Route("/v/{grant}/short", read_short, methods=["GET"]),
]
