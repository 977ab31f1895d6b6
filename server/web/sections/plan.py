"""The sessions of a trajectory in their order, and all that can be done about each."""

from collections.abc import Mapping

from msgspec import Struct

from board.format import Format
from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory.machine import StageStand
from board.trajectory.permissions import Reading
from board.trajectory.stages import choice, come_first, workstreams
from board.trajectory.state import Handover, Slot
from board.trajectory.types import LONG_SESSION, WEEK, Function, SlotId
from board.types import Millis
from server.formats import FormatChoice
from server.preparing import prepare
from server.store.sessions import WorkSession
from server.trajectories import Done
from server.web import dates
from server.web.asking import asked
from server.web.bodies import one as first
from server.web.invitation import invitation
from server.web.sheet import Fields, Section, Sheet
from server.web.site import phone_url

AHEAD = (StageStand.PLANNED, StageStand.PREPARED)
WITH_BOARD = (StageStand.PREPARED, StageStand.LIVE)
OVER = (StageStand.HELD, StageStand.CONFIRMED)
TALKS = {"orientation_planned": "orientation", "restart_planned": "restart"}
"""The course whose talk is to be planned, by where the trajectory stands."""
OTHERS = {Function.COACH: Function.COORDINATOR, Function.COORDINATOR: Function.COACH}


class Session(Struct, frozen=True):
    """A planned session, as the page shows it. ``first`` are the stages that come before
    it and are still open; ``handed`` says who leads it now that it was handed over.
    """

    id: str
    title: str
    stage: str
    stand: str
    stand_text: str
    day: str
    hour: str
    minutes: int
    place: str
    host: str
    lead: str
    support: str
    variant: str
    note: str
    typed: dict[str, object]
    moved_from: list[str]
    first: list[str]
    warnings: list[str]
    variants: list[tuple[str, str]]
    formats: list[tuple[str, str]]
    code: str
    board: str
    invitation: str
    handed: str
    offered: str
    may_take_back: str
    may_lead: bool


class Unplanned(Struct, frozen=True):
    """A session that goes on, or waits to begin, without a place in the plan."""

    title: str
    stage: str
    stand: str
    stand_text: str
    code: str


class Offered(Struct, frozen=True):
    """A hand-over of a session that waits for whoever reads this."""

    id: str
    title: str
    note: str


async def values(sheet: Sheet) -> dict[str, object]:
    state = sheet.view.state
    choices = await sheet.site.trajectories.formats.choices(account=sheet.person.account)
    files = sheet.site.trajectories.formats.files()
    cancelled = [one for one in state.slots.values() if one.stand is StageStand.CANCELLED]
    stage, at = suggested(sheet)
    return {
        "sessions_planned": [_session(sheet, slot, files, choices) for slot in state.plan],
        "unplanned": [_unplanned(sheet, one) for one in sheet.view.unplanned(over=False)],
        "cancelled": [(slot.title, sheet.day(slot.at), slot.cancelled) for slot in cancelled],
        "stage_options": _stage_options(sheet),
        "suggested": {"stage": stage, "at": typed_moment(at) if at else {}},
        "wanted_days": [sheet.day(day) for day in _wanted(sheet)],
        "leads": _leads(sheet),
        "supports": [
            (mode, sheet.words(f"plan.supports.{mode}"), sheet.words(f"plan.support_help.{mode}"))
            for mode in ("guide", "coach", "both")
        ],
        "partners": _partners(sheet),
        "offered_to_me": [
            Offered(one.id, _slot_title(sheet, one), one.note)
            for one in state.handovers.values()
            if not one.answer and one.slot and _for_me(sheet, one)
        ],
        "other": sheet.words(f"plan.leads.{OTHERS.get(sheet.person.function, 'coach')}"),
        "other_function": OTHERS.get(sheet.person.function, ""),
        "no_coordinator": not state.coordinator and bool(state.coach),
        "renewal": sheet.day(state.renewal_at),
        "may_confirm": sheet.may(c.ConfirmResults),
    }


