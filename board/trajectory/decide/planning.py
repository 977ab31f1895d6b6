"""Decisions about the sessions: planned, moved, prepared, held, confirmed, corrected."""

from msgspec.structs import asdict

from board.refusals import Refusal
from board.text import clean
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.decide.context import (
    BoardFacts,
    Context,
    Outcome,
    done,
    future,
    note,
    partner_of,
    reason,
    slot_of,
    wrong_stand,
)
from board.trajectory.machine import StageStand, Stand
from board.trajectory.stages import come_first, covered
from board.trajectory.state import Slot, Trajectory
from board.trajectory.types import LONG_SESSION, Limits, SlotId

LEADS = ("coach", "coordinator", "partner")
_TURN = {
    "orientation": Stand.ORIENTATION_PLANNED,
    "restart": Stand.RESTART_PLANNED,
    "workstream": Stand.RUNNING,
    "follow_up": Stand.FOLLOWING,
}
"""Where the trajectory stands when sessions of a course are held."""
_OVER = frozenset({StageStand.HELD, StageStand.CONFIRMED, StageStand.CANCELLED})


def planned(command: c.PlanSlot, context: Context) -> e.SlotPlanned:
    """The session as its format has it; what was asked has been looked at already."""
    facts = context.stages[command.stage]
    return e.SlotPlanned(
        slot=SlotId(context.new_id()),
        stage=command.stage,
        course=facts.course,
        covers=list(command.covers) or covered(command.stage, context.stages),
        day=command.at,
        minutes=command.minutes,
        title=command.title or facts.title,
        place=command.place,
        host=command.host,
        lead=command.lead,
        lead_organisation=command.lead_organisation,
        variant=command.variant,
        support=command.support,
        note=command.note,
    )


def warned(minutes: int | None) -> tuple[str, ...]:
    """Longer than two hours is too long for many people; it is said, and allowed."""
    return ("long_session",) if minutes is not None and minutes > LONG_SESSION else ()


def plan(state: Trajectory, command: c.PlanSlot, context: Context) -> Outcome:
    if state.stand is Stand.PAUSED:
        return wrong_stand(state)
    if command.stage not in context.stages:
        return Refusal("no_stage", value=command.stage[:40])
    for stage in command.covers:
        known = context.stages.get(stage)
        if known is None or known.covers:
            return Refusal("no_stage", value=stage[:40])
    if len(state.slots) >= Limits.SLOTS:
        return Refusal("too_many", value=str(len(state.slots)), limit=str(Limits.SLOTS))
    refusal = future(command.at, context.now) or _odd(state, command)
    if refusal:
        return refusal
    made = planned(command, context)
    return done(made, made=made.slot, warnings=warned(command.minutes))


def _odd(state: Trajectory, command: c.PlanSlot | c.ChangeSlot) -> Refusal | None:
    """What of a plan cannot be kept."""
    if command.minutes is not None and not 5 <= command.minutes <= Limits.MINUTES:
        return Refusal("out_of_range", value=str(command.minutes), limit=f"5-{Limits.MINUTES}")
    if command.lead is not None and command.lead not in LEADS:
        return Refusal("no_lead", value=command.lead[:40])
    for organisation in (command.host, command.lead_organisation):
        if organisation is not None:
            partner = partner_of(state, organisation)
            if isinstance(partner, Refusal):
                return partner
    for text, limit in ((command.title, Limits.TITLE), (command.place, Limits.LINE)):
        said = note(text or "", limit)
        if isinstance(said, Refusal):
            return said
    said = note(command.note or "")
    return said if isinstance(said, Refusal) else None


def change(state: Trajectory, command: c.ChangeSlot, context: Context) -> Outcome:
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand in _OVER:
        return Refusal("slot_over", value=slot.title)
    if refusal := _odd(state, command):
        return refusal
    events: list[e.AnyEvent] = []
    if command.at is not None and command.at != slot.at:
        if refusal := future(command.at, context.now):
            return refusal
        events.append(e.SlotMoved(slot=slot.id, day=command.at))
    fields = asdict(command)
    for name in ("id", "slot", "at"):
        del fields[name]
    fields = {name: it for name, it in fields.items() if it is not None}
    if any(getattr(slot, name) != it for name, it in fields.items()):
        events.append(e.SlotChanged(slot=slot.id, **fields))
    return done(*events, warnings=warned(command.minutes))


def cancel(state: Trajectory, command: c.CancelSlot, context: Context) -> Outcome:
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand in _OVER or slot.stand is StageStand.LIVE:
        return Refusal("slot_over", value=slot.title)
    said = note(command.reason, Limits.REASON)
    return said if isinstance(said, Refusal) else done(e.SlotCancelled(slot.id, said))


def _its_turn(state: Trajectory, slot: Slot, context: Context) -> Refusal | None:
    if state.stand is not _TURN.get(slot.course, state.stand):
        return wrong_stand(state)
    if first := come_first(state, slot, context.stages):
        titles = ", ".join(context.stages[stage].title for stage in first)
        return Refusal("out_of_order", value=titles, limit=slot.title)
    return None


def _not_leading(slot: Slot, context: Context) -> Refusal | None:
    """Who handed a session over writes to it no more until it is taken back."""
    mine = str(context.person.function)
    return Refusal("handed_over", value=slot.title) if slot.handed == mine else None


