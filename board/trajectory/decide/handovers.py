"""Decisions about handing over: one session to someone else, or the trajectory for good."""

from board.refusals import Refusal
from board.trajectory import commands as c
from board.trajectory import events as e
from board.trajectory.decide.context import (
    Context,
    Outcome,
    done,
    note,
    partner_of,
    slot_of,
)
from board.trajectory.machine import StageStand
from board.trajectory.state import Handover, Slot, Trajectory
from board.trajectory.types import Function, Limits

_LEADERS = (Function.COACH, Function.COORDINATOR)


def offer(state: Trajectory, command: c.OfferHandover, context: Context) -> Outcome:
    said = note(command.note, Limits.REASON)
    if isinstance(said, Refusal):
        return said
    person = context.person
    if command.slot is not None:
        slot = slot_of(state, command.slot)
        refusal = slot if isinstance(slot, Refusal) else _of_slot(state, slot, command, context)
    else:
        same = not command.to_account or command.to_account == person.account
        refusal = Refusal("not_for_you") if same else None
    if refusal:
        return refusal
    handover = context.new_id()
    offered = e.HandoverOffered(
        handover=handover,
        slot=command.slot,
        function=person.function,
        account=person.account,
        to_function=command.to_function if command.slot is not None else person.function,
        to_account=command.to_account,
        to_organisation=command.to_organisation,
        note=said,
    )
    earlier = [
        e.HandoverWithdrawn(one.id)
        for one in state.handovers.values()
        if not one.answer and (one.slot, one.function) == (command.slot, person.function)
    ]
    if command.to_organisation is not None:
        # A partner has no account to say yes with: it was agreed in the room or by phone.
        accepted = e.HandoverAccepted(handover)
        return done(*earlier, offered, accepted, made=handover)
    return done(*earlier, offered, made=handover)


def _of_slot(
    state: Trajectory, slot: Slot, command: c.OfferHandover, context: Context
) -> Refusal | None:
    if slot.stand in (StageStand.HELD, StageStand.CONFIRMED, StageStand.CANCELLED):
        return Refusal("slot_over", value=slot.title)
    mine = str(context.person.function)
    if slot.handed == mine:
        return Refusal("handed_over", value=slot.title)
    if command.to_organisation is not None:
        partner = partner_of(state, command.to_organisation)
        return partner if isinstance(partner, Refusal) else None
    if command.to_function not in _LEADERS or command.to_function is context.person.function:
        return Refusal("no_lead", value=str(command.to_function or ""))
    return None


def _open(state: Trajectory, id: str) -> Handover | Refusal:
    handover = state.handovers.get(id)
    if handover is None:
        return Refusal("no_handover", value=id[:40])
    return Refusal("already_answered") if handover.answer else handover


def _for_me(state: Trajectory, handover: Handover, context: Context) -> bool:
    person = context.person
    if handover.to_account and person.account != handover.to_account:
        return False
    if handover.slot is None:
        return bool(handover.to_account)
    # "The coach" is the one of this trajectory: another has nothing to lead here.
    theirs = person.function is not Function.COACH or person.account == state.coach
    return person.function is handover.to_function and theirs


def accept(state: Trajectory, command: c.AcceptHandover, context: Context) -> Outcome:
    handover = _open(state, command.handover)
    if isinstance(handover, Refusal):
        return handover
    if not _for_me(state, handover, context):
        return Refusal("not_for_you")
    if handover.slot is None and context.person.function is not handover.function:
        return Refusal("not_for_you")
    return done(e.HandoverAccepted(handover.id, context.person.account))


def decline(state: Trajectory, command: c.DeclineHandover, context: Context) -> Outcome:
    handover = _open(state, command.handover)
    if isinstance(handover, Refusal):
        return handover
    if not _for_me(state, handover, context):
        return Refusal("not_for_you")
    said = note(command.reason, Limits.REASON)
    return said if isinstance(said, Refusal) else done(e.HandoverDeclined(handover.id, said))


def withdraw(state: Trajectory, command: c.WithdrawHandover, context: Context) -> Outcome:
    """Of a session also after it was accepted: the lead comes back, as long as it is not over."""
    handover = state.handovers.get(command.handover)
    if handover is None:
        return Refusal("no_handover", value=command.handover[:40])
    person = context.person
    if (handover.function, handover.account) != (person.function, person.account):
        return Refusal("not_for_you")
    if not handover.answer:
        return done(e.HandoverWithdrawn(handover.id))
    slot = state.slots.get(handover.slot) if handover.slot else None
    led = slot is not None and slot.handed == str(handover.function)
    if handover.answer != "accepted" or slot is None or not led:
        return Refusal("already_answered")
    if slot.stand in (StageStand.HELD, StageStand.CONFIRMED, StageStand.CANCELLED):
        return Refusal("slot_over", value=slot.title)
    return done(e.HandoverWithdrawn(handover.id))
