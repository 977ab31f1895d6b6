"""The report while it is made: each chapter filled already, with people's words in front."""

import msgspec
from msgspec import Struct

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory.permissions import Reading
from board.trajectory.types import Function
from server.report.beginning import Sat
from server.report.document import Report
from server.report.gathered import CHAPTERS, Edited, gathered
from server.store.doors import Kind
from server.store.reports import Chapter, Reports
from server.trajectories import Done
from server.trajectory_view import TrajectoryView
from server.web.bodies import one
from server.web.reading import glimpse
from server.web.sheet import Fields, Section, Sheet
from server.web.site import Site
from server.web.voices import label
from server.words import Speaker

TEXT_MOST = 8000
LINK_DAYS = ("30", "90", "365")
"""How long a link to the report can hold."""


class Lent(Struct, frozen=True):
    """A link to read it; ``name`` opens nothing. ``stands`` is open, over or revoked."""

    name: str
    made: str
    until: str
    stands: str


async def report_of(site: Site, view: TrajectoryView, words: Speaker) -> Report:
    """As it stands this moment: the record, with what people wrote in front of each chapter."""
    kept = await Reports(site.sessions.store).chapters(view.trajectory.id)
    edited = {id: Edited(one.shown, one.text) for id, one in kept.items()}
    readable = {one.board for one in view.harvests}
    unknown = label("", words)
    sat = []
    for outcome in await site.record.outcomes(view.trajectory.id):
        if outcome.ended and outcome.board in readable:
            seen = glimpse(outcome.public, words)
            # Where nobody wrote of what kind they are, there is nothing to tell apart.
            kinds = [] if seen.kinds == [f"{unknown} {seen.people}"] else seen.kinds
            sat.append(Sat(outcome.board, seen.people, seen.here, kinds, seen.helped))
    return gathered(view, words, sat, edited)


async def values(sheet: Sheet) -> dict[str, object]:
    report = await report_of(sheet.site, sheet.view, sheet.words)
    kept = await Reports(sheet.site.sessions.store).chapters(sheet.id)
    coordinates = sheet.person.function is Function.COORDINATOR
    return {
        "report": msgspec.to_builtins(report),
        "versions": {id: kept[id].version if id in kept else 0 for id in CHAPTERS},
        "may": sheet.may(c.SetReportStatus),
        "may_read": coordinates and report.status == "draft",
        "may_share": report.status == "read" or (coordinates and report.status == "draft"),
        "text_most": TEXT_MOST,
        "days": [(one, sheet.words("report.link_days", n=one)) for one in LINK_DAYS],
        "links": await _lent(sheet),
    }


async def _lent(sheet: Sheet) -> list[Lent]:
    """The newest first."""
    lent = []
    for link in reversed(await sheet.site.doors.links(trajectory=sheet.id)):
        if link.kind is not Kind.REPORT:
            continue
        over = "over" if link.expires_at <= sheet.site.clock() else "open"
        stands = "revoked" if link.revoked_at else over
        until, made = sheet.day(link.expires_at), sheet.day(link.created_at)
        lent.append(Lent(link.hash.hex(), made, until, stands))
    return lent


async def _keep(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """One chapter. What was read through or shared is a draft again once it changes."""
    id, after = one(fields, "section"), one(fields, "after")
    if id not in CHAPTERS or not (after.isascii() and after.isdigit() and len(after) < 7):
        return Refusal("missing_field", value="section")
    if not sheet.may(c.SetReportStatus):
        return Refusal("forbidden")
    text = clean(one(fields, "text"), TEXT_MOST, empty_ok=True)
    if isinstance(text, Refusal):
        return text
    reports = Reports(sheet.site.sessions.store)
    there = (await reports.chapters(sheet.id)).get(id)
    shown = one(fields, "shown") == "1"
    if (there.shown, there.text) == (shown, text) if there else (shown and not text):
        return Done(sheet.view.state, made=id)
    made = Chapter(id, shown, int(after) + 1, sheet.site.clock(), text)
    if not await reports.keep(sheet.id, made):
        return Refusal("stale_version", value=str(there.version if there else 0))
    if sheet.view.state.report != "draft":
        again = c.SetReportStatus(status="draft")
        done = await sheet.site.trajectories.do(sheet.id, again, sheet.person)
        if isinstance(done, Refusal):
            return done
    return Done(sheet.view.state, made=id)


SECTION = Section("report", Reading.REPORT, values, doings={"report_section": _keep})
