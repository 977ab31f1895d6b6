"""The report while it is made: each chapter filled already, with people's words in front."""

import asyncio
from collections.abc import Iterable

import msgspec

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory.permissions import Reading
from board.trajectory.types import Function
from server.report.appendix import Taken
from server.report.beginning import Sat
from server.report.document import Report
from server.report.gathered import SECTIONS, Edited, gathered
from server.report.progress import Tell, quietly
from server.store.doors import Kind
from server.store.outcomes import Outcome
from server.store.reports import Chapter, Reports
from server.trajectories import Done
from server.trajectory_view import TrajectoryView
from server.web.bodies import one
from server.web.lending import days, lent
from server.web.reading import glimpse
from server.web.sheet import Fields, Section, Sheet
from server.web.site import Site
from server.web.voices import label
from server.words import Speaker

TEXT_MOST = 8000


async def report_of(
    site: Site, view: TrajectoryView, words: Speaker, tell: Tell = quietly
) -> Report:
    """As it stands this moment: the record, with what people wrote in front of each chapter."""
    id = view.trajectory.id
    kept = await Reports(site.sessions.store).chapters(id)
    edited = {id: Edited(one.shown, one.text) for id, one in kept.items()}
    outcomes, known = await site.record.outcomes(id), await site.record.overview(id)
    taken = [
        Taken(one.board, one.moment, one.at, one.seq, one.version, one.sha256)
        for lines in (known.snapshots.values() if known else ())
        for one in lines
    ]
    # Of a full trajectory that takes a while, and sessions are going on meanwhile.
    return await asyncio.to_thread(
        lambda: gathered(view, words, _sat(view, words, outcomes), edited, taken, tell)
    )


def _sat(view: TrajectoryView, words: Speaker, outcomes: Iterable[Outcome]) -> list[Sat]:
    readable = {one.board for one in view.harvests}
    unknown = label("", words)
    sat = []
    for outcome in outcomes:
        if outcome.ended and outcome.board in readable:
            seen = glimpse(outcome.public, words)
            # Where nobody wrote of what kind they are, there is nothing to tell apart.
            kinds = [] if seen.kinds == [f"{unknown} {seen.people}"] else seen.kinds
            sat.append(Sat(outcome.board, seen.people, seen.here, kinds, seen.helped))
    return sat


async def values(sheet: Sheet) -> dict[str, object]:
    report = await report_of(sheet.site, sheet.view, sheet.words)
    kept = await Reports(sheet.site.sessions.store).chapters(sheet.id)
    coordinates = sheet.person.function is Function.COORDINATOR
    return {
        "report": msgspec.to_builtins(report),
        "versions": {id: kept[id].version if id in kept else 0 for id in SECTIONS},
        "may": sheet.may(c.SetReportStatus),
        "may_read": coordinates and report.status == "draft",
        "may_share": report.status == "read" or (coordinates and report.status == "draft"),
        "text_most": TEXT_MOST,
        "days": days(sheet.words),
        "lent": await lent(sheet.site, sheet.words, sheet.id, Kind.REPORT),
    }


async def _keep(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """One chapter. What was read through or shared is a draft again once it changes."""
    id, after = one(fields, "section"), one(fields, "after")
    if id not in SECTIONS or not (after.isascii() and after.isdigit() and len(after) < 7):
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
