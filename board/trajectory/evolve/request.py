"""What events about its beginning, its people and its standing still change."""

from msgspec.structs import replace

from board.trajectory import events as e
from board.trajectory.evolve.change import Change, moved
from board.trajectory.machine import Move, Stand
from board.trajectory.state import Goal, Goals, Handover, Request, Text, TextVersion, Trajectory
from board.trajectory.types import Function

_ANSWERS = {
    "orientation": Move.PLAN_ORIENTATION,
    "restart": Move.PLAN_RESTART,
    "refer": Move.REFER,
    "suffices": Move.ANSWER,
}


def requested(state: Trajectory, event: e.TrajectoryRequested, entry: e.Entry) -> Change:
    request = Request(
        event.wanted,
        event.municipality,
        event.reason,
        list(event.dates),
        event.contact_function,
        entry.at,
    )
    return {
        "request": request,
        "wanted": event.wanted,
        "reason": event.reason,
        "stand": Stand.REQUESTED,
        "since": entry.at,
    }


def begun(state: Trajectory, event: e.TrajectoryBegun, entry: e.Entry) -> Change:
    """As if it had been asked for just now: it still goes to its first talk."""
    return {
        "wanted": event.wanted,
        "reason": event.reason,
        "previous": event.previous,
        "stand": Stand.REQUESTED,
        "since": entry.at,
    }


def text_taken(state: Trajectory, event: e.TextTaken, entry: e.Entry) -> Change:
    version = TextVersion(0, list(event.lines), entry.at, entry.by, "adopted")
    text = Text(event.text, event.title, event.part, [version])
    return {"texts": {**state.texts, event.text: text}}


def goals_taken(state: Trajectory, event: e.GoalsTaken, entry: e.Entry) -> Change:
    goals = [Goal(f"0.{i}", line, "adopted") for i, line in enumerate(event.goals, 1)]
    return {"goals": [*state.goals, Goals(0, goals, entry.at)]}


def answered(state: Trajectory, event: e.RequestAnswered, entry: e.Entry) -> Change:
    change = moved(state, _ANSWERS[event.answer], entry, event.note)
    if state.request is not None:
        change["request"] = replace(state.request, answer=event.answer, note=event.note)
    return change


def assigned(state: Trajectory, event: e.PersonAssigned, entry: e.Entry) -> Change:
    return _held_by(state, event.function, event.account)


def _held_by(state: Trajectory, function: Function, account: str) -> Change:
    field = "coach" if function is Function.COACH else "coordinator"
    former: str = getattr(state, field)
    gone = state.former | {former} if former and former != account else state.former
    return {field: account, "former": gone - {account}}


def paused(state: Trajectory, event: e.TrajectoryPaused, entry: e.Entry) -> Change:
    before = {"before": state.stand, "pause_reason": event.reason}
    return moved(state, Move.PAUSE, entry, event.reason) | before


def resumed(state: Trajectory, event: e.TrajectoryResumed, entry: e.Entry) -> Change:
    return moved(state, Move.RESUME, entry) | {"before": None, "pause_reason": ""}


def stopped(state: Trajectory, event: e.TrajectoryStopped, entry: e.Entry) -> Change:
    before = state.before or state.stand
    said = {"stop_reason": event.reason, "stop_note": event.note, "before": before}
    return moved(state, Move.STOP, entry, event.note) | said


def handover_offered(state: Trajectory, event: e.HandoverOffered, entry: e.Entry) -> Change:
    handover = Handover(
        id=event.handover,
        slot=event.slot,
        function=event.function,
        account=event.account,
        to_function=event.to_function,
        to_account=event.to_account,
        to_organisation=event.to_organisation,
        note=event.note,
        at=entry.at,
    )
    return {"handovers": {**state.handovers, event.handover: handover}}


def handover_accepted(state: Trajectory, event: e.HandoverAccepted, entry: e.Entry) -> Change:
    handover = state.handovers[event.handover]
    change = _answered(state, event.handover, "accepted", entry)
    if handover.slot is None:
        return change | _held_by(state, handover.function, handover.to_account)
    slot = state.slots[handover.slot]
    to = "partner" if handover.to_organisation else str(handover.to_function or "")
    handed = replace(
        slot,
        lead=to,
        lead_organisation=handover.to_organisation,
        handed=str(handover.function),
    )
    return change | {"slots": {**state.slots, slot.id: handed}}


def handover_declined(state: Trajectory, event: e.HandoverDeclined, entry: e.Entry) -> Change:
    return _answered(state, event.handover, "declined", entry)


def handover_withdrawn(state: Trajectory, event: e.HandoverWithdrawn, entry: e.Entry) -> Change:
    handover = state.handovers[event.handover]
    change = _answered(state, event.handover, "withdrawn", entry)
    if handover.answer != "accepted" or handover.slot is None:
        return change
    slot = replace(
        state.slots[handover.slot],
        lead=str(handover.function),
        lead_organisation=None,
        handed="",
    )
    return change | {"slots": {**state.slots, slot.id: slot}}


def _answered(state: Trajectory, id: str, answer: str, entry: e.Entry) -> Change:
    handover = replace(state.handovers[id], answer=answer, answered_at=entry.at)
    return {"handovers": {**state.handovers, id: handover}}
