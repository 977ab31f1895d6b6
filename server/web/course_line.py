"""The line of a trajectory's stages: each once, with its day and where it stands."""

from msgspec import Struct

from board.trajectory.machine import ENDS, StageStand, Stand
from board.trajectory.stages import StageFacts, choice, covered, workstreams
from board.trajectory.state import Slot
from board.types import Millis
from server.web.sheet import Sheet

TALKS = ("orientation", "restart")
PAST_TALKS = (Stand.OFFER, Stand.RUNNING, Stand.ROUNDING, Stand.FOLLOWING, *ENDS)
"""A talk that was not held by then is not to be planned any more."""
LOOKS = {
    StageStand.OPEN: "none",
    StageStand.PLANNED: "planned",
    StageStand.PREPARED: "planned",
    StageStand.LIVE: "live",
    StageStand.HELD: "ended",
    StageStand.CONFIRMED: "ended",
    StageStand.SKIPPED: "skipped",
    StageStand.JOINED: "skipped",
    StageStand.CANCELLED: "none",
}


class Stop(Struct, frozen=True):
    """``look`` is its dot on the line; what it stands for is said in ``state``."""

    title: str
    day: str
    state: str
    look: str
    board: str = ""


def line(sheet: Sheet) -> list[Stop]:
    state, stages = sheet.view.state, sheet.view.stages
    order = sorted(stages.values(), key=lambda one: (one.order, one.stage))
    stops = [_stop(sheet, known) for course in TALKS for known in order if known.course == course]
    stops += [_stop(sheet, stages[stage]) for stage in workstreams(state, stages)]
    stops += _own(sheet)
    rounding = [one.at for one in state.decisions if one.stand == "rounding"]
    done = bool(rounding) and state.stand != "rounding"
    look = "ended" if done else "live" if rounding else "none"
    stops.append(
        Stop(
            sheet.words("desk.line.rounding"),
            sheet.short_day(rounding[-1]) if rounding else "",
            sheet.words(f"desk.line.rounding_{look}"),
            look,
        )
    )
    stops += _followed(sheet)
    if state.renewal_at:
        past = state.renewal_at < sheet.view.now
        key = "renewal_past" if past else "renewal_set"
        day = sheet.day(state.renewal_at)
        look = "live" if past else "planned"
        stops.append(
            Stop(sheet.words("stages.renewal"), day, sheet.words(f"desk.line.{key}"), look)
        )
    else:
        open = sheet.words("desk.stages.open")
        stops.append(Stop(sheet.words("stages.renewal"), "", open, "none"))
    return stops


def _stop(sheet: Sheet, known: StageFacts) -> Stop:
    """A stage at its least advanced session: it is done when all of them are."""
    state = sheet.view.state
    there = _slots(sheet, known.stage)
    chosen = choice(state, known.stage)
    if there:
        slot = min(there, key=lambda one: list(LOOKS).index(one.stand))
        stand, at = slot.stand, _when(slot)
        board = slot.board or ""
        title = sheet.stage(slot.stage) if len(slot.covers) == 1 else sheet.stage(known.stage)
        return Stop(title, sheet.short_day(at), _words(sheet, stand), LOOKS[stand], board)
    kept = [one for one in sheet.view.kept.boards if known.stage in _held(sheet, one.stage)]
    if kept:
        # Held without a plan, as everything was before there were plans.
        held = StageStand.HELD
        day = sheet.short_day(kept[-1].at)
        return Stop(sheet.stage(known.stage), day, _words(sheet, held), "ended", kept[-1].board)
    if going := [one for one in sheet.view.unplanned(over=False) if one.stage == known.stage]:
        last = going[-1]
        stand = StageStand.LIVE if last.opened_at else StageStand.PREPARED
        day = sheet.short_day(last.opened_at or last.created_at)
        return Stop(sheet.stage(known.stage), day, _words(sheet, stand), LOOKS[stand], last.board)
    stand = StageStand.OPEN
    text = _words(sheet, stand)
    if chosen.choice == "skip":
        stand, text = StageStand.SKIPPED, _words(sheet, StageStand.SKIPPED)
    elif chosen.choice == "join":
        stand = StageStand.JOINED
        text = sheet.words("desk.line.joined", stage=sheet.stage(chosen.into))
    elif known.course in TALKS and (state.before or state.stand) in PAST_TALKS:
        text = sheet.words("desk.line.not_held")
    return Stop(sheet.stage(known.stage), "", text, LOOKS[stand])


def _own(sheet: Sheet) -> list[Stop]:
    """Stages of one's own making, which no shipped format knows."""
    known = set(sheet.view.stages)
    return [
        Stop(
            slot.title or slot.stage,
            sheet.short_day(_when(slot)),
            _words(sheet, slot.stand),
            LOOKS[slot.stand],
            slot.board or "",
        )
        for slot in sheet.view.state.plan
        if slot.stage not in known
    ]


def _followed(sheet: Sheet) -> list[Stop]:
    stages = sheet.view.stages
    after = {one.stage for one in stages.values() if one.course not in (*TALKS, "workstream")}
    slots = [slot for slot in sheet.view.state.plan if slot.stage in after]
    if not slots:
        return [
            Stop(sheet.stage(stage), "", sheet.words("desk.stages.open"), "none")
            for stage in sorted(after, key=lambda one: (stages[one].order, one))
        ]
    return [
        Stop(
            sheet.stage(slot.stage),
            sheet.short_day(_when(slot)),
            _words(sheet, slot.stand),
            LOOKS[slot.stand],
            slot.board or "",
        )
        for slot in slots
    ]


def _slots(sheet: Sheet, stage: str) -> list[Slot]:
    return [slot for slot in sheet.view.state.plan if stage in (slot.stage, *slot.covers)]


def _held(sheet: Sheet, stage: str) -> list[str]:
    return [stage, *covered(stage, sheet.view.stages)]


def _when(slot: Slot) -> Millis:
    return slot.held_at or slot.opened_at or slot.at


def _words(sheet: Sheet, stand: StageStand) -> str:
    return sheet.words(f"desk.stages.{stand}")
