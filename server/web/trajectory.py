"""The pages of one trajectory for coach and coordinator, and the forms on them.

``/t/ID`` is the overview, ``/t/ID/NAME`` one of its sections; ``/t/ID/do`` takes the
forms of all of them, each a command to the trajectory (server/web/asking.py). What is
refused comes back on its own section, with the reason and all that was typed.
"""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.permissions import Reading
from server.preparing import FEEDS, refresh
from server.trajectories import Done
from server.web.asking import COMMANDS, FAULTS, REPEATED, asked
from server.web.bodies import form_of, one
from server.web.handing import PASSES, lead_passed
from server.web.next_step import next_step
from server.web.people import home_of, must_be, staff_page
from server.web.sections import ALL, SECTIONS
from server.web.sheet import Fields, Refused, Section, Sheet
from server.web.site import language_for, site_of
from server.web.trouble import Trouble
from server.web.undoing import Undo, saved
from server.words import Speaker

NOT_THEIRS = frozenset({"forbidden", "other_municipality", "not_yours", "handed_over"})
AS_TYPED = frozenset({"empty", "too_long", "bad_text", "too_many_marks", "needs_reason", *FAULTS})
ANSWERS = frozenset({"AcceptHandover", "DeclineHandover"})
WARNINGS = frozenset({"long_session"})
PARTNERS = (c.AddPartner, c.DescribePartner, c.PartnerLeaves, c.PartnerReturns)
KEY_MOST = 120


async def show(request: Request) -> Response:
    section = SECTIONS.get(request.path_params.get("section", "overview"))
    if section is None:
        raise Trouble("not_found")
    sheet = await _found(request)
    if not sheet.may(section.reading):
        return _offered_page(sheet, section)
    return await _page(sheet, section)


async def do(request: Request) -> Response:
    fields = await form_of(request, REPEATED)
    section = SECTIONS.get(one(fields, "page"))
    sheet, name = await _found(request), one(fields, "command")
    if not sheet.may(section.reading if section else Reading.TRAJECTORY):
        return await _answered(sheet, fields)
    if section is None or name not in (COMMANDS.keys() | section.doings.keys()):
        raise Trouble("bad_request")
    if doing := section.doings.get(name):
        outcome = await doing(sheet, fields)
    else:
        outcome = await _carried_out(sheet, asked(fields))
    if isinstance(outcome, Refusal):
        sheet.refused = _refused(sheet, fields, outcome)
        return await _page(sheet, section, _status(outcome))
    return RedirectResponse(_back(sheet, section, fields, outcome), 303)


async def sheet_of(request: Request, reading: Reading) -> Sheet:
    """The trajectory that is named in the path, for who may read this of it. Raises
    Trouble: what is not there and what is another's get one answer.
    """
    sheet = await _found(request)
    if not sheet.may(reading):
        raise Trouble("no_access")
    return sheet


async def _found(request: Request) -> Sheet:
    """For who is signed in; whether they may read it is not judged yet."""
    person = await must_be(request)
    site = site_of(request)
    view = await site.trajectories.view(request.path_params["trajectory"])
    if view is None:
        raise Trouble("no_access")
    words = Speaker(site.pages.catalogue, language_for(request))
    return Sheet(request, site, person, view, words)


def _offered_page(sheet: Sheet, section: Section) -> Response:
    """Who was asked to take it over sees what, and nothing more before they did."""
    offers = sheet.offered
    if not offers or section.name != "overview":
        raise Trouble("no_access")
    return staff_page(
        sheet.request,
        sheet.person,
        "trajectory/offered.html",
        trajectory=sheet.view.trajectory,
        stand=_stand(sheet),
        section=section.name,
        refused=None,
        offers=offers,
    )


async def _answered(sheet: Sheet, fields: Fields) -> Response:
    """Yes or no from who was asked to take it over, and is not of it yet."""
    if not sheet.offered or one(fields, "command") not in ANSWERS:
        raise Trouble("no_access")
    outcome = await _carried_out(sheet, asked(fields))
    if isinstance(outcome, Refusal):
        raise Trouble("no_access")
    mine = one(fields, "command") == "AcceptHandover"
    there = f"/t/{sheet.id}" if mine else home_of(sheet.request, sheet.person)
    return RedirectResponse(there, 303)