def prepare(state: Trajectory, command: c.PrepareSlot, context: Context) -> Outcome:
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.board == command.board:
        return done()
    if slot.stand is not StageStand.PLANNED:
        return Refusal("slot_over", value=slot.title)
    if command.board not in context.boards:
        return Refusal("no_board", value=command.board[:40])
    if state.slot_of(command.board):
        return Refusal("board_taken")
    refusal = _not_leading(slot, context) or _its_turn(state, slot, context)
    return refusal or done(e.SlotPrepared(slot=slot.id, board=command.board))


def may_prepare(state: Trajectory, id: SlotId, context: Context) -> Refusal | None:
    """Asked before a board is made for it: one that could not be used stays unmade."""
    slot = slot_of(state, id)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand is not StageStand.PLANNED:
        return Refusal("slot_over", value=slot.title)
    return _not_leading(slot, context) or _its_turn(state, slot, context)


def adopt(state: Trajectory, command: c.AdoptBoard, context: Context) -> Outcome:
    """A board made without a plan; it may have been held long ago."""
    board = context.boards.get(command.board)
    if board is None:
        return Refusal("no_board", value=command.board[:40])
    if state.slot_of(command.board):
        return Refusal("board_taken")
    if command.stage not in context.stages:
        return Refusal("no_stage", value=command.stage[:40])
    title = clean(command.title, Limits.TITLE, empty_ok=True)
    if isinstance(title, Refusal):
        return title
    if not 5 <= command.minutes <= Limits.MINUTES:
        return Refusal("out_of_range", value=str(command.minutes), limit=f"5-{Limits.MINUTES}")
    wish = c.PlanSlot(command.stage, command.at, command.minutes, title)
    made = planned(wish, context)
    prepared = e.SlotPrepared(slot=made.slot, board=command.board)
    return done(made, prepared, *_since(made.slot, StageStand.PREPARED, board), made=made.slot)


def due(state: Trajectory, context: Context) -> list[e.AnyEvent]:
    """What happened on the boards and is not in the log of the trajectory yet."""
    found: list[e.AnyEvent] = []
    for slot in state.slots.values():
        board = context.boards.get(slot.board) if slot.board else None
        if board is not None:
            found += _since(slot.id, slot.stand, board)
    return found


def _since(slot: SlotId, stand: StageStand, board: BoardFacts) -> list[e.AnyEvent]:
    found: list[e.AnyEvent] = []
    if stand is StageStand.PREPARED and board.opened_at:
        found.append(e.SlotOpened(slot=slot, day=board.opened_at))
    if stand in (StageStand.PREPARED, StageStand.LIVE) and board.ended_at:
        found.append(e.SlotHeld(slot=slot, day=board.ended_at))
    if stand is StageStand.HELD and board.opened_at and not board.ended_at:
        found.append(e.SlotReopened(slot=slot))
    return found


def mark_held(state: Trajectory, command: c.MarkHeld, context: Context) -> Outcome:
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand in _OVER:
        return Refusal("slot_over", value=slot.title)
    if slot.stand is StageStand.LIVE:
        return Refusal("still_open", value=slot.title)
    at = context.now if command.at is None else command.at
    if at > context.now:
        return Refusal("in_future", value=str(at))
    refusal = _not_leading(slot, context) or _its_turn(state, slot, context)
    return refusal or done(e.SlotHeld(slot=slot.id, day=at))


def confirm(state: Trajectory, command: c.ConfirmResults, context: Context) -> Outcome:
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand is StageStand.CONFIRMED:
        return done()
    if slot.stand is not StageStand.HELD:
        return Refusal("not_held", value=slot.title)
    return done(e.ResultsConfirmed(slot=slot.id))


def unconfirm(state: Trajectory, command: c.UnconfirmResults, context: Context) -> Outcome:
    """Not once a later session was prepared: what its board took over as certain would
    hang in the air. From then on a result is corrected, with a trace.
    """
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand is not StageStand.CONFIRMED:
        return Refusal("not_confirmed", value=slot.title)
    used = [one for one in state.plan if one.id != slot.id and one.board and _after(one, slot)]
    if used:
        return Refusal("used_further", value=used[0].title)
    said = reason(command.reason)
    return said if isinstance(said, Refusal) else done(e.ResultsUnconfirmed(slot.id, said))


def _after(one: Slot, slot: Slot) -> bool:
    return (one.held_at or one.at) > (slot.held_at or slot.at)


def correct(state: Trajectory, command: c.CorrectResult, context: Context) -> Outcome:
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand is not StageStand.CONFIRMED:
        return Refusal("not_confirmed", value=slot.title)
    if slot.board is None or not any(
        item.ref.board == slot.board and item.ref.card == command.card
        for item in context.kept.items
    ):
        return Refusal("no_item", value=command.card[:40])
    text = clean(command.text, Limits.LINE)
    if isinstance(text, Refusal):
        return text
    said = reason(command.reason)
    if isinstance(said, Refusal):
        return said
    return done(e.ResultCorrected(slot=slot.id, card=command.card, text=text, reason=said))


def reflect(state: Trajectory, command: c.Reflect, context: Context) -> Outcome:
    slot = slot_of(state, command.slot)
    if isinstance(slot, Refusal):
        return slot
    if slot.stand not in (StageStand.HELD, StageStand.CONFIRMED):
        return Refusal("not_held", value=slot.title)
    said = [note(text) for text in (command.well, command.hard, command.coach)]
    if refusal := next((one for one in said if isinstance(one, Refusal)), None):
        return refusal
    if not any(said):
        return Refusal("empty")
    return done(e.ReflectionMade(slot=slot.id))
