"""The files of a trajectory: each made on the spot, or with a page that tells how far it is."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from board.trajectory.permissions import Reading
from server.export import exported, file_name
from server.export_tables import tables
from server.report.document import Report
from server.report.pdf import values_of
from server.report.progress import Tell
from server.trajectory_view import TrajectoryView
from server.web import dates
from server.web.making import made_now, telling
from server.web.people import staff_page
from server.web.sections.report import report_of
from server.web.sheet import Sheet
from server.web.site import Site
from server.web.trajectory import sheet_of
from server.web.trouble import Trouble
from server.whole import whole
from server.words import Speaker
from server.writing import Spreadsheet, document, written

OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OFFICE}.wordprocessingml.document"
XLSX = f"{OFFICE}.spreadsheetml.sheet"
PDF = "application/pdf"


class File(Struct, frozen=True):
    """``what`` it is called on the page that tells; ``under`` the trajectory it is fetched."""

    what: str
    reading: Reading
    type: str
    under: str
    name: Callable[[TrajectoryView], str]
    work: Callable[[Sheet, Tell], Awaitable[bytes]]
    how: str = "attachment"


async def sent(request: Request) -> Response:
    """The file itself."""
    file = FILES[request.url.path.rpartition("/")[2]]
    sheet = await sheet_of(request, file.reading)
    made = await made_now(
        request, _whose(sheet), _key(sheet, file), lambda tell: file.work(sheet, tell)
    )
    how = "attachment" if "made" in request.query_params else file.how
    return handed(made, file.type, file.name(sheet.view), how)


async def told(request: Request) -> Response:
    """How far it is."""
    file = FILES.get(request.path_params["file"])
    if file is None:
        raise Trouble("not_found")
    sheet = await sheet_of(request, file.reading)
    back = "history" if file.under == "" else "report"
    shell = staff_page(
        request,
        sheet.person,
        "making.html",
        title=sheet.words(file.what),
        back=(f"/t/{sheet.id}/{back}", sheet.words("making.back")),
    )
    job = (_whose(sheet), _key(sheet, file), lambda tell: file.work(sheet, tell))
    return telling(request, shell, sheet.words, job, f"/t/{sheet.id}/{file.under}{_last(file)}")


async def report_pdf(
    site: Site, view: TrajectoryView, report: Report, words: Speaker, tell: Tell
) -> bytes:
    """Raises TooMuchPaper."""
    parts = len(report.sections) + 1
    tell(parts, parts, words("making.on_paper"))
    values: Mapping[str, object] = {
        **await asyncio.to_thread(values_of, report, words),
        "organisation": site.settings.organisation_name,
    }
    return await site.paper.pdf("report", words.language, report.title, values, site.clock())


def handed(made: bytes, type: str, name: str, how: str = "attachment") -> Response:
    headers = {
        "content-disposition": f'{how}; filename="{name}"',
        "cache-control": "no-store",
    }
    return Response(made, media_type=type, headers=headers)


def named(what: str, ending: str) -> Callable[[TrajectoryView], str]:
    """After the town, in letters that every system takes."""

    def name(view: TrajectoryView) -> str:
        town = re.sub(r"[^a-z0-9]+", "-", view.trajectory.network.lead.name.casefold()).strip("-")
        return f"{what}-{town[:60] or 'netwerk'}-{dates.local(view.now):%Y-%m-%d}.{ending}"

    return name


def _whose(sheet: Sheet) -> str:
    return sheet.person.account


def _key(sheet: Sheet, file: File) -> str:
    """Which file it is, and in which language."""
    return f"{sheet.id}/{_last(file)}/{sheet.words.language}"


def _last(file: File) -> str:
    return next(name for name, one in FILES.items() if one is file)


async def _pdf(sheet: Sheet, tell: Tell) -> bytes:
    report = await report_of(sheet.site, sheet.view, sheet.words, tell)
    return await report_pdf(sheet.site, sheet.view, report, sheet.words, tell)


async def _docx(sheet: Sheet, tell: Tell) -> bytes:
    report = await report_of(sheet.site, sheet.view, sheet.words)
    return await written(document(report, sheet.words, sheet.view.now), tell)


async def _xlsx(sheet: Sheet, tell: Tell) -> bytes:
    words = sheet.words
    tell(1, 3, words("making.read"))
    snapshots = await sheet.site.record.snapshots(sheet.id)

    def work() -> Spreadsheet:
        tell(2, 3, words("making.sorted"))
        found = tables(exported(sheet.view, snapshots), snapshots, words)
        sheets = [(words(f"report.tables.{name}"), head, [*rows]) for name, head, rows in found]
        return Spreadsheet(sheets, sheet.view.trajectory.title, sheet.view.now)

    job = await asyncio.to_thread(work)
    tell(3, 3, words("making.written"))
    return await written(job, tell)


async def _zip(sheet: Sheet, tell: Tell) -> bytes:
    return await whole(sheet.site.sessions.store, sheet.view, sheet.words, tell)


FILES = {
    "report.pdf": File(
        "report.file_pdf", Reading.REPORT, PDF, "report/", named("verslag", "pdf"), _pdf, "inline"
    ),
    "report.docx": File(
        "report.file_docx", Reading.REPORT, DOCX, "report/", named("verslag", "docx"), _docx
    ),
    "cards.xlsx": File(
        "report.file_xlsx",
        Reading.RESULTS,
        XLSX,
        "report/",
        named("kaartjes-en-stemmen", "xlsx"),
        _xlsx,
    ),
    "export.zip": File(
        "record.export.button", Reading.RESULTS, "application/zip", "", file_name, _zip
    ),
}

routes = [
    *(
        Route(f"/t/{{trajectory}}/{one.under}{name}", sent, methods=["GET"])
        for name, one in FILES.items()
    ),
    Route("/t/{trajectory}/make/{file}", told, methods=["GET"]),
]
"""Before the pages of a trajectory, which would take a name for one of theirs."""