async def _carried_out(sheet: Sheet, command: c.Command | Refusal) -> Done | Refusal:
    if isinstance(command, Refusal):
        return command
    site = sheet.site
    outcome = await site.trajectories.do(sheet.id, command, sheet.person)  # type: ignore[arg-type]
    if isinstance(outcome, Done) and isinstance(command, FEEDS):
        await refresh(site.trajectories, site.sessions, site.hub, sheet.id)
    if isinstance(outcome, Done) and isinstance(command, PARTNERS):
        # Sessions that wait or run know them by name, and count by their kind.
        for session in sheet.view.sessions:
            if session.ended_at is None:
                await site.hub.names_changed(session.board)
    if isinstance(outcome, Done) and isinstance(command, PASSES):
        await lead_passed(sheet, command)
    return outcome


async def _page(sheet: Sheet, section: Section, status: int = 200) -> Response:
    values = {
        "trajectory": sheet.view.trajectory,
        "stand": _stand(sheet),
        "section": section.name,
        "sections": [
            {"name": one.name, "count": one.waits(sheet)} for one in ALL if sheet.may(one.reading)
        ],
        "refused": sheet.refused,
        "over": sheet.over,
        **_said(sheet, section),
        **await section.values(sheet),
    }
    template = f"trajectory/{section.name}.html"
    # The report of a long trajectory is a large page, and sessions are going on meanwhile.
    return await asyncio.to_thread(
        staff_page, sheet.request, sheet.person, template, status=status, **values
    )


def _stand(sheet: Sheet) -> Mapping[str, str]:
    state, words = sheet.view.state, sheet.words
    text = words(f"desk.stands.{state.stand}")
    if state.before and state.stand == "paused":
        text = words("desk.paused_from", stand=words(f"desk.stands.{state.before}"))
    since = words("desk.since", day=sheet.day(state.since)) if state.since else ""
    return {"id": str(state.stand), "text": text, "since": since}


def _said(sheet: Sheet, section: Section) -> dict[str, object]:
    """One line on what was just kept, with the way back where there is one."""
    query = sheet.request.query_params
    done = query.get("done", "")
    undo: Undo | None = None
    if done and sheet.refused is None:
        undo = saved(sheet, done)
    warnings = [one for one in query.getlist("warn") if one in WARNINGS]
    return {
        "saved": sheet.words("desk.saved") if done and sheet.refused is None else "",
        "undo": undo,
        "warnings": [sheet.words(f"desk.warnings.{one}") for one in warnings],
    }


def _refused(sheet: Sheet, fields: Fields, refusal: Refusal) -> Refused:
    area = "asking" if refusal.code in FAULTS else "trajectory_refusals"
    value = refusal.value
    text = sheet.words(f"{area}.{refusal.code}", value=value, limit=refusal.limit)
    if refusal.code == "wrong_stand":
        now = next_step(sheet)
        text = sheet.words(
            "overview.cannot_now",
            stand=_stand(sheet)["text"],
            next=sheet.words(f"overview.next.{now.code}", what=now.what, day=now.day),
        )
    return Refused(
        command=one(fields, "command"),
        key=one(fields, "key"),
        text=text,
        field=value if refusal.code == "missing_field" else "",
        fields={name: "\n".join(values) for name, values in fields.items()},
    )


def _status(refusal: Refusal) -> int:
    if refusal.code in NOT_THEIRS:
        return 403
    return 422 if refusal.code in AS_TYPED else 409


def _back(sheet: Sheet, section: Section, fields: Fields, done: Done) -> str:
    path = f"/t/{sheet.id}" + ("" if section.name == "overview" else f"/{section.name}")
    path = section.leads_to(sheet, fields) or path
    said = [("done", one(fields, "id") or "1"), *(("warn", code) for code in done.warnings)]
    key = one(fields, "key")[:KEY_MOST] or done.made[:KEY_MOST]
    return f"{path}?{urlencode(said)}" + (f"#{urlencode({'': key})[1:]}" if key else "")


routes = [
    Route("/t/{trajectory}", show, methods=["GET"]),
    Route("/t/{trajectory}/do", do, methods=["POST"]),
    Route("/t/{trajectory}/{section}", show, methods=["GET"]),
]