async def _planned(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """Where no length was typed it is as long as its stage, whichever was chosen."""
    stage = sheet.view.stages.get(first(fields, "stage"))
    if stage is not None and not first(fields, "minutes").strip():
        fields = fields | {"minutes": [str(stage.minutes)]}
    command = asked(fields)
    if isinstance(command, Refusal):
        return command
    trajectories = sheet.site.trajectories
    return await trajectories.do(sheet.id, command, sheet.person)  # type: ignore[arg-type]


def _unplanned(sheet: Sheet, one: WorkSession) -> Unplanned:
    stand = StageStand.LIVE if one.opened_at else StageStand.PREPARED
    told = sheet.words(f"desk.stages.{stand}")
    return Unplanned(one.title, sheet.stage(one.stage), stand, told, one.code)


async def prepared(sheet: Sheet, fields: Fields) -> Done | Refusal:
    """Makes the board, filled with what earlier sessions gave."""
    format = fields.pop("format", [""])[0]
    command = asked(fields)
    # The board is made here, so the form does not name one.
    if isinstance(command, Refusal) and (command.code, command.value) != ("missing_field", "board"):
        return command
    if not sheet.may(c.PrepareSlot):
        return Refusal("forbidden")
    slot = SlotId(fields.get("slot", [""])[0])
    site = sheet.site
    allowed = await site.trajectories.formats.choices(account=sheet.person.account)
    if format and format not in {one.id for one in allowed}:
        return Refusal("no_stage", value=format[:40])
    made = await prepare(
        site.trajectories,
        site.sessions,
        sheet.id,
        slot,
        sheet.person,
        format,
    )
    return made if isinstance(made, Refusal) else Done(sheet.view.state, made=slot)


def suggested(sheet: Sheet) -> tuple[str, Millis]:
    """The stage whose session is planned next, and a day that was named for it."""
    state, stages = sheet.view.state, sheet.view.stages
    there = {stage for slot in state.plan for stage in (slot.stage, *slot.covers)}
    there |= {stage for one in sheet.view.harvests for stage in (one.stage, *one.covers)}
    if course := TALKS.get(str(state.stand)):
        talk = [one for one in stages.values() if one.course == course and one.stage not in there]
        if talk:
            return talk[0].stage, next(iter(_wanted(sheet)), 0)
    for stage in workstreams(state, stages):
        if stage not in there and choice(state, stage).choice == "do":
            return stage, 0
    return "", 0


def typed_moment(at: Millis) -> dict[str, str]:
    """As browsers write a day and an hour."""
    when = dates.local(at)
    return {"day": f"{when:%Y-%m-%d}", "hour": f"{when:%H:%M}"}


def _wanted(sheet: Sheet) -> list[Millis]:
    """Days that who asked named, and that are still to come."""
    request = sheet.view.state.request
    if request is None or str(sheet.view.state.stand) not in TALKS:
        return []
    return [day for day in request.dates if day > sheet.view.now]


def _session(
    sheet: Sheet, slot: Slot, files: Mapping[str, Format], choices: list[FormatChoice]
) -> Session:
    words, state = sheet.words, sheet.view.state
    format = files.get(slot.stage)
    at = slot.opened_at or slot.at
    first = come_first(state, slot, sheet.view.stages) if slot.stand is StageStand.PLANNED else []
    session = next((one for one in sheet.view.sessions if one.board == slot.board), None)
    code = session.code if session and slot.stand in WITH_BOARD else ""
    mine = str(sheet.person.function)
    accepted = [
        one
        for one in state.handovers.values()
        if one.slot == slot.id and one.answer == "accepted" and slot.handed == str(one.function)
    ]
    variants = (
        [(one.id, one.title.say(words.language)) for one in format.variants] if format else []
    )
    return Session(
        id=slot.id,
        title=slot.title or sheet.stage(slot.stage),
        stage=sheet.stage(slot.stage),
        stand=str(slot.stand),
        stand_text=words(f"desk.stages.{slot.stand}"),
        day=sheet.day(at),
        hour=dates.hour(at),
        minutes=slot.minutes,
        place=slot.place,
        host=sheet.partner(slot.host),
        lead=_lead(sheet, slot),
        # That the coach guides it says again who leads, or goes against it.
        support=words(f"plan.supports.{slot.support}") if slot.support != "guide" else "",
        variant=dict(variants).get(slot.variant, slot.variant),
        note=slot.note,
        typed={
            "at": typed_moment(slot.at),
            "host": slot.host or "",
            "lead": slot.lead,
            "lead_organisation": slot.lead_organisation or "",
            "variant": slot.variant,
            "support": slot.support,
        },
        moved_from=[sheet.day(day) for day in slot.moved_from],
        first=[sheet.stage(stage) for stage in first],
        warnings=_warnings(sheet, slot),
        variants=variants,
        formats=[(one.id, one.name) for one in choices if one.stage == slot.stage],
        code=code,
        board=slot.board or "",
        invitation=invitation(sheet, slot, format, phone_url(sheet.request), code),
        handed=_lead(sheet, slot) if slot.handed else "",
        offered=next(
            (
                one.id
                for one in state.handovers.values()
                if one.slot == slot.id and not one.answer and str(one.function) == mine
            ),
            "",
        ),
        may_take_back=next((one.id for one in accepted if str(one.function) == mine), ""),
        may_lead=not handed_away(slot, mine) and sheet.may(Reading.LEADING),
    )


def handed_away(slot: Slot, function: str) -> bool:
    """A partner who leads has no account, and gets a link from who handed it over."""
    return slot.handed == function and slot.lead != "partner"


def _warnings(sheet: Sheet, slot: Slot) -> list[str]:
    found = []
    if slot.minutes > LONG_SESSION and slot.stand in AHEAD:
        found.append(sheet.words("desk.warnings.long_session"))
    if slot.stand in AHEAD and slot.at < sheet.view.now - WEEK // 7:
        found.append(sheet.words("plan.past"))
    return found


def _lead(sheet: Sheet, slot: Slot) -> str:
    if slot.lead == "partner":
        return sheet.partner(slot.lead_organisation) or sheet.words("plan.leads.partner")
    return sheet.words(f"plan.leads.{slot.lead}")


def _leads(sheet: Sheet) -> list[tuple[str, str]]:
    return [(one, sheet.words(f"plan.leads.{one}")) for one in ("coach", "coordinator", "partner")]


def _partners(sheet: Sheet) -> list[tuple[str, str]]:
    there = [one for one in sheet.view.state.partners.values() if not one.left_at]
    return [(one.organisation, one.name) for one in sorted(there, key=lambda it: it.name)]


def _stage_options(sheet: Sheet) -> list[tuple[str, str]]:
    stages = sorted(sheet.view.stages.values(), key=lambda one: (one.order, one.stage))
    return [
        (one.stage, sheet.words("plan.stage_option", stage=sheet.stage(one.stage), n=one.minutes))
        for one in stages
    ]


def _for_me(sheet: Sheet, handover: Handover) -> bool:
    if handover.to_account:
        return handover.to_account == sheet.person.account
    return handover.to_function is sheet.person.function


def _slot_title(sheet: Sheet, handover: Handover) -> str:
    slot = sheet.view.state.slots.get(handover.slot) if handover.slot else None
    return slot.title if slot else ""


SECTION = Section(
    "plan",
    Reading.PLANNING,
    values,
    doings={"PlanSlot": _planned, "PrepareSlot": prepared},
)
