"""What is to be done now in a trajectory: one clear thing, by where it stands."""

from collections.abc import Iterator

from msgspec import Struct

from board.trajectory.machine import ENDS, StageStand, Stand
from board.trajectory.stages import come_first, settled, stage_stand, workstreams
from board.trajectory.state import Slot, Trajectory
from board.trajectory.types import WEEK, Function
from server.web.sheet import Sheet

TALKS = {Stand.ORIENTATION_PLANNED: "orientation", Stand.RESTART_PLANNED: "restart"}
DECIDE = frozenset({Stand.REQUESTED, Stand.ORIENTATION_HELD, Stand.RESTART_HELD})


class Next(Struct, frozen=True):
    """``path`` leads to where it is done, below the trajectory; "" where one only waits.
    ``what`` fills the words ``overview.next.CODE``.
    """

    code: str
    path: str = ""
    what: str = ""
    day: str = ""


def next_step(sheet: Sheet) -> Next:
    return next(_steps(sheet))


def _steps(sheet: Sheet) -> Iterator[Next]:
    """The first of these; the last one always holds."""
    state = sheet.view.state
    coach = sheet.person.function is Function.COACH
    if state.stand is Stand.PAUSED:
        yield Next("resume", "#course", what=state.pause_reason)
    if state.stand in ENDS:
        over = f"/t/{state.next}" if state.next else ""
        yield Next("renewed", over) if over else Next("over", "/results")
    for slot in state.plan:
        if slot.stand is StageStand.LIVE:
            yield Next("live", "/plan", _title(sheet, slot))
    for one in sheet.view.unplanned(over=False):
        if one.opened_at:
            yield Next("live", "/plan", one.title)
    for slot in state.plan:
        if slot.stand is StageStand.HELD:
            code = "wait_confirm" if coach else "confirm"
            yield Next(code, f"/results#{slot.id}", _title(sheet, slot))
    if state.open_impacts:
        yield Next("impacts", "/partners#impacts", str(len(state.open_impacts)))
    if state.stand in DECIDE:
        yield Next(f"decide_{state.stand}", "#course")
    if state.stand in TALKS:
        yield from _planned(sheet)
        yield Next("plan_talk", "/plan", sheet.words(f"overview.talks.{TALKS[state.stand]}"))
    if state.stand is Stand.DEFERRED:
        past = state.deferred_until < sheet.view.now
        yield Next(
            "take_up" if past else "deferred", "#course", day=sheet.day(state.deferred_until)
        )
    if state.stand is Stand.OFFER:
        yield _offer(state, coach=coach)
    if state.stand is Stand.RUNNING:
        yield from _running(sheet)
    if state.stand is Stand.ROUNDING:
        yield Next("renewal" if not state.renewal_at else "follow", "#course")
    yield from _planned(sheet)
    yield Next("verdict", "#course")


def _planned(sheet: Sheet) -> Iterator[Next]:
    """What of the next session is to be done."""
    state, now = sheet.view.state, sheet.view.now
    ahead = (StageStand.PLANNED, StageStand.PREPARED)
    for slot in (one for one in state.plan if one.stand in ahead):
        title, path = _title(sheet, slot), f"/plan#{slot.id}"
        day = sheet.short_day(slot.at)
        if slot.at < now - WEEK // 7:
            yield Next("held", path, title, day)
        elif slot.stand is StageStand.PREPARED:
            yield Next("ready", path, title, day)
        elif not come_first(state, slot, sheet.view.stages):
            yield Next("prepare", path, title, day)
        else:
            yield Next("ahead", path, title, day)


def _offer(state: Trajectory, *, coach: bool) -> Next:
    offer = state.offer
    if offer is None or offer.answer in ("discuss", "not_now"):
        again = "again" if offer else "draft"
        return Next(f"offer_{again}" if coach else "offer_awaited", "/offer")
    if not offer.sent_at:
        return Next("offer_send" if coach else "offer_awaited", "/offer")
    return Next("offer_waits" if coach else "offer_answer", "/offer")


def _running(sheet: Sheet) -> Iterator[Next]:
    state, stages = sheet.view.state, sheet.view.stages
    yield from _planned(sheet)
    held = {stage for one in sheet.view.harvests for stage in (one.stage, *one.covers)}
    for stage in workstreams(state, stages):
        if stage_stand(state, stage) is StageStand.OPEN and stage not in held:
            yield Next("plan", "/plan", sheet.stage(stage))
    if all(settled(state, stage) or stage in held for stage in workstreams(state, stages)):
        yield Next("round_off", "#course")
    yield Next("plan_any", "/plan")


def _title(sheet: Sheet, slot: Slot) -> str:
    return slot.title or sheet.stage(slot.stage)
